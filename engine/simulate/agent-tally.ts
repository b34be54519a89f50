import type { AgentState } from '../acd/model.js';
import type { Measuring } from './model.js';
import { share } from './queue-tally.js';

/** Rung, talking or in after-call work. */
const BUSY: ReadonlySet<AgentState['name']> = new Set(['reserved', 'talking', 'wrapUp']);

interface Agent {
  readonly group: string;
  readonly queues: readonly string[];
  state: AgentState['name'];
  sinceMs: number;
  busyMs: number;
  readyMs: number;
}

/** How busy agents were within the time measured; breaks and missed calls are neither busy nor ready. */
export class AgentTally {
  readonly #fromMs: number;
  readonly #toMs: number;
  readonly #agents = new Map<string, Agent>();

  constructor({ warmUpMs }: Measuring, lengthMs: number) {
    this.#fromMs = warmUpMs;
    this.#toMs = lengthMs;
  }

  add(id: string, group: string, queues: readonly string[]): void {
    this.#agents.set(id, { group, queues, state: 'signedOut', sinceMs: 0, busyMs: 0, readyMs: 0 });
  }

  entered(id: string, state: AgentState['name'], nowMs: number): void {
    const agent = this.#agents.get(id);
    if (!agent) return;
    this.#advance(agent, nowMs);
    agent.state = state;
  }

  /** By what `of` says of an agent; the key '' is everybody. */
  occupancyBy(of: 'group' | 'queues'): ReadonlyMap<string, number | null> {
    const sums = new Map<string, { busyMs: number; readyMs: number }>();
    for (const agent of this.#agents.values()) {
      this.#advance(agent, this.#toMs);
      for (const key of ['', ...(of === 'group' ? [agent.group] : agent.queues)]) {
        const sum = sums.get(key) ?? { busyMs: 0, readyMs: 0 };
        sum.busyMs += agent.busyMs;
        sum.readyMs += agent.readyMs;
        sums.set(key, sum);
      }
    }
    return new Map([...sums].map(([key, { busyMs, readyMs }]) => [key, share(busyMs, busyMs + readyMs)]));
  }

  #advance(agent: Agent, nowMs: number): void {
    const ms = Math.min(nowMs, this.#toMs) - Math.max(agent.sinceMs, this.#fromMs);
    if (ms > 0 && BUSY.has(agent.state)) agent.busyMs += ms;
    if (ms > 0 && agent.state === 'ready') agent.readyMs += ms;
    agent.sinceMs = Math.max(agent.sinceMs, nowMs);
  }
}
