import t from 'tap';
import { parse } from 'yaml';
import { caseOf, casesAtNode, withCase } from './case-writing.js';
import { countsOf, paired, partsOf } from './difference.js';
import { enterKeys, stopEntering, takesKeys } from './key-entry.js';
import { callersIn, follow, marksOfCallers, marksOfFigures, marksOfWay, noWay, shortCount } from './marks.js';
import type { DifferenceLine, FlowEffect, SimulatedTurn } from './panel-requests.js';

const recorded = (id: string) => ({ kind: 'recorded', language: 'en', id }) as const;
const menu: FlowEffect = {
  ...{ do: 'collect', prompts: [recorded('menu')], minDigits: 1, maxDigits: 1, timeoutMs: 1 },
  ...{ interDigitMs: 1, terminators: '', validKeys: '1' },
};
const order: FlowEffect = { ...menu, prompts: [], maxDigits: 8, terminators: '#' };
const welcome: FlowEffect = { do: 'play', prompts: [recorded('welcome')], interruptible: true };
const over: FlowEffect = { do: 'hangup', cause: 'NORMAL_CLEARING' };

t.test('keys are handed on when a node has all that it waits for', (t) => {
  t.same(enterKeys(menu, '', '2'), { typed: '', step: { press: '2' } });
  t.same(enterKeys(order, '', '2'), { typed: '2' });
  t.same(enterKeys(order, '2026112', '6'), { typed: '', step: { press: '20261126' } });
  t.same(enterKeys(order, '20', '#'), { typed: '', step: { press: '20#' } });
  t.same(enterKeys(welcome, '', '1'), { typed: '', step: { press: '1' } }, 'cuts the prompt short');
  t.same(enterKeys(over, '', '1'), { typed: '' }, 'nobody listens');
  t.same(stopEntering(''), { silence: true });
  t.same(stopEntering('20'), { press: '20' });
  t.same([menu, welcome, { ...welcome, interruptible: false }, over, null].map(takesKeys), [
    ...[true, true, false, false, false],
  ]);
  t.end();
});

t.test('cases that expect a node are counted, for whoever gives it another name', async (t) => {
  const text = `flow: f
cases:
  - { name: one, steps: [{ atNode: menu }, { press: "1" }, { atNode: menu }] }
  - name: two
    steps:
      - atNode: menu
  - { name: three, steps: [{ hears: [menu] }] }
`;
  t.equal(casesAtNode(text, 'menu'), 2);
  t.equal(casesAtNode(text, 'person'), 0);
  t.same(
    ['', 'cases: [', 'cases: 7', '- menu'].map((wrong) => casesAtNode(wrong, 'menu')),
    [0, 0, 0, 0],
  );
});

t.test('a simulated call becomes a case: what happened, and what came of it', (t) => {
  const turns: SimulatedTurn[] = [
    { after: 0, does: welcome, refused: null },
    { after: 1, does: menu, refused: null },
    { after: 2, does: menu, refused: null },
    { after: 3, does: menu, refused: 'no key is taken here' },
    { after: 4, does: over, refused: null },
  ];
  const written = caseOf({
    ...{ name: 'one', caller: '13800138000', dialled: '', at: Date.UTC(2026, 2, 2, 2), variables: {} },
    ...{ scene: { region: '深圳' }, turns },
    steps: [{ finished: true }, { later: 60 }, { press: '9' }, { press: '1' }],
  });
  t.same(written, {
    ...{ name: 'one', caller: '13800138000', at: '2026-03-02T02:00:00Z', region: '深圳' },
    steps: [
      ...[{ hears: ['welcome'] }, { finished: true }, { hears: ['menu'] }, { later: 60 }],
      ...[{ press: '1' }, { ended: 'NORMAL_CLEARING' }],
    ],
  });
  const first = withCase('', 'f', written);
  t.same(parse(first ?? ''), { flow: 'f', cases: [written] });
  const before = '# mine\nflow: f\ncases:\n  - name: two # dear\n    steps: [{ press: "1" }]\n';
  const kept = withCase(before, 'f', written);
  t.ok(kept?.startsWith(before), 'what was there stays as it was written');
  t.match(parse(kept ?? ''), { cases: [{ name: 'two' }, { name: 'one' }] });
  const again = withCase(kept ?? '', 'f', { ...written, dialled: '12345' });
  t.match(parse(again ?? ''), { cases: [{ name: 'two' }, { name: 'one', dialled: '12345' }] });
  t.equal((parse(again ?? '') as { cases: unknown[] }).cases.length, 2);
  t.equal(withCase('cases: {', 'f', written), undefined);
  t.equal(withCase('flow: f\n', 'f', written), undefined);
  t.end();
});

t.test('the way of a call is drawn on its nodes, those of other flows are not', (t) => {
  const path = [
    { flow: 'f', node: 'menu' },
    { flow: 'g', node: 'ask' },
    { flow: 'f', node: 'menu' },
    { flow: 'f', node: 'person' },
  ];
  t.same(
    [...marksOfWay('f', { path, goesOn: true, faults: [{ flow: 'g', node: 'ask' }] })],
    [
      ['menu', { state: 'visited', badge: '×2' }],
      ['person', { state: 'current' }],
    ],
  );
  t.same(
    [...marksOfWay('g', { path, goesOn: false, faults: [{ flow: 'g', node: 'ask' }] })],
    [['ask', { state: 'fault' }]],
  );
  t.end();
});

t.test('figures and callers are drawn as counts', (t) => {
  const figure = { node: 'menu', calls: 9, visits: 1234, dropOuts: 0, averageMs: 4567 };
  const figures = { calls: 9, averageMs: 1, nodes: [figure], paths: [], days: [] };
  t.same(
    [...marksOfFigures(figures, 'visits', () => 'words')],
    [['menu', { badge: '1.2k', title: 'words' }]],
  );
  t.same([...marksOfFigures(figures, 'averageMs', () => '')], [['menu', { badge: '4.6s', title: '' }]]);
  t.same([...marksOfFigures(figures, 'dropOuts', () => '')], []);
  t.same([7, 1000, 23_400, 5_600_000].map(shortCount), ['7', '1k', '23k', '5.6M']);

  const call = (id: string, node: string, since: number, flow = 'f') => ({
    ...{ id, caller: '', called: '', startedAt: 0, stage: 'flow' as const },
    inFlow: { flow, node, version: 'v', since, entered: 1, trail: [{ flow, node }] },
  });
  const elsewhere = { ...{ id: 'x', caller: '', called: '', startedAt: 0 }, stage: 'talking' as const };
  const callers = callersIn(
    [call('b', 'menu', 5), call('a', 'menu', 3), call('c', 'ask', 1, 'g'), elsewhere],
    'f',
  );
  t.same(
    callers.map(({ id }) => id),
    ['a', 'b'],
  );
  t.same(
    [...marksOfCallers(callers, (count) => `${count} here`)],
    [['menu', { state: 'current', badge: '2', title: '2 here' }]],
  );
  t.end();
});

t.test('a call is followed by the ends of its way, each node once', (t) => {
  const step = (entered: number, ...nodes: string[]) => ({
    ...{ flow: 'f', node: nodes.at(-1) ?? '', version: 'v', since: entered, entered },
    trail: nodes.map((node) => ({ flow: 'f', node })),
  });
  let way = follow(noWay, step(1, 'welcome'));
  way = follow(way, step(3, 'welcome', 'hours', 'menu'));
  way = follow(way, step(3, 'welcome', 'hours', 'menu'));
  way = follow(way, step(4, 'hours', 'menu', 'menu'));
  t.same(
    way.path.map(({ node }) => node),
    ['welcome', 'hours', 'menu', 'menu'],
  );
  t.end();
});

t.test('a difference folds what is far from a change, and sets changed lines side by side', (t) => {
  const same = (n: number): DifferenceLine[] =>
    Array.from({ length: n }, (_, i) => ({ kind: 'same', text: `line ${i}` }));
  const lines: DifferenceLine[] = [
    ...same(10),
    { kind: 'removed', text: 'a' },
    { kind: 'removed', text: 'b' },
    { kind: 'added', text: 'c' },
    ...same(10),
  ];
  const parts = partsOf(lines);
  t.same(
    parts.map(({ kind, lines: { length } }) => [kind, length]),
    [
      ['folded', 7],
      ['lines', 9],
      ['folded', 7],
    ],
  );
  const pairs = paired(parts[1]?.lines ?? []).map(({ left, right }) => [left?.text, right?.text]);
  t.same(pairs.slice(3, 5), [
    ['a', 'c'],
    ['b', undefined],
  ]);
  t.match(parts[1]?.lines[5], { kind: 'added', after: 11 });
  t.same(countsOf(lines), { added: 1, removed: 2 });
  t.same(
    partsOf(same(3)).map(({ kind }) => kind),
    ['folded'],
  );
  t.end();
});
