/** What is known of earlier calls of a number, in memory: rules ask about it while a caller is on the way to a queue. */

export interface EarlierCall {
  readonly caller: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly outcome: string;
  readonly agent: string | undefined;
}

const DAY_MS = 86_400_000;
/** What rules can ask about at most. */
export const HISTORY_DAYS = 30;
/** Numbers remembered; the one not heard of for longest is forgotten. */
const MOST_CALLERS = 100_000;
/** Calls of one number; a number that calls more often than this is known well enough by the latest. */
const MOST_CALLS = 50;

interface Past {
  readonly calls: { readonly at: number; readonly outcome: string }[];
  lastAgent: string | undefined;
  lastAgentAt: number;
}

export class CallerHistory {
  readonly #past = new Map<string, Past>();

  /** In any order; once for each call. */
  add({ caller, at, outcome, agent }: EarlierCall): void {
    if (caller === '') return;
    const past = this.#past.get(caller) ?? { calls: [], lastAgent: undefined, lastAgentAt: -Infinity };
    this.#past.delete(caller);
    this.#past.set(caller, past);
    past.calls.push({ at, outcome });
    if (past.calls.length > MOST_CALLS) past.calls.shift();
    if (agent !== undefined && outcome === 'answered' && at >= past.lastAgentAt) {
      past.lastAgent = agent;
      past.lastAgentAt = at;
    }
    if (this.#past.size <= MOST_CALLERS) return;
    const [oldest] = this.#past.keys();
    if (oldest !== undefined) this.#past.delete(oldest);
  }

  lastAgent(caller: string): string | undefined {
    return this.#past.get(caller)?.lastAgent;
  }

  /** @param now milliseconds since the epoch. */
  count(caller: string, what: 'calls' | 'answered' | 'abandoned', days: number, now: number): number {
    const calls = this.#past.get(caller)?.calls ?? [];
    const from = now - days * DAY_MS;
    return calls.filter(({ at, outcome }) => at >= from && (what === 'calls' || outcome === what)).length;
  }
}
