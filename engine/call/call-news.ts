import type { Clock } from '../../kernel/clock.js';
import type { OwnCalls } from '../agent/own-calls.js';
import type { EngineEvent } from '../control.js';
import type { CallerHistory } from '../list/caller-history.js';
import type { Tasks } from '../task/tasks.js';
import type { Conversations } from './conversations.js';
import { dialEndOf } from './dial-result.js';
import type { CallState } from './model/call-state.js';
import { onlyWatchersDiffer, viewCall } from './views.js';

export interface CallNewsOptions {
  readonly clock: Clock;
  readonly conversations: Conversations;
  readonly history: CallerHistory;
  readonly tasks: Tasks;
  /** They handle calls and are made after them. */
  readonly ownCalls: () => OwnCalls;
  readonly emit: (event: EngineEvent) => void;
  /** A caller is not in the queue as before. */
  readonly queueChanged: (queue: string) => void;
}

/** Tells of each change of a call: to desks and boards, to the work that it was made for, and to rules of later calls. */
export class CallNews {
  readonly #options: CallNewsOptions;

  constructor(options: CallNewsOptions) {
    this.#options = options;
  }

  /** @param before undefined: it is new. */
  changed(call: CallState, before: CallState | undefined): void {
    const { clock, conversations, emit, queueChanged } = this.#options;
    conversations.changed(call, before);
    const at = clock.now();
    const view = viewCall(call);
    if (call.stage.name === 'over') {
      this.#ended(call, before);
      emit({ type: 'call.ended', at, call: view, cause: call.stage.cause });
    } else if (!before || !onlyWatchersDiffer(before, call))
      emit({ type: before ? 'call.changed' : 'call.started', at, call: view });
    if (before?.stage.name === 'waiting' && call.queue !== undefined) queueChanged(call.queue);
  }

  #ended(call: CallState, before: CallState | undefined): void {
    const { ownCalls, tasks } = this.#options;
    this.#remember(call, before);
    ownCalls().callEnded(call);
    tasks.callEnded(call.id, dialEndOf(call, before));
  }

  /** For rules: who called, and who served them. */
  #remember(call: CallState, before: CallState | undefined): void {
    if (call.direction !== 'inbound' || call.mainAgent !== undefined) return;
    const outcome = call.talked ? 'answered' : before?.stage.name === 'waiting' ? 'abandoned' : 'other';
    this.#options.history.add({ caller: call.caller, at: call.startedAt, outcome, agent: call.agent });
  }
}
