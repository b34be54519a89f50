/** For those who run it: is it alive, can it serve, and figures for Prometheus. None of it is personal. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ApiDeps } from './deps.js';
import { prometheusText } from './metrics.js';

const readiness = Type.Object({
  database: Type.Boolean(),
  switches: Type.Object({ connected: Type.Integer(), configured: Type.Integer() }),
});

export const operationsRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/healthz',
    { schema: { summary: 'The engine is alive', response: { 200: Type.Object({ ok: Type.Boolean() }) } } },
    () => ({ ok: true }),
  );

  app.get(
    '/readyz',
    { schema: { summary: 'Database and a switch are there', response: { 200: readiness, 503: readiness } } },
    async (_request, reply) => {
      const switches = deps.engine.switches();
      const connected = switches.filter((one) => one.connected).length;
      const database = await deps.link.answers();
      const body = { database, switches: { connected, configured: switches.length } };
      return reply.code(database && connected > 0 ? 200 : 503).send(body);
    },
  );

  app.get(
    '/metrics',
    { schema: { summary: 'Figures in the text format of Prometheus' } },
    async (_request, reply) => {
      const { engine } = deps;
      const text = prometheusText({
        ...engine.counters(),
        ...deps.figures(),
        agents: engine.agents().length,
        agents_ready: engine.agents().filter((agent) => agent.state === 'ready').length,
        calls: engine.calls().length,
        callers_waiting: engine.queues().reduce((sum, queue) => sum + queue.waiting.length, 0),
        switches_connected: engine.switches().filter((one) => one.connected).length,
      });
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text);
    },
  );
  return Promise.resolve();
};
