import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import type { SpecialDay, WorkCalendar } from '../ivr/calendar.js';
import type { FlowTables } from '../ivr/tables.js';
import { NumberLists } from '../list/number-lists.js';
import { NumberRegions } from '../list/number-regions.js';
import { loadRegions, loadTables, partsOf, type KeptTables } from './flow-table-rows.js';
import type { Schema } from './schema.js';

const empty: KeptTables = { calendars: [], days: [], lists: [] };
const noWarning: { readonly warning: string } = { warning: '' };

/** What flows look up, in memory: the database's, or what was kept on disk until the database answers. */
export class CurrentTables implements FlowTables {
  readonly #file: string;
  #kept = empty;
  #calendars: ReadonlyMap<string, WorkCalendar> = new Map();
  #lists = new NumberLists([]);
  #regions = new NumberRegions(new Map());
  #reloading: Promise<void> = Promise.resolve();

  /** @param file where they are kept; regions go into another one beside it. */
  constructor(file: string) {
    this.#file = file;
  }

  get kept(): KeptTables {
    return this.#kept;
  }

  get regions(): NumberRegions {
    return this.#regions;
  }

  calendar(id: string): WorkCalendar | undefined {
    return this.#calendars.get(id);
  }

  listed(...[list, number, now]: Parameters<FlowTables['listed']>): ReturnType<NumberLists['listed']> {
    return this.#lists.listed(list, number, now);
  }

  region(number: string): string {
    return this.#regions.region(number);
  }

  async restore(): Promise<void> {
    try {
      const kept = { ...empty, ...(JSON.parse(await readFile(this.#file, 'utf8')) as Partial<KeptTables>) };
      // An older version kept no warnings.
      this.#use({ ...kept, lists: kept.lists.map((one) => ({ ...noWarning, ...one })) });
      const regions = JSON.parse(await readFile(this.#regionFile, 'utf8')) as [string, string][];
      this.#regions = new NumberRegions(new Map(regions));
    } catch {
      // Nothing was kept, or it is damaged: the database has it.
    }
  }

  /** Takes what the database has, but for regions. One after the other, so that the last has the last change. */
  reload(db: Kysely<Schema>): Promise<void> {
    return this.#inTurn(async () => {
      this.#use(await loadTables(db));
      await keep(this.#file, this.#kept);
    });
  }

  reloadRegions(db: Kysely<Schema>): Promise<void> {
    return this.#inTurn(async () => {
      const regions = await loadRegions(db);
      this.#regions = new NumberRegions(regions);
      await keepText(this.#regionFile, jsonOf(regions));
    });
  }

  get #regionFile(): string {
    return this.#file.replace(/[.]json$/, '-regions.json');
  }

  #use(kept: KeptTables): void {
    this.#kept = kept;
    this.#lists = new NumberLists(kept.lists);
    this.#calendars = new Map(
      kept.calendars.map(({ id, area, timeZone, weekly }) => [
        id,
        { id, timeZone, weekly, special: specialDays(kept.days, area) },
      ]),
    );
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const mine = this.#reloading.then(act);
    this.#reloading = mine.catch(() => undefined);
    return mine;
  }
}

/** Those of everywhere, and over them those of the area. */
function specialDays(days: KeptTables['days'], area: string): ReadonlyMap<string, SpecialDay> {
  const of = (wanted: string): [string, SpecialDay][] =>
    days.filter((day) => day.area === wanted).map((day) => [day.date, day]);
  return new Map([...of(''), ...(area === '' ? [] : of(area))]);
}

/** A list of pairs, written a part at a time. */
function* jsonOf(regions: ReadonlyMap<string, string>): Generator<string> {
  let before = '[';
  for (const part of partsOf(regions)) {
    yield before + JSON.stringify(part).slice(1, -1);
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

const keep = (file: string, value: unknown): Promise<void> => keepText(file, JSON.stringify(value));

async function keepText(file: string, text: string | Iterable<string>): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
