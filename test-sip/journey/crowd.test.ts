import { Scope } from '../../kernel/scope.js';
import { systemClock } from '../../kernel/clock.js';
import type { Phone } from '../peer/phone.js';
import { runSipp, type SippResult } from '../product/sipp.js';
import { inHall } from './hall.js';

/** Answers every call, talks for a moment, hangs up. */
function serve(phone: Phone, scope: Scope): void {
  let open = true;
  scope.own(() => {
    open = false;
  });
  const next = async (): Promise<void> => {
    while (open) {
      const call = await phone.incoming(60_000);
      call.ring();
      call.answer();
      // The announcement of the number, and a word or two.
      systemClock.after(3_500, () => call.hangup());
    }
  };
  next().catch(() => undefined);
}

function answersToInvite({ messages }: SippResult): number {
  return messages.filter((message) => /^SIP\/2\.0 200 /m.test(message) && /^CSeq: 1 INVITE/im.test(message))
    .length;
}

inHall({
  'twenty callers and four agents: everybody is served, in order, and every record is complete': async (
    t,
    hall,
  ) => {
    const { product } = hall;
    const scope = new Scope();
    t.teardown(() => scope.close());
    const agents = ['1001', '1002', '1003', '1004'];
    for (const agent of agents) serve(await hall.agent(agent), scope);
    await product.ready(...agents);
    const callers = Array.from({ length: 20 }, (_, n) => `138111100${String(n + 10)}`);
    const sipp = await runSipp(scope, product.sip, {
      scenario: 'caller',
      callers,
      rate: 4,
      keys: [{ key: '0', atMs: 1_500 }],
    });
    t.equal(sipp.code, 0, sipp.errors);
    const entries: { joinedAt: number; leftAt: number }[] = [];
    for (const caller of callers) {
      const record = await product.web.call(await product.finished(caller));
      t.match(record.call, { outcome: 'answered' }, caller);
      t.match(record.recordings, [{ state: 'complete' }]);
      const [entry] = record.entries;
      entries.push({ joinedAt: Number(entry?.['joinedAt']), leftAt: Number(entry?.['leftAt']) });
    }
    t.ok(entries.every((entry) => entry.leftAt >= entry.joinedAt));
    t.equal((await product.web.live()).calls.length, 0, 'nothing is left over');
    for (const agent of agents) await product.untilAgent(agent, 'ready');
  },

  'a lost ACK: the 200 comes again until it is acknowledged, and the call is one call': async (t, hall) => {
    const scope = new Scope();
    t.teardown(() => scope.close());
    const { product } = hall;
    const caller = '13811119001';
    const sipp = await runSipp(scope, product.sip, { scenario: 'lost-ack', callers: [caller], keys: [] });
    t.equal(sipp.code, 0, sipp.errors);
    t.ok(answersToInvite(sipp) >= 3, 'the 200 came again');
    await product.finished(caller);
    t.equal((await product.web.callsOf(caller)).length, 1);
  },

  'a lost 200: the INVITE comes again, gets the same answer, and the call is one call': async (t, hall) => {
    const scope = new Scope();
    t.teardown(() => scope.close());
    const { product } = hall;
    const caller = '13811119002';
    const sipp = await runSipp(scope, product.sip, { scenario: 'lost-ok', callers: [caller], keys: [] });
    t.equal(sipp.code, 0, sipp.errors);
    t.ok(answersToInvite(sipp) >= 2, 'the repeated INVITE was answered');
    await product.finished(caller);
    t.equal((await product.web.callsOf(caller)).length, 1);
  },

  'every tenth message lost in both directions: all calls come through by retransmission': async (
    t,
    hall,
  ) => {
    const scope = new Scope();
    t.teardown(() => scope.close());
    const { product } = hall;
    const callers = Array.from({ length: 6 }, (_, n) => `1381111920${n}`);
    const sipp = await runSipp(scope, product.sip, {
      scenario: 'hang-up',
      callers,
      keys: [],
      rate: 3,
      extra: ['-lost', '10'],
    });
    t.equal(sipp.code, 0, sipp.errors);
    for (const caller of callers) await product.finished(caller, 60_000);
  },
});
