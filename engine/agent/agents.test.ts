import t, { type Test } from 'tap';
import { configuration, Hall } from '../call/testing/hall.js';
import { Registrations } from './registrations.js';

async function open(test: Test): Promise<Hall> {
  const hall = new Hall(configuration);
  test.teardown(() => hall.close());
  await hall.settle();
  return hall;
}

const state = (hall: Hall): string | undefined => hall.engine.agents()[0]?.state;

async function inWrapUp(hall: Hall): Promise<void> {
  hall.ready('1001');
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '1');
  await hall.settle();
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  hall.switch.finish('caller');
  await hall.settle();
  hall.switch.hangUp('caller');
  await hall.settle();
}

t.test('an agent signs in not ready, and each change is kept with who did it', async (t) => {
  const hall = await open(t);
  t.equal(state(hall), 'signedOut');
  t.match(hall.engine.setAgent('1001', { want: 'signIn' }, 'zhang'), {
    state: 'notReady',
    reason: 'signedIn',
  });
  t.match(hall.engine.setAgent('1001', { want: 'ready' }, 'zhang'), { state: 'ready', registered: true });
  t.match(hall.engine.setAgent('1001', { want: 'notReady', reason: 'training' }, 'leader'), {
    state: 'notReady',
    reason: 'training',
  });
  hall.engine.setAgent('1001', { want: 'signOut' }, 'zhang');
  t.same(
    hall.facts.agentStates.map(({ state, by }) => [state, by]),
    [
      ['notReady', 'zhang'],
      ['ready', 'zhang'],
      ['notReady', 'leader'],
      ['signedOut', 'zhang'],
    ],
  );
});

t.test('what an agent’s state does not allow is refused with the state', async (t) => {
  const hall = await open(t);
  t.throws(() => hall.engine.setAgent('1001', { want: 'ready' }, 'x'), { code: 'agent.state' });
  t.throws(() => hall.engine.setAgent('1001', { want: 'endWrapUp' }, 'x'), { code: 'agent.state' });
  hall.engine.setAgent('1001', { want: 'signIn' }, 'x');
  t.throws(() => hall.engine.setAgent('1001', { want: 'signIn' }, 'x'), { code: 'agent.state' });
  t.throws(() => hall.engine.setAgent('nobody', { want: 'signIn' }, 'x'), { code: 'not.found' });
  t.throws(() => hall.engine.hangUp('no-call', 'x'), { code: 'not.found' });
});

t.test('wrap-up ends by itself, later when extended, at once when the agent says so', async (t) => {
  const hall = await open(t);
  await inWrapUp(hall);
  t.equal(state(hall), 'wrapUp');
  hall.engine.setAgent('1001', { want: 'extendWrapUp', seconds: 10 }, 'x');
  await hall.advance(14_000);
  t.equal(state(hall), 'wrapUp');
  await hall.advance(1_000);
  t.equal(state(hall), 'ready');
  hall.engine.setAgent('1001', { want: 'signOut' }, 'x');
  await inWrapUp(hall);
  hall.engine.setAgent('1001', { want: 'endWrapUp' }, 'x');
  t.equal(state(hall), 'ready');
});

t.test('not ready asked for while talking begins after the conversation and its wrap-up', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '1');
  await hall.settle();
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  hall.engine.setAgent('1001', { want: 'notReady', reason: 'lunch' }, 'x');
  t.equal(state(hall), 'talking');
  hall.switch.hangUp('caller');
  await hall.settle();
  await hall.advance(5_000);
  t.match(hall.engine.agents()[0], { state: 'notReady', reason: 'lunch' });
});

t.test(
  'an agent whose phone is not registered is a device fault as soon as ready, and no phone is rung',
  async (t) => {
    const hall = await open(t);
    hall.switch.die();
    await hall.settle();
    hall.ready('1001');
    t.equal(state(hall), 'deviceFault');
    t.equal(hall.engine.agents()[0]?.registered, false);
    hall.switch.arrive('caller', '12345');
    await hall.settle();
    hall.switch.finish('caller', '1');
    await hall.settle();
    t.equal(hall.ringing(), undefined);
    hall.switch.register('1001');
    await hall.settle();
    t.equal(state(hall), 'offered');
  },
);

t.test('configured anew: an agent who is no more is gone, a new one can sign in', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  const [, second] = configuration.agents;
  const agents = second ? [second, { ...second, id: '1003' }] : [];
  hall.engine.configure({ ...configuration, agents });
  t.same(
    hall.engine.agents().map(({ id }) => id),
    ['1002', '1003'],
  );
  t.equal(hall.engine.setAgent('1003', { want: 'signIn' }, 'x').state, 'notReady');
});

t.test('a user is registered as long as one switch has a phone of theirs', (t) => {
  const registrations = new Registrations();
  t.notOk(registrations.known, 'before the first list nobody can be called unregistered');
  t.same(registrations.replace('a', ['1', '2']), { gone: [], come: ['1', '2'] });
  t.same(registrations.replace('b', ['2']), { gone: [], come: ['2'] });
  t.same(registrations.replace('a', []), { gone: ['1'], come: [] });
  t.ok(registrations.has('2'));
  registrations.add('c', '9');
  t.ok(registrations.has('9'));
  t.end();
});
