/** Two things at one moment that want the same agent, and what must not come of it. */
import t, { type Test } from 'tap';
import { agentOf, configuration, Hall, hotline, loaded } from './testing/hall.js';

async function open(test: Test): Promise<Hall> {
  const hall = new Hall({
    ...configuration,
    agents: [agentOf('1001'), agentOf('1002'), { ...agentOf('1003'), queues: [] }],
  });
  test.teardown(() => hall.close());
  await hall.settle();
  return hall;
}

/** A caller who talks to the one agent who is ready. @returns the agent's leg. */
async function talking(hall: Hall, caller: string, agent: string): Promise<string> {
  hall.ready(agent);
  hall.switch.arrive(caller, '12345');
  await hall.settle();
  hall.switch.finish(caller, '1');
  await hall.settle();
  const phone = hall.ringing() ?? 'none rings';
  hall.switch.pickUp(phone);
  await hall.settle();
  hall.switch.finish(caller);
  await hall.settle();
  return phone;
}

const stateOf = (hall: Hall, agent: string): string | undefined =>
  hall.engine.agents().find(({ id }) => id === agent)?.state;
const ringing = (hall: Hall): number =>
  hall.switch.legs.filter(({ direction, answered }) => direction === 'outbound' && !answered).length;

t.test('two agents send their callers to one colleague at once: one phone rings, once', async (t) => {
  const hall = await open(t);
  await talking(hall, 'one', '1001');
  await talking(hall, 'two', '1002');
  const to = { kind: 'agent', agent: '1003' } as const;
  await hall.engine.control('1001', { do: 'transfer', to });
  await hall.engine.control('1002', { do: 'transfer', to });
  await hall.settle();
  const called = hall.switch.legs.filter(({ uuid }) => hall.switch.called(uuid) === '1003');
  t.equal(called.length, 1, 'the colleague is rung for the first');
  t.equal(ringing(hall), 2, 'the second caller comes back to who sent it');
  t.equal(stateOf(hall, '1003'), 'talking');
});

t.test(
  'an agent who talks and dials the hotline with a second line is busy, and stays in its call',
  async (t) => {
    const hall = await open(t);
    const phone = await talking(hall, 'one', '1001');
    hall.switch.arrive('line2', '12345', '1001', { user_name: '1001' });
    await hall.settle();
    t.notOk(
      hall.switch.legs.some(({ uuid }) => uuid === 'line2'),
      'turned away',
    );
    await hall.engine.control('1001', { do: 'hold' });
    t.equal(hall.engine.conversations()[0]?.state, 'held', 'the first call is still the agent’s');
    await hall.settle();
    hall.switch.hangUp(phone);
    await hall.settle();
    t.equal(stateOf(hall, '1001'), 'wrapUp');
  },
);

t.test('a guest of the caller page has one call at a time, and the name that it was given', async (t) => {
  const hall = await open(t);
  const guest = { yihao_aor: 'guest-00ff', user_name: 'guest-00ff~1' };
  hall.switch.arrive('first', '12345', '110', guest);
  hall.switch.arrive('second', '12345', '119', guest);
  hall.switch.arrive('other', '12345', '110', { yihao_aor: 'guest-0aff', user_name: 'guest-0aff~1' });
  await hall.settle();
  t.same(
    hall.switch.legs.map(({ uuid }) => uuid),
    ['first', 'other'],
  );
  t.same(
    hall.engine.calls().map(({ caller }) => caller),
    ['guest-00ff', 'guest-0aff'],
  );
  hall.switch.hangUp('first');
  await hall.settle();
  hall.switch.arrive('third', '12345', '110', guest);
  await hall.settle();
  t.ok(hall.switch.legs.some(({ uuid }) => uuid === 'third'));
});

t.test('an agent cannot fill a call with data without end', async (t) => {
  const hall = await open(t);
  await talking(hall, 'one', '1001');
  for (let n = 0; n < 128; n++)
    await hall.engine.control('1001', { do: 'setData', key: `k${n}`, value: 'v' });
  const more = hall.engine.control('1001', { do: 'setData', key: 'more', value: 'v' });
  await t.rejects(more, { code: 'request.invalid' });
  await hall.engine.control('1001', { do: 'setData', key: 'k0', value: 'new' });
  t.equal(hall.engine.conversations()[0]?.data['k0'], 'new');
});

t.test(
  'a flow that came after the call began is not there for it, and nobody is sent into nothing',
  async (t) => {
    const hall = await open(t);
    const phone = await talking(hall, 'one', '1001');
    hall.engine.useFlows(loaded({ ...hotline, flow: 'newer' }, 'v2'));
    const to = { kind: 'flow', flow: 'newer', back: false } as const;
    await t.rejects(hall.engine.control('1001', { do: 'transfer', to }), { code: 'not.found' });
    await hall.settle();
    t.equal(hall.switch.partner('one'), phone);
  },
);
