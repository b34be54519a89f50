import type { Skills } from './model.js';
import { demandKey, demandOf } from './skills.js';

/** Agents with the very same skills and levels: among them only the idle time decides. */
export interface Profile {
  readonly key: string;
  readonly skills: ReadonlyMap<string, number>;
}

/** Profiles in use, one object for each set of skills. */
export class Profiles {
  readonly #inUse = new Map<string, { readonly profile: Profile; users: number }>();

  /** Give it back with release(). */
  take(skills: Skills | undefined): Profile {
    const demand = demandOf(skills, undefined);
    const key = demandKey(demand);
    const known = this.#inUse.get(key);
    if (known) {
      known.users++;
      return known.profile;
    }
    const profile = { key, skills: new Map(demand) };
    this.#inUse.set(key, { profile, users: 1 });
    return profile;
  }

  release(profile: Profile): void {
    const known = this.#inUse.get(profile.key);
    if (known && --known.users === 0) this.#inUse.delete(profile.key);
  }
}
