/** A voicemail in which nothing is to be heard: no message for those who listen to them. */
import t, { type Test } from 'tap';
import type { FlowNode } from '../ivr/flow.js';
import { configuration, Hall } from './testing/hall.js';

const nodes: Readonly<Record<string, FlowNode>> = {
  a: {
    kind: 'voicemail',
    mailbox: 'general',
    silenceMs: 9_000,
    terminators: '#',
    next: 'left',
    empty: 'nothing',
  },
  left: { kind: 'play', prompts: ['goodbye'], interruptible: false, next: 'end' },
  nothing: { kind: 'play', prompts: ['goodbye'], interruptible: false, next: 'end' },
};

async function open(t: Test, isSilent: () => Promise<boolean>) {
  const hall = new Hall(configuration, { flow: 'hotline', language: 'zh-CN', start: 'a', nodes });
  t.teardown(() => hall.close());
  const dropped: string[] = [];
  const nobody = () => Promise.reject(new Error('not asked'));
  hall.services = {
    ...{ request: nobody, lookup: nobody },
    ears: { recognise: nobody, drop: (file) => dropped.push(file), isSilent },
  };
  await hall.settle();
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  const recording = hall.switch.playing('caller');
  return { hall, dropped, file: recording?.app === 'record' ? recording.path : '' };
}

const at = (hall: Hall): unknown =>
  hall.facts.timeline.filter(({ type }) => type === 'flow.node').at(-1)?.data['node'];
const state = (hall: Hall): unknown => [...hall.facts.recordings.values()][0]?.state;

t.test('silence to its end is no message, and its file goes', async (t) => {
  const { hall, dropped, file } = await open(t, () => Promise.resolve(true));
  await hall.advance(9_000);
  hall.switch.finish('caller');
  await hall.settle();
  t.equal(at(hall), 'nothing');
  t.equal(state(hall), 'empty');
  t.same(dropped, [file]);
  hall.switch.hangUp('caller');
  await hall.settle();
  await hall.advance(10_000);
  t.equal(state(hall), 'empty', 'also when the call is over');
});

t.test('what was said stays', async (t) => {
  const { hall, dropped } = await open(t, () => Promise.resolve(false));
  await hall.advance(9_000);
  hall.switch.finish('caller');
  await hall.settle();
  t.equal(at(hall), 'left');
  t.equal(state(hall), 'complete');
  t.same(dropped, []);
});

t.test('who hangs up without a word leaves no message; who said something does', async (t) => {
  for (const isSilent of [true, false]) {
    const { hall, dropped, file } = await open(t, () => Promise.resolve(isSilent));
    await hall.advance(3_000);
    hall.switch.hangUp('caller');
    await hall.settle();
    t.equal(state(hall), isSilent ? 'empty' : 'complete');
    t.same(dropped, isSilent ? [file] : []);
    await hall.advance(10_000);
    t.equal(state(hall), isSilent ? 'empty' : 'complete', 'it stays so');
  }
});

t.test('a message that a supervisor breaks off is weighed when the leg has ended, not before', async (t) => {
  for (const isSilent of [true, false]) {
    let hasEnded = false;
    const { hall, dropped, file } = await open(t, () => {
      t.ok(hasEnded, 'the file is closed');
      return Promise.resolve(isSilent);
    });
    await hall.advance(3_000);
    hall.engine.hangUp(hall.engine.calls()[0]?.id ?? '', 'wang');
    await hall.breathe();
    t.same(dropped, []);
    hasEnded = true;
    await hall.settle();
    t.equal(state(hall), isSilent ? 'empty' : 'complete');
    t.same(dropped, isSilent ? [file] : []);
    await hall.advance(10_000);
    t.equal(state(hall), isSilent ? 'empty' : 'complete', 'it stays so');
  }
});

t.test('nor does who presses a key after silence, or hangs up while it is weighed', async (t) => {
  const weighed: ((isSilent: boolean) => void)[] = [];
  const { hall, dropped, file } = await open(t, () => new Promise((resolve) => weighed.push(resolve)));
  hall.switch.finish('caller', '#');
  await hall.settle();
  t.equal(weighed.length, 1);
  hall.switch.hangUp('caller');
  await hall.settle();
  for (const answer of weighed) answer(true);
  await hall.settle();
  t.equal(state(hall), 'empty');
  t.same(dropped, [file]);
});

t.test('events that are missed while it is weighed change nothing', async (t) => {
  let weighed: (isSilent: boolean) => void = () => undefined;
  const { hall, dropped, file } = await open(t, () => new Promise((resolve) => (weighed = resolve)));
  await hall.advance(9_000);
  hall.switch.finish('caller');
  await hall.settle();
  hall.switch.cut();
  hall.switch.back();
  await hall.settle();
  weighed(true);
  await hall.settle();
  t.equal(at(hall), 'nothing');
  t.same(dropped, [file]);
});
