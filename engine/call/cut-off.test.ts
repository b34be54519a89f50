/** The connection to the switch breaks and comes back; calls and phones go on meanwhile. */
import t, { type Test } from 'tap';
import { agentOf, configuration, Hall } from './testing/hall.js';

async function open(test: Test): Promise<Hall> {
  const hall = new Hall({ ...configuration, agents: [agentOf('1001')] });
  test.teardown(() => hall.close());
  await hall.settle();
  return hall;
}

const out = (hall: Hall): readonly string[] =>
  hall.switch.legs.filter(({ direction }) => direction === 'outbound').map(({ uuid }) => uuid);

t.test(
  'a phone that rang when the connection broke, and was picked up, is not left in silence',
  async (t) => {
    const hall = await open(t);
    hall.ready('1001');
    hall.switch.arrive('caller', '12345');
    await hall.settle();
    hall.switch.finish('caller', '1');
    await hall.settle();
    const phone = hall.ringing() ?? '';
    hall.switch.cut();
    await hall.breathe();
    hall.switch.pickUp(phone);
    hall.switch.back();
    await hall.settle();
    t.same(out(hall), []);
  },
);

t.test('nor is one whom an agent dialled: the call is over, its phones are let go', async (t) => {
  const hall = await open(t);
  await hall.engine.control('1001', { do: 'dial', to: { kind: 'number', number: '95588' } });
  await hall.settle();
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  const far = hall.ringing() ?? '';
  hall.switch.cut();
  await hall.breathe();
  hall.switch.pickUp(far);
  hall.switch.back();
  await hall.settle();
  await hall.advance(15_000);
  t.same(out(hall), []);
  t.equal(hall.engine.agents()[0]?.state, 'signedOut');
});

t.test('a phone that is picked up for a call of which nobody knows any more is let go', async (t) => {
  const hall = await open(t);
  void hall.switch.originate({
    ...{ uuid: 'old', to: { kind: 'user', user: '1001', domain: 'yihao' }, ringSeconds: 30 },
    ...{ callerNumber: '1', callerName: '', near: undefined },
    variables: { yihao_call: 'gone', yihao_role: 'agent' },
  });
  hall.switch.cut();
  hall.switch.pickUp('old');
  hall.switch.back();
  await hall.settle();
  t.same(out(hall), []);
});

t.test('a call that has ended and is still on the list of legs does not begin anew', async (t) => {
  const hall = await open(t);
  hall.switch.listEnded('ended', '12345');
  await hall.settle();
  t.same(hall.engine.calls(), []);
});

t.test(
  'a key that was pressed while nobody listened: the caller is asked again, and not left in silence',
  async (t) => {
    const hall = await open(t);
    hall.engine.setAgent('1001', { want: 'signIn' }, '1001');
    hall.switch.arrive('caller', '12345');
    await hall.settle();
    hall.switch.cut();
    hall.switch.finish('caller', '1');
    hall.switch.back();
    await hall.settle();
    while (hall.switch.playing('caller')?.app === 'play') hall.switch.finish('caller');
    t.match(hall.switch.playing('caller'), { app: 'collect', sources: [/main-menu/] });
    hall.switch.finish('caller', '1');
    await hall.settle();
    t.equal(hall.engine.calls()[0]?.stage, 'waiting');
  },
);

t.test('a message that is being left goes on', async (t) => {
  const hall = await open(t);
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '2');
  await hall.settle();
  t.match(hall.switch.playing('caller'), { app: 'record' });
  hall.switch.cut();
  hall.switch.back();
  await hall.settle();
  t.match(hall.switch.playing('caller'), { app: 'record' });
});

t.test('two who talk while the switch is out of reach for long talk on when it is back', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '1');
  await hall.settle();
  const phone = hall.ringing() ?? '';
  hall.switch.pickUp(phone);
  await hall.settle();
  hall.switch.finish('caller');
  await hall.settle();
  hall.switch.cut();
  await hall.advance(60_000);
  hall.switch.giveUp();
  await hall.advance(15_000);
  t.same(hall.engine.calls(), [], 'as far as anyone here can tell it is over');
  hall.switch.back();
  await hall.advance(15_000);
  t.equal(hall.switch.partner('caller'), phone);
  t.equal(hall.switch.playing('caller'), undefined);
  t.same(hall.engine.calls(), []);
  hall.switch.hangUp('caller');
  await hall.advance(5_000);
  t.same(hall.switch.legs, [], 'and ends for both');
});
