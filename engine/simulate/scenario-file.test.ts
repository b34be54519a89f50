import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { loadScenario } from './scenario-file.js';
import { scenarioSchemaFile } from './scenario-schema.js';
import { simulate } from './simulate.js';
import { clockTimeOf, dateAt, isDate, midnight, msOfClockTime } from './times.js';

const folder = join(process.cwd(), 'simulate-scenarios');

const good = `scenario: day
from: '08:00'
to: '10:00'
date: 2026-03-02
replications: 2
queues:
  - { id: a, ringSeconds: 10, wrapUpSeconds: 30, capacity: 7 }
  - { id: b, skills: { tax: 2 } }
callers:
  - id: one
    queue: a
    arrivals: { kind: poisson, perHour: 60 }
    talk: { kind: exponential, meanSeconds: 60 }
    patience: { kind: unlimited }
agents:
  - id: g
    queues: [{ queue: b, rank: 2 }, a]
    skills: { tax: 3 }
    staffing: [{ from: '07:00', to: '09:00', agents: 2 }]
`;

/** @returns what is wrong, as `file:line: path: reason`. */
async function wrongIn(text: string, others: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const files: Readonly<Record<string, string>> = { 'day.yaml': text, ...others };
  const loaded = await loadScenario('day.yaml', async (file) => {
    const content = files[file];
    if (content === undefined) throw new Error('no such file');
    return content;
  });
  return loaded.ok
    ? []
    : loaded.errors.map(({ file, line, path, reason }) => `${file}:${line}: ${path}: ${reason}`);
}

t.test('a scenario becomes what the ACD takes', async (t) => {
  const loaded = await loadScenario('day.yaml', () => Promise.resolve(good));
  t.ok(loaded.ok);
  if (!loaded.ok) return;
  t.match(loaded.value, {
    ...{ name: 'day', startAt: Date.parse('2026-03-02T08:00+08:00'), lengthMs: 7_200_000, seed: 1 },
    measuring: { targetMs: 20_000, shortAbandonMs: 5000, confidence: 0.95 },
    queues: [
      { id: 'a', offerMs: 10_000, wrapUpMs: 30_000, capacity: 7 },
      { id: 'b', skills: { tax: 2 } },
    ],
    groups: [
      {
        settings: { queues: [{ queue: 'b', rank: 2 }, { queue: 'a' }], skills: { tax: 3 } },
        staffing: [{ fromMs: 0, toMs: 3_600_000, agents: 2 }],
      },
    ],
  });
  t.ok((simulate(loaded.value).all.estimates.answered?.mean ?? 0) > 0);
});

t.test('what is wrong is told by line, path and reason', async (t) => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['scenario: day\n', '', 'day.yaml:1: scenario: is missing'],
    ["to: '10:00'", "to: '08:00'", 'day.yaml:3: to: must be after 08:00'],
    ['date: 2026-03-02', 'date: 2026-02-30', 'day.yaml:4: date: there is no day 2026-02-30'],
    ['replications: 2', 'replicatoins: 2', 'day.yaml:5: replicatoins: is not a setting that is known here'],
    ['ringSeconds: 10', 'ringSeconds: x', 'day.yaml:7: queues.0.ringSeconds: must be number'],
    ['id: b,', 'id: a,', 'day.yaml:8: queues.1.id: a is there twice'],
    ['queue: a\n', 'queue: c\n', 'day.yaml:11: callers.0.queue: there is no queue c'],
    [
      'kind: poisson',
      'kind: poison',
      'day.yaml:12: callers.0.arrivals.kind: must be one of poisson, regular, recorded',
    ],
    [
      'meanSeconds: 60 ',
      'meanSeconds: 0 ',
      'day.yaml:13: callers.0.talk.meanSeconds: must be number to be greater than 0',
    ],
    [
      'kind: exponential, meanSeconds: 60',
      'kind: lognormal, meanSeconds: 60',
      'day.yaml:13: callers.0.talk.sdSeconds: is missing',
    ],
    [
      'talk: { kind: exponential, meanSeconds: 60 }',
      'talk: { kind: unlimited }',
      'day.yaml:13: callers.0.talk.kind: must be one of exponential, lognormal, deterministic, empirical',
    ],
    ['perHour: 60', '', 'day.yaml:12: callers.0.arrivals: needs perHour or intervals, and not both'],
    [
      'perHour: 60',
      "intervals: [{ from: '08:00', to: '09:00', perHour: 1 }, { from: '08:30', to: '10:00', perHour: 1 }]",
      'day.yaml:12: callers.0.arrivals.intervals.1: begins before that of 08:00 ends; add up what overlaps',
    ],
    [', a]', ', x]', 'day.yaml:17: agents.0.queues.1: there is no queue x'],
    ["to: '09:00'", "to: '9:00'", 'day.yaml:19: agents.0.staffing.0.to: must match ^([0-3][0-9]|4[0-8]):'],
    ['queues:\n  -', 'queues:\n -', 'day.yaml:8'],
  ];
  for (const [from, to, expected] of cases) {
    const wrong = await wrongIn(good.replace(from, to));
    t.ok(
      wrong.some((one) => one.startsWith(expected)),
      `${expected} <- ${wrong.join(' | ')}`,
    );
  }
  t.same(await wrongIn('- 1'), ['day.yaml:1: : must be a scenario']);
});

t.test('a file takes from its base what it does not say; errors name the file that is wrong', async (t) => {
  const other = 'scenario: other\nbase: base.yaml\nreplications: 3\n';
  t.same(await wrongIn(other, { 'base.yaml': good }), []);
  t.same(await wrongIn(other), ['day.yaml:2: base: base.yaml cannot be read: no such file']);
  t.same(await wrongIn(other, { 'base.yaml': good.replace('queue: a\n', 'queue: z\n') }), [
    'base.yaml:11: callers.0.queue: there is no queue z',
  ]);
  t.match(await wrongIn('scenario: x\nbase: day.yaml\n'), [/perhaps of itself/]);
});

const recorded = good
  .replace('arrivals: { kind: poisson, perHour: 60 }', 'arrivals: { kind: recorded, file: calls.csv }')
  .replace('    talk: { kind: exponential, meanSeconds: 60 }\n', '')
  .replace('    patience: { kind: unlimited }\n', '');

t.test('a recorded day is read from CSV or JSON', async (t) => {
  const csv =
    '\uFEFFat,queue,left,waitSeconds,talkSeconds\r\n09:00,b,answered,3,60\r\n"08:30:30",,abandoned,20,\r\n';
  const json = JSON.stringify([
    { at: '2026-03-02T09:00:00+08:00', queue: 'b', left: 'answered', waitSeconds: 3, talkSeconds: 60 },
    { at: '2026-03-02T00:30:30Z', left: 'abandoned', waitSeconds: 20 },
    { at: '2026-03-03T09:00:00+08:00', talkSeconds: 1 },
  ]);
  for (const [name, text] of [
    ['calls.csv', csv],
    ['calls.json', json],
  ] as const) {
    const scenario = recorded.replace('calls.csv', name);
    const loaded = await loadScenario('day.yaml', (file) =>
      Promise.resolve(file === 'day.yaml' ? scenario : text),
    );
    t.ok(loaded.ok);
    if (!loaded.ok) continue;
    t.match(loaded.value.callers[0]?.arrivals, {
      calls: [
        { atMs: 1_830_000, wanted: { queue: 'a' }, left: 'abandoned', waitMs: 20_000, talkMs: null },
        { atMs: 3_600_000, wanted: { queue: 'b' }, left: 'answered', waitMs: 3000, talkMs: 60_000 },
      ],
    });
  }
});

t.test('what is wrong in a recorded day is told by its line', async (t) => {
  const wrong = (csv: string) => wrongIn(recorded, { 'calls.csv': csv });
  t.same(await wrong('at,talkSeconds\n08:00,1\n\n08:01,long\n'), [
    'calls.csv:4: talkSeconds: must be number',
  ]);
  t.same(await wrong('at,queue,talkSeconds\n8 o’clock,a,1\n08:00,z,1\n'), [
    'calls.csv:2: at: must be HH:MM:SS, or a moment as 2026-03-02T10:00:00+08:00',
    'calls.csv:3: queue: there is no queue z',
  ]);
  t.match(await wrong('when\n08:00\n'), [
    /calls.csv:1: : there is no column when; the columns are at, queue/,
  ]);
  t.match(await wrong('at\n08:00\n'), [/day.yaml:10: callers.0: needs talk: no call of calls.csv has talk/]);
  t.match(await wrongIn(recorded), [/day.yaml:12: callers.0.arrivals.file: calls.csv cannot be read/]);
  const json = recorded.replace('calls.csv', 'calls.json');
  t.same(await wrongIn(json, { 'calls.json': '[\n{"at": "08:00"},\n{"at": 5}\n]' }), [
    'calls.json:3: 1.at: must be string',
  ]);
});

t.test('the scenarios of the repository are right, and so is their schema', async (t) => {
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.yaml'))) {
    const loaded = await loadScenario(join(folder, name), (file) => readFile(file, 'utf8'));
    t.same(loaded.ok ? [] : loaded.errors, [], name);
  }
  const written: unknown = JSON.parse(readFileSync(join(folder, 'scenario.schema.json'), 'utf8'));
  t.same(written, JSON.parse(scenarioSchemaFile()), 'node scripts/make-scenario-schema.mjs writes it');
});

t.test('days begin at midnight of their time zone, over changes of summer time too', async (t) => {
  t.equal(midnight('2026-03-02', 'Asia/Shanghai'), Date.parse('2026-03-01T16:00Z'));
  t.equal(midnight('2026-03-29', 'Europe/Berlin'), Date.parse('2026-03-28T23:00Z'));
  t.equal(midnight('2026-03-30', 'Europe/Berlin'), Date.parse('2026-03-29T22:00Z'));
  t.equal(midnight('2026-10-26', 'Europe/Berlin'), Date.parse('2026-10-25T23:00Z'));
  t.equal(dateAt(Date.parse('2026-03-01T16:00Z'), 'Asia/Shanghai'), '2026-03-02');
  t.equal(isDate('2024-02-29') && !isDate('2026-02-29') && !isDate('2026-2-1'), true);
  t.equal(clockTimeOf(msOfClockTime('25:30:59')), '25:30');
});
