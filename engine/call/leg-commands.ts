import type { Clock } from '../../kernel/clock.js';
import { Scope } from '../../kernel/scope.js';
import type { LegRecords } from '../record/leg-records.js';
import type { LegTarget } from '../switch/originate.js';
import { parksAlone } from '../switch/parks-alone.js';
import type { SwitchCommands } from '../switch/switch.js';
import type { CallState } from './model/call-state.js';
import type { CallEffect } from './model/effect.js';

type Originate = Extract<CallEffect, { do: 'originate' }>;

export interface LegCommandsOptions {
  readonly clock: Clock;
  readonly commands: SwitchCommands;
  readonly legs: LegRecords;
  readonly sipDomain: string;
  /** The switch at which the agent's phone is registered. */
  nodeOf(agent: string): string | undefined;
  /** Seconds until the agent's phone answers by itself; undefined: it does not. */
  answerAfterSeconds(agent: string): number | undefined;
  /** Shown to whom is called through the trunk; undefined: the number of who is on the call. */
  callerNumberOf(trunk: string): string | undefined;
  /** @param by the leg of another phone of the same user, which was picked up in place of `leg`. */
  answered(call: string, leg: string, by?: string): void;
  failed(call: string, leg: string, cause: string): void;
}

/** The phone rings this much longer than the ACD lets it: the ACD's word comes first, this is for when there is none. */
const ringGraceSeconds = 5;
/** A phone must not be left on a line to nobody because a command was lost. */
const killTries = 5;
const killAgainMs = 2_000;

/** Legs come and go by these: every phone that is rung is known from then on, and let go for certain. */
export class LegCommands {
  readonly #options: LegCommandsOptions;
  /** Legs that were let go: one that is answered all the same is let go again. */
  readonly #unwanted = new Set<string>();
  /** Legs whose dialling has no answer yet → calls. */
  readonly #dialled = new Map<string, string>();
  readonly #retries = new Scope();
  #refused = 0;

  constructor(options: LegCommandsOptions) {
    this.#options = options;
  }

  get refused(): number {
    return this.#refused;
  }

  isDialled(leg: string): boolean {
    return this.#dialled.has(leg);
  }

  /** Whether some phone is being dialled for the call. */
  isDialling(call: string): boolean {
    return [...this.#dialled.values()].includes(call);
  }

  isUnwanted(leg: string): boolean {
    return this.#unwanted.has(leg);
  }

  ended(leg: string): void {
    this.#unwanted.delete(leg);
  }

  close(): Promise<void> {
    return this.#retries.close();
  }

  /** @param isMain whether the leg becomes the call's main one. */
  originate(call: CallState, effect: Originate, isMain: boolean): void {
    const { commands, legs, clock } = this.#options;
    const { offer, role } = effect;
    const { leg, agent } = offer;
    const shown = this.#shown(call, effect, isMain);
    const answer = commands.originate({
      ...{ uuid: leg, to: this.#target(effect), ringSeconds: effect.ringSeconds + ringGraceSeconds },
      ...{ callerNumber: shown.number, callerName: shown.name },
      near: isMain || call.stage.name === 'dialling' ? undefined : call.leg,
      node: isMain ? call.node : (this.#options.nodeOf(agent) ?? call.node),
      earlyMedia: effect.earlyMedia === true,
      answerAfterSeconds: effect.answersItself ? 0 : this.#options.answerAfterSeconds(agent),
      variables: {
        ...{ yihao_call: call.id, yihao_role: role, ...(offer.outside ? {} : { yihao_agent: agent }) },
        ...{ ...parksAlone, RECORD_STEREO: 'true', playback_terminators: 'none' },
        ...(role === 'external' ? {} : { 'sip_h_X-Yihao-Call': call.id }),
      },
    });
    legs.opened(leg, call.id, role, agent, clock.now());
    this.#dialled.set(leg, call.id);
    void answer.then((result) => {
      this.#dialled.delete(leg);
      if (!result.ok) this.#failed(call.id, leg, result.why);
      else if (result.value === leg) this.#options.answered(call.id, leg);
      else {
        legs.opened(result.value, call.id, role, agent, clock.now());
        legs.answered(result.value, clock.now());
        this.#options.answered(call.id, leg, result.value);
      }
    });
  }

  kill(leg: string, cause: string, isMain: boolean): void {
    const { legs, clock } = this.#options;
    if (!isMain && legs.callOf(leg) !== undefined) {
      this.#unwanted.add(leg);
      legs.ending(leg, clock.now(), cause);
    }
    this.#kill(leg, cause, () => isMain || this.#unwanted.has(leg), killTries);
  }

  /** A leg came to life though it was let go; the first command may have come before the leg. */
  killAgain(leg: string): void {
    this.#kill(leg, 'ORIGINATOR_CANCEL', () => this.#unwanted.has(leg), killTries);
  }

  #kill(leg: string, cause: string, isWanted: () => boolean, tries: number): void {
    const { commands, clock, legs } = this.#options;
    void commands.kill(leg, cause).then((answer) => {
      if (answer.ok || tries === 1 || !isWanted() || legs.callOf(leg) === undefined) return;
      this.#refused++;
      const forget = this.#retries.own(
        clock.after(killAgainMs, () => {
          void forget();
          if (isWanted() && legs.callOf(leg) !== undefined) this.#kill(leg, cause, isWanted, tries - 1);
        }),
      );
    });
  }

  #failed(call: string, leg: string, why: string): void {
    // A word in capitals is a cause; anything else is the connection to the switch that failed.
    const cause = /^[A-Z0-9_]+$/.test(why) ? why : 'NORMAL_TEMPORARY_FAILURE';
    this.#unwanted.delete(leg);
    this.#options.legs.ending(leg, this.#options.clock.now(), cause);
    this.#options.failed(call, leg, cause);
  }

  #target({ offer }: Originate): LegTarget {
    if (offer.outside) return { kind: 'trunk', trunk: offer.outside.trunk, number: offer.agent };
    return { kind: 'user', user: offer.agent, domain: this.#options.sipDomain };
  }

  /** What the phone that rings shows: who is at the other end. */
  #shown(call: CallState, { offer }: Originate, isMain: boolean): { number: string; name: string } {
    const outbound = call.direction !== 'inbound';
    const number = outbound && !isMain ? call.called : call.caller;
    const name = outbound && !isMain ? call.called : call.callerName || call.caller;
    const ofTrunk = offer.outside ? this.#options.callerNumberOf(offer.outside.trunk) : undefined;
    return ofTrunk === undefined ? { number, name } : { number: ofTrunk, name: ofTrunk };
  }
}
