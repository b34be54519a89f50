import { OrderedList } from './ordered-list.js';
import type { AgentRecord, OfferRecord, TaskRecord } from './records.js';
import type { KeptPlace } from './views.js';

/** What becomes due: an agent's state, a task's next step, an offer of work, a kept place. */
export type Due =
  | { readonly of: 'agent'; readonly agent: AgentRecord }
  | { readonly of: 'task'; readonly task: TaskRecord }
  | { readonly of: 'work'; readonly offer: OfferRecord }
  | { readonly of: 'place'; readonly kept: KeptPlace };

export interface Deadline {
  readonly at: number;
  readonly due: Due;
  /** Between two at one millisecond: who waits rises or eases and what rings out comes back, then agents come free. */
  readonly rank: number;
  readonly order: number;
  readonly id: string;
}

/** The rank of what rings out; its order is the offer. */
const RINGING = 1;

/** At most one deadline for each thing. */
export class Deadlines {
  readonly #known = new Map<object, Deadline>();
  readonly #ordered = new OrderedList<Deadline>(
    (a, b) => a.at - b.at || a.rank - b.rank || a.order - b.order || (a.id < b.id ? -1 : +(a.id > b.id)),
  );

  /** The end of the agent's state; null: none. */
  ofAgent(agent: AgentRecord, at: number | null): void {
    const { state, order } = agent;
    const rank = state.name === 'reserved' ? { rank: RINGING, order: state.offer } : { rank: 2, order };
    this.#set(agent, at, { due: { of: 'agent', agent }, ...rank, id: '' });
  }

  ofWork(offer: OfferRecord, at: number | null): void {
    this.#set(offer, at, { due: { of: 'work', offer }, rank: RINGING, order: offer.id, id: '' });
  }

  /** The task's next step. */
  ofTask(task: TaskRecord, at: number | null): void {
    if (at === null && !this.#known.has(task)) return;
    this.#set(task, at, { due: { of: 'task', task }, rank: 0, order: task.seq, id: task.id });
  }

  ofPlace(kept: KeptPlace, at: number | null): void {
    this.#set(kept, at, { due: { of: 'place', kept }, rank: 3, order: kept.place.seq, id: kept.task });
  }

  get earliest(): Deadline | undefined {
    return this.#ordered.first;
  }

  /** What is due at that moment, the earliest: next steps of tasks, at most so many, and offers that ring out. */
  tasksAndOffersAt(
    at: number,
    mostTasks: number,
  ): { readonly tasks: TaskRecord[]; readonly offers: number[] } {
    const tasks: TaskRecord[] = [];
    const offers: number[] = [];
    for (const { at: when, due, rank, order } of this.#ordered) {
      if (when !== at || rank > RINGING) break;
      if (due.of !== 'task') offers.push(order);
      else if (tasks.length < mostTasks) tasks.push(due.task);
    }
    return { tasks, offers };
  }

  #set(thing: object, at: number | null, rest: Omit<Deadline, 'at'>): void {
    const old = this.#known.get(thing);
    if (old) {
      if (old.at === at && old.rank === rest.rank && old.order === rest.order) return;
      this.#ordered.remove(old);
    }
    if (at === null) {
      if (old) this.#known.delete(thing);
      return;
    }
    const deadline = { at, ...rest };
    this.#known.set(thing, deadline);
    this.#ordered.add(deadline);
  }
}
