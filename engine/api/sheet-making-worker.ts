/** The thread that a spreadsheet is made in: asks for its rows piece by piece, posts the file. */
import { once } from 'node:events';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import writeSheet from 'write-excel-file/node';

export interface RowsWanted {
  readonly rows: readonly (readonly string[])[];
  readonly isLast: boolean;
}

async function run(columns: readonly string[], port: MessagePort): Promise<void> {
  const rows: (readonly string[])[] = [];
  for (let isLast = false; !isLast;) {
    port.postMessage('more');
    const [piece] = (await once(port, 'message')) as [RowsWanted];
    for (const row of piece.rows) rows.push(row);
    ({ isLast } = piece);
  }
  const file = new Uint8Array(await sheetOf(columns, rows));
  port.postMessage(file, [file.buffer]);
}

/** @param columns titles in order. */
export function sheetOf(columns: readonly string[], rows: readonly (readonly string[])[]): Promise<Buffer> {
  const head = columns.map((value) => ({ value, type: String, fontWeight: 'bold' as const }));
  const body = rows.map((row) => row.map((value) => ({ value, type: String })));
  return writeSheet([head, ...body]).toBuffer();
}

if (parentPort) await run(workerData as readonly string[], parentPort);
