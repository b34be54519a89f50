import type { Path } from '../ivr/located-yaml.js';
import { checkRouting, type Known } from '../routing/check.js';
import type { ScenarioFile } from './scenario-schema.js';
import { isDate, isTimeZone, msOfClockTime } from './times.js';

type Wrong = { readonly path: Path; readonly reason: string };
type Callers = ScenarioFile['callers'][number];
type Group = ScenarioFile['agents'][number];

/** What the schema cannot say: names that fit together, times in their order. */
export function scenarioErrors(file: ScenarioFile): Wrong[] {
  const queues = new Set(file.queues.map(({ id }) => id));
  return [
    ...dayErrors(file),
    ...(['queues', 'callers', 'agents'] as const).flatMap((section) => repeats(section, file[section])),
    ...file.callers.flatMap((callers, n) => under(['callers', n], callerErrors(callers, queues))),
    ...file.agents.flatMap((group, n) => under(['agents', n], groupErrors(group, queues))),
    ...wrapUpErrors(file),
    ...ruleErrors(file, queues),
  ];
}

function dayErrors({ from, to, date, timeZone, warmUpMinutes }: ScenarioFile): Wrong[] {
  const wrong = orderErrors({ from, to });
  if (date !== undefined && !isDate(date)) wrong.push({ path: ['date'], reason: `there is no day ${date}` });
  if (timeZone !== undefined && !isTimeZone(timeZone))
    wrong.push({ path: ['timeZone'], reason: `${timeZone} is no time zone` });
  const lengthMs = msOfClockTime(to) - msOfClockTime(from);
  if (wrong.length === 0 && (warmUpMinutes ?? 0) * 60_000 >= lengthMs)
    wrong.push({ path: ['warmUpMinutes'], reason: 'leaves nothing of the day to measure' });
  return wrong;
}

function callerErrors({ queue, arrivals, talk }: Callers, queues: ReadonlySet<string>): Wrong[] {
  const wrong: Wrong[] = [];
  if (queue !== undefined && !queues.has(queue))
    wrong.push({ path: ['queue'], reason: `there is no queue ${queue}` });
  if (arrivals.kind === 'recorded') return wrong;
  if (queue === undefined) wrong.push({ path: [], reason: 'needs a queue' });
  if (!talk) wrong.push({ path: [], reason: 'needs talk' });
  const { perHour, intervals } = arrivals;
  if ((perHour === undefined) === (intervals === undefined))
    wrong.push({ path: ['arrivals'], reason: 'needs perHour or intervals, and not both' });
  const sorted = (intervals ?? [])
    .map((one, n) => ({ ...one, n }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  for (const [i, one] of sorted.entries()) {
    wrong.push(...under(['arrivals', 'intervals', one.n], orderErrors(one)));
    const before = sorted[i - 1];
    if (before && before.to > one.from)
      wrong.push({
        path: ['arrivals', 'intervals', one.n],
        reason: `begins before that of ${before.from} ends; add up what overlaps`,
      });
  }
  return wrong;
}

function groupErrors(group: Group, known: ReadonlySet<string>): Wrong[] {
  const names = group.queues.map((queue) => (typeof queue === 'string' ? queue : queue.queue));
  return [
    ...names.flatMap((queue, n) =>
      known.has(queue) ? [] : [{ path: ['queues', n], reason: `there is no queue ${queue}` }],
    ),
    ...(['staffing', 'breaks'] as const).flatMap((section) =>
      (group[section] ?? []).flatMap((one, n) => under([section, n], orderErrors(one))),
    ),
  ];
}

/** After-call work that the ACD gives no time for would silently be none. */
function wrapUpErrors({ queues, callers, agents }: ScenarioFile): Wrong[] {
  const allowed = [...queues, ...agents].some(({ wrapUpSeconds }) => (wrapUpSeconds ?? 0) > 0);
  if (allowed) return [];
  return callers.flatMap(({ wrapUp }, n) =>
    wrapUp ? [{ path: ['callers', n, 'wrapUp'], reason: 'needs wrapUpSeconds of a queue or of agents' }] : [],
  );
}

/** Names of skills, flows and agents come from nowhere else, so any is right. */
function ruleErrors({ queues, callers, routing }: ScenarioFile, ids: ReadonlySet<string>): Wrong[] {
  const any = (): boolean => true;
  const known: Known = { queue: (id) => ids.has(id), skill: any, agent: any, flow: any };
  const rules = routing ? checkRouting(routing, known) : undefined;
  const unknown = (path: Path, queue: string): Wrong[] =>
    ids.has(queue) ? [] : [{ path, reason: `there is no queue ${queue}` }];
  return [
    ...(rules && !rules.ok ? under(['routing'], rules.faults) : []),
    ...queues.flatMap(({ overflow }, n) =>
      (overflow ?? []).flatMap(({ to }, i) =>
        to.kind === 'queue' ? unknown(['queues', n, 'overflow', i, 'to', 'queue'], to.queue) : [],
      ),
    ),
    ...callers.flatMap(({ routes }, n) =>
      (routes ?? []).flatMap(({ queue }, i) => unknown(['callers', n, 'routes', i, 'queue'], queue)),
    ),
  ];
}

function orderErrors({ from, to }: { readonly from: string; readonly to: string }): Wrong[] {
  return msOfClockTime(from) < msOfClockTime(to) ? [] : [{ path: ['to'], reason: `must be after ${from}` }];
}

function repeats(section: string, items: readonly { readonly id: string }[]): Wrong[] {
  return items.flatMap(({ id }, n) =>
    items.findIndex((one) => one.id === id) < n
      ? [{ path: [section, n, 'id'], reason: `${id} is there twice` }]
      : [],
  );
}

const under = (path: Path, wrong: readonly Wrong[]): Wrong[] =>
  wrong.map((one) => ({ path: [...path, ...one.path], reason: one.reason }));
