/** The day as it was, and the day with the change, as scenarios. */
import { agentSettings, queueSettings } from '../agent/settings.js';
import type {
  AgentGroup,
  CallerClass,
  Measuring,
  RecordedCall,
  Scenario,
  StaffInterval,
} from '../simulate/model.js';
import type { Routing } from '../routing/rules.js';
import type { AgentConfig, QueueConfig } from '../store/configuration.js';
import { aroundMs, type EarlierCall, type RecordedDay, type RecordedEntry } from '../store/recorded-day.js';
import { factsByEntry, type CallerTables } from './caller-facts.js';
import { oneEntryEach } from './moved-callers.js';
import {
  type AgentDay,
  answeringOf,
  handlingKey,
  handlingOf,
  type Handling,
  presenceByAgent,
} from './recorded-presence.js';
import type { AbsentAgent, RecordedFigures, Trial, TrialResult } from './trial.js';

export interface TrialScenarios {
  readonly before: Scenario;
  readonly after: Scenario;
  readonly about: Pick<TrialResult, 'calls' | 'agents' | 'unknownAgents' | 'unknownQueues' | 'recorded'>;
}

/** Talks of a day on which nobody talked. */
const USUAL_TALK = { kind: 'exponential', meanSeconds: 180 } as const;
const USUAL_BACK = { kind: 'deterministic', seconds: 60 } as const;

/** @param earlier calls of the same callers; empty when no rule asks about them. */
export function trialScenarios(
  trial: Trial,
  day: RecordedDay,
  earlier: readonly EarlierCall[],
  tables: CallerTables,
): TrialScenarios {
  const { from, to, configuration, changes } = trial;
  const queues = new Set(configuration.queues.map(({ id }) => id));
  const entries = oneEntryEach(day.entries).filter(({ queue }) => queues.has(queue));
  const handling = handlingOf(day.states, to + aroundMs);
  const queueCalls = new Set(day.entries.map(({ call }) => call));
  const days = presenceByAgent(day.states, queueCalls, from, to);
  const there = [...days].filter(([, { signedIn }]) => signedIn.length > 0).map(([agent]) => agent);
  const known = new Set(configuration.agents.map(({ id }) => id));
  const callers = [callersOf(entries, handling, factsByEntry(entries, earlier, tables), from)];
  const group = groupsOf(trial, entries, handling, days);
  const scenario = (
    name: string,
    routing: Routing | undefined,
    own: Pick<Scenario, 'queues' | 'groups'>,
  ): Scenario => ({
    ...(routing && { routing }),
    ...{ name, title: '', startAt: from, fromMs: 0, lengthMs: to - from, measuring: measuringOf(trial) },
    ...{ replications: trial.replications, seed: trial.seed, callers, ...own },
  });
  return {
    before: scenario('before', configuration.routing?.routing, {
      queues: configuration.queues.map(queueSettings),
      groups: group(configuration.agents, []),
    }),
    after: scenario('after', changes.routing ?? configuration.routing?.routing, {
      queues: changed<QueueConfig>(configuration.queues, changes.queues).map(queueSettings),
      groups: [
        ...group(changed<AgentConfig>(configuration.agents, changes.agents), changes.absent),
        ...addedGroups(trial, group),
      ],
    }),
    about: {
      calls: entries.length,
      agents: there.filter((agent) => known.has(agent)).length,
      unknownAgents: distinct(day.entries.flatMap(({ agent }) => agent ?? [])).filter((id) => !known.has(id)),
      unknownQueues: distinct(day.entries.map(({ queue }) => queue)).filter((id) => !queues.has(id)),
      recorded: ['', ...queues].map((queue) => recordedFigures(queue, entries, measuringOf(trial))),
    },
  };
}

/** What the records say themselves, by the same rules as the simulation's. */
export function recordedFigures(
  queue: string,
  entries: readonly RecordedEntry[],
  { targetMs, shortAbandonMs }: Pick<Measuring, 'targetMs' | 'shortAbandonMs'>,
): RecordedFigures {
  const own = entries.filter((entry) => queue === '' || entry.queue === queue);
  const waits = own.flatMap((entry) => (entry.leftAt === null ? [] : [{ entry, ms: waitOf(entry) }]));
  const left = (as: RecordedCall['left']) => waits.filter(({ entry }) => leftAs(entry) === as);
  const [answered, abandoned] = [left('answered'), left('abandoned')];
  const short = abandoned.filter(({ ms }) => ms <= shortAbandonMs).length;
  const mean = (list: typeof waits): number | null =>
    list.length === 0 ? null : list.reduce((sum, { ms }) => sum + ms, 0) / list.length / 1000;
  const judged = own.length - short;
  return {
    ...{ queue, offered: own.length, answered: answered.length },
    ...{ abandoned: abandoned.length, shortAbandoned: short },
    refused: own.filter(({ outcome }) => outcome === 'full').length,
    serviceLevel: judged === 0 ? null : answered.filter(({ ms }) => ms <= targetMs).length / judged,
    ...{ asaSeconds: mean(answered), waitSeconds: mean([...answered, ...abandoned]) },
  };
}

function callersOf(
  entries: readonly RecordedEntry[],
  handling: Handling,
  factsOf: ReturnType<typeof factsByEntry>,
  from: number,
): CallerClass {
  const calls = entries.map((entry): RecordedCall => {
    const { call, agent, queue, priority, asked, joinedAt, leftAt } = entry;
    const left = leftAs(entry);
    const { level, region, known } = factsOf(entry);
    const handled = (of: ReadonlyMap<string, number>): number | null =>
      (left === 'answered' ? of.get(handlingKey(agent ?? '', call)) : undefined) ?? null;
    return {
      ...{ atMs: joinedAt - from, known, left },
      wanted: { ...(asked ?? { queue, priority }), level, region },
      ...{ waitMs: leftAt === null ? null : waitOf(entry) },
      ...{ talkMs: handled(handling.talkMs), wrapUpMs: handled(handling.wrapUpMs) },
    };
  });
  const talk = calls.some(({ talkMs }) => talkMs !== null) ? null : USUAL_TALK;
  return { id: 'recorded', arrivals: { kind: 'recorded', calls }, talk, wrapUp: null, patience: null };
}

/** Who was sent on by the flow after its longest wait left the queue as one who hung up does. */
function leftAs({ outcome }: RecordedEntry): RecordedCall['left'] {
  if (outcome === 'answered') return 'answered';
  return outcome === 'abandoned' || outcome === 'timeout' ? 'abandoned' : 'other';
}

const waitOf = ({ joinedAt, leftAt }: RecordedEntry): number => Math.max(0, (leftAt ?? joinedAt) - joinedAt);

type GroupsOf = (
  agents: readonly AgentConfig[],
  absent: readonly AbsentAgent[],
  own?: ReadonlyMap<string, AgentDay>,
) => AgentGroup[];

/** Each agent is a group of one, with the hours that they were there. */
function groupsOf(
  { from, to }: Trial,
  entries: readonly RecordedEntry[],
  { backAfterMs }: Handling,
  days: ReadonlyMap<string, AgentDay>,
): GroupsOf {
  const { answer, missedShare } = answeringOf(entries);
  const seconds = backAfterMs.map((ms) => ms / 1000);
  const backAfter = seconds.length > 0 ? ({ kind: 'empirical', seconds } as const) : USUAL_BACK;
  return (agents, absent, own = days) =>
    agents.flatMap((agent): AgentGroup[] => {
      const day = own.get(agent.id);
      if (!day) return [];
      const { id, ...settings } = agentSettings(agent);
      const missing = absent.filter((one) => one.agent === id).map((one) => cut(one, from, to));
      return [
        {
          ...{ id, settings, answer, missedShare, backAfter },
          staffing: missing.reduce(without, day.signedIn),
          breaks: day.away,
        },
      ];
    });
}

function addedGroups({ changes, from, to }: Trial, groups: GroupsOf): AgentGroup[] {
  return changes.added.flatMap(({ agents, queues, skills, wrapUpSeconds, ...hours }, n) => {
    const id = `+${n + 1}`;
    const day = { signedIn: [{ ...cut(hours, from, to), agents }], away: [] };
    return groups([{ id, name: id, queues, skills, wrapUpSeconds }], [], new Map([[id, day]]));
  });
}

function cut(of: { readonly from: number; readonly to: number }, from: number, to: number): StaffInterval {
  return { fromMs: Math.max(of.from, from) - from, toMs: Math.min(of.to, to) - from, agents: 1 };
}

function without(intervals: readonly StaffInterval[], gone: StaffInterval): readonly StaffInterval[] {
  return intervals
    .flatMap((one) => [
      { ...one, toMs: Math.min(one.toMs, gone.fromMs) },
      { ...one, fromMs: Math.max(one.fromMs, gone.toMs) },
    ])
    .filter(({ fromMs, toMs }) => fromMs < toMs);
}

function changed<T extends { readonly id: string }>(
  all: readonly T[],
  changes: readonly (Partial<T> & { readonly id: string })[],
): T[] {
  return all.map((one) => ({ ...one, ...changes.find(({ id }) => id === one.id) }));
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();

function measuringOf({ targetMs, shortAbandonMs, intervalMs, confidence }: Trial): Measuring {
  return { targetMs, shortAbandonMs, intervalMs, confidence, warmUpMs: 0 };
}
