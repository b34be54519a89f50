/** Routing rules over what is so now: lists, earlier calls, the state of the queues. */
import type { Acd } from '../acd/acd.js';
import type { Medium } from '../acd/model.js';
import type { Outlook } from '../acd/outlook.js';
import type { CallerHistory } from '../list/caller-history.js';
import type { FlowTables } from '../ivr/tables.js';
import type { RoutingControl } from '../control.js';
import type { Configuration } from '../store/configuration.js';
import type { QueueState, RoutingFacts } from './condition.js';
import type { KeptCallers } from './kept-callers.js';
import { decideRoute, type RoutingDecision } from './decide.js';
import { noRouting, type Routing } from './rules.js';

/** A caller on the way to a queue. */
export interface Asked {
  readonly caller: string;
  readonly called: string;
  readonly language: string;
  /** As the flow has it. */
  readonly queue: string;
  readonly priority: number;
  readonly skills: Readonly<Record<string, number>>;
  readonly keys: RoutingFacts['keys'];
  readonly data: Readonly<Record<string, string>>;
}

/** Work of another medium than a call, on the way to a queue. */
export interface Work extends Pick<Asked, 'queue' | 'priority' | 'skills' | 'data'> {
  readonly medium: Medium;
  readonly level: number;
  readonly number?: string;
}

/** A caller, or by another medium whoever comes by it. */
export interface Tried extends Asked {
  readonly medium?: Medium;
}

/** Where it would go now. */
export interface Trial {
  readonly decision: RoutingDecision;
  readonly result: Outlook;
}

export interface RouterOptions {
  readonly configuration: () => Configuration;
  /** Important callers and regions of now. */
  readonly tables: () => Pick<FlowTables, 'listed' | 'region'>;
  readonly acd: () => Acd;
  readonly history: CallerHistory;
  readonly kept: KeptCallers;
  readonly now: () => number;
}

export class Router implements RoutingControl {
  readonly #options: RouterOptions;
  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /** What the caller waits for; by the rules in force. */
  route(asked: Asked): RoutingDecision {
    const { configuration, now } = this.#options;
    const routing = configuration().routing?.routing ?? noRouting;
    const decision = decideRoute(routing, this.#facts(asked, now()));
    const place = this.#options.kept.take(asked.caller, now());
    return place === undefined ? decision : { ...decision, task: { ...decision.task, placeOf: place } };
  }

  /** What work of another medium waits for, by the same rules; of a call back the number is the caller's. */
  routeTask({ medium, queue, priority, level, skills, number, data }: Work): RoutingDecision {
    const { configuration, now } = this.#options;
    const routing = configuration().routing?.routing ?? noRouting;
    const language = data['language'] ?? '';
    const asked = {
      ...{ caller: number ?? '', called: '', language, queue, priority, skills },
      keys: [],
      data,
    };
    const facts = this.#facts(asked, now());
    return decideRoute(routing, { ...facts, medium, level: level === 0 ? facts.level : level });
  }

  /**
   * Where this caller, or work of another medium, would go now, and why; nothing happens.
   * @param routing a draft; absent: the rules in force.
   */
  try(asked: Tried, at: number | undefined, routing?: Routing): Trial {
    const { configuration, now, acd } = this.#options;
    const rules = routing ?? configuration().routing?.routing ?? noRouting;
    const { medium = 'phone', ...coming } = asked;
    const decision = decideRoute(rules, { ...this.#facts(coming, at ?? now()), medium });
    const placeOf = medium === 'phone' ? this.#placeOf(asked.caller, now()) : undefined;
    const task = { ...decision.task, medium, ...(placeOf !== undefined && { placeOf }) };
    return { decision, result: acd().outlook(task, now()) };
  }

  waitFigures(): ReturnType<RoutingControl['waitFigures']> {
    const { configuration, acd } = this.#options;
    return configuration().queues.map(({ id }) => ({
      queue: id,
      estimateMs: acd().estimateForNewMs(id),
      figures: acd().queue(id)?.figures,
    }));
  }

  keptPlaces(): ReturnType<RoutingControl['keptPlaces']> {
    const { acd, kept } = this.#options;
    return acd()
      .kept()
      .map((place) => ({ ...place, caller: kept.callerOf(place.task) }));
  }

  /**
   * The caller of `task` gave up; where the ACD keeps the place, it is theirs.
   * @returns the tasks whose places nobody can come back to now: of a number that is withheld, or earlier ones.
   */
  gaveUp(caller: string, task: string): readonly string[] {
    const place = this.#options.acd().keptPlace(task);
    if (!place) return [];
    return caller === '' ? [task] : this.#options.kept.add({ ...place, caller });
  }

  /** Which the caller would take up by calling. */
  #placeOf(caller: string, now: number): string | undefined {
    const { kept } = this.#options;
    return kept.all().find((one) => one.caller === caller && one.until > now)?.task;
  }

  #facts(asked: Asked, now: number): RoutingFacts {
    const { tables, history } = this.#options;
    const { caller } = asked;
    const stated = Number(asked.data['level'] ?? 0);
    const level = tables().listed('important', caller, now)?.level;
    return {
      ...asked,
      ...{ now, medium: 'phone' },
      region: asked.data['region'] ?? tables().region(caller),
      level: level ?? (Number.isInteger(stated) ? stated : 0),
      lastAgent: history.lastAgent(caller),
      earlier: (what, days) => history.count(caller, what, days, now),
      queueState: (queue) => this.#queueState(queue, now),
    };
  }

  #queueState(id: string, now: number): QueueState | undefined {
    const acd = this.#options.acd();
    const queue = acd.queue(id);
    if (!queue) return undefined;
    return {
      waiting: queue.waiting,
      longestWaitMs: queue.longestWaitingSince === null ? 0 : now - queue.longestWaitingSince,
      readyAgents: queue.ready,
      signedIn: queue.signedIn,
      estimatedWaitMs: acd.estimateForNewMs(id),
    };
  }
}
