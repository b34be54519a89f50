/** Regions of numbers (归属地) by prefix; the longest that fits counts. A full table has hundreds of thousands. */
import { Readable } from 'node:stream';
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { sleep } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import { plainPrefix } from '../list/plain-number.js';
import { deleteRegion, regionParts, replaceRegions, saveRegion } from '../store/flow-table-rows.js';
import { findRegions, regionNames } from '../store/region-reads.js';
import { administrators, leaders, need, note } from './access.js';
import type { ApiDeps } from './deps.js';
import { closed, dialledNumber, empty, listOf } from './schemas.js';
import { csvType, importAnswer, mostErrors, openSheets, sheetIn, xlsxType, type RowError } from './sheet.js';
import type { SheetRow } from './sheet-reading-worker.js';

const regionName = Type.String({ minLength: 1, maxLength: 80 });
const region = closed({ prefix: dialledNumber, region: regionName });
const byPrefix = closed({ prefix: dialledNumber });
const bodyLimit = 32 * 1024 * 1024;
const mostRegions = 1_000_000;
const mostInOneList = 10_000;
/** Rows after which the thread does other things in between. */
const rowsAtOnce = 5_000;
const [prefixTitle, regionTitle] = ['号段', '地区'];
const columns = { prefix: [prefixTitle, 'prefix'], region: [regionTitle, '归属地', 'region'] };

type App = Parameters<FastifyPluginAsyncTypebox<ApiDeps>>[0];

export const regionRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  const sheets = openSheets(app, deps.clock, bodyLimit);
  readRoutes(app, deps);
  changeRoutes(app, deps);
  app.post(
    '/api/regions/import',
    {
      onRequest: need(deps, administrators),
      bodyLimit,
      schema: {
        summary:
          'Put a table of prefixes and regions (XLSX or CSV) in the place of the one before, or none of it',
        consumes: [xlsxType, csvType],
        querystring: closed({ dryRun: Type.Optional(Type.Boolean()) }),
        response: { 200: importAnswer },
      },
    },
    async (request) => {
      const { regions, errors, rows } = await readTable(await sheets.rows(sheetIn(request), columns), () =>
        sleep(deps.clock, 0),
      );
      if (errors.length > 0 || request.query.dryRun === true) return { saved: 0, rows, errors };
      await replaceRegions(deps.link.use().main, regions);
      await deps.tables.reloadRegions(deps.link.use().main);
      await note(deps, request, 'regions.imported', '', { prefixes: regions.size });
      return { saved: regions.size, rows, errors: [] };
    },
  );
  return Promise.resolve();
};

function readRoutes(app: App, deps: ApiDeps): void {
  app.get(
    '/api/regions',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Prefixes with their regions, in order; those that begin with a text or are of a region',
        querystring: closed({
          search: Type.String({ maxLength: 80, default: '' }),
          offset: Type.Integer({ minimum: 0, maximum: mostRegions, default: 0 }),
          limit: Type.Integer({ minimum: 1, maximum: mostInOneList, default: 100 }),
        }),
        response: {
          200: Type.Object({
            items: Type.Array(region),
            total: Type.Integer({ description: 'That fit the search' }),
            prefixes: Type.Integer({ description: 'In all' }),
          }),
        },
      },
    },
    async ({ query }) => ({
      ...(await findRegions(deps.link.use().reports, query)),
      prefixes: deps.tables.regions.size,
    }),
  );
  app.get(
    '/api/regions/names',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Regions that some prefix has', response: { 200: listOf(Type.String()) } },
    },
    async () => ({ items: await regionNames(deps.link.use().reports) }),
  );
  app.get(
    '/api/regions/of/:number',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'The region of a number, and the prefix that tells it; both empty where none fits',
        params: closed({ number: dialledNumber }),
        response: { 200: Type.Object({ prefix: Type.String(), region: Type.String() }) },
      },
    },
    ({ params }) => deps.tables.regions.match(params.number) ?? { prefix: '', region: '' },
  );
  app.get(
    '/api/regions.csv',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'The whole table, as the import takes it', produces: [csvType] },
    },
    (_, reply) =>
      reply
        .type(`${csvType}; charset=utf-8`)
        .header('content-disposition', 'attachment; filename="regions.csv"')
        .send(Readable.from(csvOf(regionParts(deps.link.use().reports)))),
  );
}

/** A part of the table at a time. */
async function* csvOf(parts: ReturnType<typeof regionParts>): AsyncGenerator<string> {
  const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  // With the first part: until that is there, the answer can still be a refusal.
  let titles = '\uFEFF号段,地区\n';
  for await (const part of parts) {
    yield titles + part.map(({ prefix, region: name }) => `${prefix},${cell(name)}\n`).join('');
    titles = '';
  }
  if (titles !== '') yield titles;
}

function changeRoutes(app: App, deps: ApiDeps): void {
  app.put(
    '/api/regions',
    {
      onRequest: need(deps, administrators),
      bodyLimit: 4 * 1024 * 1024,
      schema: {
        summary: 'Put this list of regions in the place of the old one',
        body: closed({ items: Type.Array(region, { maxItems: mostInOneList }) }),
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      const regions = new Map<string, string>();
      request.body.items.forEach((one, i) => {
        const where = `body/items/${i}/prefix`;
        const prefix = prefixOf(one.prefix, where);
        if (regions.has(prefix)) throw new YihaoError('request.invalid', { where, reason: 'is there twice' });
        regions.set(prefix, one.region);
      });
      await replaceRegions(deps.link.use().main, regions);
      await deps.tables.reloadRegions(deps.link.use().main);
      await note(deps, request, 'regions.saved', '', { count: regions.size });
      return reply.code(204).send(null);
    },
  );
  app.put(
    '/api/regions/:prefix',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Say which region a prefix is of',
        params: byPrefix,
        body: closed({ region: regionName }),
        response: { 200: region },
      },
    },
    async (request) => {
      const prefix = prefixOf(request.params.prefix, 'params/prefix');
      if (deps.tables.regions.size >= mostRegions)
        throw new YihaoError('request.invalid', {
          where: 'params/prefix',
          reason: `is one more than ${mostRegions} prefixes`,
        });
      await saveRegion(deps.link.use().main, prefix, request.body.region);
      await deps.tables.reloadRegions(deps.link.use().main);
      await note(deps, request, 'regions.saved', prefix, { count: 1 });
      return { prefix, region: request.body.region };
    },
  );
  app.delete(
    '/api/regions/:prefix',
    {
      onRequest: need(deps, administrators),
      schema: { summary: 'Take a prefix out of the table', params: byPrefix, response: { 204: empty } },
    },
    async (request, reply) => {
      const { prefix } = request.params;
      if (!(await deleteRegion(deps.link.use().main, prefix)))
        throw new YihaoError('not.found', { what: 'prefix', id: prefix });
      await deps.tables.reloadRegions(deps.link.use().main);
      await note(deps, request, 'regions.saved', prefix, { count: 0 });
      return reply.code(204).send(null);
    },
  );
}

/** @throws YihaoError 'request.invalid' for one that says nothing, as +86. */
function prefixOf(text: string, where: string): string {
  const prefix = plainPrefix(text);
  if (prefix === '')
    throw new YihaoError('request.invalid', { where, reason: 'must be more than a country' });
  return prefix;
}

async function readTable(
  table: readonly SheetRow[],
  breathe: () => Promise<unknown>,
): Promise<{
  readonly rows: number;
  readonly regions: ReadonlyMap<string, string>;
  readonly errors: RowError[];
}> {
  const errors: RowError[] = [];
  const regions = new Map<string, string>();
  for (const { row, cells } of table) {
    if (row % rowsAtOnce === 0) await breathe();
    if (errors.length >= mostErrors) break;
    const prefix = plainPrefix(cells['prefix'] ?? '');
    const name = cells['region'] ?? '';
    if (!/^[+]?[0-9*#]{1,32}$/.test(cells['prefix'] ?? '') || prefix === '')
      errors.push({ row, column: prefixTitle, reason: `${cells['prefix'] || 'an empty cell'} is no prefix` });
    else if (regions.has(prefix))
      errors.push({ row, column: prefixTitle, reason: `${prefix} is there twice` });
    if (name === '' || name.length > 80)
      errors.push({ row, column: regionTitle, reason: 'must have 1 to 80 characters' });
    if (regions.size >= mostRegions) {
      errors.push({ row, column: '', reason: `more than ${mostRegions} prefixes` });
      break;
    }
    regions.set(prefix, name);
  }
  return { rows: table.length, regions, errors };
}
