import type { RecordedEntry } from '../store/recorded-day.js';

/**
 * One entry for each caller: whom a rule moved to another queue has one for each queue in the records, all from the
 * moment of joining the first. It is in the first queue, and ends as the last one did.
 */
export function oneEntryEach(entries: readonly RecordedEntry[]): RecordedEntry[] {
  const callers: RecordedEntry[] = [];
  /** Where the stay that a call has gone on from stands. */
  const moved = new Map<string, number>();
  for (const entry of [...entries].sort(byTime)) {
    const at = moved.get(entry.call);
    const first = at === undefined ? undefined : callers[at];
    if (at !== undefined && first?.joinedAt === entry.joinedAt) {
      const { leftAt, outcome, agent } = entry;
      callers[at] = { ...first, leftAt, outcome, agent, offers: [...first.offers, ...entry.offers] };
      if (!goesOn(entry)) moved.delete(entry.call);
      continue;
    }
    moved.delete(entry.call);
    if (goesOn(entry)) moved.set(entry.call, callers.length);
    callers.push(entry);
  }
  return callers;
}

const goesOn = ({ outcome }: RecordedEntry): boolean => outcome === 'moved' || outcome === 'overflowed';

const leaving = ({ leftAt }: RecordedEntry): number => leftAt ?? Number.MAX_SAFE_INTEGER;

const byTime = (a: RecordedEntry, b: RecordedEntry): number =>
  a.joinedAt - b.joinedAt || leaving(a) - leaving(b) || Number(goesOn(b)) - Number(goesOn(a));
