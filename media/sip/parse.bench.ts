/** CPU time of parsing and writing a message, median of five rounds: `node --import tsx media/sip/parse.bench.ts`. */
import { parseMessage } from './parse.js';
import { serializeMessage } from './serialize.js';

const invite = Buffer.from(
  [
    'INVITE sip:12345@192.0.2.10:5060 SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.20:5060;rport;branch=z9hG4bKPj8f1b2c3d4e5f60718293a4b5c6d7e8f9',
    'Max-Forwards: 70',
    'From: "Zhang San" <sip:13800138000@192.0.2.20>;tag=8f1b2c3d4e5f6071',
    'To: <sip:12345@192.0.2.10>',
    'Contact: <sip:13800138000@192.0.2.20:5060;ob>',
    'Call-ID: 8293a4b5-c6d7-4e8f-9f1b-2c3d4e5f6071',
    'CSeq: 24761 INVITE',
    'Allow: PRACK, INVITE, ACK, BYE, CANCEL, UPDATE, INFO, SUBSCRIBE, NOTIFY, REFER, MESSAGE, OPTIONS',
    'Supported: replaces, 100rel, timer, norefersub',
    'Session-Expires: 1800',
    'Min-SE: 90',
    'User-Agent: bench',
    'Content-Type: application/sdp',
    'Content-Length: 154',
    '',
    'v=0\r\no=- 1 1 IN IP4 192.0.2.20\r\ns=-\r\nc=IN IP4 192.0.2.20\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=sendrecv  \r\n',
  ].join('\r\n'),
);

const rounds = 5;
const perRound = 50_000;

function median(name: string, run: () => void): void {
  const micros: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage();
    for (let i = 0; i < perRound; i++) run();
    const { user, system } = process.cpuUsage(start);
    micros.push((user + system) / perRound);
  }
  const middle = micros.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  process.stdout.write(
    `${name}: ${middle.toFixed(2)} us of CPU a message, ${Math.round(1e6 / middle)} a second and core\n`,
  );
}

const parsed = parseMessage(invite);
if (!parsed.ok) throw new Error(parsed.why);
median('parse an INVITE', () => parseMessage(invite));
median('write an INVITE', () => serializeMessage(parsed.value));
