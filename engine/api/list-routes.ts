/** Blacklist (黑名单), whitelist (白名单) and important callers (重点来电): one list with three kinds of entries. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { plainListed } from '../list/plain-number.js';
import { readBlockedCalls, readBlockedCounts } from '../store/flow-reads.js';
import { deleteListed, saveAllListed, saveListed } from '../store/flow-table-rows.js';
import { leaders, need, note, sessionOf } from './access.js';
import type { ApiDeps } from './deps.js';
import { exportList, readList } from './list-sheet.js';
import { closed, empty, listOf, time } from './schemas.js';
import { csvType, importAnswer, openSheets, sheetIn, xlsxType } from './sheet.js';

const list = Type.Union([Type.Literal('black'), Type.Literal('white'), Type.Literal('important')]);
const entrySettings = {
  list,
  number: Type.String({ pattern: '^[+]?[0-9*#]{1,32}$' }),
  match: Type.Union([Type.Literal('exact'), Type.Literal('prefix')]),
  name: Type.String({ maxLength: 80, default: '' }),
  level: Type.Integer({
    ...{ minimum: -1000, maximum: 1000, default: 5 },
    description: 'Of an important caller, for rules and policies; ordinary callers have 0',
  }),
  reason: Type.String({ maxLength: 500, default: '' }),
  warning: Type.String({
    ...{ maxLength: 200, default: '' },
    description: 'Of an important caller: shown to the agent',
  }),
  // Null first: a number that is asked for takes null for 0.
  expiresAt: Type.Union([Type.Null(), { ...time, exclusiveMinimum: 0 }], {
    ...{ default: null, description: 'Null: for good' },
  }),
};
const entryView = Type.Object({
  id: Type.String(),
  ...entrySettings,
  createdBy: Type.String(),
  createdAt: Type.Number(),
  blocked: Type.Integer({ description: 'Calls that it turned away' }),
  lastBlockedAt: Type.Union([Type.Number(), Type.Null()]),
});
const byId = closed({ id: Type.String({ maxLength: 64 }) });
const byList = closed({ list });
const bodyLimit = 8 * 1024 * 1024;
/** Minutes east of UTC in which a table's dates are meant. */
const zone = Type.Integer({
  ...{ minimum: -840, maximum: 840, default: 480 },
  description: 'Minutes east of UTC of the dates in the table',
});

export const listRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/lists/:list',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Numbers on a list, with the calls that each turned away',
        params: byList,
        response: { 200: listOf(entryView) },
      },
    },
    async ({ params }) => ({ items: await entriesOf(deps, params.list) }),
  );
  app.put(
    '/api/lists',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Put a number on a list, or change what is said of it',
        body: closed(entrySettings),
        response: { 200: Type.Object({ id: Type.String() }) },
      },
    },
    async (request) => {
      if (plainListed(request.body.match, request.body.number) === '')
        throw new YihaoError('request.invalid', {
          where: 'body/number',
          reason: 'must be more than a country',
        });
      const createdBy = sessionOf(request).user.name;
      const entry = { id: deps.random.uuid(), ...request.body, createdBy };
      const id = await saveListed(deps.link.use().main, entry);
      await deps.tables.reload(deps.link.use().main);
      const { list: of, match, expiresAt } = request.body;
      await note(deps, request, 'list.saved', id, { list: of, match, expiresAt });
      return { id };
    },
  );
  app.delete(
    '/api/lists/entries/:id',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Take a number off its list', params: byId, response: { 204: empty } },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await deleteListed(deps.link.use().main, id)))
        throw new YihaoError('not.found', { what: 'entry of a list', id });
      await deps.tables.reload(deps.link.use().main);
      await note(deps, request, 'list.deleted', id);
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/api/lists/entries/:id/blocked',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Calls that an entry turned away, the latest first',
        params: byId,
        response: {
          200: listOf(
            Type.Object({
              call: Type.String(),
              at: Type.Number(),
              caller: Type.String(),
              called: Type.String(),
            }),
          ),
        },
      },
    },
    async ({ params }) => ({ items: await readBlockedCalls(deps.link.use().main, params.id, 500) }),
  );
  listSheetRoutes(app, deps);
  return Promise.resolve();
};

const listSheetRoutes = (app: Parameters<FastifyPluginAsyncTypebox<ApiDeps>>[0], deps: ApiDeps): void => {
  const sheets = openSheets(app, deps.clock, bodyLimit);
  app.get(
    '/api/lists/:list/sheet',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'The list as a spreadsheet, as the import takes it',
        params: byList,
        querystring: closed({ zone }),
        produces: [xlsxType],
      },
    },
    async ({ params, query }, reply) => {
      const sheet = await exportList(sheets, await entriesOf(deps, params.list), query.zone);
      return reply
        .type(xlsxType)
        .header('content-disposition', `attachment; filename="${params.list}.xlsx"`)
        .send(sheet);
    },
  );
  app.post(
    '/api/lists/:list/import',
    {
      onRequest: need(deps, leaders),
      bodyLimit,
      schema: {
        summary: 'Put numbers on a list from XLSX or CSV: all of them, or none when a row is wrong',
        params: byList,
        consumes: [xlsxType, csvType],
        querystring: closed({ zone, dryRun: Type.Optional(Type.Boolean()) }),
        response: { 200: importAnswer },
      },
    },
    async (request) => {
      const { entries, errors, rows } = await readList(sheets, sheetIn(request), request.query.zone);
      if (errors.length > 0 || request.query.dryRun === true) return { saved: 0, rows, errors };
      const createdBy = sessionOf(request).user.name;
      const of = request.params.list;
      await saveAllListed(
        deps.link.use().main,
        entries.map((entry) => ({ ...entry, id: deps.random.uuid(), list: of, createdBy })),
      );
      await deps.tables.reload(deps.link.use().main);
      await note(deps, request, 'list.imported', '', { list: of, numbers: entries.length });
      return { saved: entries.length, rows, errors: [] };
    },
  );
};

async function entriesOf(deps: ApiDeps, of: 'black' | 'white' | 'important') {
  const counts = new Map((await readBlockedCounts(deps.link.use().main)).map((one) => [one.entry, one]));
  return deps.tables.kept.lists
    .filter((one) => one.list === of)
    .map((one) => ({
      ...one,
      blocked: counts.get(one.id)?.count ?? 0,
      lastBlockedAt: counts.get(one.id)?.lastAt ?? null,
    }));
}
