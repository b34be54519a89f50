/** A rule change tried on a recorded day: callers come as the flow sent them, and the rules are asked once. */
import t from 'tap';
import type { Routing } from '../routing/rules.js';
import { compare } from '../simulate/simulate.js';
import type { Configuration, QueueConfig } from '../store/configuration.js';
import type { RecordedEntry } from '../store/recorded-day.js';
import type { CallerTables } from './caller-facts.js';
import { trialScenarios } from './recorded-scenario.js';
import type { Trial } from './trial.js';

const hour = 3_600_000;
const from = 1_000_000_000;
const queue = (id: string): QueueConfig => ({
  ...{ id, name: '', priority: 0, capacity: 99, skills: [], ringSeconds: 15 },
  ...{ surveyOn: true, recordOn: true, announceAgentOn: true },
});
const tables: CallerTables = { listed: () => undefined, region: () => 'today' };

function trialOf(inForce: Routing, draft?: Routing): Trial {
  const configuration: Configuration = {
    ...{ skills: [], numbers: [], trunks: [], forbidden: [], deskSettings: {} },
    queues: [queue('general'), queue('tax')],
    agents: [{ id: '1', name: '1', skills: [], queues: ['general', 'tax'], wrapUpSeconds: 0 }],
    routing: { version: 1, routing: inForce },
  };
  return {
    ...{ from, to: from + 8 * hour, targetMs: 20_000, shortAbandonMs: 5000, intervalMs: hour },
    ...{ confidence: 0.9, replications: 2, seed: 1, configuration },
    changes: { queues: [], agents: [], added: [], absent: [], ...(draft && { routing: draft }) },
  };
}

const asked = { queue: 'general', priority: 0, skills: { english: 2 }, level: 3, region: 'north' };
const entry = (rest: Partial<RecordedEntry>): RecordedEntry => ({
  ...{ caller: '138', called: '1', language: 'zh-CN', keys: [], data: {}, call: 'c1', queue: 'general' },
  ...{ priority: 0, asked, joinedAt: from + hour, leftAt: from + hour + 10_000 },
  ...{ outcome: 'answered', agent: '1', offers: [] },
  ...rest,
});
const day = (...entries: RecordedEntry[]) => ({
  entries,
  states: [{ agent: '1', at: from - hour, state: 'ready', call: null }],
});
const arrivals = (scenario: ReturnType<typeof trialScenarios>['before']) => {
  const of = scenario.callers[0]?.arrivals;
  return of?.kind === 'recorded' ? of.calls : [];
};
const offeredTo = (queues: ReturnType<typeof compare>['before']['queues']) =>
  Object.fromEntries(queues.map((one) => [one.queue, one.estimates.offered?.mean]));

t.test('the caller is as the flow asked, with the level and region of the call', async (t) => {
  const rules: Routing = { rules: [{ id: 'vip', then: { addPriority: 5, level: 9 } }] };
  const recorded = entry({ priority: 5, data: { level: '9' } });
  const { before } = trialScenarios(trialOf(rules), day(recorded), [], tables);
  const { asked: kept, ...old } = recorded;
  t.same(arrivals(before)[0]?.wanted, kept);
  const older = trialScenarios(trialOf(rules), day(old), [], tables).before;
  t.match(arrivals(older)[0]?.wanted, { queue: 'general', priority: 5, level: 9, region: 'today' });
});

t.test('a rule that the draft takes away leads nobody any more', async (t) => {
  const rules: Routing = { rules: [{ id: 'x', when: { queue: ['general'] }, then: { queue: 'tax' } }] };
  const { before, after } = trialScenarios(
    trialOf(rules, { rules: [] }),
    day(entry({ queue: 'tax', asked: { ...asked, skills: {} } })),
    [],
    tables,
  );
  const result = compare(before, after);
  t.same(offeredTo(result.before.queues), { general: 0, tax: 1 });
  t.same(offeredTo(result.after.queues), { general: 1, tax: 0 });
});

t.test(
  'whom a rule moved from queue to queue is one caller, in the first, who ends as in the last',
  async (t) => {
    const moved = [
      entry({ outcome: 'overflowed', agent: null, leftAt: from + hour + 5000 }),
      entry({ queue: 'tax', outcome: 'moved', agent: null, leftAt: from + hour + 8000 }),
      entry({ queue: 'general', leftAt: from + hour + 20_000 }),
    ];
    for (const entries of [moved, [...moved].reverse()]) {
      const { before, about } = trialScenarios(trialOf({ rules: [] }), day(...entries), [], tables);
      t.match(arrivals(before), [{ wanted: asked, waitMs: 20_000, left: 'answered' }]);
      t.equal(arrivals(before).length, 1);
      t.match(about, {
        calls: 1,
        recorded: [{ offered: 1, answered: 1 }, { queue: 'general', offered: 1 }, { offered: 0 }],
      });
    }
  },
);

t.test('one whom a flow sends into a queue again later is another caller there', async (t) => {
  const entries = [
    entry({ outcome: 'overflowed', agent: null }),
    entry({ joinedAt: from + hour + 15_000, leftAt: from + hour + 20_000 }),
    entry({ call: 'c2', outcome: 'moved', leftAt: null }),
  ];
  const { about } = trialScenarios(trialOf({ rules: [] }), day(...entries), [], tables);
  t.equal(about.calls, 3);
});
