/** What supervisors do with a caller who waits: another queue, another priority, a certain agent. */
import type { Draft } from '../call/draft.js';
import { moveTo } from '../call/queue-route.js';
import type { CallState } from '../call/model/call-state.js';
import type { Entry } from '../call/model/entry.js';
import type { CallSupervision } from '../call/model/input.js';

type Arrangement = Extract<CallSupervision, { do: 'moveWaiting' | 'prioritise' | 'give' }>;

export function canBeArranged({ stage }: CallState): boolean {
  return stage.name === 'waiting' && stage.entry.queue !== null;
}

export function arrange(draft: Draft, by: string, command: Arrangement): void {
  const { call } = draft;
  const { stage } = call;
  if (stage.name !== 'waiting' || stage.entry.queue === null) return;
  draft.note('waiting.arranged', { by, ...command });
  switch (command.do) {
    case 'moveWaiting':
      move(draft, stage.entry, command.queue);
      break;
    case 'prioritise':
      draft.enter({ ...stage, entry: { ...stage.entry, priority: command.priority } });
      draft.setEntry(stage.entry, { priority: command.priority });
      draft.acd({ kind: 'task.changed', task: call.id, priority: command.priority });
      break;
    case 'give':
      draft.acd({ kind: 'task.given', task: call.id, agent: command.agent });
      break;
  }
}

/** The time waited goes along. */
function move(draft: Draft, from: Entry, queue: string): void {
  const { call } = draft;
  const { stage } = call;
  if (stage.name !== 'waiting' || from.queue === queue) return;
  // One who is moved waits there alone, and for nobody in particular.
  const { wants, routes, ...task } = from.task ?? { queue };
  draft.note('waiting.moved', { from: from.queue, left: (routes ?? []).length, wanted: wants?.agent });
  draft.enter({ ...stage, entry: moveTo(draft, { ...from, task }, [queue], 'moved') });
  draft.acd({ kind: 'task.changed', task: call.id, queue });
}
