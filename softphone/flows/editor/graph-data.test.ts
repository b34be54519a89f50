import t from 'tap';
import { byNode, foundIn } from './findings.js';
import { ENTRY, readModel, type FlowModel } from './flow-model.js';
import { cardHeight, Cards, exitMiddle, layoutInput, linesOf, nextSpot, type Card } from './graph-data.js';
import { layOut, shapingEdges } from './layout.js';

const text = `start: a
onError: sorry
nodes:
  a: { kind: menu, prompts: [x], keys: { 1: b, 2: end, 3: gone }, noInput: { next: a } }
  b: { kind: play, prompts: [y], next: c }
  c: { kind: queue, queue: general, full: a, failed: sorry }
  sorry: { kind: hangup }
`;

function modelOf(source: string): FlowModel {
  const read = readModel(source);
  if (!read.ok) throw new Error(read.why);
  return read.model;
}
const around = { found: new Map(), marks: new Map() };

t.test('lines lead to nodes that are there; the end and what is missing stand in the exit', async (t) => {
  const lines = linesOf(new Cards().of(modelOf(text), around));
  t.same(
    lines.map(({ from, to, isFault }) => [from, to, isFault]),
    [
      [ENTRY, 'a', false],
      [ENTRY, 'sorry', true],
      ['a', 'b', false],
      ['a', 'a', false],
      ['b', 'c', false],
      ['c', 'a', false],
      ['c', 'sorry', true],
    ],
  );
});

t.test('of many ways into one node only the first few are drawn unasked', async (t) => {
  const many = Array.from({ length: 20 }, (_, i) => `  n${i}: { kind: play, prompts: [], next: z }`);
  const lines = linesOf(
    new Cards().of(modelOf(['nodes:', ...many, '  z: { kind: hangup }'].join('\n')), around),
  );
  t.equal(lines.length, 20);
  t.equal(lines.filter(({ isQuiet }) => isQuiet).length, 14);
});

t.test('a card whose node did not change is the same object, so that it is not drawn again', async (t) => {
  const cards = new Cards();
  const before = cards.of(modelOf(text), around);
  const after = cards.of(modelOf(text.replace('[y]', '[z]')), around);
  const same = after.filter((card, i) => card === before[i]).map(({ id }) => id);
  t.same(same, [ENTRY, 'a', 'c', 'sorry']);
  const marked = cards.of(modelOf(text), { ...around, marks: new Map([['a', { badge: '9' }]]) });
  t.not(marked[1], before[1]);
  t.equal(marked[1]?.mark?.badge, '9');
});

t.test('callers go from left to right, and nothing lies on anything else', async (t) => {
  const cards = new Cards().of(modelOf(text), around);
  const input = layoutInput(cards, linesOf(cards));
  const places = layOut(input);
  const x = (id: string): number => places[id]?.x ?? NaN;
  t.ok(x(ENTRY) < x('a') && x('a') < x('b') && x('b') < x('c'));
  t.ok(x(ENTRY) < x('sorry'), 'what only faults lead to is not before the start');
  const boxes = input.nodes.map(({ id, width, height }) => ({ ...places[id], id, width, height }));
  for (const one of boxes)
    for (const two of boxes) {
      if (one.id === two.id) continue;
      const apart =
        Math.abs((one.x ?? 0) - (two.x ?? 0)) >= one.width ||
        (one.y ?? 0) + one.height <= (two.y ?? 0) ||
        (two.y ?? 0) + two.height <= (one.y ?? 0);
      t.ok(apart, `${one.id} and ${two.id}`);
    }
});

t.test('ways back and ways over many steps do not shape the graph', async (t) => {
  const nodes = ['a', 'b', 'c', 'd'].map((id) => ({ id, width: 1, height: 1 }));
  const edges = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
    { from: 'c', to: 'a' },
    { from: 'a', to: 'd' },
    { from: 'c', to: 'd' },
  ];
  t.same(shapingEdges({ nodes, edges }), [edges[0], edges[1], edges[3]]);
});

t.test('an exit is in the middle of its row, within the card', async (t) => {
  const card: Pick<Card, 'summary' | 'exits'> = { summary: 'x', exits: [{ path: ['next'], to: 'a' }] };
  t.ok(exitMiddle(card, 0) < cardHeight(card));
  t.equal(cardHeight({ summary: '', exits: [] }) < cardHeight(card), true);
});

t.test('an arrow key goes to the nearest node that lies rather straight ahead', async (t) => {
  const spots = [
    { id: 'a', x: 0, y: 0 },
    { id: 'b', x: 300, y: 10 },
    { id: 'c', x: 290, y: 400 },
    { id: 'd', x: 0, y: 200 },
  ];
  t.equal(nextSpot(spots, 'a', 'right'), 'b');
  t.equal(nextSpot(spots, 'a', 'down'), 'd');
  t.equal(nextSpot(spots, 'a', 'left'), undefined);
  t.equal(nextSpot(spots, 'b', 'left'), 'a');
  t.equal(nextSpot(spots, 'gone', 'left'), 'a', 'from nowhere to the first');
});

t.test('findings are gathered by node; those of the file as a whole are of none', async (t) => {
  const finding = (path: string) => ({ line: 1, column: 1, path, reason: 'r', hint: '' });
  const found = foundIn(
    { errors: [finding('nodes.a.keys.3'), finding('')], warnings: [finding('nodes.a')] },
    modelOf(text).nodes,
  );
  t.same(
    byNode(found)
      .get('a')
      ?.map(({ severity }) => severity),
    ['error', 'warning'],
  );
  t.equal(found[1]?.node, undefined);
});
