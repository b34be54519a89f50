import fc from 'fast-check';
import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import type { Headers, SipCall } from './call.js';
import type { SipRequest } from './message.js';
import { FakeNetwork } from './transaction/fake-network.js';
import { agentAt, answerSdp, makeAgent, offerSdp, Peer, peerAt, toTag } from './user-agent-lab.js';

const methods = [
  'INVITE',
  'ACK',
  'CANCEL',
  'BYE',
  'OPTIONS',
  'INFO',
  'UPDATE',
  'REFER',
  'REGISTER',
  'NOTIFY',
  'X',
];
const names = [
  'contact',
  'record-route',
  'require',
  'supported',
  'session-expires',
  'min-se',
  'content-type',
  'content-encoding',
  'refer-to',
  'reason',
  'expires',
  'proxy-authenticate',
  'www-authenticate',
  'allow',
];
const values = [
  '',
  ',',
  '<',
  '<sip:a@192.0.2.2:5062>',
  '<sip:a@b;lr>, <sip:c>',
  '"open <sip:x',
  'sip:',
  'tel:1',
  '*',
  'timer',
  '90',
  '1;refresher=uas',
  '99999999999999999999',
  '-1',
  'multipart/mixed;boundary=x',
  'Q.850;cause=999',
  'Digest',
  'Digest realm="a", nonce="b", qop="auth"',
  '\u0000',
];

const headers = fc.array(
  fc.tuple(fc.constantFrom(...names), fc.oneof(fc.constantFrom(...values), fc.string({ maxLength: 40 }))),
  { maxLength: 3 },
);

type Move =
  | {
      do: 'request';
      method: string;
      known: boolean;
      cseq: number;
      branch: number;
      headers: [string, string][];
      body: string;
    }
  | { do: 'respond'; to: number; status: number; tag: string; headers: [string, string][]; body: string }
  | { do: 'act'; call: number; what: number }
  | { do: 'wait'; ms: number };

const body = fc.constantFrom(
  '',
  offerSdp,
  '--x\r\ncontent-type: application/sdp\r\n\r\nv=0\r\n--x--',
  '\u0000',
);

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    do: fc.constant('request' as const),
    method: fc.constantFrom(...methods),
    known: fc.boolean(),
    cseq: fc.integer({ min: 0, max: 6 }),
    branch: fc.integer({ min: 0, max: 5 }),
    headers,
    body,
  }),
  fc.record({
    do: fc.constant('respond' as const),
    to: fc.nat({ max: 20 }),
    status: fc.constantFrom(100, 180, 183, 199, 200, 202, 302, 401, 407, 408, 422, 481, 487, 491, 500, 603),
    tag: fc.constantFrom('', 'bob', 'eve'),
    headers,
    body,
  }),
  fc.record({ do: fc.constant('act' as const), call: fc.nat({ max: 5 }), what: fc.nat({ max: 8 }) }),
  fc.record({
    do: fc.constant('wait' as const),
    ms: fc.oneof(fc.nat({ max: 600 }), fc.nat({ max: 40_000 })),
  }),
);

function act(call: SipCall, what: number): void {
  const acts = [
    () => call.progress(180),
    () => call.progress(183, answerSdp),
    () => call.answer(answerSdp),
    () => call.reject(486, 'Busy Here'),
    () => call.hangup({ q850: 16, reason: 'a "quoted" word' }),
    () => call.reinvite(offerSdp),
    () => call.respondToOffer({ sdp: answerSdp }),
    () => call.sendInfo('text/plain', ''),
    () => call.notifyReferral(200, 'OK'),
  ];
  acts[what]?.();
}

function play(moves: readonly Move[]): void {
  const clock = new FakeClock();
  const network = new FakeNetwork(clock);
  const { agent, calls } = makeAgent(clock, network.host(agentAt));
  const peer = new Peer(network.host(peerAt));
  const out = agent.invite({
    target: 'sip:bob@192.0.2.2:5062',
    from: { display: '', user: '1' },
    sdp: offerSdp,
    credentials: { user: 'u', password: 'p' },
  });
  for (const one of moves) {
    if (one.do === 'request') {
      const extra: Headers = one.headers;
      const ours = peer.heard.find((message) => message.kind === 'response' && toTag(message) !== '');
      peer.request(one.method, {
        cseq: one.cseq,
        branch: `z9hG4bKf${one.branch}`,
        headers: extra,
        ...(one.known && ours && { toTag: toTag(ours) }),
        ...(one.body !== '' && { sdp: one.body }),
      });
    } else if (one.do === 'respond') {
      const requests = peer.heard.filter((message): message is SipRequest => message.kind === 'request');
      const request = requests[one.to % Math.max(1, requests.length)];
      if (request)
        peer.respond(request, one.status, {
          headers: one.headers,
          ...(one.tag !== '' && { toTag: one.tag }),
          ...(one.body !== '' && { sdp: one.body }),
        });
    } else if (one.do === 'act') {
      const call = [out, ...calls][one.call];
      if (call) act(call, one.what);
    } else {
      clock.advance(one.ms);
    }
    clock.advance(2);
  }
  agent.close();
  clock.advance(2);
  const { transactions, dialogs, calls: left } = agent.counts;
  if (left + dialogs + transactions.client + transactions.server !== 0)
    throw new Error(`left behind: ${JSON.stringify(agent.counts)}`);
  if (clock.pending !== 0) throw new Error(`${clock.pending} timers left`);
}

t.test(
  'whatever a peer sends in whatever order, nothing throws and close leaves nothing behind',
  async (t) => {
    fc.assert(fc.property(fc.array(move, { maxLength: 40 }), play), { numRuns: 700 });
    t.pass();
  },
);
