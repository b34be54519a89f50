import { build, sdp, type TortureCase } from './torture-case.js';

const raw = String.raw;

/** RFC 4475 3.1.1 and RFC 5118. */
export const validCases: readonly TortureCase[] = [
  build(
    'wsinv',
    '3.1.1.1',
    'taken',
    raw`
INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
TO :
 sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
from   : "J Rosenberg \\\""       <sip:jdrosen@example.com>
  ;
  tag = 98asjd8
MaX-fOrWaRdS: 0068
Call-ID: wsinv.ndaksdj@192.0.2.1
Content-Length   : {length}
cseq: 0009
  INVITE
Via  : SIP  /   2.0
 /UDP
    192.0.2.2;branch=390skdjuw
s :
NewFangledHeader:   newfangled value
 continued newfangled value
UnknownHeaderWithUnusualValue: ;;,,;;,;
Content-Type: application/sdp
Route:
 <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
v:  SIP  / 2.0  / TCP     spindle.example.com   ;
  branch  =   z9hG4bK9ikj8  ,
 SIP  /    2.0   / UDP  192.168.255.111   ; branch=
 z9hG4bK30239
m:"Quoted string \"\"" <sip:jdrosen@example.com> ; newparam =
      newvalue ;
  secondparam ; q = 0.33
`,
    sdp,
  ),
  build(
    'intmeth',
    '3.1.1.2',
    'taken',
    `!interesting-Method0123456789_*+\`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0
Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+\`'~
To: "BEL:\\\x07 NUL:\\\0 DEL:\\\x7F" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>
From: token1~\` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%="работающий";tag=_token~1'+\`*%!-.
Call-ID: intmeth.word%ZK-!.*_+'@word\`~)(><:\\/"][?}{
CSeq: 139122385 !interesting-Method0123456789_*+\`.%indeed'~
Max-Forwards: 255
extensionHeader-!.%*+_\`'~:大停電
Content-Length: 0
`,
  ),
  build(
    'esc01',
    '3.1.1.3',
    'taken',
    `
INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0
To: sip:%75se%72@example.com
From: <sip:I%20have%20spaces@example.net>;tag=938
Max-Forwards: 87
i: esc01.239409asdfakjkn23onasd0-3234
CSeq: 234234 INVITE
Via: SIP/2.0/UDP host5.example.net;branch=z9hG4bKkdjuw
C: application/sdp
Contact:
  <sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>
Content-Length: {length}
`,
    sdp,
  ),
  build(
    'escnull',
    '3.1.1.4',
    'taken',
    `
REGISTER sip:example.com SIP/2.0
To: sip:null-%00-null@example.com
From: sip:null-%00-null@example.com;tag=839923423
Max-Forwards: 70
Call-ID: escnull.39203ndfvkjdasfkq3w4otrq0adsfdfnavd
CSeq: 14398234 REGISTER
Via: SIP/2.0/UDP host5.example.com;rport;branch=z9hG4bKkdjuw
Contact: <sip:%00@host5.example.com>
Contact: <sip:%00%00@host5.example.com>
L:0
`,
  ),
  build(
    'esc02',
    '3.1.1.5',
    'taken',
    `
RE%47IST%45R sip:registrar.example.com SIP/2.0
To: "%Z%45" <sip:resource@example.com>
From: "%Z%45" <sip:resource@example.com>;tag=f232jadfj23
Call-ID: esc02.asdfnqwo34rq23i34jrjasdcnl23nrlknsdf
Via: SIP/2.0/TCP host.example.com;branch=z9hG4bK209%fzsnel234
CSeq: 29344 RE%47IST%45R
Max-Forwards: 70
Contact: <sip:alias1@host1.example.com>
C%6Fntact: <sip:alias2@host2.example.com>
Contact: <sip:alias3@host3.example.com>
l: 0
`,
  ),
  build(
    'lwsdisp',
    '3.1.1.6',
    'taken',
    `
OPTIONS sip:user@example.com SIP/2.0
To: sip:user@example.com
From: caller<sip:caller@example.com>;tag=323
Max-Forwards: 70
Call-ID: lwsdisp.1234abcd@funky.example.com
CSeq: 60 OPTIONS
Via: SIP/2.0/UDP funky.example.com;branch=z9hG4bKkdjuw
l: 0
`,
  ),
  build(
    'longreq',
    '3.1.1.7',
    'taken',
    `
INVITE sip:user@example.com SIP/2.0
To: "I have a user name of ${'extreme'.repeat(20)} proportion"<sip:user@example.com:6000;unknownparam1=very${'long'.repeat(30)}value;longparam${'name'.repeat(20)}=shortvalue;very${'long'.repeat(30)}ParameterNameWithNoValue>
F: sip:${'amazinglylongcallername'.repeat(10)}@example.net;tag=12${'982'.repeat(50)}424;unknownheaderparam${'name'.repeat(30)}=unknowheaderparam${'value'.repeat(30)};unknownValueless${'paramname'.repeat(10)}
Call-ID: longreq.one${'really'.repeat(20)}longcallid
CSeq: 3882340 INVITE
Unknown-${'Long'.repeat(20)}-Name: unknown-${'long'.repeat(20)}-value; unknown-${'long'.repeat(20)}-parameter-name = unknown-${'long'.repeat(20)}-parameter-value
Via: SIP/2.0/TCP sip33.example.com
v: SIP/2.0/TCP sip32.example.com
V: SIP/2.0/TCP sip31.example.com
Via: SIP/2.0/TCP sip30.example.com
ViA: SIP/2.0/TCP sip29.example.com
VIa: SIP/2.0/TCP sip28.example.com
via: SIP/2.0/TCP ${'very'.repeat(30)}long.example.com;branch=${'very'.repeat(50)}longbranchvalue
Max-Forwards: 70
Contact: <sip:${'amazinglylongcallername'.repeat(10)}@host5.example.net>
Content-Type: application/sdp
l: {length}
`,
    sdp,
  ),
  build(
    'dblreq',
    '3.1.1.8',
    'taken',
    `
REGISTER sip:example.com SIP/2.0
To: sip:j.user@example.com
From: sip:j.user@example.com;tag=43251j3j324
Max-Forwards: 8
I: dblreq.0ha0isndaksdj99sdfafnl3lk233412
Contact: sip:j.user@host.example.com
CSeq: 8 REGISTER
Via: SIP/2.0/UDP 192.0.2.125;branch=z9hG4bKkdjuw23492
Content-Length: 0

INVITE sip:joe@example.com SIP/2.0
t: sip:joe@example.com
From: sip:caller@example.net;tag=141334
`,
  ),
  build(
    'semiuri',
    '3.1.1.9',
    'taken',
    `
OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0
To: sip:j_user@example.com
From: sip:caller@example.org;tag=33242
Max-Forwards: 3
Call-ID: semiuri.0ha0isndaksdj
CSeq: 8 OPTIONS
Accept: application/sdp, application/pkcs7-mime,
        multipart/mixed, multipart/signed,
        message/sip, message/sipfrag
Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKkdjuw
l: 0
`,
  ),
  build(
    'transports',
    '3.1.1.10',
    'taken',
    `
OPTIONS sip:user@example.com SIP/2.0
To: sip:user@example.com
From: <sip:caller@example.com>;tag=323
Max-Forwards: 70
Call-ID:  transports.kijh4akdnaqjkwendsasfdj
Accept: application/sdp
CSeq: 60 OPTIONS
Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw
Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf
Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bK2980unddj
Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en
Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bK0a9idfnee
l: 0
`,
  ),
  build(
    'unreason',
    '3.1.1.12',
    'taken',
    `
SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое
Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923
Call-ID: unreason.1234ksdfak3j2erwedfsASdf
CSeq: 35 INVITE
From: sip:user@example.com;tag=11141343
To: sip:user@example.edu;tag=2229
Content-Length: {length}
Content-Type: application/sdp
Contact: <sip:user@host198.example.com>
`,
    sdp,
  ),
  build(
    'noreason',
    '3.1.1.13',
    'taken',
    [
      'SIP/2.0 100 ',
      'Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe',
      'Call-ID: noreason.asndj203insdf99223ndf',
      'CSeq: 35 INVITE',
      'From: <sip:user@example.com>;tag=39ansfi3',
      'To: <sip:user@example.edu>;tag=902jndnke3',
      'Content-Length: 0',
      'Contact: <sip:user@host105.example.com>',
      '',
    ].join('\n'),
  ),
];

export const ipv6Cases: readonly TortureCase[] = (
  [
    ['ipv6-good', '4.1', 'taken', 'sip:[2001:db8::10]', '[2001:db8::9:1]'],
    ['ipv6-bad', '4.2', 400, 'sip:2001:db8::10', '[2001:db8::9:1]'],
    ['ipv6-port-ambiguous', '4.3', 'taken', 'sip:[2001:db8::10:5070]', '[2001:db8::9:1]'],
    ['ipv6-port', '4.4', 'taken', 'sip:[2001:db8::10]:5070', '[2001:db8::9:1]:5080'],
    [
      'ipv6-received-brackets',
      '4.5',
      'taken',
      'sip:example.com',
      '[2001:db8::9:1];received=[2001:db8::9:255]',
    ],
    ['ipv6-received', '4.5', 'taken', 'sip:example.com', '[2001:db8::9:1];received=2001:db8::9:255'],
    ['ipv6-three-colons', '4.9', 400, 'sip:[2001:db8:::192.0.2.1]', '[2001:db8::9:1]'],
    ['ipv6-mapped', '4.10', 'taken', 'sip:[::ffff:192.0.2.2]', '[::ffff:192.0.2.10]:19823'],
  ] as const
).map(([id, section, expected, uri, via]) =>
  build(
    id,
    section,
    expected,
    `
REGISTER ${uri} SIP/2.0
To: sip:user@example.com
From: sip:user@example.com;tag=81x2
Via: SIP/2.0/UDP ${via};branch=z9hG4bKas3-111
Call-ID: SSG9559905523997077@hlau_4100
Max-Forwards: 70
Contact: "Caller" <sip:caller@[2001:db8::1]>
CSeq: 98176 REGISTER
Content-Length: 0
`,
  ),
);
