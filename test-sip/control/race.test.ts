/**
 * Two who act at once: whichever comes first, the call ends up in one defined state, everybody is let go who should be,
 * and the record closes. After each row nothing is left on the switch (stand.ts).
 */
import type { Test } from 'tap';
import type { DeskCommand } from '../../engine/desk.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import {
  ask,
  attempt,
  conversations,
  hear,
  hz,
  leader,
  outcomeOf,
  recordOf,
  supervise,
  taken,
  talking,
  to,
  untilOver,
  untilState,
  type Agent,
} from './desk.js';
import { callControl, type Rows, type Stand } from './stand.js';

/** What a second click may be told: the first one has done it. */
const late = ['done', 'call.state', 'call.none', 'agent.state'];
/** And who asks for something of a call that ends at that moment: the switch may be the first to know. */
const tooLate = [...late, 'switch.refused'];

async function twice(t: Test, agent: Agent, command: DeskCommand): Promise<void> {
  const outcomes = await Promise.all([attempt(agent, command), attempt(agent, command)]);
  t.ok(outcomes.includes('done'), `${command.do}: one of ${outcomes.join()}`);
  for (const outcome of outcomes) t.ok(late.includes(outcome), `${command.do}: ${outcome}`);
}

interface Consulting {
  readonly caller: PhoneCall;
  readonly first: PhoneCall;
  readonly second: PhoneCall;
  readonly id: string;
}

/** Who is consulted rings; whether and when to answer is the row's. */
async function consulting({ product, first: agent, second: other }: Stand): Promise<Consulting> {
  const { caller, first, id } = await talking(product, agent);
  await ask(agent, { do: 'consult', to: to(other) });
  const second = await other.phone.incoming();
  second.ring();
  return { caller, first, second, id };
}

function answer(call: PhoneCall): void {
  call.answer();
  call.media.say(hz.second);
}

/** Nobody of the call is left anywhere, the agents are as they should be, and the record says how it was. */
async function allOver(t: Test, stand: Stand, id: string): Promise<void> {
  const { product } = stand;
  await untilOver(product);
  const { call, legs } = await recordOf(product, id);
  t.equal(call['outcome'], 'answered');
  await eventually('every leg’s record is closed', async () => {
    const record = await product.web.call(id);
    return record.legs.length === legs.length && record.legs.every((leg) => leg['endedAt'] !== null);
  });
  for (const agent of ['1001', '1002'])
    t.notOk(['talking', 'offered'].includes((await product.web.agent(agent))?.state ?? ''), agent);
}

const wishes: readonly DeskCommand[] = [
  { do: 'hold' },
  { do: 'transfer', to: { kind: 'agent', agent: '1002' } },
  { do: 'transfer', to: { kind: 'flow', flow: 'demo-12345', back: true } },
  { do: 'transfer', to: { kind: 'flow', flow: 'demo-12345', back: false } },
  { do: 'consult', to: { kind: 'agent', agent: '1002' } },
];

function nameOf(wish: DeskCommand): string {
  if (!('to' in wish)) return wish.do;
  const back = wish.to.kind === 'flow' && wish.to.back ? ' and back' : '';
  return `${wish.do} to a ${wish.to.kind}${back}`;
}

/** The same moment: what was asked for goes out, and the phone's BYE right behind it, or before it. */
async function atOnce(stand: Stand, wish: DeskCommand, leaver: PhoneCall, first: boolean): Promise<string> {
  if (first) leaver.hangup();
  const outcome = attempt(stand.first, wish);
  if (!first) leaver.hangup();
  return outcome;
}

const hangUpRows: Rows = Object.fromEntries(
  wishes.map((wish) => [
    `the caller hangs up while the agent asks for: ${nameOf(wish)}`,
    async (t: Test, stand: Stand) => {
      for (const callerFirst of [true, false]) {
        const { caller, first, id } = await talking(stand.product, stand.first);
        const outcome = await atOnce(stand, wish, caller, callerFirst);
        t.ok(tooLate.includes(outcome), outcome);
        await first.untilEnded();
        await allOver(t, stand, id);
        for (const call of stand.second.phone.calls) await call.untilEnded();
      }
    },
  ]),
);

const rows: Rows = {
  'double clicks: hold, retrieve, consult, swap, conference, hang up': async (t, stand) => {
    const { product } = stand;
    const { caller, first, id } = await talking(product, stand.first);
    await twice(t, stand.first, { do: 'hold' });
    await hear(t, 'held', { caller, first }, { caller: [], first: [] });
    await twice(t, stand.first, { do: 'retrieve' });
    await hear(t, 'retrieved', { caller, first }, { caller: ['first'], first: ['caller'] });
    await twice(t, stand.first, { do: 'consult', to: to(stand.second) });
    const second = await taken(stand.second, hz.second);
    const all = { caller, first, second };
    await hear(t, 'consulting', all, { caller: [], first: ['second'], second: ['first'] });
    t.equal(stand.second.phone.untaken, 0, 'rung once');
    await twice(t, stand.first, { do: 'conference' });
    await hear(t, 'three', all, {
      caller: ['first', 'second'],
      first: ['caller', 'second'],
      second: ['caller', 'first'],
    });
    await twice(t, stand.first, { do: 'completeTransfer' });
    await first.untilEnded();
    await hear(t, 'two', { caller, second }, { caller: ['second'], second: ['caller'] });
    await twice(t, stand.second, { do: 'hangUp' });
    await second.untilEnded();
    caller.hangup();
    await allOver(t, stand, id);
  },

  'a double click on dial makes one call': async (t, stand) => {
    await twice(t, stand.first, { do: 'dial', to: to(stand.second) });
    await taken(stand.first, hz.first);
    await taken(stand.second, hz.second);
    await untilState(stand.product, 'talking');
    t.equal((await conversations(stand.product)).length, 1);
    t.equal(stand.first.phone.untaken + stand.second.phone.untaken, 0);
  },

  'a double click on transfer moves the caller once': async (t, stand) => {
    const { caller, first } = await talking(stand.product, stand.first);
    await twice(t, stand.first, { do: 'transfer', to: to(stand.second) });
    await first.untilEnded();
    const second = await taken(stand.second, hz.second);
    await hear(t, 'transferred', { caller, second }, { caller: ['second'], second: ['caller'] });
    t.equal(stand.first.phone.untaken + stand.second.phone.untaken, 0);
  },

  ...hangUpRows,

  'the agent hangs up while holding: the caller goes on in the flow and can hang up': async (t, stand) => {
    const { caller, first, id } = await talking(stand.product, stand.first);
    await atOnce(stand, { do: 'hold' }, first, false);
    await eventually('the agent is out', async () => {
      const [view] = await conversations(stand.product);
      return view?.agent === undefined;
    });
    caller.hangup();
    await allOver(t, stand, id);
  },

  'both hang up at once': async (t, stand) => {
    for (let round = 0; round < 3; round++) {
      const { caller, first, id } = await talking(stand.product, stand.first);
      caller.hangup();
      first.hangup();
      await allOver(t, stand, id);
    }
  },

  'who is consulted answers while the agent takes the caller back': async (t, stand) => {
    const { caller, first, second, id } = await consulting(stand);
    answer(second);
    t.equal(await attempt(stand.first, { do: 'cancelConsult' }), 'done');
    await second.untilEnded();
    await hear(t, 'back', { caller, first }, { caller: ['first'], first: ['caller'] });
    caller.hangup();
    await allOver(t, stand, id);
  },

  'who is consulted declines while the agent completes: the caller is back with the agent': async (
    t,
    stand,
  ) => {
    const { caller, second, id } = await consulting(stand);
    second.reject('603 Decline');
    const outcome = await attempt(stand.first, { do: 'completeTransfer' });
    t.ok(late.includes(outcome), outcome);
    // Done before the refusal was heard, the second phone rings once more, in the name of the caller.
    if (outcome === 'done') {
      const again = await stand.second.phone.incoming(2_000).catch(() => undefined);
      again?.reject('603 Decline');
    } else await ask(stand.first, { do: 'retrieve' });
    await untilState(stand.product, outcome === 'done' ? 'ringing' : 'talking');
    caller.hangup();
    await allOver(t, stand, id);
  },

  'agent and consulted hang up at once: the caller goes on in the flow': async (t, stand) => {
    const { caller, first, second, id } = await consulting(stand);
    answer(second);
    await hear(t, 'consulting', { first, second }, { first: ['second'], second: ['first'] });
    first.hangup();
    second.hangup();
    await eventually('nobody serves the caller', async () => {
      const [view] = await conversations(stand.product);
      return view?.agent === undefined;
    });
    caller.hangup();
    await allOver(t, stand, id);
  },

  'the caller hangs up while a conference begins: all are let go': async (t, stand) => {
    const { caller, first, second, id } = await consulting(stand);
    answer(second);
    await hear(t, 'consulting', { first, second }, { first: ['second'], second: ['first'] });
    const outcome = await atOnce(stand, { do: 'conference' }, caller, false);
    t.ok(tooLate.includes(outcome), outcome);
    await Promise.all([first.untilEnded(), second.untilEnded()]);
    await allOver(t, stand, id);
  },

  'two supervisors take over at once: one talks to the caller, the other and the agent are let go': async (
    t,
    stand,
  ) => {
    const { product } = stand;
    const other = await leader(product);
    const { caller, first, id } = await talking(product, stand.first);
    const outcomes = await Promise.all([
      supervise(product, { do: 'takeOver', call: id, phone: stand.boss.id }).then(() => 'done'),
      outcomeOf(other, '/api/supervision', { do: 'takeOver', call: id, phone: stand.second.id }),
    ]);
    t.same(outcomes, ['done', 'done']);
    const [boss, second] = [await stand.boss.phone.incoming(), await stand.second.phone.incoming()];
    boss.answer();
    second.answer();
    boss.media.say(hz.boss);
    second.media.say(hz.second);
    await first.untilEnded();
    await eventually('one of the two is let go', () => boss.ended !== second.ended);
    const one = boss.ended ? 'second' : 'boss';
    const talker = boss.ended ? second : boss;
    await hear(t, 'taken over', { caller, [one]: talker }, { caller: [one], [one]: ['caller'] });
    caller.hangup();
    await allOver(t, stand, id);
  },

  'a supervisor hangs the call up while the agent transfers it': async (t, stand) => {
    const { caller, id } = await talking(stand.product, stand.first);
    const outcomes = await Promise.all([
      supervise(stand.product, { do: 'hangUp', call: id }).then(() => 'done'),
      attempt(stand.first, { do: 'transfer', to: to(stand.second) }),
    ]);
    for (const outcome of outcomes) t.ok(late.includes(outcome), outcome);
    await caller.untilEnded();
    await allOver(t, stand, id);
  },
};

callControl(rows);
