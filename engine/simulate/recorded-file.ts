/** Calls of a recorded day in a CSV or JSON file; docs/simulator.md has the columns. */
import { type Static, Type } from '@sinclair/typebox';
import { ok, type Result } from '../../kernel/result.js';
import { type FileError, type Path, readYaml } from '../ivr/located-yaml.js';
import { schemaErrors } from '../ivr/schema-errors.js';
import type { RecordedCall, Wanted } from './model.js';
import { msOfClockTime } from './times.js';

const seconds = Type.Optional(Type.Number({ minimum: 0, maximum: 86_400 }));
const rowSchema = Type.Object(
  {
    at: Type.String(),
    queue: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    priority: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000 })),
    level: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    region: Type.Optional(Type.String({ maxLength: 64 })),
    waitSeconds: seconds,
    left: Type.Optional(
      Type.Union([Type.Literal('answered'), Type.Literal('abandoned'), Type.Literal('other')]),
    ),
    talkSeconds: seconds,
    wrapUpSeconds: seconds,
  },
  { additionalProperties: false },
);
type Row = Static<typeof rowSchema>;
const columns = Object.keys(rowSchema.properties) as readonly (keyof Row)[];
const numbers: ReadonlySet<string> = new Set([
  ...['priority', 'level', 'waitSeconds', 'talkSeconds', 'wrapUpSeconds'],
]);

/** A day of the largest hotline has some tens of thousands. */
const MAX_ROWS = 500_000;
const MAX_ERRORS = 50;

export interface RecordedErrors {
  readonly errors: readonly FileError[];
}

/** What holds for rows that do not say, and where the day lies. */
export interface Surroundings {
  readonly queue: string | undefined;
  readonly queues: ReadonlySet<string>;
  readonly wanted: Omit<Wanted, 'queue'>;
  /** Midnight since the epoch: `at` is a time of that day, or a moment with its offset. */
  readonly midnight: number;
  /** From midnight. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** @returns the calls that came within the day, in the order of their coming. */
export function readRecordedCalls(
  text: string,
  file: string,
  around: Surroundings,
): Result<readonly RecordedCall[], RecordedErrors> {
  const rows = file.toLowerCase().endsWith('.json') ? jsonRows(text, file) : csvRows(text, file);
  if (!rows.ok) return rows;
  const { items, at } = rows.value;
  if (items.length > MAX_ROWS)
    return { ok: false, errors: [at([], `has more than ${MAX_ROWS} calls; take a part of the day`)] };
  const calls: RecordedCall[] = [];
  const errors: FileError[] = [];
  for (const [n, item] of items.entries()) {
    if (errors.length >= MAX_ERRORS) break;
    const wrong = schemaErrors(rowSchema, item);
    for (const { path, reason } of wrong) errors.push(at([n, ...path], reason));
    if (wrong.length > 0) continue;
    const made = callOf(item as Row, around);
    if (!made.ok) errors.push(at([n, made.column], made.why));
    else if (made.value) calls.push(made.value);
  }
  if (errors.length > 0) return { ok: false, errors };
  return ok(calls.sort((a, b) => a.atMs - b.atMs));
}

interface Rows {
  readonly items: readonly unknown[];
  readonly at: (path: Path, reason: string) => FileError;
}

/** @returns undefined for one that came outside of the day. */
function callOf(
  row: Row,
  around: Surroundings,
): Result<RecordedCall | undefined, { readonly column: keyof Row; readonly why: string }> {
  const queue = row.queue ?? around.queue;
  if (queue === undefined) return { ok: false, column: 'queue', why: 'is missing' };
  if (!around.queues.has(queue)) return { ok: false, column: 'queue', why: `there is no queue ${queue}` };
  const fromMidnight = momentOf(row.at, around.midnight);
  if (fromMidnight === undefined)
    return { ok: false, column: 'at', why: 'must be HH:MM:SS, or a moment as 2026-03-02T10:00:00+08:00' };
  if (fromMidnight < around.fromMs || fromMidnight >= around.toMs) return ok(undefined);
  const ms = (value: number | undefined): number | null => (value === undefined ? null : value * 1000);
  const { priority, level, region } = row;
  return ok({
    atMs: fromMidnight - around.fromMs,
    wanted: {
      ...{ ...around.wanted, queue },
      ...(priority !== undefined && { priority }),
      ...(level !== undefined && { level }),
      ...(region !== undefined && { region }),
    },
    ...{ waitMs: ms(row.waitSeconds), left: row.left ?? 'other' },
    ...{ talkMs: ms(row.talkSeconds), wrapUpMs: ms(row.wrapUpSeconds) },
  });
}

function momentOf(text: string, midnight: number): number | undefined {
  if (/^\d\d:\d\d(:\d\d)?$/.test(text)) return msOfClockTime(text);
  if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at - midnight;
}

function jsonRows(text: string, file: string): Result<Rows, RecordedErrors> {
  // Only one that is wrong is read again for the places of its parts: that takes long.
  const at = (path: Path, reason: string): FileError => readYaml(text, file).at(path, reason);
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items)
      ? ok({ items, at })
      : { ok: false, errors: [at([], 'must be a list of calls')] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, errors: [at([], `is no JSON: ${reason}`)] };
  }
}

function csvRows(text: string, file: string): Result<Rows, RecordedErrors> {
  const records = splitCsv(text.replace(/^\uFEFF/, ''));
  const [header, ...body] = records;
  const lineOf = (n: number): number => body[n]?.line ?? 1;
  const at = ([n, ...path]: Path, reason: string): FileError => ({
    ...{ file, line: typeof n === 'number' ? lineOf(n) : 1, column: 1, path: path.join('.'), reason },
  });
  const names = header?.cells.map((cell) => cell.trim()) ?? [];
  const unknown = names.find((name) => !columns.some((column) => column === name));
  if (unknown !== undefined || !names.includes('at')) {
    const reason =
      unknown === undefined ? 'must have a first line with the column at' : `there is no column ${unknown}`;
    return { ok: false, errors: [at([], `${reason}; the columns are ${columns.join(', ')}`)] };
  }
  const items = body.map(({ cells }) =>
    Object.fromEntries(
      names.flatMap((name, i): [string, unknown][] => {
        const cell = (cells[i] ?? '').trim();
        if (cell === '') return [];
        const number = Number(cell);
        return [[name, numbers.has(name) && !Number.isNaN(number) ? number : cell]];
      }),
    ),
  );
  return ok({ items, at });
}

/** RFC 4180, with either end of line; empty lines are left out. */
function splitCsv(text: string): { readonly line: number; readonly cells: readonly string[] }[] {
  const records: { line: number; cells: string[] }[] = [];
  const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|\r|$)/y;
  let line = 1;
  let record = { line, cells: [] as string[] };
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) break;
    const [whole, content = '', end = ''] = match;
    record.cells.push(content.startsWith('"') ? content.slice(1, -1).replaceAll('""', '"') : content);
    line += whole.split('\n').length - 1;
    if (end === ',') continue;
    if (record.cells.some((one) => one.trim() !== '')) records.push(record);
    record = { line, cells: [] };
  }
  if (record.cells.some((one) => one.trim() !== '')) records.push(record);
  return records;
}
