/** Calls and queues as the interface shows them. */
import { isDeepStrictEqual } from 'node:util';
import type { Acd } from '../acd/acd.js';
import type { InFlow, LiveCallView, QueueView } from '../control.js';
import type { FlowState } from '../ivr/model.js';
import type { QueueConfig } from '../store/configuration.js';
import type { CallState } from './model/call-state.js';

export function viewCall(call: CallState): LiveCallView {
  const { id, caller, called, startedAt, queue, stage } = call;
  const agent = 'offer' in stage && stage.offer && !stage.offer.outside ? stage.offer.agent : call.agent;
  return {
    id,
    caller,
    called,
    startedAt,
    stage: stageOf(call),
    ...(queue === undefined ? {} : { queue }),
    ...(agent === undefined ? {} : { agent }),
    ...(isInFlow(call) ? { inFlow: inFlow(call, call.flow) } : {}),
  };
}

/** A caller whom a node put into a queue is at that node still. */
function isInFlow(call: CallState): call is CallState & { readonly flow: FlowState } {
  const { stage, flow } = call;
  return (
    flow !== null && (stage.name === 'flow' || (stage.name === 'waiting' && flow.awaiting === 'queueLeft'))
  );
}

function inFlow({ flowVersion, startedAt, trail }: CallState, { flow, node }: FlowState): InFlow {
  const { entered, nodes } = trail ?? { entered: 0, nodes: [] };
  const since = nodes.at(-1)?.at ?? startedAt;
  return {
    flow,
    node,
    version: flowVersion,
    since,
    entered,
    trail: nodes.map((one) => ({ flow: one.flow, node: one.node })),
  };
}

/** Whether those who watch see a difference: what a step leaves as it was is the same object. */
export function looksDifferent(before: CallState, now: CallState): boolean {
  return (
    before.stage !== now.stage ||
    before.survey !== now.survey ||
    before.data !== now.data ||
    before.keys !== now.keys ||
    before.watchers !== now.watchers ||
    before.visit !== now.visit
  );
}

/** Nothing looks different but the supervisors. */
export function onlyWatchersDiffer(before: CallState, now: CallState): boolean {
  return before.watchers !== now.watchers && !looksDifferent({ ...before, watchers: now.watchers }, now);
}

/** Nothing looks different but supervisors whom nobody hears. */
export function onlyListenersDiffer(before: CallState, now: CallState): boolean {
  return onlyWatchersDiffer(before, now) && isDeepStrictEqual(audible(before), audible(now));
}

function audible({ watchers }: CallState): readonly unknown[] {
  const heard = watchers.filter(({ mode }) => mode !== 'listen');
  return heard.map(({ leg, supervisor, mode, answered }) => ({ leg, supervisor, mode, answered }));
}

function stageOf({ stage, survey }: CallState): LiveCallView['stage'] {
  switch (stage.name) {
    case 'flow':
      return survey === 'asked' ? 'survey' : 'flow';
    case 'waiting':
      return stage.offer ? 'ringing' : 'waiting';
    case 'dialling':
      return 'ringing';
    case 'announcing':
    case 'bridging':
    case 'talking':
    case 'held':
    case 'consulting':
    case 'conference':
      return 'talking';
    case 'ending':
    case 'over':
      return 'ending';
  }
}

export function viewQueues(
  queues: readonly QueueConfig[],
  acd: Acd,
  call: (id: string) => CallState | undefined,
): readonly QueueView[] {
  const tasks = acd.tasks().sort((a, b) => a.place.joinedAt - b.place.joinedAt || a.place.seq - b.place.seq);
  const whyOf = acd.explainer();
  return queues.map(({ id, name }) => {
    const queue = acd.queue(id);
    return {
      id,
      name,
      waiting: tasks
        .filter(({ queues: waitsIn }) => waitsIn.includes(id))
        .map((task) => ({
          call: task.id,
          caller: call(task.id)?.caller ?? '',
          priority: task.priority,
          joinedAt: task.place.joinedAt,
          position: acd.position(task.id, id) ?? 0,
          why: whyOf(task.id, id),
          ...{ medium: task.medium, level: task.level, estimateMs: acd.estimateMs(task.id) },
        })),
      agentsReady: queue?.ready ?? 0,
      agentsSignedIn: queue?.signedIn ?? 0,
    };
  });
}
