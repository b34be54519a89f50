/** Numbers that may not be dialled (禁拨字段). */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { deleteForbidden, saveForbidden } from '../store/desk-rows.js';
import { administrators, leaders, need } from './access.js';
import { changed } from './configuration-change.js';
import type { ApiDeps } from './deps.js';
import { forbiddenNumber, forbiddenSettings } from './desk-schemas.js';
import { closed, empty, listOf, slug } from './schemas.js';

const byId = closed({ id: slug });

export const forbiddenRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/forbidden',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Forbidden numbers', response: { 200: listOf(forbiddenNumber) } },
    },
    () => ({
      items: deps.current.configuration.forbidden.map((entry) => ({ ...entry, agents: [...entry.agents] })),
    }),
  );
  app.post(
    '/api/forbidden',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Forbid a number or a prefix',
        body: closed(forbiddenSettings),
        response: { 201: forbiddenNumber },
      },
    },
    async (request, reply) => {
      const made = { id: deps.random.uuid(), ...request.body };
      await saveForbidden(deps.link.use().main, made);
      await changed(deps, request, 'forbidden.created', made.id, made);
      return reply.code(201).send(made);
    },
  );
  app.put(
    '/api/forbidden/:id',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Create or change an entry',
        params: byId,
        body: closed(forbiddenSettings),
        response: { 200: forbiddenNumber },
      },
    },
    async (request) => {
      const saved = { id: request.params.id, ...request.body };
      await saveForbidden(deps.link.use().main, saved);
      await changed(deps, request, 'forbidden.saved', saved.id, saved);
      return saved;
    },
  );
  app.delete(
    '/api/forbidden/:id',
    {
      onRequest: need(deps, administrators),
      schema: { summary: 'Allow it again', params: byId, response: { 204: empty } },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await deleteForbidden(deps.link.use().main, id)))
        throw new YihaoError('not.found', { what: 'forbidden number', id });
      await changed(deps, request, 'forbidden.deleted', id);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};
