import { build, request, sdp, type TortureCase } from './torture-case.js';

/** RFC 4475 3.3 and 3.4: well formed, and wrong for a layer above. */
export const layeredCases: readonly TortureCase[] = [
  build(
    'insuf',
    '3.3.1',
    400,
    `
INVITE sip:user@example.com SIP/2.0
CSeq: 193942 INVITE
Via: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKkdj.insuf
Content-Type: application/sdp
l: {length}
`,
    sdp,
  ),
  build(
    'unkscm',
    '3.3.2',
    416,
    request('OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0', 'OPTIONS', 'l: 0\n'),
  ),
  build(
    'novelsc',
    '3.3.3',
    416,
    request('OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0', 'OPTIONS', 'l: 0\n'),
  ),
  // The registrar refuses it: its To names no user.
  build(
    'unksm2',
    '3.3.4',
    'taken',
    `
REGISTER sip:example.com SIP/2.0
To: isbn:2983792873
From: <http://www.example.com>;tag=3234233
Call-ID: unksm2.daksdj@hyphenated-host.example.com
CSeq: 234902 REGISTER
Max-Forwards: 70
Via: SIP/2.0/UDP 192.0.2.21:5060;branch=z9hG4bKkdjuw
Contact: <name:John_Smith>
l: 0
`,
  ),
  build(
    'regaut01',
    '3.3.7',
    'taken',
    request(
      'REGISTER sip:example.com SIP/2.0',
      'REGISTER',
      'Authorization: NoOneKnowsThisScheme opaque-data=here\nl: 0\n',
    ),
  ),
  build(
    'multi01',
    '3.3.8',
    400,
    `
INVITE sip:user@company.com SIP/2.0
Contact: <sip:caller@host25.example.net>
Via: SIP/2.0/UDP 192.0.2.25;branch=z9hG4bKkdjuw
Max-Forwards: 70
CSeq: 5 INVITE
Call-ID: multi01.98asdh@192.0.2.1
CSeq: 59 INVITE
Call-ID: multi01.98asdh@192.0.2.2
From: sip:caller@example.com;tag=3413415
To: sip:user@example.com
To: sip:other@example.net
From: sip:caller@example.net;tag=2923420123
l: {length}
Contact: <sip:caller@host36.example.net>
Max-Forwards: 5
`,
    sdp,
  ),
  build(
    'mcl01',
    '3.3.9',
    400,
    request('OPTIONS sip:user@example.com SIP/2.0', 'OPTIONS', 'Content-Length: 13\nContent-Length: 5\n'),
    "There's no way to know",
  ),
  build(
    'zeromf',
    '3.3.11',
    'taken',
    request('OPTIONS sip:user@example.com SIP/2.0', 'OPTIONS', 'l: 0\n').replace(
      'Max-Forwards: 70',
      'Max-Forwards: 0',
    ),
  ),
  build(
    'cparam01',
    '3.3.12',
    'taken',
    request(
      'REGISTER sip:example.com SIP/2.0',
      'REGISTER',
      'Contact: sip:+19725552222@gw1.example.net;unknownparam\nl: 0\n',
    ),
  ),
  build(
    'cparam02',
    '3.3.13',
    'taken',
    request(
      'REGISTER sip:example.com SIP/2.0',
      'REGISTER',
      'Contact: <sip:+19725552222@gw1.example.net;unknownparam>\nl: 0\n',
    ),
  ),
  build(
    'regescrt',
    '3.3.14',
    'taken',
    request(
      'REGISTER sip:example.com SIP/2.0',
      'REGISTER',
      'Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>\nl: 0\n',
    ),
  ),
  build(
    'inv2543',
    '3.4.1',
    'taken',
    `
INVITE sip:UserB@example.com SIP/2.0
Via: SIP/2.0/UDP iftgw.example.com
From: <sip:+13035551111@ift.client.example.net;user=phone>
Record-Route: <sip:UserB@example.com;maddr=ss1.example.com>
To: sip:+16505552222@ss1.example.net;user=phone
Call-ID: inv2543.1717@ift.client.example.com
CSeq: 56 INVITE
Content-Type: application/sdp
`,
    sdp,
  ),
];
