/** The thread that a spreadsheet is read in: posts its rows piece by piece, each when the one before was taken. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { parse } from 'csv-parse';
import { unzipSync, zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/universal';

export interface SheetTask {
  readonly content: Uint8Array;
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** Columns that a file may lack. */
  readonly optional: readonly string[];
}

/** A row by its column titles; `row` is its number in the file, the titles being 1. */
export interface SheetRow {
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
}

export type SheetReport =
  { readonly rows: readonly SheetRow[]; readonly isLast: boolean } | { readonly refused: string };

/** A compressed file may not grow beyond this. */
const mostOctets = 64 * 1024 * 1024;
/** Few enough for the thread that takes them to notice nothing. */
const rowsInPiece = 1_000;
const octetsAtOnce = 64 * 1024;

async function run({ content, columns, optional }: SheetTask, port: MessagePort): Promise<void> {
  let names: readonly (string | undefined)[] | undefined;
  let rows: SheetRow[] = [];
  let at = 0;
  for await (const found of cellRows(content)) {
    at++;
    if (!names) {
      names = namesOf(found, columns, optional);
      continue;
    }
    const cells = Object.fromEntries(
      names.flatMap((name, i) => (name === undefined ? [] : [[name, (found[i] ?? '').trim()]])),
    );
    if (Object.values(cells).some((cell) => cell !== '')) rows.push({ row: at, cells });
    if (rows.length < rowsInPiece) continue;
    post(port, { rows, isLast: false });
    rows = [];
    await once(port, 'message');
  }
  if (!names) namesOf([], columns, optional);
  post(port, { rows, isLast: true });
}

function namesOf(
  titles: readonly string[],
  columns: SheetTask['columns'],
  optional: readonly string[],
): (string | undefined)[] {
  const names = titles.map((title) => {
    const plain = title.trim().toLowerCase();
    return Object.keys(columns).find((name) => columns[name]?.some((one) => one.toLowerCase() === plain));
  });
  const missing = Object.keys(columns).filter((name) => !names.includes(name) && !optional.includes(name));
  if (missing.length > 0)
    throw new Unfit(`lacks the columns ${missing.map((name) => columns[name]?.[0]).join(', ')}`);
  return names;
}

/** What is wrong with the table, and not with the file. */
class Unfit extends Error {}

async function* cellRows(content: Uint8Array): AsyncGenerator<readonly string[]> {
  if (content[0] === 0x50 && content[1] === 0x4b) {
    for (const row of await readSheet(unpacked(content))) yield row.map(textOf);
    return;
  }
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: false });
  yield* Readable.from(pieces(content)).pipe(parser) as AsyncIterable<string[]>;
}

function* pieces(content: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < content.length; at += octetsAtOnce)
    yield Buffer.from(content.subarray(at, at + octetsAtOnce));
}

/**
 * The same file uncompressed: no entry grows beyond the size that it claims, which is what is counted, and the reader
 * unpacks nothing that was not counted.
 */
function unpacked(content: Uint8Array): ArrayBuffer {
  let octets = 0;
  const files = unzipSync(content, {
    filter: ({ name, originalSize }) => {
      if (!name.endsWith('.xml') && !name.endsWith('.rels')) return false;
      octets += originalSize;
      if (octets > mostOctets) throw new Error('it is too large when unpacked');
      return true;
    },
  });
  return new Uint8Array(zipSync(files, { level: 0 })).buffer;
}

function textOf(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  if (!(cell instanceof Date)) return '';
  const [date = '', time = ''] = cell.toISOString().split('T');
  return time.startsWith('00:00') ? date : `${date} ${time.slice(0, 5)}`;
}

const post = (port: MessagePort, report: SheetReport): void => port.postMessage(report);

if (parentPort) {
  const port = parentPort;
  await run(workerData as SheetTask, port).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    post(port, { refused: error instanceof Unfit ? reason : `is no XLSX or CSV file: ${reason}` });
  });
}
