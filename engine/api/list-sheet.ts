/** A list of numbers as a spreadsheet: what operators are sent and send on. */
import { plainListed } from '../list/plain-number.js';
import type { NewListed } from '../store/flow-table-rows.js';
import { mostErrors, type RowError } from './sheet.js';
import type { SheetThread } from './sheet-thread.js';
import type { SheetRow } from './sheet-reading-worker.js';

const columns = {
  number: ['号码', 'number'],
  match: ['匹配', 'match'],
  name: ['名称', 'name'],
  level: ['等级', 'level'],
  warning: ['提示', 'warning'],
  reason: ['原因', 'reason'],
  expiresAt: ['有效期至', 'expires'],
} as const;
const optional = ['match', 'name', 'level', 'warning', 'reason', 'expiresAt'];
const mostRows = 20_000;
const minuteMs = 60_000;

type Entry = Omit<NewListed, 'id' | 'list' | 'createdBy'>;
type Exported = Entry & { readonly blocked: number; readonly lastBlockedAt: number | null };
type Read = { readonly rows: number; readonly entries: readonly Entry[]; readonly errors: RowError[] };

const matches: Readonly<Record<string, Entry['match']>> = {
  ...{ '': 'exact', 精确: 'exact', exact: 'exact', 前缀: 'prefix', 号段: 'prefix', prefix: 'prefix' },
};

/** @param zone minutes east of UTC of the dates in it. @throws YihaoError 'request.invalid' */
export async function readList(sheets: SheetThread, content: Buffer, zone: number): Promise<Read> {
  const rows = await sheets.rows(content, columns, optional);
  if (rows.length > mostRows) {
    const reason = `more than ${mostRows} numbers at once`;
    return { rows: rows.length, entries: [], errors: [{ row: mostRows + 2, column: '', reason }] };
  }
  const errors: RowError[] = [];
  const seen = new Map<string, number>();
  const entries = rows.map(({ row, cells }): Entry => {
    const wrong = (column: keyof typeof columns, reason: string): number =>
      errors.push({ row, column: columns[column][0], reason });
    const of = (name: keyof typeof columns): string => cells[name] ?? '';
    const match = matches[of('match').toLowerCase()];
    if (!match) wrong('match', `${of('match')} is none of 精确, 前缀`);
    const number = of('number');
    const plain = plainListed(match ?? 'exact', number);
    if (!/^[+]?[0-9*#]{1,32}$/.test(number)) wrong('number', `${number || 'an empty cell'} is no number`);
    else if (plain === '') wrong('number', `${number} is no more than a country`);
    const key = `${match ?? ''} ${plain || number}`;
    const before = seen.get(key);
    if (before !== undefined) wrong('number', `${number} is in row ${before} too`);
    seen.set(key, row);
    for (const [name, most] of [['name', 80] as const, ['warning', 200] as const, ['reason', 500] as const])
      if (of(name).length > most) wrong(name, `must have at most ${most} characters`);
    const level = of('level') === '' ? 5 : Number(of('level'));
    if (!Number.isInteger(level) || Math.abs(level) > 1000)
      wrong('level', `${of('level')} is no whole number from -1000 to 1000`);
    const expiresAt = momentOf(of('expiresAt'), zone);
    if (expiresAt === undefined) wrong('expiresAt', `${of('expiresAt')} is no date`);
    const { name, warning, reason } = { name: of('name'), warning: of('warning'), reason: of('reason') };
    return {
      ...{ number, match: match ?? 'exact', name, level },
      warning,
      reason,
      expiresAt: expiresAt ?? null,
    };
  });
  return { rows: rows.length, entries, errors: errors.slice(0, mostErrors) };
}

export function exportList(sheets: SheetThread, entries: readonly Exported[], zone: number): Promise<Buffer> {
  const titles = [...Object.values(columns).map(([title]) => title), '拦截次数', '最近拦截'];
  return sheets.make(titles, rowsOf(entries, zone));
}

function* rowsOf(entries: readonly Exported[], zone: number): Generator<string[]> {
  for (const one of entries)
    yield [
      ...[one.number, one.match === 'prefix' ? '前缀' : '精确', one.name, String(one.level)],
      ...[one.warning, one.reason, textOf(one.expiresAt, zone), String(one.blocked)],
      textOf(one.lastBlockedAt, zone),
    ];
}

/** yyyy-mm-dd, to the end of the day, or with hh:mm. @returns null where nothing is said, undefined for no date. */
function momentOf(text: SheetRow['cells'][string], zone: number): number | null | undefined {
  if (text === '' || text === '长期') return null;
  const found = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?$/.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found
    .slice(1)
    .map((part) => Number(part || 0));
  const at = Date.UTC(year, month - 1, found[4] === undefined ? day + 1 : day, hour, minute);
  const asWritten = new Date(Date.UTC(year, month - 1, day));
  if (asWritten.getUTCMonth() !== month - 1 || asWritten.getUTCDate() !== day || hour > 24 || minute > 59)
    return undefined;
  return at - zone * minuteMs;
}

const textOf = (at: number | null, zone: number): string =>
  at === null ? '' : new Date(at + zone * minuteMs).toISOString().slice(0, 16).replace('T', ' ');
