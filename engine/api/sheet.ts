/** Tables that people keep in spreadsheets: XLSX or CSV in, XLSX out. */
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import { SheetThread } from './sheet-thread.js';

export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const csvType = 'text/csv';

/** What is wrong with a cell; `row` counts from 1, which is the titles. */
export interface RowError {
  row: number;
  column: string;
  reason: string;
}

/** That an answer tells. */
export const mostErrors = 1000;

export const importAnswer = Type.Object({
  saved: Type.Integer({ description: 'None where a row is wrong' }),
  rows: Type.Integer(),
  errors: Type.Array(Type.Object({ row: Type.Integer(), column: Type.String(), reason: Type.String() })),
});

/** Lets the routes of this plugin take such files as bodies. @returns what reads and makes them. */
export function openSheets(
  app: Pick<FastifyInstance, 'addContentTypeParser' | 'addHook'>,
  clock: Clock,
  bodyLimit: number,
): SheetThread {
  app.addContentTypeParser(
    [xlsxType, csvType, 'application/octet-stream'],
    { parseAs: 'buffer', bodyLimit },
    (_, body, done) => done(null, body),
  );
  const sheets = new SheetThread(clock);
  app.addHook('onClose', () => sheets.close());
  return sheets;
}

/** @throws YihaoError 'request.invalid' */
export function sheetIn({ body }: Pick<FastifyRequest, 'body'>): Buffer {
  if (!Buffer.isBuffer(body)) throw invalid(`must be ${xlsxType} or ${csvType}`);
  return body;
}

const invalid = (reason: string): YihaoError => new YihaoError('request.invalid', { where: 'body', reason });
