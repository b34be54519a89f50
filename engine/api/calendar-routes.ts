/** Working hours (工作时间管理) and special days (节假日管理). */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { dayAt, yearOf } from '../ivr/calendar.js';
import { deleteCalendar, deleteDay, saveCalendar, saveDays, type AreaDay } from '../store/flow-table-rows.js';
import { administrators, leaders, need, note } from './access.js';
import type { ApiDeps } from './deps.js';
import { closed, empty, listOf, slug, time } from './schemas.js';
import { refuseWhileUsed } from './uses.js';

const clock = '([01][0-9]|2[0-3]):[0-5][0-9]';
const period = closed({
  from: Type.String({ pattern: `^${clock}$` }),
  to: Type.String({ pattern: `^(${clock}|24:00)$`, description: 'Not included; after `from`' }),
});
const periods = Type.Array(period, { maxItems: 10 });
const area = Type.String({ maxLength: 40, description: 'Empty: everywhere' });
const date = Type.String({ pattern: '^20[0-9]{2}-[01][0-9]-[0-3][0-9]$' });

const calendarSettings = {
  name: Type.String({ minLength: 1, maxLength: 80 }),
  area,
  timeZone: Type.String({ minLength: 1, maxLength: 64 }),
  weekly: Type.Record(Type.String({ pattern: '^[1-7]$' }), periods, {
    additionalProperties: false,
    description: '1 Monday … 7 Sunday; a day that is absent is closed',
  }),
};
const calendar = closed({ id: slug, ...calendarSettings });
const kind = Type.Union([Type.Literal('holiday'), Type.Literal('workday'), Type.Literal('exception')], {
  description: 'holiday: closed; workday: 调休, worked as another weekday; exception: hours of its own',
});
const daySettings = {
  kind,
  name: Type.String({ minLength: 1, maxLength: 80 }),
  periods: Type.Optional(periods),
  asWeekday: Type.Optional(Type.Integer({ minimum: 1, maximum: 7 })),
};
const day = closed({ area, date, ...daySettings });
const byId = closed({ id: slug });
const yearDay = Type.Object({
  date: Type.String(),
  weekday: Type.Integer(),
  kind: Type.String(),
  name: Type.String(),
  periods: Type.Array(Type.Object({ from: Type.String(), to: Type.String() })),
});

export const calendarRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/calendars',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Working hours', response: { 200: listOf(calendar) } },
    },
    () => ({
      items: deps.tables.kept.calendars.map((one) => ({
        ...one,
        weekly: Object.fromEntries(Object.entries(one.weekly).map(([key, list]) => [key, [...list]])),
      })),
    }),
  );
  app.put(
    '/api/calendars/:id',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Create or change working hours',
        params: byId,
        body: closed(calendarSettings),
        response: { 200: calendar },
      },
    },
    async (request) => {
      const saved = { id: request.params.id, ...request.body };
      refuseZone(saved.timeZone);
      for (const [key, list] of Object.entries(saved.weekly)) refusePeriods(`body/weekly/${key}`, list);
      await saveCalendar(deps.link.use().main, saved);
      await deps.tables.reload(deps.link.use().main);
      await note(deps, request, 'calendar.saved', saved.id, saved);
      return saved;
    },
  );
  app.delete(
    '/api/calendars/:id',
    {
      onRequest: need(deps, administrators),
      schema: { summary: 'Delete working hours that no flow uses', params: byId, response: { 204: empty } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await refuseWhileUsed(deps, 'calendar', id);
      if (!(await deleteCalendar(deps.link.use().main, id)))
        throw new YihaoError('not.found', { what: 'calendar', id });
      await deps.tables.reload(deps.link.use().main);
      await note(deps, request, 'calendar.deleted', id);
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/api/calendars/:id/years/:year',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Every day of a year, as it is worked',
        params: closed({ id: slug, year: Type.Integer({ minimum: 2000, maximum: 2099 }) }),
        response: { 200: listOf(yearDay) },
      },
    },
    ({ params: { id, year } }) => {
      const found = deps.tables.calendar(id);
      if (!found) throw new YihaoError('not.found', { what: 'calendar', id });
      return { items: yearOf(found, year).map((one) => ({ ...one, periods: [...one.periods] })) };
    },
  );
  app.get(
    '/api/calendars/:id/at',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Whether it is open at a moment, by which day and hours',
        params: byId,
        querystring: closed({
          at: Type.Optional({ ...time, description: 'Milliseconds since the epoch; absent: now' }),
        }),
        response: { 200: Type.Object({ open: Type.Boolean(), time: Type.String(), day: yearDay }) },
      },
    },
    ({ params: { id }, query }) => {
      const found = deps.tables.calendar(id);
      if (!found) throw new YihaoError('not.found', { what: 'calendar', id });
      const { day: worked, ...rest } = dayAt(found, query.at ?? deps.clock.now());
      return { ...rest, day: { ...worked, periods: [...worked.periods] } };
    },
  );
  dayRoutes(app, deps);
  return Promise.resolve();
};

const dayRoutes = (app: Parameters<FastifyPluginAsyncTypebox<ApiDeps>>[0], deps: ApiDeps): void => {
  app.get(
    '/api/special-days',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Holidays, 调休 days and exceptions',
        querystring: closed({
          area: Type.Optional(area),
          year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2099 })),
        }),
        response: { 200: listOf(day) },
      },
    },
    ({ query }) => ({
      items: deps.tables.kept.days
        .filter((one) => query.area === undefined || one.area === query.area)
        .filter((one) => query.year === undefined || one.date.startsWith(`${query.year}-`))
        .map(({ periods: hours, asWeekday, ...one }) => ({
          ...one,
          ...(hours && { periods: [...hours] }),
          ...(asWeekday !== undefined && { asWeekday }),
        })),
    }),
  );
  app.put(
    '/api/special-days',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Create or change special days, as those of a whole year',
        body: closed({ items: Type.Array(day, { minItems: 1, maxItems: 1000 }) }),
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      const days: readonly AreaDay[] = request.body.items;
      days.forEach(({ date: at, periods: hours }, i) => {
        if (!isDate(at))
          throw new YihaoError('request.invalid', { where: `body/items/${i}/date`, reason: 'is no date' });
        refusePeriods(`body/items/${i}/periods`, hours ?? []);
      });
      await saveDays(deps.link.use().main, days);
      await deps.tables.reload(deps.link.use().main);
      await note(deps, request, 'specialDays.saved', '', {
        days: days.map((one) => `${one.area} ${one.date}`),
      });
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/api/special-days',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'A day is as its weekday says again',
        querystring: closed({ area, date }),
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      const { area: of, date: at } = request.query;
      if (!(await deleteDay(deps.link.use().main, of, at)))
        throw new YihaoError('not.found', { what: 'special day', id: at });
      await deps.tables.reload(deps.link.use().main);
      await note(deps, request, 'specialDays.deleted', `${of} ${at}`);
      return reply.code(204).send(null);
    },
  );
};

/** The 30th of February rolls over, the 32nd of January is none at all. */
function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function refuseZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new YihaoError('request.invalid', {
      where: 'body/timeZone',
      reason: `${timeZone} is no time zone`,
    });
  }
}

/** In order, each with some length, none over another. */
function refusePeriods(where: string, list: readonly { readonly from: string; readonly to: string }[]): void {
  list.forEach(({ from, to }, i) => {
    if (from >= to)
      throw new YihaoError('request.invalid', { where: `${where}/${i}`, reason: 'ends before it begins' });
    const before = list[i - 1];
    if (before && before.to > from)
      throw new YihaoError('request.invalid', {
        where: `${where}/${i}`,
        reason: 'begins before the one before it ends',
      });
  });
}
