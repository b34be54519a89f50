import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { administrators, everybody, leaders, need, note } from './access.js';
import type { ApiDeps } from './deps.js';
import { closed, listOf } from './schemas.js';

const flow = Type.Object({
  name: Type.String(),
  version: Type.String(),
  file: Type.String(),
  loadedAt: Type.Number(),
});

const fault = Type.Object({ line: Type.Integer(), path: Type.String(), reason: Type.String() });

export const flowRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/flows',
    {
      // An agent sends callers into them.
      onRequest: need(deps, everybody),
      schema: { summary: 'Flows in force', response: { 200: listOf(flow) } },
    },
    () => ({ items: [...deps.engine.flows()] }),
  );

  app.post(
    '/api/flows/check',
    {
      onRequest: need(deps, leaders),
      bodyLimit: 2 * 1024 * 1024,
      schema: {
        summary: 'Check a flow file without loading it',
        body: closed({ file: Type.String({ minLength: 1, maxLength: 200 }), text: Type.String() }),
        response: { 200: Type.Object({ ok: Type.Boolean(), faults: Type.Array(fault) }) },
      },
    },
    async (request) => {
      const faults = await deps.flows.check(request.body.file, request.body.text);
      return { ok: faults.length === 0, faults: [...faults] };
    },
  );

  app.post(
    '/api/flows/reload',
    {
      onRequest: need(deps, administrators),
      schema: { summary: 'Read all flow files again', response: { 200: listOf(flow) } },
    },
    async (request) => {
      await deps.flows.reload();
      await note(deps, request, 'flows.reloaded', '');
      return { items: [...deps.engine.flows()] };
    },
  );
  return Promise.resolve();
};
