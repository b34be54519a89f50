/** The speech menu in calls on the model switch. */
import t, { type Test } from 'tap';
import type { FlowNode } from '../ivr/flow.js';
import type { Heard } from '../ivr/model.js';
import type { Recognise } from './model/ask.js';
import { configuration, Hall } from './testing/hall.js';

const menu: FlowNode = {
  ...{ kind: 'speechMenu', prompts: [], tries: 1, keys: { 1: 'key' }, variable: 'said', failed: 'down' },
  choices: [{ phrases: { 'zh-CN': ['社保'] }, next: 'pension' }],
  ...{ noInput: { next: 'silent' }, noMatch: { next: 'lost' }, timeoutMs: 5_000 },
};
const nodes: Readonly<Record<string, FlowNode>> = {
  a: menu,
  ...Object.fromEntries(
    ['pension', 'key', 'silent', 'lost', 'down'].map((id): [string, FlowNode] => [
      id,
      { kind: 'play', prompts: ['goodbye'], interruptible: false, next: 'end' },
    ]),
  ),
};

async function open(t: Test, recognise: (ask: Recognise) => Promise<Heard | { readonly as: 'speaking' }>) {
  const hall = new Hall(configuration, { flow: 'hotline', language: 'zh-CN', start: 'a', nodes });
  t.teardown(() => hall.close());
  const dropped: string[] = [];
  const nobody = () => Promise.reject(new Error('not asked'));
  hall.services = {
    ...{ request: nobody, lookup: nobody },
    ears: { recognise, drop: (file) => dropped.push(file), isSilent: () => Promise.resolve(false) },
  };
  await hall.settle();
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  return { hall, dropped };
}

const at = (hall: Hall): unknown =>
  hall.facts.timeline.filter(({ type }) => type === 'flow.node').at(-1)?.data['node'];
const heard = (hall: Hall): unknown => hall.facts.timeline.find(({ type }) => type === 'speech.heard')?.data;

t.test('what is said is recorded until silence, recognised, and decides; the record has it', async (t) => {
  const asked: Recognise[] = [];
  const { hall, dropped } = await open(t, (ask) => {
    asked.push(ask);
    return Promise.resolve({ as: 'words', text: '社保 怎么 办' });
  });
  const recording = hall.switch.playing('caller');
  t.match(recording, { app: 'record', maxMs: 8000, silenceMs: 1000, terminators: '1' });
  hall.switch.finish('caller');
  await hall.settle();
  t.match(asked, [{ language: 'zh-CN', timeoutMs: 4000, phrases: [], pauseMs: 500 }]);
  t.same(asked[0]?.files, [recording?.app === 'record' ? recording.path : '']);
  t.match(asked[0]?.files[0], /^\/data\/utterances\//);
  t.equal(at(hall), 'pension');
  t.match([...hall.facts.calls.values()][0], { data: { said: '社保 怎么 办' } });
  t.same(heard(hall), { node: 'a', as: 'words', text: '社保 怎么 办' });
  t.same([...hall.facts.recordings], [], 'it is no message');
  t.same(dropped, asked[0]?.files);
});

t.test('who has not begun in time is listened to again until the time is over', async (t) => {
  const { hall } = await open(t, () => Promise.resolve({ as: 'silence' }));
  for (const [waitedMs, node] of [
    [2_000, 'a'],
    [2_000, 'a'],
    [2_000, 'silent'],
  ] as const) {
    await hall.advance(waitedMs);
    hall.switch.finish('caller');
    await hall.settle();
    t.equal(at(hall), node);
  }
});

t.test('who is cut off while speaking is listened to on, and all parts are recognised as one', async (t) => {
  const asked: Recognise[] = [];
  const { hall, dropped } = await open(t, (ask) => {
    asked.push(ask);
    return Promise.resolve(ask.pauseMs === null ? { as: 'words', text: '社保' } : { as: 'speaking' });
  });
  for (let part = 1; part <= 4; part++) {
    t.equal(at(hall), 'a');
    hall.switch.finish('caller');
    await hall.settle();
    t.equal(asked.at(-1)?.files.length, part);
  }
  t.equal(at(hall), 'pension', 'not for ever');
  t.same(dropped, asked.at(-1)?.files);
});

t.test('a key pressed in place of speaking ends the recording, which nobody hears', async (t) => {
  const { hall, dropped } = await open(t, () => Promise.reject(new Error('not asked')));
  hall.switch.finish('caller', '1');
  await hall.settle();
  t.equal(at(hall), 'key');
  t.equal(dropped.length, 1);
  t.match([...hall.facts.calls.values()][0], { keys: [{ node: 'a', digits: '1' }] });
});

t.test(
  'a recogniser that throws or never answers, and a switch that never does, take the error route',
  async (t) => {
    const throwing = await open(t, () => Promise.reject(new Error('broken')));
    throwing.hall.switch.finish('caller');
    await throwing.hall.settle();
    t.equal(at(throwing.hall), 'down');
    t.same(heard(throwing.hall), { node: 'a', as: 'failed' });

    const hanging = await open(t, () => new Promise(() => undefined));
    hanging.hall.switch.finish('caller');
    await hanging.hall.settle();
    await hanging.hall.advance(6_000);
    t.equal(at(hanging.hall), 'down');

    const { hall, dropped } = await open(t, () => Promise.reject(new Error('not asked')));
    await hall.advance(200_000);
    t.equal(at(hall), 'down');
    t.equal(dropped.length, 1);
  },
);

t.test('who hangs up while speaking, or while the recogniser thinks, leaves nothing behind', async (t) => {
  const speaking = await open(t, () => Promise.reject(new Error('not asked')));
  speaking.hall.switch.hangUp('caller');
  await speaking.hall.settle();
  t.equal(new Set(speaking.dropped).size, 1);
  t.match([...speaking.hall.facts.calls.values()][0], { outcome: 'selfService', hungUpBy: 'caller' });

  let answer: (heard: Heard) => void = () => undefined;
  const { hall } = await open(t, () => new Promise((resolve) => (answer = resolve)));
  hall.switch.finish('caller');
  await hall.settle();
  hall.switch.hangUp('caller');
  await hall.settle();
  answer({ as: 'words', text: '社保' });
  await hall.settle();
  t.equal(at(hall), 'a');
});

t.test('a restarted engine asks again', async (t) => {
  let asked = 0;
  const { hall } = await open(t, () =>
    asked++ === 0 ? new Promise(() => undefined) : Promise.resolve({ as: 'words', text: '天气' }),
  );
  hall.switch.finish('caller');
  await hall.settle();
  await hall.restart();
  hall.switch.finish('caller'); // What was heard of before is quietened first.
  t.match(hall.switch.playing('caller'), { app: 'record' });
  hall.switch.finish('caller');
  await hall.settle();
  t.equal(asked, 2);
  t.equal(at(hall), 'lost');
});

for (const moment of ['speaks', 'has spoken'] as const)
  t.test(`events were missed while the caller ${moment}: what was recorded is forgotten`, async (t) => {
    const { hall, dropped } = await open(t, () => new Promise(() => undefined));
    const recording = hall.switch.playing('caller');
    if (moment === 'has spoken') hall.switch.finish('caller');
    await hall.settle();
    hall.switch.cut();
    hall.switch.back();
    await hall.settle();
    hall.switch.finish('caller'); // What was heard of before is quietened first.
    const again = hall.switch.playing('caller');
    t.match(again, { app: 'record' }, 'listened to again');
    t.not(again, recording);
    t.same(dropped, [recording?.app === 'record' ? recording.path : '']);
  });
