/** Hotline numbers by the hundred: out to a spreadsheet, and in again with an error for each row that is wrong. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { saveNumbers } from '../store/configuration-rows.js';
import type { NumberConfig } from '../store/configuration.js';
import { administrators, leaders, need } from './access.js';
import { changed } from './configuration-change.js';
import type { ApiDeps } from './deps.js';
import { closed } from './schemas.js';
import { csvType, importAnswer, mostErrors, openSheets, sheetIn, xlsxType, type RowError } from './sheet.js';
import type { SheetRow } from './sheet-reading-worker.js';

const columns = {
  number: ['号码', 'number'],
  name: ['名称', 'name'],
  flow: ['流程', 'flow'],
  language: ['语言', 'language'],
} as const;
const bodyLimit = 4 * 1024 * 1024;
const mostRows = 20_000;

export const numberSheetRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  const sheets = openSheets(app, deps.clock, bodyLimit);

  app.get(
    '/api/numbers.xlsx',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Hotline numbers as a spreadsheet', produces: [xlsxType] },
    },
    async (_, reply) => {
      const rows = deps.current.configuration.numbers.map((one) => [
        one.number,
        one.name,
        one.flow,
        one.language,
      ]);
      const sheet = await sheets.make(
        Object.values(columns).map(([title]) => title),
        rows,
      );
      return reply
        .type(xlsxType)
        .header('content-disposition', 'attachment; filename="numbers.xlsx"')
        .send(sheet);
    },
  );

  app.post(
    '/api/numbers/import',
    {
      onRequest: need(deps, administrators),
      bodyLimit,
      schema: {
        summary: 'Create or change numbers from XLSX or CSV: all of them, or none when a row is wrong',
        consumes: [xlsxType, csvType],
        querystring: closed({
          dryRun: Type.Optional(Type.Boolean({ description: 'Only look for errors' })),
        }),
        response: { 200: importAnswer },
      },
    },
    async (request) => {
      const rows = await sheets.rows(sheetIn(request), columns);
      const errors = errorsIn(
        rows,
        deps.engine.flows().map(({ name }) => name),
      );
      if (errors.length > 0 || request.query.dryRun === true)
        return { saved: 0, rows: rows.length, errors: errors.slice(0, mostErrors) };
      const numbers = rows.map(({ cells }) => numberOf(cells));
      await saveNumbers(deps.link.use().main, numbers);
      await changed(deps, request, 'numbers.imported', '', { numbers: numbers.length });
      return { saved: numbers.length, rows: rows.length, errors: [] };
    },
  );
  return Promise.resolve();
};

const languages: Readonly<Record<string, NumberConfig['language']>> = {
  ...{ 'zh-cn': 'zh-CN', zh: 'zh-CN', 中文: 'zh-CN', en: 'en', english: 'en', 英文: 'en' },
};

const numberOf = (cells: SheetRow['cells']): NumberConfig => ({
  ...{ number: cells['number'] ?? '', name: cells['name'] ?? '', flow: cells['flow'] ?? '' },
  language: languages[(cells['language'] ?? '').toLowerCase()] ?? 'zh-CN',
});

function errorsIn(rows: readonly SheetRow[], flows: readonly string[]): RowError[] {
  const errors: RowError[] = [];
  const seen = new Map<string, number>();
  if (rows.length > mostRows)
    return [{ row: mostRows + 2, column: '', reason: `more than ${mostRows} numbers at once` }];
  for (const { row, cells } of rows) {
    const wrong = (column: keyof typeof columns, reason: string): number =>
      errors.push({ row, column: columns[column][0], reason });
    const { number, name, flow, language } = { number: '', name: '', flow: '', language: '', ...cells };
    if (!/^[+]?[0-9*#]{1,32}$/.test(number)) wrong('number', `${number || 'an empty cell'} is no number`);
    const before = seen.get(number);
    if (before !== undefined) wrong('number', `${number} is in row ${before} too`);
    seen.set(number, row);
    if (name === '' || name.length > 80) wrong('name', 'must have 1 to 80 characters');
    if (!flows.includes(flow)) wrong('flow', `there is no flow ${flow}; there are ${flows.join(', ')}`);
    if (!Object.hasOwn(languages, language.toLowerCase()))
      wrong('language', `${language} is none of zh-CN, en`);
  }
  return errors;
}
