import type { Channel } from './media.js';
import { OrderedList } from './ordered-list.js';
import type { Compare } from './policy.js';
import type { QueueRecord, Waiting } from './records.js';
import { type Demand, demandKey } from './skills.js';

/** The tasks of one queue that wait, come by one channel and demand the same, in the order of service. */
export class Lane {
  readonly key: string;
  readonly queue: QueueRecord;
  readonly channel: Channel;
  readonly demand: Demand;
  readonly #compare: Compare<Waiting>;
  readonly #all: OrderedList<Waiting>;
  /** Made when the first with a region comes; all tasks are in it then. */
  #regions: Map<string, OrderedList<Waiting>> | undefined;

  constructor(queue: QueueRecord, channel: Channel, demand: Demand, compare: Compare<Waiting>) {
    this.key = laneKey(channel, demand);
    this.queue = queue;
    this.channel = channel;
    this.demand = demand;
    this.#compare = compare;
    this.#all = new OrderedList(compare);
  }

  get size(): number {
    return this.#all.size;
  }

  /** In the order of service, whatever the region. */
  get all(): OrderedList<Waiting> {
    return this.#all;
  }

  /** By region, '' for none; undefined while nobody here has one. */
  get regions(): ReadonlyMap<string, OrderedList<Waiting>> | undefined {
    return this.#regions;
  }

  add(waiting: Waiting): void {
    this.#all.add(waiting);
    if (this.#regions) this.#addTo(this.#regions, waiting);
    else if (waiting.region !== '') {
      this.#regions = new Map();
      for (const one of this.#all) this.#addTo(this.#regions, one);
    }
  }

  remove(waiting: Waiting): void {
    this.#all.remove(waiting);
    const list = this.#regions?.get(waiting.region);
    if (list?.remove(waiting) && list.size === 0) this.#regions?.delete(waiting.region);
  }

  #addTo(regions: Map<string, OrderedList<Waiting>>, waiting: Waiting): void {
    let list = regions.get(waiting.region);
    if (!list) {
      list = new OrderedList(this.#compare);
      regions.set(waiting.region, list);
    }
    list.add(waiting);
  }
}

/** Equal for the same channel and demand. */
export function laneKey(channel: Channel, demand: Demand): string {
  return channel === 'voice' ? demandKey(demand) : `${channel} ${demandKey(demand)}`;
}
