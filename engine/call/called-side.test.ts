import t, { type Test } from 'tap';
import type { DeskCommand } from '../desk.js';
import { agentOf, configuration, Hall } from './testing/hall.js';

interface InternalCall {
  readonly hall: Hall;
  /** The leg of 1001, who called. */
  readonly calling: string;
  /** The leg of 1002, who was called. */
  readonly called: string;
}

async function answered(hall: Hall): Promise<string> {
  const phone = hall.ringing() ?? 'none rings';
  hall.switch.pickUp(phone);
  await hall.settle();
  return phone;
}

async function ask(hall: Hall, agent: string, command: DeskCommand): Promise<void> {
  await hall.engine.control(agent, command);
  await hall.settle();
}

/** 1001 has called 1002, and they talk. */
async function internal(test: Test): Promise<InternalCall> {
  const hall = new Hall({ ...configuration, agents: ['1001', '1002', '1003'].map(agentOf) });
  test.teardown(() => hall.close());
  await hall.settle();
  await ask(hall, '1001', { do: 'dial', to: { kind: 'agent', agent: '1002' } });
  const calling = await answered(hall);
  const called = await answered(hall);
  t.equal(hall.switch.partner(calling), called);
  return { hall, calling, called };
}

const stateOf = (hall: Hall, agent: string) => hall.engine.agents().find(({ id }) => id === agent)?.state;
const states = (hall: Hall) => ['1001', '1002', '1003'].map((agent) => stateOf(hall, agent));
const to1003 = { kind: 'agent', agent: '1003' } as const;

t.test('the called side sends the other one to a colleague and is out of it', async (t) => {
  const { hall, calling, called } = await internal(t);
  await ask(hall, '1002', { do: 'transfer', to: to1003 });
  t.same(states(hall), ['talking', 'signedOut', 'talking']);
  const third = await answered(hall);
  t.equal(hall.switch.partner(calling), third);
  t.notOk(hall.switch.legs.some(({ uuid }) => uuid === called));
  t.match(hall.engine.conversations(), [
    { agent: '1003', parties: [{ role: 'caller', party: '1001' }, { party: '1003' }] },
  ]);
  hall.switch.hangUp(third);
  await hall.advance(6_000);
  t.same(hall.switch.legs, []);
  t.same(states(hall), ['signedOut', 'signedOut', 'signedOut']);
  t.equal(hall.facts.calls.size, 1, 'one record');
});

t.test('the called side’s phone sends the other one to a colleague by itself (RFC 3515)', async (t) => {
  const { hall, calling } = await internal(t);
  hall.switch.refer(calling, '1003');
  await hall.settle();
  const third = await answered(hall);
  t.equal(hall.switch.partner(calling), third);
  t.same(states(hall), ['talking', 'signedOut', 'talking']);
});

t.test('a phone that sends the other one to itself gets nobody rung twice', async (t) => {
  const { hall, calling } = await internal(t);
  hall.switch.refer(calling, '1001');
  await hall.settle();
  t.equal(hall.switch.called(hall.ringing() ?? ''), '1002', 'back to who sent it');
});

t.test('the called side holds, retrieves, consults and gives the call away', async (t) => {
  const { hall, calling, called } = await internal(t);
  await ask(hall, '1002', { do: 'hold' });
  t.match(hall.engine.conversations()[0], { state: 'held', agent: '1002' });
  t.same(hall.switch.playing(calling), { app: 'play', sources: ['/music.wav'] });
  await t.rejects(hall.engine.control('1001', { do: 'transfer', to: to1003 }), { code: 'call.state' });
  await ask(hall, '1002', { do: 'retrieve' });
  t.equal(hall.switch.partner(calling), called);
  await ask(hall, '1001', { do: 'hold' });
  t.match(hall.engine.conversations()[0], { state: 'held', agent: '1001' }, 'and the other one again');
  await ask(hall, '1001', { do: 'retrieve' });
  await ask(hall, '1002', { do: 'consult', to: to1003 });
  const third = await answered(hall);
  t.equal(hall.switch.partner(called), third);
  await ask(hall, '1002', { do: 'completeTransfer' });
  t.equal(hall.switch.partner(calling), third);
  t.same(states(hall), ['talking', 'signedOut', 'talking']);
  hall.switch.hangUp(calling);
  await hall.advance(6_000);
  t.same(hall.switch.legs, []);
  const unfinished = [...hall.facts.recordings.values()].filter(({ state }) => state !== 'complete');
  t.same(unfinished, []);
});

t.test('the call goes on over a restart of the engine after it was turned round', async (t) => {
  const { hall, calling, called } = await internal(t);
  await ask(hall, '1002', { do: 'hold' });
  await ask(hall, '1002', { do: 'retrieve' });
  await hall.restart();
  t.equal(hall.switch.partner(calling), called);
  await ask(hall, '1002', { do: 'transfer', to: to1003 });
  const third = await answered(hall);
  t.equal(hall.switch.partner(calling), third);
});

t.test('a supervisor on it hears on when it is turned round', async (t) => {
  const { hall, calling, called } = await internal(t);
  const call = hall.engine.conversations()[0]?.id ?? '';
  await hall.engine.supervise({ name: 'boss', phone: '9000' }, { do: 'join', call, mode: 'listen' });
  const ear = await answered(hall);
  t.same(hall.switch.endless(ear), { app: 'eavesdrop', leg: calling });
  await ask(hall, '1002', { do: 'hold' });
  t.same(hall.switch.endless(ear), { app: 'eavesdrop', leg: called });
  await hall.advance(10_000);
  t.match(hall.engine.conversations()[0]?.supervision, { supervisor: 'boss' });
});
