/** What a caller hears between two conversations, when the switch misses that it is to stop. */
import t, { type Test } from 'tap';
import type { FlowNode } from '../ivr/flow.js';
import { configuration, Hall } from './testing/hall.js';

const next = (to: string) => ({ ended: to, busy: to, noAnswer: to, failed: to });
const nodes: Readonly<Record<string, FlowNode>> = {
  a: { kind: 'extension', extension: '1001', ...next('b') },
  b: { kind: 'extension', extension: '1002', ...next('c') },
  c: { kind: 'play', prompts: ['goodbye'], interruptible: false, next: 'end' },
};

async function ringing(t: Test): Promise<Hall> {
  const hall = new Hall(configuration, { flow: 'hotline', language: 'zh-CN', start: 'a', nodes });
  t.teardown(() => hall.close());
  await hall.settle();
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  return hall;
}

const isMusic = (hall: Hall): boolean[] =>
  hall.switch.queued('caller').map((one) => one.app === 'play' && one.sources[0] === '/music.wav');

t.test(
  'music that a phone’s refusal was to end and did not goes on: no second one is queued behind',
  async (t) => {
    const hall = await ringing(t);
    t.same(isMusic(hall), [true]);
    hall.switch.missNext = 1;
    hall.switch.hangUp(hall.ringing() ?? '', 'USER_BUSY');
    await hall.settle();
    t.same(isMusic(hall), [true], 'or it would sound over the conversation that follows');
    hall.switch.pickUp(hall.ringing() ?? '');
    await hall.settle();
    t.same(isMusic(hall), []);
    t.match(hall.engine.calls(), [{ stage: 'talking' }]);
    await hall.advance(5_000);
    t.match(hall.engine.calls(), [{ stage: 'talking' }]);
  },
);

t.test('it is told to stop again where a prompt waits behind it, and not for ever', async (t) => {
  const hall = await ringing(t);
  hall.switch.hangUp(hall.ringing() ?? '', 'USER_BUSY');
  await hall.settle();
  t.same(isMusic(hall), [true]);
  hall.switch.missNext = 2;
  hall.switch.hangUp(hall.ringing() ?? '', 'USER_BUSY');
  await hall.settle();
  t.same(isMusic(hall), [true, false]);
  await hall.advance(500);
  t.same(isMusic(hall), [true, false], 'missed again');
  await hall.advance(500);
  t.same(isMusic(hall), [false], 'the prompt plays');
  await hall.advance(5_000);
  t.same(isMusic(hall), [false], 'and nothing cuts it short');
});
