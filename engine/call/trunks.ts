import { isDeepStrictEqual } from 'node:util';
import type { Random } from '../../kernel/random.js';
import type { TrunkConfig } from '../store/configuration.js';
import type { Switches } from '../switch/switch.js';
import { trunkOrder } from './dial-plan.js';
import { offersOf } from './legs-of.js';
import type { CallState } from './model/call-state.js';

export interface TrunksOptions {
  readonly random: Random;
  readonly switches: Pick<Switches, 'trunkStates' | 'rescanTrunks'>;
  readonly configured: () => readonly TrunkConfig[];
  /** Those that the switch was configured with, by name; tried after those of the configuration. */
  readonly ofSwitch: readonly string[];
  readonly calls: () => readonly CallState[];
}

/** Trunks for calls out: which to try first, what goes through each, and that the switches hear of their changes. */
export class Trunks {
  readonly #options: TrunksOptions;

  constructor(options: TrunksOptions) {
    this.#options = options;
  }

  /** The first to try in front. */
  order(): readonly string[] {
    const { random, configured, ofSwitch } = this.#options;
    const trunks = configured();
    const others = ofSwitch.filter((name) => !trunks.some(({ id }) => id === name));
    return [...trunkOrder(trunks, (trunk) => this.#callsThrough(trunk), random), ...others];
  }

  callerNumberOf(trunk: string): string | undefined {
    return this.#options.configured().find(({ id }) => id === trunk)?.callerNumber || undefined;
  }

  /** As the switches tell them, by id. */
  async states(): Promise<ReadonlyMap<string, { readonly state: string; readonly calls: number }>> {
    const { switches, configured } = this.#options;
    const states = await switches.trunkStates();
    return new Map(
      configured().map(({ id }) => [id, { state: states.get(id) ?? '', calls: this.#callsThrough(id) }]),
    );
  }

  changed(before: readonly TrunkConfig[], now: readonly TrunkConfig[]): void {
    // A trunk that changes is away for a moment: what is our matter alone does not touch it.
    const [old, current] = [before.map(asSwitchesSee), now.map(asSwitchesSee)];
    if (isDeepStrictEqual(old, current)) return;
    const changed = old.filter((trunk) => !current.some((one) => isDeepStrictEqual(one, trunk)));
    this.#options.switches.rescanTrunks(changed.map(({ id }) => id));
  }

  #callsThrough(trunk: string): number {
    const offers = this.#options
      .calls()
      .flatMap((call) => [...offersOf(call), ...(call.stage.name === 'dialling' ? [call.stage.far] : [])]);
    return offers.filter(({ outside }) => outside?.trunk === trunk).length;
  }
}

/** The order in which trunks are tried, and what is shown to who is called, are the engine's (switch-configuration.ts). */
function asSwitchesSee(trunk: TrunkConfig) {
  const { id, address, port, transport, register, user, maxCalls, enabled } = trunk;
  return { id, address, port, transport, register, user, maxCalls, enabled };
}
