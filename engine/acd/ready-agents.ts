import type { Channel } from './media.js';
import { compareContenders, type Contender, orderOf, type Orders } from './policy.js';
import type { AgentRecord } from './records.js';
import { claimOf, isUsedUp } from './shares.js';
import { type Demand, fit } from './skills.js';
import type { AgentCriterion } from './settings.js';

/**
 * The views of a queue may hold so many items together, some 50 to 400 MB: with 10,000 ready agents, 200 kinds of demand
 * that each of them could take. Kinds for which there is no room have a look at every ready agent instead.
 */
const MOST_ITEMS = 4_000_000;
/** What a view takes beside its items, in items. */
const VIEW_COST = 100;
/** Kinds without a view of which it is remembered when they were asked for. */
const MOST_ASKED = 10_000;
/** Levels below this are packed into one number. */
const LEVELS = 1024;
/** Items that are over may be as many as those that stand, and so many more, before they are thrown out. */
const SPARE = 64;

/** The best of the ready, and who came second by what. */
export interface Choice {
  readonly agent: AgentRecord;
  readonly over: { readonly agent: AgentRecord; readonly criterion: AgentCriterion } | null;
}

/** One time that an agent stands ready in the queue. */
interface Stand {
  isOver: boolean;
}

/** A stand as it is compared within a list of equal levels; that does not change, also when it is over. */
interface Item extends Contender {
  readonly stand: Stand;
}

/** Agents with the same levels in the skills of a view, best first; items that are over are passed by. */
interface Bucket {
  readonly levels: readonly number[];
  readonly fit: number;
  items: Item[];
  /** Of the first item that may stand. */
  head: number;
}

/** The ready agents with certain skills, for one channel and one region, sorted as a demand for these skills needs them. */
interface View {
  readonly key: string;
  readonly channel: Channel;
  readonly skills: readonly string[];
  readonly region: string;
  readonly byLevels: Map<number | string, Bucket>;
  /** The highest levels first. */
  readonly buckets: Bucket[];
  /** Stands before this number are in the buckets, or over. */
  seen: number;
  /** In all buckets, with those that are over. */
  size: number;
  /** The number of the question that asked for it last. */
  askedAt: number;
}

/**
 * The ready agents of one queue. What a demand asks for is kept sorted from the first time that it is asked for, so
 * that a match looks at the head of each list of equal levels, not at each agent: also where no two agents have the
 * same skills. Who comes is only noted, and who goes only marked; a view catches up when it is asked, so that an agent
 * of many queues, each with many kinds of demand, costs nothing in those that nobody asks for meanwhile.
 */
export class ReadyAgents {
  readonly #queue: string;
  readonly #orders: Orders;
  readonly #agents = new Map<AgentRecord, Item>();
  /** Stands in the order in which they came, for views that have not seen them yet. */
  #log: Item[] = [];
  /** The number of the first in the log. */
  #logFrom = 0;
  readonly #views = new Map<string, View>();
  /** In all views. */
  #items = 0;
  /** Kinds without a view; the number of the question that asked for it last. */
  readonly #asked = new Map<string, number>();
  #questions = 0;
  readonly #mostItems: number;

  constructor(queue: string, orders: Orders, mostItems = MOST_ITEMS) {
    this.#queue = queue;
    this.#orders = orders;
    this.#mostItems = mostItems;
  }

  get size(): number {
    return this.#agents.size;
  }

  [Symbol.iterator](): IterableIterator<AgentRecord> {
    return this.#agents.keys();
  }

  /** What the agent stands for must not change until remove(). */
  add(agent: AgentRecord): void {
    this.remove(agent);
    const { taken, idleSince, idleSeq } = agent;
    const rank = agent.ranks.get(this.#queue) ?? 1;
    const item = { agent, rank, taken, idleSince, idleSeq, fit: 0, claim: 0, stand: { isOver: false } };
    this.#agents.set(agent, item);
    if (this.#views.size === 0) return;
    this.#log.push(item);
    if (this.#log.length > 2 * this.#agents.size + SPARE) this.#shortenLog();
  }

  /** By the older half; a view that nobody has asked for so long begins anew when it is asked for. */
  #shortenLog(): void {
    const gone = this.#log.length >>> 1;
    this.#logFrom += gone;
    this.#log = this.#log.slice(gone);
    for (const view of this.#views.values()) if (view.seen < this.#logFrom) this.#give(view);
  }

  remove(agent: AgentRecord): void {
    const item = this.#agents.get(agent);
    if (!item) return;
    item.stand.isOver = true;
    this.#agents.delete(agent);
  }

  /** @param region '' where shares do not count. */
  bestFor(demand: Demand, channel: Channel, region: string): Choice | undefined {
    if (this.#agents.size === 0) return undefined;
    const { agents: criteria } = this.#orders;
    const view = this.#viewFor(demand, channel, region);
    const { best, second } = view
      ? bestOfView(view, demand, criteria)
      : bestOfAll(this.#agents.values(), { channel, region, demand }, criteria);
    if (!best) return undefined;
    const over = second && {
      agent: second.agent,
      criterion: compareContenders(criteria, best, second).criterion,
    };
    return { agent: best.agent, over: over ?? null };
  }

  /** @returns undefined when there is no room for it beside those that are asked for more often. */
  #viewFor(demand: Demand, channel: Channel, region: string): View | undefined {
    const skills = demand.map(([skill]) => skill);
    const key = viewKey(channel, region, skills);
    const askedAt = ++this.#questions;
    const known = this.#views.get(key);
    if (known) {
      known.askedAt = askedAt;
      if (2 * this.#items > this.#mostItems) {
        this.#views.delete(key);
        this.#views.set(key, known);
      }
      this.#catchUp(known);
      return known;
    }
    if (!this.#makeRoom(this.#asked.get(key) ?? 0)) {
      this.#remember(key, askedAt);
      return undefined;
    }
    this.#asked.delete(key);
    const seen = this.#logFrom + this.#log.length;
    const kind = { key, channel, skills, region };
    const view: View = { ...kind, byLevels: new Map(), buckets: [], seen, size: 0, askedAt };
    this.#items += VIEW_COST;
    for (const item of this.#agents.values()) this.#addTo(view, item, push);
    const { agents: criteria } = this.#orders;
    for (const { items } of view.buckets) items.sort((a, b) => orderOf(criteria, a, b));
    this.#views.set(key, view);
    return view;
  }

  /**
   * For one more view. Those give way that were asked for before `since`, when this kind was asked for last: kinds that
   * are asked for in turn do not take the place of one another for ever.
   */
  #makeRoom(since: number): boolean {
    while (this.#items + this.#agents.size + VIEW_COST > this.#mostItems) {
      const [oldest] = this.#views.values();
      if (!oldest || oldest.askedAt >= since) return false;
      this.#give(oldest);
    }
    return true;
  }

  /** Gives the view up. */
  #give(view: View): void {
    this.#views.delete(view.key);
    this.#items -= view.size + VIEW_COST;
    this.#remember(view.key, view.askedAt);
  }

  #remember(key: string, askedAt: number): void {
    this.#asked.delete(key);
    this.#asked.set(key, askedAt);
    if (this.#asked.size <= MOST_ASKED) return;
    const [first] = this.#asked.keys();
    if (first !== undefined) this.#asked.delete(first);
  }

  #catchUp(view: View): void {
    for (let at = view.seen - this.#logFrom; at < this.#log.length; at++) {
      const item = this.#log[at];
      if (item && !item.stand.isOver) this.#addTo(view, item, this.#insert);
    }
    view.seen = this.#logFrom + this.#log.length;
    if (view.size > 2 * this.#agents.size + SPARE) this.#items -= tidy(view);
    for (const oldest of this.#views.values()) {
      if (this.#items <= this.#mostItems || oldest === view) break;
      this.#give(oldest);
    }
  }

  #addTo(view: View, item: Item, put: (bucket: Bucket, item: Item) => void): void {
    const { agent } = item;
    const key = keyOf(view, agent);
    if (key === undefined) return;
    let bucket = view.byLevels.get(key);
    if (!bucket) {
      const levels = view.skills.map((skill) => agent.profile.skills.get(skill) ?? 0);
      const fit = levels.reduce((sum, level) => sum + level, 0);
      bucket = { levels, fit, items: [], head: 0 };
      view.byLevels.set(key, bucket);
      const behind = view.buckets.findIndex((other) => other.fit < fit);
      view.buckets.splice(behind < 0 ? view.buckets.length : behind, 0, bucket);
    }
    const { region } = view;
    const claim = region === '' ? 0 : claimOf(agent.settings.shares, agent.regions, region);
    put(bucket, claim === 0 ? item : withClaim(item, claim));
    view.size++;
    this.#items++;
  }

  /** Who comes is most often the last. */
  readonly #insert = ({ items, head }: Bucket, item: Item): void => {
    const { agents: criteria } = this.#orders;
    let low = head;
    let high = items.length;
    let middle = high - 1;
    while (low < high) {
      const at = items[middle];
      if (at && orderOf(criteria, at, item) < 0) low = middle + 1;
      else high = middle;
      middle = (low + high) >>> 1;
    }
    if (low === items.length) items.push(item);
    else items.splice(low, 0, item);
  };
}

/** What is put so is to be sorted. */
function push({ items }: Bucket, item: Item): void {
  items.push(item);
}

function withClaim({ agent, rank, taken, idleSince, idleSeq, stand }: Item, claim: number): Item {
  return { agent, rank, taken, idleSince, idleSeq, fit: 0, claim, stand };
}

/** The best and the second of those who are held against each other. */
class BestTwo {
  readonly #criteria: readonly AgentCriterion[];
  best: Contender | undefined;
  second: Contender | undefined;

  constructor(criteria: readonly AgentCriterion[]) {
    this.#criteria = criteria;
  }

  /** Nobody with this level comes before the second. */
  isBelow(fit: number): boolean {
    return this.#criteria[0] === 'skillLevel' && this.second !== undefined && fit < this.second.fit;
  }

  /** @returns whether it is the best so far. */
  offer(one: Contender): boolean {
    if (!this.best || orderOf(this.#criteria, one, this.best) < 0) {
      this.second = this.best;
      this.best = one;
      return true;
    }
    if (!this.second || orderOf(this.#criteria, one, this.second) < 0) this.second = one;
    return false;
  }
}

function bestOfView({ buckets }: View, demand: Demand, criteria: readonly AgentCriterion[]): BestTwo {
  const two = new BestTwo(criteria);
  for (const bucket of buckets) {
    if (two.isBelow(bucket.fit)) break;
    if (bucket.levels.some((level, i) => level < (demand[i]?.[1] ?? 0))) continue;
    for (const item of firstTwo(bucket)) if (!two.offer(withFit(item, bucket.fit, item.claim))) break;
  }
  return two;
}

function bestOfAll(
  items: Iterable<Item>,
  {
    channel,
    region,
    demand,
  }: { readonly channel: Channel; readonly region: string; readonly demand: Demand },
  criteria: readonly AgentCriterion[],
): BestTwo {
  const two = new BestTwo(criteria);
  for (const item of items) {
    const { standsFor, profile, settings, regions } = item.agent;
    const level = fit(profile.skills, demand);
    if (level === undefined || two.isBelow(level) || !standsFor.includes(channel)) continue;
    if (region !== '' && isUsedUp(settings.shares, regions, region)) continue;
    two.offer(withFit(item, level, region === '' ? 0 : claimOf(settings.shares, regions, region)));
  }
  return two;
}

/** Between lists of unlike levels. */
function withFit({ agent, rank, taken, idleSince, idleSeq }: Item, level: number, claim: number): Contender {
  return { agent, rank, taken, idleSince, idleSeq, claim, fit: level };
}

/** The best two that stand. What is over before them is not met again. */
function firstTwo(bucket: Bucket): readonly Item[] {
  const { items } = bucket;
  const first = nextStanding(items, bucket.head);
  bucket.head = first;
  const best = items[first];
  if (!best) return [];
  const second = nextStanding(items, first + 1);
  // The best moves up to the second over those that are over.
  bucket.head = second - 1;
  items[bucket.head] = best;
  const other = items[second];
  if (bucket.head > SPARE && bucket.head * 2 > items.length) {
    bucket.items = items.slice(bucket.head);
    bucket.head = 0;
  }
  return other ? [best, other] : [best];
}

function nextStanding(items: readonly Item[], from: number): number {
  let at = from;
  while (at < items.length && items[at]?.stand.isOver === true) at++;
  return at;
}

/** Throws out what is over. @returns how much. */
function tidy(view: View): number {
  const before = view.size;
  view.size = 0;
  for (const bucket of view.buckets) {
    bucket.items = bucket.items.slice(bucket.head).filter(({ stand }) => !stand.isOver);
    bucket.head = 0;
    view.size += bucket.items.length;
  }
  return before - view.size;
}

/**
 * Equal for equal levels of agents in the skills of the view, a number where that is exact: this is asked for each agent
 * in each view. Undefined when the agent is not for it.
 */
function keyOf({ channel, skills, region }: View, agent: AgentRecord): number | string | undefined {
  if (!agent.standsFor.includes(channel)) return undefined;
  if (region !== '' && isUsedUp(agent.settings.shares, agent.regions, region)) return undefined;
  const has = agent.profile.skills;
  let number = 0;
  for (const skill of skills) {
    const level = has.get(skill);
    if (level === undefined) return undefined;
    number = number * LEVELS + level;
    if (level >= LEVELS || number > Number.MAX_SAFE_INTEGER / LEVELS)
      return skills.every((one) => has.has(one)) ? skills.map((one) => has.get(one)).join() : undefined;
  }
  return number;
}

/** Equal for the same; skills and regions may hold any character. */
function viewKey(channel: Channel, region: string, skills: readonly string[]): string {
  let key = `${channel} ${region.length} ${region}`;
  for (const skill of skills) key += ` ${skill.length} ${skill}`;
  return key;
}
