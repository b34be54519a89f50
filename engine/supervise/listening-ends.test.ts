import t, { type Test } from 'tap';
import { Hall } from '../call/testing/hall.js';

const boss = { name: 'boss', phone: '9000' };

async function answered(hall: Hall): Promise<string> {
  const phone = hall.ringing() ?? 'none rings';
  hall.switch.pickUp(phone);
  await hall.settle();
  return phone;
}

/** A caller talks to 1001 and a supervisor listens. @returns their legs. */
async function listening(test: Test): Promise<{ hall: Hall; agent: string; ear: string }> {
  const hall = new Hall();
  test.teardown(() => hall.close());
  await hall.settle();
  hall.ready('1001');
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '1');
  await hall.settle();
  const agent = await answered(hall);
  hall.switch.finish('caller');
  await hall.settle();
  const call = hall.engine.conversations()[0]?.id ?? '';
  await hall.engine.supervise(boss, { do: 'join', call, mode: 'listen' });
  return { hall, agent, ear: await answered(hall) };
}

const supervision = (hall: Hall) => hall.engine.conversations()[0]?.supervision;

t.test(
  'a supervisor whose listening is broken off at the switch is off the call, and can come back',
  async (t) => {
    const { hall, ear } = await listening(t);
    await hall.switch.steer(ear, 'end');
    await hall.settle();
    await hall.advance(2_000);
    t.equal(supervision(hall), undefined);
    t.notOk(hall.switch.legs.some(({ uuid }) => uuid === ear));
    t.equal(hall.facts.timeline.at(-1)?.type, 'supervisor.left');
    const call = hall.engine.conversations()[0]?.id ?? '';
    await hall.engine.supervise(boss, { do: 'join', call, mode: 'listen' });
    await answered(hall);
    t.match(supervision(hall), { supervisor: 'boss' });
  },
);

t.test('listening that ends with the agent’s leg goes on at the next agent', async (t) => {
  const { hall, agent, ear } = await listening(t);
  await hall.engine.control('1001', { do: 'transfer', to: { kind: 'agent', agent: '1002' } });
  await hall.advance(5_000);
  t.notOk(hall.switch.legs.some(({ uuid }) => uuid === agent));
  const next = await answered(hall);
  t.same(hall.switch.endless(ear), { app: 'eavesdrop', leg: next });
  await hall.advance(5_000);
  t.match(supervision(hall), { supervisor: 'boss' });
});
