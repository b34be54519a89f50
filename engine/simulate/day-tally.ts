import type { AgentState } from '../acd/model.js';
import { AgentTally } from './agent-tally.js';
import type { DayFigures } from './figures.js';
import type { AgentGroup, Scenario } from './model.js';
import { QueueTally } from './queue-tally.js';

/** What a caller is counted by: the queue first joined, whatever the ACD makes of it later. */
interface Counted {
  readonly wanted: { readonly queue: string };
  readonly atMs: number;
}

/** Everything that is counted in one day. */
export class DayTally {
  readonly #all: QueueTally;
  readonly #queues: ReadonlyMap<string, QueueTally>;
  readonly #agents: AgentTally;

  constructor({ measuring, lengthMs, queues }: Scenario) {
    this.#all = new QueueTally(measuring, lengthMs);
    this.#queues = new Map(queues.map(({ id }) => [id, new QueueTally(measuring, lengthMs)]));
    this.#agents = new AgentTally(measuring, lengthMs);
  }

  addAgent(id: string, { id: group, settings }: AgentGroup): void {
    this.#agents.add(
      id,
      group,
      settings.queues.map(({ queue }) => queue),
    );
  }

  agentEntered(id: string, state: AgentState['name'], nowMs: number): void {
    this.#agents.entered(id, state, nowMs);
  }

  came({ wanted: { queue }, atMs }: Counted): void {
    this.#all.came(atMs);
    this.#queues.get(queue)?.came(atMs);
  }

  waitBegan({ wanted: { queue } }: Counted, nowMs: number): void {
    this.#all.waitBegan(nowMs);
    this.#queues.get(queue)?.waitBegan(nowMs);
  }

  waitEnded({ wanted: { queue } }: Counted, nowMs: number): void {
    this.#all.waitEnded(nowMs);
    this.#queues.get(queue)?.waitEnded(nowMs);
  }

  overflowed({ wanted: { queue }, atMs }: Counted): void {
    this.#all.overflowed(atMs);
    this.#queues.get(queue)?.overflowed(atMs);
  }

  refused({ wanted: { queue }, atMs }: Counted): void {
    this.#all.refused(atMs);
    this.#queues.get(queue)?.refused(atMs);
  }

  /** @param atOnce an agent was free when the caller came. */
  answered({ wanted: { queue }, atMs }: Counted, nowMs: number, atOnce: boolean): void {
    this.#all.answered(atMs, nowMs, atOnce);
    this.#queues.get(queue)?.answered(atMs, nowMs, atOnce);
  }

  /** @param atOnce an agent was free when the caller came. */
  abandoned({ wanted: { queue }, atMs }: Counted, nowMs: number, atOnce: boolean): void {
    this.#all.abandoned(atMs, nowMs, atOnce);
    this.#queues.get(queue)?.abandoned(atMs, nowMs, atOnce);
  }

  unfinished({ wanted: { queue }, atMs }: Counted, nowMs: number): void {
    this.#all.unfinished(atMs, nowMs);
    this.#queues.get(queue)?.unfinished(atMs, nowMs);
  }

  figures(events: number): DayFigures {
    const byQueue = this.#agents.occupancyBy('queues');
    const byGroup = this.#agents.occupancyBy('group');
    return {
      all: this.#all.figures(byQueue.get('') ?? null),
      queues: new Map([...this.#queues].map(([id, tally]) => [id, tally.figures(byQueue.get(id) ?? null)])),
      groups: new Map([...byGroup].filter(([group]) => group !== '')),
      events,
    };
  }
}
