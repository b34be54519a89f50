import { build, request, sdp, type TortureCase } from './torture-case.js';

/** RFC 4475 3.1.2. */
export const invalidCases: readonly TortureCase[] = [
  build(
    'badinv01',
    '3.1.2.1',
    400,
    `
INVITE sip:user@example.com SIP/2.0
To: sip:j.user@example.com
From: sip:caller@example.net;tag=134161461246
Max-Forwards: 7
Call-ID: badinv01.0ha0isndaksdjasdf3234nas
CSeq: 8 INVITE
Via: SIP/2.0/UDP 192.0.2.15;;,;,,
Contact: "Joe" <sip:joe@example.org>;;;;
Content-Length: {length}
Content-Type: application/sdp
`,
    sdp,
  ),
  build('clerr', '3.1.2.2', 400, request('INVITE sip:user@example.com SIP/2.0', 'INVITE', 'l: 9999\n'), sdp),
  build('ncl', '3.1.2.3', 400, request('INVITE sip:user@example.com SIP/2.0', 'INVITE', 'l: -999\n'), sdp),
  build(
    'scalar02',
    '3.1.2.4',
    400,
    `
REGISTER sip:example.com SIP/2.0
Via: SIP/2.0/TCP host129.example.com;branch=z9hG4bK342sdfoi3
To: <sip:user@example.com>
From: <sip:user@example.com>;tag=239232jh3
CSeq: 36893488147419103232 REGISTER
Call-ID: scalar02.23o0pd9vanlq3wnrlnewofjas9ui32
Max-Forwards: 300
Expires: 1${'0'.repeat(100)}
Contact: <sip:user@host129.example.com>;expires=280297596632815
Content-Length: 0
`,
  ),
  build(
    'scalarlg',
    '3.1.2.5',
    400,
    `
SIP/2.0 503 Service Unavailable
Via: SIP/2.0/TCP host129.example.com;branch=z9hG4bKzzxdiwo34sw;received=192.0.2.129
To: <sip:user@example.com>
From: <sip:other@example.net>;tag=2easdjfejw
CSeq: 9292394834772304023312 OPTIONS
Call-ID: scalarlg.noase0of0234hn2qofoaf0232aewf2394r
Retry-After: 949302838503028349304023988
Warning: 1812 overture "In Progress"
Content-Length: 0
`,
  ),
  build(
    'quotbal',
    '3.1.2.6',
    400,
    `
INVITE sip:user@example.com SIP/2.0
To: "Mr. J. User <sip:j.user@example.com>
From: sip:caller@example.net;tag=93334
Max-Forwards: 10
Call-ID: quotbal.aksdj
Contact: <sip:caller@host59.example.net>
CSeq: 8 INVITE
Via: SIP/2.0/UDP 192.0.2.59:5050;branch=z9hG4bKkdjuw39234
Content-Length: 0
`,
  ),
  build('ltgtruri', '3.1.2.7', 400, request('INVITE <sip:user@example.com> SIP/2.0', 'INVITE', 'l: 0\n')),
  build('lwsruri', '3.1.2.8', 400, request('INVITE sip:user@example.com; lr SIP/2.0', 'INVITE', 'l: 0\n')),
  build('lwsstart', '3.1.2.9', 400, request('INVITE  sip:user@example.com  SIP/2.0', 'INVITE', 'l: 0\n')),
  build('trws', '3.1.2.10', 400, request('OPTIONS sip:remote@example.com SIP/2.0  ', 'OPTIONS', 'l: 0\n')),
  build(
    'escruri',
    '3.1.2.11',
    400,
    request('INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0', 'INVITE', 'l: 0\n'),
  ),
  // The date may be ignored; nothing here reads it.
  build(
    'baddate',
    '3.1.2.12',
    'taken',
    request('INVITE sip:user@example.com SIP/2.0', 'INVITE', 'Date: Fri, 01 Jan 2010 16:00:00 EST\nl: 0\n'),
  ),
  build(
    'regbadct',
    '3.1.2.13',
    400,
    request(
      'REGISTER sip:example.com SIP/2.0',
      'REGISTER',
      'Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E\nl: 0\n',
    ),
  ),
  build(
    'badaspec',
    '3.1.2.14',
    400,
    `
OPTIONS sip:user@example.org SIP/2.0
Via: SIP/2.0/UDP host4.example.com:5060;branch=z9hG4bKkdju43234
Max-Forwards: 70
From: "Bell, Alexander" <sip:a.g.bell@example.com>;tag=433423
To: "Watson, Thomas" < sip:t.watson@example.org >
Call-ID: badaspec.sdf0234n2nds0a099u23h3hnnw009cdkne3
Accept: application/sdp
CSeq: 3923239 OPTIONS
l: 0
`,
  ),
  build(
    'baddn',
    '3.1.2.15',
    400,
    `
OPTIONS sip:t.watson@example.org SIP/2.0
Via:     SIP/2.0/UDP c.example.com:5060;branch=z9hG4bKkdjuw
Max-Forwards:      70
From:    Bell, Alexander <sip:a.g.bell@example.com>;tag=43
To:      Watson, Thomas <sip:t.watson@example.org>
Call-ID: baddn.31415@c.example.com
Accept: application/sdp
CSeq:    3923239 OPTIONS
l: 0
`,
  ),
  build(
    'badvers',
    '3.1.2.16',
    505,
    `
OPTIONS sip:t.watson@example.org SIP/7.0
Via:     SIP/7.0/UDP c.example.com;branch=z9hG4bKkdjuw
Max-Forwards:     70
From:    A. Bell <sip:a.g.bell@example.com>;tag=qweoiqpe
To:      T. Watson <sip:t.watson@example.org>
Call-ID: badvers.31417@c.example.com
CSeq:    1 OPTIONS
l: 0
`,
  ),
  build('mismatch01', '3.1.2.17', 400, request('OPTIONS sip:user@example.com SIP/2.0', 'INVITE', 'l: 0\n')),
  build('mismatch02', '3.1.2.18', 400, request('NEWMETHOD sip:user@example.com SIP/2.0', 'INVITE', 'l: 0\n')),
  build(
    'bigcode',
    '3.1.2.19',
    400,
    `
SIP/2.0 4294967301 better not break the receiver
Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe
Call-ID: bigcode.asdof3uj203asdnf3429uasdhfas3ehjasdfas9i
CSeq: 353494 INVITE
From: <sip:user@example.com>;tag=39ansfi3
To: <sip:user@example.edu>;tag=902jndnke3
Content-Length: 0
`,
  ),
];
