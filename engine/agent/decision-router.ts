import type { Random } from '../../kernel/random.js';
import type { Calls } from '../call/calls.js';
import type { KeptCallers } from '../routing/kept-callers.js';
import type { TaskEffect, Tasks } from '../task/tasks.js';
import type { DecisionListener, EffectOf } from './acd-desk.js';
import type { Agents } from './agents.js';

export interface DecisionRouterOptions {
  readonly random: Random;
  readonly tasks: Tasks;
  readonly keptCallers: KeptCallers;
  /** They ask the ACD and are made after it. */
  readonly calls: () => Calls;
  readonly agents: () => Agents;
  /** Somebody came into the queue, or left it. */
  readonly queueChanged: (queue: string) => void;
}

/** Brings what the ACD decides to whom it concerns: a call, a task of another medium, an agent. */
export class DecisionRouter implements DecisionListener {
  readonly #options: DecisionRouterOptions;

  constructor(options: DecisionRouterOptions) {
    this.#options = options;
  }

  onTask(effect: TaskEffect): void {
    const { tasks, queueChanged } = this.#options;
    if (tasks.has(effect.task)) tasks.take(effect);
    else this.#tellCall(effect);
    if ('queue' in effect && effect.queue !== '') queueChanged(effect.queue);
  }

  onOffer(effect: EffectOf<'offer'>): void {
    const { tasks, calls, random } = this.#options;
    const { task, offer, agent, why } = effect;
    if (tasks.has(task)) tasks.offered(effect);
    else calls().input(task, { kind: 'offered', offer, agent, leg: random.uuid(), why });
  }

  onCancel({ task, offer }: EffectOf<'cancelOffer'>, why: 'noAnswer' | 'withdrawn'): void {
    const { tasks, calls } = this.#options;
    if (tasks.has(task)) tasks.cancelled({ task }, why);
    else calls().input(task, { kind: 'offerCancelled', offer, why });
  }

  onAgent(effect: EffectOf<'setAgentState'>): void {
    this.#options.agents().stateChanged(effect);
  }

  onWork(agent: string): void {
    this.#options.agents().workChanged(agent);
  }

  onPlaceGone(task: string): void {
    this.#options.keptCallers.forget(task);
  }

  onUnstaffed(queue: string): void {
    const calls = this.#options.calls();
    for (const { id, stage } of calls.all())
      if (stage.name === 'waiting' && stage.entry.queue === queue) calls.input(id, { kind: 'unstaffed' });
  }

  #tellCall(effect: TaskEffect): void {
    const calls = this.#options.calls();
    const { task } = effect;
    switch (effect.do) {
      case 'joined': {
        const { place, staffed, queues, estimateMs } = effect;
        calls.input(task, { kind: 'joined', place, staffed, queues, estimateMs });
        break;
      }
      case 'progressed':
        calls.input(task, { kind: 'progressed', step: effect.step });
        break;
      case 'overflowed':
        calls.input(task, { kind: 'overflowed', on: effect.on, to: effect.to });
        break;
      case 'refused':
        calls.input(task, { kind: 'refused', why: effect.why });
        break;
      case 'granted':
        calls.input(task, { kind: 'granted', agent: effect.agent, leg: this.#options.random.uuid() });
        break;
      case 'dropped':
        calls.input(task, { kind: 'dropped' });
        break;
    }
  }
}
