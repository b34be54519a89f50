/**
 * Region shares by deficit counters (ACD7): each task taken adds to every region its share and takes one whole from
 * the region served, so counters say how many tasks a region is owed. Nothing is left to chance: where all regions
 * always wait, no region is ever off its share by as much as the number of regions.
 */
import type { RegionShares } from './settings.js';

/** A region that nobody called from for hours does not get the agent for hours afterwards. */
export const CATCH_UP_TASKS = 10;

export interface RegionCount {
  /** All time, for people. */
  taken: number;
  owed: number;
}

export type RegionCounts = Map<string, RegionCount>;

function shareOf(shares: RegionShares, region: string): number {
  // A region may have the name of something that every object has.
  const weight = Object.hasOwn(shares.weights, region) ? shares.weights[region] : undefined;
  if (weight === undefined) return 0;
  return weight / sumOf(shares);
}

/** Of all weights; kept, as it is asked for with every ready agent of a region. */
const sums = new WeakMap<RegionShares, number>();

function sumOf(shares: RegionShares): number {
  let sum = sums.get(shares);
  if (sum === undefined) {
    sum = Object.values(shares.weights).reduce((before, weight) => before + weight, 0);
    sums.set(shares, sum);
  }
  return sum;
}

/** Who has the higher claim should be served first; a region without a share comes last. */
export function claimOf(shares: RegionShares | undefined, counts: RegionCounts, region: string): number {
  if (!shares || region === '') return 0;
  const share = shareOf(shares, region);
  return share === 0 ? -2 * CATCH_UP_TASKS : (counts.get(region)?.owed ?? 0) + share;
}

/** The agent takes nobody of this region now. */
export function isUsedUp(shares: RegionShares | undefined, counts: RegionCounts, region: string): boolean {
  if (shares?.strict !== true || region === '') return false;
  if (shareOf(shares, region) === 0) return true;
  return (counts.get(region)?.owed ?? 0) <= -(shares.tolerance ?? 1);
}

export function countTaken(shares: RegionShares | undefined, counts: RegionCounts, region: string): void {
  if (!shares || region === '') return;
  const served = counts.get(region) ?? { taken: 0, owed: 0 };
  counts.set(region, served);
  served.taken++;
  if (shareOf(shares, region) === 0) return;
  for (const one of Object.keys(shares.weights)) {
    const count = counts.get(one) ?? { taken: 0, owed: 0 };
    counts.set(one, count);
    const owed = count.owed + shareOf(shares, one) - (one === region ? 1 : 0);
    count.owed = Math.max(-CATCH_UP_TASKS, Math.min(CATCH_UP_TASKS, owed));
  }
}
