import t from 'tap';
import { runCase } from '../ivr/case-runner.js';
import { checkFlow, checkSet } from '../ivr/check.js';
import type { FlowSet } from '../ivr/model.js';
import { noTables, type FlowTables } from '../ivr/tables.js';
import { simulate } from './simulate.js';

const text = `flow: f
language: en
start: hours
nodes:
  hours:
    kind: branch
    cases: [{ when: { calendar: office, is: holiday }, next: closed }, { when: { list: important }, next: person }, { when: { region: [深圳] }, next: person }]
    otherwise: person
  person: { kind: queue, queue: general, full: end, failed: end }
  closed: { kind: play, prompts: [closed-now], next: end }
`;

function flowsOf(source: string): FlowSet {
  const checked = checkFlow(source, 'f.yaml');
  const set = checked.ok ? checkSet([checked.value]) : checked;
  if (!set.ok) throw new Error(JSON.stringify(set.errors));
  return set.value;
}

const flows = flowsOf(text);
const at = Date.parse('2026-10-01T02:00:00Z');
const begun = { flow: 'f', caller: '13800138000', dialled: '', at, variables: {} };
const kept: FlowTables = {
  ...noTables,
  region: () => '深圳',
  calendar: (id) =>
    id === 'office'
      ? {
          id,
          timeZone: 'Asia/Shanghai',
          weekly: {},
          special: new Map([['2026-10-01', { date: '2026-10-01', kind: 'holiday', name: '国庆节' }]]),
        }
      : undefined,
};

t.test('it says what it asked of what operators keep, so that a case comes out as it did', (t) => {
  const result = simulate(flows, begun, kept);
  t.match(result.now, { do: 'play' });
  t.same(result.scene, { calendars: { office: 'holiday' } });
  const steps = [{ hears: ['closed-now'] }];
  const one = { name: 'one', caller: begun.caller, at: '2026-10-01T10:00+08:00', steps };
  t.ok(runCase(flows, 'f', one), 'without it, it does not');
  t.equal(runCase(flows, 'f', { ...one, ...result.scene, steps: [{ hears: ['closed-now'] }] }), undefined);
  t.end();
});

t.test('what the scene says comes before what operators keep; the rest is as they keep it', (t) => {
  const open = simulate(flows, { ...begun, scene: { calendars: { office: 'open' }, lists: [] } }, kept);
  t.match(open.now, { do: 'enqueue', queue: 'general' });
  t.same(open.scene, { calendars: { office: 'open' }, region: '深圳' });
  const listed = simulate(flows, {
    ...begun,
    scene: { calendars: { office: 'closed' }, lists: ['important'] },
  });
  t.match(listed.now, { do: 'enqueue' });
  t.same(listed.scene, { calendars: { office: 'closed' }, lists: ['important'] });
  t.end();
});

t.test('what happens is taken as a case file says it; what the flow does not wait for is told', (t) => {
  const scene = { calendars: { office: 'open' as const }, region: '深圳' };
  const {
    turns,
    ignored,
    at: then,
  } = simulate(flows, {
    ...{ ...begun, scene },
    steps: [{ press: '1' }, { later: 90 }, { queueLeft: 'full' }, { hangsUp: true }],
  });
  t.match(turns, [
    { after: 0, does: { do: 'enqueue' }, refused: null },
    { after: 1, does: { do: 'enqueue' }, refused: 'no key is taken here' },
    { after: 2, does: { do: 'enqueue' }, refused: null },
    { after: 3, does: { do: 'hangup' }, refused: null },
    { after: 4, does: { do: 'hangup' }, refused: 'the flow is over' },
  ]);
  t.same(ignored, [1, 4]);
  t.equal(then, at + 90_000);
  t.end();
});
