/** What routing rules ask about callers of a recorded day. Numbers, keys and call data stay in the trial's thread. */
import type { FlowTables } from '../ivr/tables.js';
import type { Routing } from '../routing/rules.js';
import type { KnownOfCaller } from '../simulate/model.js';
import type { EarlierCall, RecordedEntry } from '../store/recorded-day.js';

export interface FactsOfCall {
  readonly level: number;
  readonly region: string;
  readonly known: KnownOfCaller;
}

/** Whether one of the rules asks about earlier calls, which are many. */
export function asksAboutEarlierCalls(...rules: readonly (Routing | undefined)[]): boolean {
  return rules.some((routing) =>
    routing?.rules.some(
      ({ when, then }) => then.wants?.agent === 'last' || JSON.stringify(when ?? null).includes('"history":'),
    ),
  );
}

/** Important callers and regions as they are now, for records that do not have what they were at the call. */
export type CallerTables = Pick<FlowTables, 'listed' | 'region'>;

/** @param earlier of the same callers, in the order of time, those of the day too. */
export function factsByEntry(
  entries: readonly RecordedEntry[],
  earlier: readonly EarlierCall[],
  tables: CallerTables,
): (entry: RecordedEntry) => FactsOfCall {
  const callers = new Set(entries.map(({ caller }) => caller));
  const byCaller = new Map<string, EarlierCall[]>();
  for (const call of earlier) {
    if (!callers.has(call.caller)) continue;
    const known = byCaller.get(call.caller);
    if (known) known.push(call);
    else byCaller.set(call.caller, [call]);
  }
  return ({ call, caller, called, language, keys, data, asked, joinedAt }) => {
    const before = (byCaller.get(caller) ?? []).filter((one) => one.id !== call && one.at < joinedAt);
    const served = before.findLast(({ outcome, agent }) => outcome === 'answered' && agent !== null);
    const stated = Number(data['level'] ?? 0);
    return {
      level:
        asked?.level ??
        tables.listed('important', caller, joinedAt)?.level ??
        (Number.isInteger(stated) ? stated : 0),
      region: asked?.region ?? data['region'] ?? tables.region(caller),
      known: {
        ...{ caller, called, language, keys, data },
        earlier: before.map(({ at, outcome }) => ({ at, outcome })),
        ...(served?.agent != null && { lastAgent: served.agent }),
      },
    };
  };
}
