/** What routing rules and the ACD's timed rules make of a caller who waits: other queues, another rank, elsewhere. */
import type { Progress, TaskRequest } from '../acd/model.js';
import type { FlowEffect } from '../ivr/model.js';
import type { Draft } from './draft.js';
import { closeEntry, openEntry, stopWaiting, withOffer } from './entry.js';
import { beginNamedFlow } from './flow-stage.js';
import type { Entry } from './model/entry.js';
import type { CallInput } from './model/input.js';
import type { Stage } from './model/stage.js';
import type { ApplicationEnd } from '../switch/switch-event.js';
import { callBackFlow, messageFlow } from './own-flows.js';
import { callBackKey, quiet } from './sound.js';

type Waiting = Extract<Stage, { name: 'waiting' }>;
type Enqueue = Extract<FlowEffect, { do: 'enqueue' }>;

export interface Routed {
  readonly queue: string;
  readonly priority: number;
  readonly skills: Readonly<Record<string, number>>;
  readonly task: NonNullable<Entry['task']>;
  readonly asked: NonNullable<Entry['asked']>;
  readonly placeOf: string | undefined;
}

/** By the rules in force; which of them held, and why the others did not, goes onto the timeline. */
export function routeBy(draft: Draft, { queue, priority, skills }: Enqueue): Routed {
  const { caller, called, language, keys, data } = draft.call;
  const coming = { ...{ caller, called, language, keys, data }, ...{ queue, priority, skills } };
  const { asked, rules, task, trace } = draft.context.route(coming);
  const { placeOf, ...rest } = task;
  draft.note('queue.routed', {
    ...{ asked: queue, queue: task.queue, rules },
    ...{ priority: task.priority, level: task.level, skills: task.skills },
    names: Object.fromEntries(trace.flatMap(({ rule, name }) => (name === undefined ? [] : [[rule, name]]))),
    failed: trace.flatMap(({ rule, verdict }) =>
      verdict.holds ? [] : [{ rule, at: verdict.path.join('.') }],
    ),
  });
  const warning = draft.context.tables().listed('important', caller, draft.now)?.warning ?? '';
  const added = {
    ...(task.level !== undefined && task.level !== 0 && { level: String(task.level) }),
    // Shown to who serves the caller (重点来电).
    ...(warning !== '' && { warning }),
  };
  if (Object.keys(added).some((name) => data[name] === undefined)) {
    draft.call.data = { ...added, ...data };
    draft.set({ data: draft.call.data });
  }
  return {
    ...{ queue: task.queue, priority: task.priority ?? priority, skills: task.skills ?? skills },
    ...{ task: rest, asked, placeOf },
  };
}

/** The caller as the ACD's task. */
export function taskOf(call: string, entry: Entry, placeOf?: string): TaskRequest | undefined {
  const { queue, priority, skills, place } = entry;
  if (queue === null) return undefined;
  return {
    ...entry.task,
    ...{ id: call, queue, priority, skills },
    ...(place === undefined ? {} : { place }),
    ...(placeOf === undefined ? {} : { placeOf }),
  };
}

/** Where rules do not lead again, for a next engine. */
export function visitedBy({ queue, task }: Entry): readonly string[] {
  const before = [...(task?.visited ?? []), ...(task?.routes ?? []).map((route) => route.queue)];
  return [...new Set([...before, ...(queue === null ? [] : [queue])])];
}

/** A stay in another queue, after this one; the time waited goes along. */
export function moveTo(
  draft: Draft,
  from: Entry,
  queues: readonly string[],
  outcome: 'moved' | 'overflowed',
): Entry {
  const [queue = from.queue] = queues;
  if (queue === null) return from;
  const { routes, wants, ...task } = from.task ?? { queue };
  const open = queues.slice(1).map((id) => routes?.find((route) => route.queue === id) ?? { queue: id });
  const waitedMs = draft.now - (from.place?.joinedAt ?? from.joinedAt);
  const later = routes?.filter((route) => !queues.includes(route.queue) && (route.afterMs ?? 0) > waitedMs);
  const others = [...open, ...(later ?? [])];
  const waits = {
    ...{ ...task, queue, visited: visitedBy(from) },
    ...(others.length > 0 && { routes: others }),
    ...(wants && { wants }),
  };
  if (queue === from.queue) return { ...from, task: waits };
  closeEntry(draft, from, outcome);
  const entry: Entry = { ...from, id: draft.nextId(), queue, offers: [], task: waits };
  openEntry(draft, entry, 'waiting');
  draft.call.queue = queue;
  draft.set({ queue });
  return entry;
}

/** The ACD has done it; the record and what is told to a next engine follow. */
export function progressed(draft: Draft, stage: Waiting, step: Progress): void {
  draft.note(`queue.${step.to}`, { ...step });
  const { entry } = stage;
  if (step.to === 'queues') draft.enter({ ...stage, entry: moveTo(draft, entry, step.queues, 'overflowed') });
  else if (step.to === 'fellBack' && entry.task) {
    const task = Object.fromEntries(Object.entries(entry.task).filter(([name]) => name !== 'wants'));
    draft.enter({ ...stage, entry: { ...entry, task: task as typeof entry.task } });
  }
}

/** By an overflow rule the caller leaves for a flow, a message, a call back or a number outside (ACD10). */
export function overflowed(
  draft: Draft,
  stage: Waiting,
  { on, to }: Extract<CallInput, { kind: 'overflowed' }>,
): void {
  let { entry } = stage;
  if (stage.offer) entry = withOffer(draft, entry, stage.offer, 'withdrawn');
  if (entry.place === undefined) {
    const { queue, joinedAt } = entry;
    openEntry(draft, entry);
    draft.set({ queuedAt: joinedAt, queue: queue ?? '' });
  }
  draft.note('queue.overflowed', { on, to });
  const isCalledBack = to.kind === 'callBack' && draft.call.caller !== '';
  closeEntry(draft, entry, isCalledBack ? 'callBack' : 'overflowed');
  quiet(draft, stage.sound);
  stopWaiting(draft);
  draft.enter({ name: 'flow', running: null });
  switch (to.kind) {
    case 'external': {
      const ringMs = 60_000;
      draft.pass({
        to: 'oneParty',
        effect: { do: 'transfer', to: { kind: 'external', number: to.number }, ringMs },
      });
      break;
    }
    case 'flow':
      if (draft.context.flows.has(to.flow)) beginNamedFlow(draft, to.flow);
      else draft.pass({ to: 'flow', input: { kind: 'queueLeft', end: 'failed' } });
      break;
    case 'voicemail':
      draft.call.data = { ...draft.call.data, mailbox: to.mailbox };
      beginNamedFlow(draft, messageFlow(draft.call.language));
      break;
    case 'callBack':
      // A number that is withheld cannot be called.
      if (draft.call.caller === '') draft.pass({ to: 'flow', input: { kind: 'queueLeft', end: 'failed' } });
      else promiseCallBack(draft, entry, false);
      break;
  }
}

/** The waiting caller pressed the key for it. */
export function asksForCallBack(draft: Draft, { entry, sound }: Waiting, done: ApplicationEnd): boolean {
  if (sound.name === 'silence' || sound.id !== done.id || done.digits === '') return false;
  return entry.place !== undefined && done.digits.at(0) === callBackKey(draft, entry);
}

/** The caller need not stay on the telephone: a call back takes their place in the queue (ACD15). */
export function callBackLater(draft: Draft, stage: Waiting): void {
  let { entry } = stage;
  if (stage.offer) {
    draft.do({ do: 'kill', leg: stage.offer.leg, cause: 'ORIGINATOR_CANCEL' });
    entry = withOffer(draft, entry, stage.offer, 'withdrawn');
  }
  draft.note('queue.callBackAsked', { queue: entry.queue });
  closeEntry(draft, entry, 'callBack');
  stopWaiting(draft);
  draft.enter({ name: 'flow', running: null });
  promiseCallBack(draft, entry, true);
}

/** With the caller's rank and wishes; they hear that it is so. */
function promiseCallBack(draft: Draft, entry: Entry, isWaiting: boolean): void {
  const { queue, priority, skills, task, joinedAt } = entry;
  draft.call.calledBack = true;
  draft.do({
    ...{ do: 'askCallBack', queue: queue ?? '', place: entry.place ?? { joinedAt, seq: 0 } },
    ...{ priority, skills, level: task?.level ?? 0, isWaiting },
    ...(task && { task }),
  });
  beginNamedFlow(draft, callBackFlow(draft.call.language));
}
