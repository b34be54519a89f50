/** Users of the web interface. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { YihaoError } from '../../kernel/errors.js';
import {
  changePassword,
  changeRole,
  createUser,
  deleteUser,
  findUser,
  listUsers,
  type User,
} from '../store/people.js';
import { administrators, need, note, sessionOf } from './access.js';
import type { ApiDeps } from './deps.js';
import { phonesEnded } from './ended-phones.js';
import { hashPassword, randomPassword } from './password.js';
import { agentId, closed, empty, listOf, role, slug, userView } from './schemas.js';

const byName = closed({ name: slug });
const rights = { role, agent: Type.Optional(agentId) };
const withPassword = Type.Object({ ...userView.properties, password: Type.String() });

export const userRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  const onRequest = need(deps, administrators);

  app.get(
    '/api/users',
    { onRequest, schema: { summary: 'Users', response: { 200: listOf(userView) } } },
    async () => ({ items: await listUsers(deps.link.use().main) }),
  );

  app.post(
    '/api/users',
    {
      onRequest,
      schema: {
        summary: 'Create a user; answers the first password once, which the user has to change',
        body: closed({ name: slug, ...rights }),
        response: { 201: withPassword },
      },
    },
    async (request, reply) => {
      const { name, role: asked, agent = null } = request.body;
      checkAgent(deps, asked, agent);
      const password = randomPassword(deps.random);
      const user = { name, role: asked, agent, mustChangePassword: true };
      const made = await createUser(deps.link.use().main, {
        ...user,
        passwordHash: await hashPassword(password),
      });
      if (!made) throw new YihaoError('conflict', { what: 'user', id: name, reason: 'is there already' });
      await note(deps, request, 'user.created', name, user);
      return reply.code(201).send({ ...user, password });
    },
  );

  app.put(
    '/api/users/:name',
    {
      onRequest,
      schema: {
        summary: "Change a user's role; ends the user's sessions",
        params: byName,
        body: closed(rights),
        response: { 200: userView },
      },
    },
    async (request) => {
      const { name } = request.params;
      const { role: asked, agent = null } = request.body;
      checkAgent(deps, asked, agent);
      notSelf(request, name);
      const before = await findUser(deps.link.use().main, name);
      const changed = await changeRole(deps.link.use().main, { name, role: asked, agent });
      if (!changed) throw new YihaoError('not.found', { what: 'user', id: name });
      await phonesEnded(deps, before ?? changed);
      await note(deps, request, 'user.changed', name, { role: asked, agent });
      return changed;
    },
  );

  app.post(
    '/api/users/:name/password',
    {
      onRequest,
      schema: {
        summary: "Give a user a new first password; ends the user's sessions",
        params: byName,
        response: { 200: Type.Object({ password: Type.String() }) },
      },
    },
    async (request) => {
      const { name } = request.params;
      const password = randomPassword(deps.random);
      const passwordHash = await hashPassword(password);
      const known = await changePassword(deps.link.use().main, {
        name,
        passwordHash,
        mustChangePassword: true,
      });
      if (!known) throw new YihaoError('not.found', { what: 'user', id: name });
      const user = await findUser(deps.link.use().main, name);
      if (user) await phonesEnded(deps, user);
      await note(deps, request, 'password.reset', name);
      return { password };
    },
  );

  app.delete(
    '/api/users/:name',
    { onRequest, schema: { summary: 'Delete a user', params: byName, response: { 204: empty } } },
    async (request, reply) => {
      const { name } = request.params;
      notSelf(request, name);
      const user = await findUser(deps.link.use().main, name);
      if (!user || !(await deleteUser(deps.link.use().main, name)))
        throw new YihaoError('not.found', { what: 'user', id: name });
      await phonesEnded(deps, user);
      await note(deps, request, 'user.deleted', name);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};

function checkAgent(deps: ApiDeps, asked: User['role'], agent: string | null): void {
  if ((asked === 'agent') !== (agent !== null)) {
    const reason = 'goes with the role agent, and that role with it';
    throw new YihaoError('request.invalid', { where: 'body/agent', reason });
  }
  if (agent !== null && !deps.current.configuration.agents.some((one) => one.id === agent)) {
    throw new YihaoError('not.found', { what: 'agent', id: agent });
  }
}

/** Whoever asks is an administrator and stays one, so that there is always one. */
function notSelf(request: FastifyRequest, name: string): void {
  if (name !== sessionOf(request).user.name) return;
  throw new YihaoError('conflict', {
    ...{ what: 'user', id: name },
    reason: 'is you; another administrator can do that',
  });
}
