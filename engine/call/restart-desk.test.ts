/** The engine dies in the middle of what an agent's desk asked for. */
import t, { type Test } from 'tap';
import { agentOf, configuration, Hall } from './testing/hall.js';

async function open(test: Test): Promise<Hall> {
  const hall = new Hall({ ...configuration, agents: [agentOf('1001'), { ...agentOf('1002'), queues: [] }] });
  test.teardown(() => hall.close());
  await hall.settle();
  return hall;
}

/** A caller who talks to 1001. @returns the agent's leg. */
async function talking(hall: Hall): Promise<string> {
  hall.ready('1001');
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '1');
  await hall.settle();
  const phone = hall.ringing() ?? 'none rings';
  hall.switch.pickUp(phone);
  await hall.settle();
  hall.switch.finish('caller');
  await hall.settle();
  return phone;
}

const state = (hall: Hall): string | undefined => hall.engine.conversations()[0]?.state;
const to1002 = { kind: 'agent', agent: '1002' } as const;

t.test('who is consulted answered while the engine was away: they talk', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  await hall.engine.control('1001', { do: 'consult', to: to1002 });
  await hall.settle();
  const second = hall.ringing() ?? '';
  hall.switch.close();
  hall.switch.pickUp(second);
  await hall.restart();
  t.equal(state(hall), 'consulting');
  t.equal(hall.switch.partner(phone), second);
});

t.test(
  'the legs left their bridge while the engine was away: the caller hears music, the rest goes on',
  async (t) => {
    const hall = await open(t);
    const phone = await talking(hall);
    await hall.engine.control('1001', { do: 'consult', to: to1002 });
    // The snapshot is written; what the switch has to say is not heard any more.
    await hall.restart();
    const second = hall.ringing() ?? '';
    if (second !== '') hall.switch.pickUp(second);
    await hall.advance(5_000);
    await hall.engine.control('1001', { do: state(hall) === 'held' ? 'retrieve' : 'cancelConsult' });
    await hall.advance(5_000);
    t.equal(state(hall), 'talking');
    t.equal(hall.switch.partner('caller'), phone);
  },
);

t.test('a conference that was being made is made', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  await hall.engine.control('1001', { do: 'consult', to: to1002 });
  await hall.settle();
  const second = hall.ringing() ?? '';
  hall.switch.pickUp(second);
  await hall.settle();
  await hall.engine.control('1001', { do: 'conference' });
  await hall.restart();
  await hall.advance(5_000);
  for (const leg of ['caller', phone, second]) t.equal(hall.switch.endless(leg)?.app, 'conference', leg);
});

t.test('the caller left the bridge and the agent did not: no two wait for each other for ever', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  // As when the phone of the agent sent the caller on and then said nothing more.
  await hall.switch.park('caller');
  hall.switch.deliver(2);
  await hall.breathe();
  await hall.restart();
  await hall.advance(5_000);
  t.notOk(
    hall.switch.legs.some(({ uuid }) => uuid === phone),
    'the agent’s phone is let go',
  );
  t.equal(state(hall), 'inFlow');
});

t.test('a call out whose agent is still being rung is not dialled after a restart', async (t) => {
  const hall = await open(t);
  await hall.engine.control('1001', { do: 'dial', to: { kind: 'number', number: '95588' } });
  await hall.settle();
  await hall.restart();
  t.same(
    hall.switch.legs.map(({ uuid }) => hall.switch.called(uuid)),
    [],
  );
  t.same(hall.engine.calls(), []);
});
