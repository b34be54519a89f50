import type { Cancel, Clock } from '../../kernel/clock.js';
import { Acd } from '../acd/acd.js';
import type { AcdEffect, AcdInput } from '../acd/model.js';
import type { Registrations } from './registrations.js';

export type EffectOf<D extends AcdEffect['do']> = Extract<AcdEffect, { do: D }>;

/** Who is told what the ACD decides. */
export interface DecisionListener {
  onTask(effect: EffectOf<'joined' | 'refused' | 'dropped' | 'granted' | 'progressed' | 'overflowed'>): void;
  onOffer(effect: EffectOf<'offer'>): void;
  onCancel(effect: EffectOf<'cancelOffer'>, why: 'noAnswer' | 'withdrawn'): void;
  onAgent(effect: EffectOf<'setAgentState'>): void;
  /** The work of other media that the agent has changed, and with it what counts for the next. */
  onWork(agent: string): void;
  /** Nobody can come for the place of this task any more. */
  onPlaceGone(task: string): void;
  onUnstaffed(queue: string): void;
}

export interface AcdDeskOptions {
  readonly clock: Clock;
  readonly registrations: Registrations;
  readonly decisions: DecisionListener;
  /** The ACD's timer went off: run `tick` in a turn. */
  readonly onWake: (tick: () => void) => void;
}

/** The ACD with a clock: hands it its inputs, keeps its timer, passes its decisions on in their order. */
export class AcdDesk {
  readonly acd: Acd;
  readonly #options: AcdDeskOptions;
  #cancelWake: Cancel | undefined;

  constructor(acd: Acd, options: AcdDeskOptions) {
    this.acd = acd;
    this.#options = options;
    this.#wake(acd.wakeAt);
  }

  apply(input: AcdInput): void {
    const effects = this.#decide(input);
    for (const [at, effect] of effects.entries()) this.#pass(effect, effects.slice(at + 1));
  }

  close(): void {
    this.#cancelWake?.();
  }

  /** Agents who became ready without a phone fail at once; an offer made to one in between is never carried out. */
  #decide(input: AcdInput): readonly AcdEffect[] {
    const { clock, registrations } = this.#options;
    const effects = [...this.acd.apply(input, clock.now())];
    for (let at = 0; at < effects.length; at++) {
      const effect = effects[at];
      if (effect?.do !== 'setAgentState' || registrations.works(effect.agent)) continue;
      const { name } = this.acd.agent(effect.agent)?.state ?? effect.state;
      if (name !== 'ready' && name !== 'reserved') continue;
      effects.push(...this.acd.apply({ kind: 'agent.deviceFailed', agent: effect.agent }, clock.now()));
    }
    return withoutCancelled(effects);
  }

  #pass(effect: AcdEffect, later: readonly AcdEffect[]): void {
    const { decisions } = this.#options;
    switch (effect.do) {
      case 'joined':
      case 'refused':
      case 'dropped':
      case 'granted':
      case 'progressed':
      case 'overflowed':
        decisions.onTask(effect);
        break;
      case 'offer':
        decisions.onOffer(effect);
        break;
      case 'cancelOffer':
        decisions.onCancel(effect, whyCancelled(effect, later));
        break;
      case 'setAgentState':
        decisions.onAgent(effect);
        break;
      case 'unstaffed':
        decisions.onUnstaffed(effect.queue);
        break;
      case 'placeExpired':
        decisions.onPlaceGone(effect.task);
        break;
      case 'setAgentWork':
        decisions.onWork(effect.agent);
        break;
      case 'wake':
        this.#wake(effect.at);
        break;
    }
  }

  #wake(at: number | null): void {
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    if (at === null) return;
    const waitMs = Math.max(0, at - this.#options.clock.now());
    this.#cancelWake = this.#options.clock.after(waitMs, () => {
      this.#options.onWake(() => this.apply({ kind: 'tick' }));
    });
  }
}

/** An offer made and taken back among the same decisions was never one. */
function withoutCancelled(effects: readonly AcdEffect[]): readonly AcdEffect[] {
  const made = new Set(effects.flatMap((effect) => (effect.do === 'offer' ? [effect.offer] : [])));
  const cancelled = new Set(effects.flatMap((effect) => (effect.do === 'cancelOffer' ? [effect.offer] : [])));
  return effects.filter(
    (effect) =>
      (effect.do !== 'offer' && effect.do !== 'cancelOffer') ||
      !made.has(effect.offer) ||
      !cancelled.has(effect.offer),
  );
}

/** The ACD says right behind it what became of the agent. */
function whyCancelled(
  cancel: EffectOf<'cancelOffer'>,
  later: readonly AcdEffect[],
): 'noAnswer' | 'withdrawn' {
  const state = later.find((effect) => effect.do === 'setAgentState' && effect.agent === cancel.agent);
  return state?.do === 'setAgentState' && state.cause === 'noAnswer' ? 'noAnswer' : 'withdrawn';
}
