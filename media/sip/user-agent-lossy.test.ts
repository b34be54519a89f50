import fc from 'fast-check';
import t from 'tap';
import type { SipCall, SipCallEvent } from './call.js';
import { answerSdp, labWithTwo, listen, offerSdp } from './user-agent-lab.js';

/** Longer than anything that a call may still have to say: two transactions and the wait for an ACK. */
const allTimersMs = 200_000;

type Act = 'ring' | 'answer' | 'reject' | 'reinvite' | 'info' | 'hangup' | 'wait';

/** Seven of them and the pause behind stay below 64*T1, so nothing that must be heard is given up before the network heals. */
const act = fc.record({
  side: fc.constantFrom('caller' as const, 'callee' as const),
  what: fc.constantFrom<Act>(
    'ring',
    'answer',
    'answer',
    'answer',
    'reject',
    'reinvite',
    'info',
    'hangup',
    'wait',
  ),
  /** Pause before it, in milliseconds. */
  after: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 3500 })),
});

/** For each message in turn, when its copies arrive: [] is a loss. */
const fates = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant([1]) },
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.tuple(fc.nat({ max: 900 })) },
    { weight: 1, arbitrary: fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 2500 })) },
  ),
  { minLength: 1, maxLength: 60 },
);

function perform(call: SipCall | undefined, what: Act): void {
  if (!call) return;
  if (what === 'ring') call.progress(180);
  else if (what === 'answer') call.answer(answerSdp);
  else if (what === 'reject') call.reject(486, 'Busy Here');
  else if (what === 'reinvite') call.reinvite(offerSdp);
  else if (what === 'info') call.sendInfo('text/plain', 'x');
  else if (what === 'hangup') call.hangup();
}

/** Answers every offer, as the channels do. */
function attend(call: SipCall): SipCallEvent[] {
  call.events.on((event) => {
    if (event.type === 'offered') call.respondToOffer({ sdp: answerSdp });
  });
  return listen(call);
}

const isEnd = (event: SipCallEvent): boolean => event.type === 'ended';

for (const protocol of ['udp', 'tcp'] as const) {
  t.test(
    `whatever ${protocol} loses, doubles or delays, both sides of a call end once and nothing is left behind`,
    async (t) => {
      fc.assert(
        fc.property(fc.array(act, { maxLength: 7 }), fates, fc.boolean(), (acts, network, calleeEnds) => {
          const lab = labWithTwo({}, protocol);
          let message = 0;
          // TCP keeps order and loses nothing until it loses all, so there only the acts vary.
          if (protocol === 'udp') lab.network.fate = () => network[message++ % network.length] ?? [1];
          const callee: SipCallEvent[][] = [];
          lab.other.inbound.on((call) => callee.push(attend(call)));
          const call = lab.agent.invite({
            target: `sip:b@192.0.2.2:5062;transport=${protocol}`,
            from: { display: '', user: '1' },
            sdp: offerSdp,
          });
          const caller = attend(call);
          for (const { side, what, after } of acts) {
            lab.clock.advance(after);
            perform(side === 'caller' ? call : lab.otherCalls[0], what);
          }
          lab.clock.advance(2500);
          // The network is well again and one of the two hangs up: the other must hear of it.
          lab.network.fate = () => [1];
          const last = calleeEnds ? (lab.otherCalls[0] ?? call) : call;
          last.hangup();
          lab.clock.advance(allTimersMs);

          for (const events of [caller, ...callee]) {
            if (events.filter(isEnd).length !== 1) throw new Error(`ends: ${JSON.stringify(events)}`);
            if (!events.slice(-1).every(isEnd)) throw new Error('something follows the end');
            if (events.filter(({ type }) => type === 'established').length > 1)
              throw new Error('established twice');
          }
          for (const agent of [lab.agent, lab.other]) {
            const { calls, dialogs, transactions } = agent.counts;
            const left = calls + dialogs + transactions.client + transactions.server;
            if (left !== 0) throw new Error(`left behind: ${JSON.stringify(agent.counts)}`);
          }
          if (lab.clock.pending !== 0) throw new Error(`${lab.clock.pending} timers left`);
        }),
        { numRuns: protocol === 'udp' ? 600 : 100 },
      );
      t.pass();
    },
  );
}
