import t, { type Test } from 'tap';
import { configuration, general, Hall } from './testing/hall.js';
import type { Configuration } from '../store/configuration.js';

async function open(test: Test, given?: Configuration): Promise<Hall> {
  const hall = new Hall(given);
  test.teardown(() => hall.close());
  await hall.settle();
  return hall;
}

/** A caller who has pressed 1. */
async function queued(hall: Hall, leg = 'caller'): Promise<void> {
  hall.switch.arrive(leg, '12345');
  await hall.settle();
  hall.switch.finish(leg, '1');
  await hall.settle();
}

async function talking(hall: Hall): Promise<string> {
  hall.ready('1001');
  await queued(hall);
  const phone = hall.ringing() ?? '';
  hall.switch.pickUp(phone);
  await hall.settle();
  hall.switch.finish('caller');
  await hall.settle();
  return phone;
}

const only = <T>(map: ReadonlyMap<string, T>): T => {
  const [value] = map.values();
  if (value === undefined || map.size !== 1) throw new Error(`${map.size} entries`);
  return value;
};

t.test('the whole way: menu, queue, agent, announcement, conversation, survey, record', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  t.equal(hall.engine.agents()[0]?.state, 'talking');
  t.equal(hall.engine.calls()[0]?.stage, 'talking');
  await hall.advance(60_000);
  hall.switch.hangUp(phone);
  await hall.settle();
  t.equal(hall.engine.agents()[0]?.state, 'wrapUp');
  t.equal(hall.engine.calls()[0]?.stage, 'survey');
  hall.switch.finish('caller', '1');
  await hall.settle();
  t.same(hall.switch.legs, [], 'hung up after the survey');
  t.match(only(hall.facts.calls), {
    outcome: 'answered',
    hungUpBy: 'agent',
    agent: '1001',
    queue: 'general',
    rating: '3',
    surveyState: 'rated',
    cause: 'NORMAL_CLEARING',
    causeQ850: 16,
    ivrPath: ['menu', 'person', 'survey'],
    keys: [{ digits: '1' }, { digits: '1' }],
  });
  t.match(only(hall.facts.entries), { outcome: 'answered', offers: [{ agent: '1001', how: 'answered' }] });
  t.match(only(hall.facts.recordings), {
    state: 'complete',
    path: /^recordings\/\d{4}\/\d\d\/\d\d\/.*\.wav$/,
  });
  t.equal(hall.facts.live.size, 0);
  await hall.advance(5_000);
  t.equal(hall.engine.agents()[0]?.state, 'ready', 'after the wrap-up');
});

t.test('the agent’s phone is rung in the turn in which the caller joins, before any music', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '1');
  hall.switch.deliver();
  t.ok(hall.ringing(), 'no promise, no timer in between');
  await hall.settle();
  t.same(hall.switch.playing('caller'), { app: 'play', sources: ['/music.wav'] });
});

t.test('a caller who gives up in the flow', async (t) => {
  const hall = await open(t);
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.hangUp('caller');
  await hall.settle();
  t.match(only(hall.facts.calls), { outcome: 'selfService', hungUpBy: 'caller', surveyState: 'off' });
  t.same(hall.engine.calls(), []);
});

t.test('a caller who gives up waiting', async (t) => {
  const hall = await open(t);
  hall.engine.setAgent('1001', { want: 'signIn' }, 'x');
  await queued(hall);
  t.equal(hall.engine.queues()[0]?.waiting.length, 1);
  hall.switch.hangUp('caller');
  await hall.settle();
  t.match(only(hall.facts.calls), { outcome: 'abandoned', hungUpBy: 'caller' });
  t.match(only(hall.facts.entries), { outcome: 'abandoned' });
  t.equal(hall.engine.queues()[0]?.waiting.length, 0);
});

t.test(
  'a caller who gives up while the phone rings: it stops ringing, the agent is ready as before',
  async (t) => {
    const hall = await open(t);
    hall.ready('1001');
    await queued(hall);
    hall.switch.hangUp('caller');
    await hall.settle();
    t.same(hall.switch.legs, []);
    t.equal(hall.engine.agents()[0]?.state, 'ready');
    t.match(only(hall.facts.entries), { outcome: 'abandoned', offers: [{ how: 'callerGone' }] });
  },
);

t.test('the agent answers just as the caller gives up: nobody is left on the line', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  await queued(hall);
  hall.switch.hangUp('caller');
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  t.same(hall.switch.legs, []);
  t.equal(hall.engine.agents()[0]?.state, 'ready');
});

t.test('the agent’s answer is heard of when the caller’s end was: the answer comes too late', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  await queued(hall);
  const phone = hall.ringing() ?? '';
  hall.switch.refuseNext = 0;
  hall.switch.pickUp(phone);
  hall.switch.hangUp('caller');
  await hall.settle();
  t.same(hall.switch.legs, []);
  t.not(hall.engine.agents()[0]?.state, 'talking');
});

t.test('a caller who gives up during the announcement of the agent', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  await queued(hall);
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  hall.switch.hangUp('caller');
  await hall.settle();
  t.same(hall.switch.legs, []);
  t.match(only(hall.facts.calls), { outcome: 'abandoned', hungUpBy: 'caller' });
  t.equal(hall.engine.agents()[0]?.state, 'wrapUp');
});

t.test('a caller who hangs up first while talking: no survey', async (t) => {
  const hall = await open(t);
  await talking(hall);
  hall.switch.hangUp('caller');
  await hall.settle();
  t.same(hall.switch.legs, []);
  t.match(only(hall.facts.calls), { outcome: 'answered', hungUpBy: 'caller', surveyState: 'off' });
  t.match(only(hall.facts.recordings), { state: 'complete' });
  t.equal(hall.engine.agents()[0]?.state, 'wrapUp');
});

t.test('a caller who hangs up at the survey is 未评价, and the agent was the first to hang up', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  hall.switch.hangUp(phone);
  await hall.settle();
  hall.switch.hangUp('caller');
  await hall.settle();
  t.match(only(hall.facts.calls), { surveyState: 'unrated', hungUpBy: 'agent', outcome: 'answered' });
});

t.test('a queue that does not ask for satisfaction', async (t) => {
  const hall = await open(t, {
    ...configuration,
    queues: [{ ...general, surveyOn: false, recordOn: false }],
  });
  const phone = await talking(hall);
  hall.switch.hangUp(phone);
  await hall.settle();
  hall.switch.finish('caller');
  await hall.settle();
  t.same(hall.switch.legs, []);
  t.match(only(hall.facts.calls), { surveyState: 'off' });
  t.equal(hall.facts.recordings.size, 0);
});

t.test(
  'an agent who does not answer is 未应答; the caller keeps the place and goes to the next agent',
  async (t) => {
    const hall = await open(t);
    hall.ready('1001');
    await queued(hall);
    hall.engine.setAgent('1002', { want: 'signIn' }, 'x');
    hall.engine.setAgent('1002', { want: 'ready' }, 'x');
    const first = hall.ringing();
    await hall.advance(20_000);
    t.equal(hall.engine.agents()[0]?.state, 'noAnswer');
    t.equal(hall.engine.agents()[1]?.state, 'offered');
    t.not(hall.ringing(), first);
    t.match(only(hall.facts.entries), { offers: [{ agent: '1001', how: 'noAnswer' }] });
  },
);

for (const [cause, state, how] of [
  ['USER_BUSY', 'deviceFault', 'busy'],
  ['CALL_REJECTED', 'noAnswer', 'rejected'],
  ['NO_USER_RESPONSE', 'noAnswer', 'noAnswer'],
  ['RECOVERY_ON_TIMER_EXPIRE', 'deviceFault', 'deviceFault'],
] as const) {
  t.test(`a phone that ends the offer with ${cause} makes the agent ${state}`, async (t) => {
    const hall = await open(t);
    hall.ready('1001');
    await queued(hall);
    hall.switch.hangUp(hall.ringing() ?? '', cause);
    await hall.settle();
    t.equal(hall.engine.agents()[0]?.state, state);
    t.match(only(hall.facts.entries), { outcome: 'waiting', offers: [{ how }] });
    t.equal(hall.engine.queues()[0]?.waiting.length, 1, 'the caller waits on');
  });
}

t.test('a phone that is not registered is a device fault, not the agent’s miss', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.refuseNext = 1;
  hall.switch.finish('caller', '1');
  hall.switch.refuseNext = 1;
  await hall.settle();
  t.equal(hall.engine.agents()[0]?.state, 'deviceFault');
  hall.switch.register('1001');
  await hall.settle();
  t.equal(hall.engine.agents()[0]?.state, 'offered', 'ready again as soon as it registers');
});

t.test('an agent who hangs up during the announcement: the caller waits on at the same place', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  await queued(hall);
  const phone = hall.ringing() ?? '';
  hall.switch.pickUp(phone);
  await hall.settle();
  hall.switch.hangUp(phone);
  await hall.settle();
  t.equal(hall.engine.queues()[0]?.waiting[0]?.position, 1);
  await hall.advance(5_000);
  t.equal(hall.engine.agents()[0]?.state, 'offered', 'after the wrap-up');
});

t.test('a bridge that the switch refuses: agent free, caller waits on', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  await queued(hall);
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  hall.switch.finish('caller');
  hall.switch.refuseNext = 1;
  await hall.settle();
  t.ok(hall.facts.timeline.some(({ type }) => type === 'connect.failed'));
  t.equal(hall.engine.queues()[0]?.waiting.length, 1);
});

t.test('an application that never ends does not hold the caller for ever', async (t) => {
  const hall = await open(t);
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  for (let tries = 0; tries < 3; tries++) await hall.advance(180_000);
  t.ok(hall.facts.timeline.some(({ type }) => type === 'application.overdue'));
  t.same(hall.switch.legs, []);
});

t.test('who waits hears music, and at times the position', async (t) => {
  const hall = await open(t);
  hall.engine.setAgent('1001', { want: 'signIn' }, 'x');
  await queued(hall);
  await hall.advance(2_000);
  t.match(hall.switch.playing('caller'), {
    app: 'play',
    sources: [/position-before/, /number-1/, /position-after/],
  });
  hall.switch.finish('caller');
  await hall.settle();
  t.same(hall.switch.playing('caller'), { app: 'play', sources: ['/music.wav'] });
});

t.test('music whose end was not heard of is started again', async (t) => {
  const hall = await open(t);
  hall.engine.setAgent('1001', { want: 'signIn' }, 'x');
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '1');
  hall.switch.deliver();
  await hall.settle();
  hall.switch.finish('caller');
  hall.switch.forget();
  await hall.advance(2_000);
  await hall.advance(30_000);
  t.same(hall.switch.playing('caller'), { app: 'play', sources: ['/music.wav'] });
});

t.test('the longest wait over, the flow goes on without an agent', async (t) => {
  const hall = await open(t);
  hall.engine.setAgent('1001', { want: 'signIn' }, 'x');
  await queued(hall);
  await hall.advance(60_000);
  t.match(only(hall.facts.entries), { outcome: 'timeout' });
  t.match(hall.switch.playing('caller'), { app: 'record' });
  hall.switch.finish('caller');
  await hall.settle();
  t.match(only(hall.facts.recordings), { durationMs: 1000, state: 'complete' });
  t.match(only(hall.facts.calls), { outcome: 'abandoned' });
});

t.test('with nobody signed in the flow says what follows at once', async (t) => {
  const hall = await open(t);
  await queued(hall);
  t.match(only(hall.facts.entries), { outcome: 'nobody' });
});

t.test('when the last agent signs out, callers whose flow has a way for it take it', async (t) => {
  const hall = await open(t);
  hall.engine.setAgent('1001', { want: 'signIn' }, 'x');
  await queued(hall);
  hall.engine.setAgent('1001', { want: 'signOut' }, 'x');
  await hall.settle();
  t.match(only(hall.facts.entries), { outcome: 'nobody' });
});

t.test('a full queue turns the next caller to the flow', async (t) => {
  const hall = await open(t);
  hall.engine.setAgent('1001', { want: 'signIn' }, 'x');
  for (const leg of ['a', 'b', 'c', 'd']) await queued(hall, leg);
  t.same(
    [...hall.facts.entries.values()].map(({ outcome }) => outcome),
    ['waiting', 'waiting', 'waiting', 'full'],
  );
});

t.test('a number that is none of ours is turned away, with a record', async (t) => {
  const hall = await open(t);
  hall.switch.arrive('caller', '99999');
  await hall.settle();
  t.same(hall.switch.legs, []);
  t.match(only(hall.facts.calls), { outcome: 'rejected', cause: 'UNALLOCATED_NUMBER', causeQ850: 1 });
});

t.test('a call hung up by force ends for both, and says by whom', async (t) => {
  const hall = await open(t);
  await talking(hall);
  hall.engine.hangUp(hall.engine.calls()[0]?.id ?? '', 'supervisor');
  await hall.settle();
  t.same(hall.switch.legs, []);
  t.match(only(hall.facts.calls), { hungUpBy: 'system', outcome: 'answered' });
  t.match(
    hall.facts.timeline.find(({ type }) => type === 'call.hungUpByForce'),
    { data: { by: 'supervisor' } },
  );
});

t.test(
  'the switch dies: calls are closed as broken, agents wait for their phones, then are ready',
  async (t) => {
    const hall = await open(t);
    await talking(hall);
    await queued(hall, 'second');
    hall.switch.die();
    await hall.settle();
    t.same(hall.engine.calls(), []);
    t.same(
      [...hall.facts.calls.values()].map(({ outcome, cause }) => [outcome, cause]),
      [
        ['answered', 'NETWORK_OUT_OF_ORDER'],
        ['failed', 'NETWORK_OUT_OF_ORDER'],
      ],
    );
    t.match(only(hall.facts.recordings), { state: 'cutOff' });
    await hall.advance(5_000);
    t.equal(hall.engine.agents()[0]?.state, 'deviceFault');
    hall.switch.register('1001');
    await hall.settle();
    t.equal(hall.engine.agents()[0]?.state, 'ready');
  },
);

t.test(
  'a caller who hangs up during a menu is led nowhere, and the record is open until the end is known',
  async (t) => {
    const hall = await open(t);
    hall.switch.arrive('caller', '12345');
    await hall.settle();
    hall.switch.hangUp('caller');
    hall.switch.deliver(1);
    await hall.breathe();
    t.match(only(hall.facts.calls), { outcome: 'inProgress', ivrPath: ['menu'], queuedAt: undefined });
    await hall.settle();
    t.match(only(hall.facts.calls), { outcome: 'selfService', ivrPath: ['menu'] });
    t.equal(hall.facts.entries.size, 0);
  },
);

t.test('the outcome is known when the call is over, not before', async (t) => {
  const hall = await open(t);
  await talking(hall);
  t.match(only(hall.facts.calls), { outcome: 'inProgress', agent: '1001' });
  hall.switch.hangUp('caller');
  await hall.settle();
  t.match(only(hall.facts.calls), { outcome: 'answered' });
});

t.test('a message is a recording of its own, kept also when the caller hangs up in it', async (t) => {
  const hall = await open(t);
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '2');
  await hall.settle();
  t.match(only(hall.facts.recordings), { kind: 'message', state: 'recording' });
  hall.switch.hangUp('caller');
  await hall.settle();
  t.match(only(hall.facts.recordings), { kind: 'message', state: 'complete', durationMs: 1000 });
  t.match(only(hall.facts.calls), { outcome: 'selfService' });
});

t.test('while the caller hears the agent’s number the agent hears a tone, not nothing', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  await queued(hall);
  const phone = hall.ringing() ?? '';
  hall.switch.pickUp(phone);
  await hall.settle();
  t.match(hall.switch.playing('caller'), { app: 'play', sources: [/agent-before/] });
  t.match(hall.switch.playing(phone), { app: 'play', sources: [/^tone_stream:/] });
});

t.test('of an agent’s two phones the second may be picked up, also when the first is busy', async (t) => {
  for (const firstIsBusy of [false, true]) {
    const hall = await open(t);
    hall.ready('1001');
    await queued(hall);
    const first = hall.ringing() ?? '';
    if (firstIsBusy) hall.switch.refuseOne(first, 'USER_BUSY');
    await hall.settle();
    hall.switch.answerElsewhere(first, 'second-phone');
    await hall.settle();
    hall.switch.finish('caller');
    await hall.settle();
    hall.switch.finish('caller');
    await hall.settle();
    t.match(hall.engine.calls(), [{ stage: 'talking', agent: '1001' }]);
    t.equal(hall.engine.agents()[0]?.state, 'talking');
    hall.switch.hangUp('second-phone');
    await hall.settle();
    t.equal(hall.engine.agents()[0]?.state, 'wrapUp');
  }
});

t.test('a second phone that is picked up when the caller is gone is let go', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  await queued(hall);
  const first = hall.ringing() ?? '';
  hall.switch.answerElsewhere(first, 'second-phone');
  hall.switch.hangUp('caller');
  await hall.settle();
  t.same(hall.switch.legs, []);
  t.equal(hall.engine.calls().length, 0);
});
