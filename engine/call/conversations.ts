import type { Clock } from '../../kernel/clock.js';
import type { Listenable, Signal } from '../../kernel/signal.js';
import type { ConversationView, DeskEvent } from '../desk.js';
import { agentsOf, viewConversation } from './conversation-view.js';
import type { CallState } from './model/call-state.js';
import { onlyListenersDiffer } from './views.js';

export interface ConversationsOptions {
  readonly clock: Clock;
  readonly signal: Signal<DeskEvent>;
  readonly nameOf: (agent: string) => string | undefined;
}

/** Calls as desks see them, and every change of what they see. */
export class Conversations {
  readonly #options: ConversationsOptions;

  constructor(options: ConversationsOptions) {
    this.#options = options;
  }

  get events(): Listenable<DeskEvent> {
    return this.#options.signal;
  }

  view(call: CallState): ConversationView {
    return viewConversation(call, this.#options.clock.now(), this.#options.nameOf);
  }

  tell(event: DeskEvent): void {
    this.#options.signal.emit(event);
  }

  /** @param before undefined: it is new. */
  changed(call: CallState, before: CallState | undefined): void {
    const at = this.#options.clock.now();
    const conversation = this.view(call);
    const now = agentsOf(call);
    const silent = before && onlyListenersDiffer(before, call) ? ({ silent: true } as const) : {};
    this.#options.signal.emit({ type: 'conversation.changed', at, conversation, ...silent });
    // Also when it is over: those who took part to the end are in no view of it any more.
    for (const agent of before ? agentsOf(before) : []) {
      if (now.includes(agent)) continue;
      const over = { ...conversation, state: 'ended' as const, agent };
      this.#options.signal.emit({ type: 'conversation.changed', at, conversation: over, leaver: agent });
    }
  }
}
