import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import {
  decodeCursor,
  hasPart,
  listCalls,
  readCall,
  readTimeline,
  type CallDetail,
} from '../store/call-reads.js';
import type { User } from '../store/people.js';
import { everybody, need, sessionOf } from './access.js';
import type { ApiDeps } from './deps.js';
import { callDetail, callQuery, callRow, closed, listOf, slug, timelineEntry } from './schemas.js';

const byCall = closed({ call: slug });

export const callRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/calls',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary: 'Calls, latest first; an agent gets those in which it had a part',
        querystring: callQuery,
        response: { 200: Type.Object({ items: Type.Array(callRow), next: Type.Optional(Type.String()) }) },
      },
    },
    async (request) => {
      const { user } = sessionOf(request);
      const { limit, cursor, agent, ...filter } = request.query;
      const from = cursor === undefined ? undefined : decodeCursor(cursor);
      if (cursor !== undefined && !from) {
        throw new YihaoError('request.invalid', {
          where: 'querystring/cursor',
          reason: 'must be the `next` of a page',
        });
      }
      // A number that is masked could be found out by filtering for it, so agents' lists hold their own calls alone.
      const whose = user.role === 'agent' ? { part: user.agent ?? '' } : agent === undefined ? {} : { agent };
      const page = await listCalls(deps.link.use().reports, { ...filter, ...whose }, limit, from);
      const items = [...page.calls];
      return page.next === undefined ? { items } : { items, next: page.next };
    },
  );

  app.get(
    '/api/calls/:call',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary: 'A call with its legs, queue entries and recordings',
        params: byCall,
        response: { 200: callDetail },
      },
    },
    async (request) => {
      const { call, legs, entries, recordings } = await callFor(
        deps,
        sessionOf(request).user,
        request.params.call,
      );
      return { call, legs: [...legs], entries: [...entries], recordings: [...recordings] };
    },
  );

  app.get(
    '/api/calls/:call/timeline',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary: 'What happened in a call, in order',
        params: byCall,
        response: { 200: listOf(timelineEntry) },
      },
    },
    async (request) => {
      const { user } = sessionOf(request);
      await callFor(deps, user, request.params.call);
      const timeline = await readTimeline(deps.link.use().reports, request.params.call);
      return {
        items: timeline.filter(({ type }) => user.role !== 'agent' || !type.startsWith('supervisor.')),
      };
    },
  );
  return Promise.resolve();
};

/**
 * A call that the user may see; others' calls are to an agent as if they were not there.
 * @throws YihaoError 'not.found'
 */
export async function callFor(deps: ApiDeps, user: User, id: string): Promise<CallDetail> {
  const { reports } = deps.link.use();
  const { agent } = user;
  const isOpen = user.role !== 'agent' || (agent !== null && (await hasPart(reports, id, agent)));
  const detail = isOpen ? await readCall(reports, id) : undefined;
  if (!detail) throw new YihaoError('not.found', { what: 'call', id });
  // Nor does an agent learn afterwards who listened.
  return user.role === 'agent'
    ? { ...detail, legs: detail.legs.filter(({ role }) => role !== 'supervisor') }
    : detail;
}
