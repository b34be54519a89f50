import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { deleteQueue, saveQueue } from '../store/configuration-rows.js';
import { administrators, leaders, need } from './access.js';
import { changed, checkDistribution, knownSkills } from './configuration-change.js';
import type { ApiDeps } from './deps.js';
import { closed, empty, listOf, queue, queueSettings, slug } from './schemas.js';
import { refuseWhileUsed } from './uses.js';

const byId = closed({ id: slug });

export const queueRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/queues',
    { onRequest: need(deps, leaders), schema: { summary: 'Queues', response: { 200: listOf(queue) } } },
    () => ({ items: deps.current.configuration.queues.map((one) => ({ ...one, skills: [...one.skills] })) }),
  );
  app.put(
    '/api/queues/:id',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Create or change a queue',
        params: byId,
        body: closed(queueSettings),
        response: { 200: queue },
      },
    },
    async (request) => {
      const saved = { id: request.params.id, ...request.body };
      knownSkills(deps, saved.skills);
      checkDistribution(deps, saved.distribution ?? {});
      await saveQueue(deps.link.use().main, saved);
      await changed(deps, request, 'queue.saved', saved.id, saved);
      return saved;
    },
  );
  app.delete(
    '/api/queues/:id',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Delete a queue that no flow, rule or other queue names',
        params: byId,
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await refuseWhileUsed(deps, 'queue', id);
      if (!(await deleteQueue(deps.link.use().main, id)))
        throw new YihaoError('not.found', { what: 'queue', id });
      await changed(deps, request, 'queue.deleted', id);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};
