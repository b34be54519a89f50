import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { deleteNumber, saveNumber } from '../store/configuration-rows.js';
import { administrators, leaders, need } from './access.js';
import { changed } from './configuration-change.js';
import type { ApiDeps } from './deps.js';
import { closed, dialledNumber, empty, listOf, number, numberSettings } from './schemas.js';

const byNumber = closed({ number: dialledNumber });

export const numberRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/numbers',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Hotline numbers', response: { 200: listOf(number) } },
    },
    () => ({ items: [...deps.current.configuration.numbers] }),
  );
  app.put(
    '/api/numbers/:number',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Create or change a number',
        params: byNumber,
        body: closed(numberSettings),
        response: { 200: number },
      },
    },
    async (request) => {
      const saved = { number: request.params.number, ...request.body };
      const flows = deps.engine.flows().map((flow) => flow.name);
      if (!flows.includes(saved.flow)) {
        const reason = `must be a flow that is loaded: ${flows.join(', ') || 'there is none'}`;
        throw new YihaoError('request.invalid', { where: 'body/flow', reason });
      }
      await saveNumber(deps.link.use().main, saved);
      await changed(deps, request, 'number.saved', saved.number, saved);
      return saved;
    },
  );
  app.delete(
    '/api/numbers/:number',
    {
      onRequest: need(deps, administrators),
      schema: { summary: 'Delete a number', params: byNumber, response: { 204: empty } },
    },
    async (request, reply) => {
      const id = request.params.number;
      if (!(await deleteNumber(deps.link.use().main, id)))
        throw new YihaoError('not.found', { what: 'number', id });
      await changed(deps, request, 'number.deleted', id);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};
