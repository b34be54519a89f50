/** A browser vanishes, a network goes: the agent's leg ends while nobody hung up. */
import t, { type Test } from 'tap';
import { configuration, Hall } from './testing/hall.js';

/** One caller talks, another one waits. */
async function open(test: Test): Promise<{ readonly hall: Hall; readonly phone: string }> {
  const hall = new Hall(configuration);
  test.teardown(() => hall.close());
  await hall.settle();
  hall.ready('1001');
  await call(hall, 'first');
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  // The agent's number.
  hall.switch.finish('first');
  await hall.settle();
  await hall.advance(1_000);
  await call(hall, 'second');
  return { hall, phone: hall.switch.partner('first') ?? '' };
}

async function call(hall: Hall, caller: string): Promise<void> {
  hall.switch.arrive(caller, '12345');
  await hall.settle();
  hall.switch.finish(caller, '1');
  await hall.settle();
}

/** The calls in the order in which they arrived, by what the tests call them. */
function named(hall: Hall): ReadonlyMap<string, string> {
  const names = ['first', 'second'];
  return new Map([...hall.facts.calls.keys()].map((id, index) => [id, names[index] ?? id]));
}

const waiting = (hall: Hall): readonly string[] =>
  hall.engine.queues().flatMap((queue) => queue.waiting.map(({ call: id }) => named(hall).get(id) ?? id));

const idOf = (hall: Hall, name: string): string =>
  [...named(hall)].find(([, one]) => one === name)?.[0] ?? '';

t.test('the caller whose agent vanished waits again, ahead of those who came later', async (t) => {
  const { hall, phone } = await open(t);
  t.same(waiting(hall), ['second']);
  hall.switch.hangUp(phone, 'MEDIA_TIMEOUT');
  await hall.settle();
  t.same(waiting(hall), ['first', 'second']);
  t.match(hall.facts.story(idOf(hall, 'first')).join(' '), /talk\.ended.*queue\.rejoined/);
});

t.test('and so does one who was held', async (t) => {
  const { hall, phone } = await open(t);
  await hall.engine.control('1001', { do: 'hold' });
  await hall.settle();
  hall.switch.hangUp(phone, 'RECOVERY_ON_TIMER_EXPIRE');
  await hall.settle();
  t.same(waiting(hall), ['first', 'second']);
});

t.test('the next agent who is free gets that caller', async (t) => {
  const { hall, phone } = await open(t);
  hall.switch.hangUp(phone, 'MEDIA_TIMEOUT');
  await hall.settle();
  hall.ready('1002');
  await hall.settle();
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  t.match(
    hall.engine.calls().find(({ id }) => id === idOf(hall, 'first')),
    { agent: '1002' },
  );
});

t.test('an agent who hangs up has served the caller', async (t) => {
  const { hall, phone } = await open(t);
  hall.switch.hangUp(phone);
  await hall.settle();
  t.same(waiting(hall), ['second']);
});
