/** What holds of calendars, lists and regions in a case or a rehearsal, whatever operators keep. */
import { dayAt, type Period, type WorkCalendar } from './calendar.js';
import type { FlowCase } from './flow-case.js';
import { noTables, type FlowTables } from './tables.js';

export type Scene = Pick<FlowCase, 'region' | 'lists' | 'calendars'>;
type CalendarState = NonNullable<Scene['calendars']>[string];

const always: readonly Period[] = [{ from: '00:00', to: '24:00' }];

/** @param others answer what the scene says nothing of. */
export function tablesOf(
  { lists, region, calendars = {} }: Scene,
  others: FlowTables = noTables,
): FlowTables {
  return {
    region: (number) => region ?? others.region(number),
    listed: (list, number, now) => {
      if (!lists) return others.listed(list, number, now);
      return lists.includes(list)
        ? { id: 'case', list, number, match: 'exact', name: '', level: 5, warning: '' }
        : undefined;
    },
    calendar: (id) => {
      const state = Object.hasOwn(calendars, id) ? calendars[id] : undefined;
      return state === undefined ? others.calendar(id) : calendarIn(id, state);
    },
  };
}

function calendarIn(id: string, state: CalendarState): WorkCalendar {
  const weekly = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, always]));
  const isSpecial = state === 'holiday' || state === 'exception';
  const special = {
    get: (date: string) => (isSpecial ? { date, kind: state, name: state } : undefined),
  };
  return { id, timeZone: 'UTC', weekly: state === 'open' ? weekly : {}, special };
}

/** Notes what a rehearsal asked of the tables, so that a case can say that it was so. */
export class AskedTables implements FlowTables {
  readonly #tables: FlowTables;
  readonly #calendars = new Map<string, WorkCalendar>();
  readonly #lists = new Map<NonNullable<Scene['lists']>[number], boolean>();
  #region: string | undefined;

  constructor(tables: FlowTables) {
    this.#tables = tables;
  }

  calendar(id: string): WorkCalendar | undefined {
    const calendar = this.#tables.calendar(id);
    if (calendar) this.#calendars.set(id, calendar);
    return calendar;
  }

  listed(...asked: Parameters<FlowTables['listed']>): ReturnType<FlowTables['listed']> {
    const entry = this.#tables.listed(...asked);
    this.#lists.set(asked[0], entry !== undefined);
    return entry;
  }

  region(number: string): string {
    this.#region = this.#tables.region(number);
    return this.#region;
  }

  /** What was asked and held at `now`. */
  scene(now: number): Scene {
    const lists = [...this.#lists].filter(([, isOn]) => isOn).map(([list]) => list);
    return {
      ...(this.#region !== undefined && this.#region !== '' && { region: this.#region }),
      ...(lists.length > 0 && { lists }),
      ...(this.#calendars.size > 0 && {
        calendars: Object.fromEntries([...this.#calendars].map(([id, one]) => [id, stateAt(one, now)])),
      }),
    };
  }
}

function stateAt(calendar: WorkCalendar, now: number): CalendarState {
  const { day, open } = dayAt(calendar, now);
  const { kind } = day;
  if (kind === 'holiday' || kind === 'exception') return kind;
  return open ? 'open' : 'closed';
}
