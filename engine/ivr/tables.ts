/** What operators keep besides flows and a step may look up: nothing of it changes within a step. */
import type { WorkCalendar } from './calendar.js';

export const listKinds = ['black', 'white', 'important'] as const;
export type ListKind = (typeof listKinds)[number];

/** A caller on a list, by number or by what the number begins with. */
export interface ListEntry {
  readonly id: string;
  readonly list: ListKind;
  readonly number: string;
  readonly match: 'exact' | 'prefix';
  /** Of an important caller; '' where it has none. Personal data. */
  readonly name: string;
  /** Of an important caller, for rules and policies; ordinary callers have 0. */
  readonly level: number;
  /** Of an important caller: shown to who serves it; may be empty. */
  readonly warning: string;
}

export interface FlowTables {
  calendar(id: string): WorkCalendar | undefined;
  /** The entry that fits the number best (exact before prefix, longest prefix first) and has not expired. */
  listed(list: ListKind, number: string, now: number): ListEntry | undefined;
  /** The region that the number is of; '' where none is known. */
  region(number: string): string;
}

export const noTables: FlowTables = {
  calendar: () => undefined,
  listed: () => undefined,
  region: () => '',
};
