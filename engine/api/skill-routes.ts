import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { deleteSkill, saveSkill } from '../store/configuration-rows.js';
import { administrators, leaders, need } from './access.js';
import { changed } from './configuration-change.js';
import type { ApiDeps } from './deps.js';
import { closed, empty, listOf, skill, slug } from './schemas.js';
import { refuseWhileUsed } from './uses.js';

const byId = closed({ id: slug });

export const skillRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/skills',
    { onRequest: need(deps, leaders), schema: { summary: 'Skills', response: { 200: listOf(skill) } } },
    () => ({ items: [...deps.current.configuration.skills] }),
  );
  app.put(
    '/api/skills/:id',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Create or change a skill',
        params: byId,
        body: closed({ name: skill.properties.name }),
        response: { 200: skill },
      },
    },
    async (request) => {
      const saved = { id: request.params.id, name: request.body.name };
      await saveSkill(deps.link.use().main, saved);
      await changed(deps, request, 'skill.saved', saved.id, saved);
      return saved;
    },
  );
  app.delete(
    '/api/skills/:id',
    {
      onRequest: need(deps, administrators),
      schema: { summary: 'Delete a skill that nothing names', params: byId, response: { 204: empty } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await refuseWhileUsed(deps, 'skill', id);
      if (!(await deleteSkill(deps.link.use().main, id)))
        throw new YihaoError('not.found', { what: 'skill', id });
      await changed(deps, request, 'skill.deleted', id);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};
