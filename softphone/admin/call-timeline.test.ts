import t from 'tap';
import { timelineLines, titledPath } from './call-timeline.js';

t.test('each line says how long after the first one it came', async (t) => {
  const lines = timelineLines([
    { seq: 0, at: 1000, type: 'call.arrived', data: {} },
    { seq: 1, at: 3500, type: 'talk.started', data: { agent: '1001' } },
  ]);
  t.same(
    lines.map((line) => line.offsetMs),
    [0, 2500],
  );
  t.same(
    lines.map((line) => line.tone),
    ['plain', 'good'],
  );
});

t.test('details that hold nothing are left out; what is no text becomes one', async (t) => {
  const data = { agent: '1001', cause: null, waitedMs: 12, missing: '' };
  const [line] = timelineLines([{ seq: 0, at: 0, type: 'queue.abandoned', data }]);
  t.same(line?.details, [
    ['agent', '1001'],
    ['waitedMs', '12'],
  ]);
  t.equal(line?.tone, 'bad');
});

t.test('a call without a timeline has no lines', async (t) => {
  t.same(timelineLines([]), []);
});

t.test('nodes of a path are shown by their titles, where they have one', async (t) => {
  const entry = (seq: number, data: Readonly<Record<string, unknown>>) => ({
    seq,
    at: 0,
    type: 'flow.node',
    data,
  });
  const timeline = [entry(0, { node: 'a', title: '问候' }), entry(1, { node: 'b' })];
  t.same(titledPath(['a', 'b', 'a', 'c'], timeline), ['问候', 'b', '问候', 'c']);
});
