import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import type { AgentDistribution } from '../routing/distribution.js';
import { deleteAgent, saveAgent } from '../store/configuration-rows.js';
import { administrators, leaders, need } from './access.js';
import { changed, knownQueues, knownSkills } from './configuration-change.js';
import type { ApiDeps } from './deps.js';
import { phoneCredentials, randomPassword } from './password.js';
import { agent, agentId, agentSettings, closed, empty, listOf, newPassword } from './schemas.js';

const byAgent = closed({ id: agentId });
const ranked = ({ distribution }: { readonly distribution?: AgentDistribution }): readonly string[] =>
  Object.keys(distribution?.ranks ?? {});
const createdAgent = closed({ ...agent.properties, password: Type.String() });

export const agentRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/agents',
    { onRequest: need(deps, leaders), schema: { summary: 'Agents', response: { 200: listOf(agent) } } },
    () => ({
      items: deps.current.configuration.agents.map((one) => ({
        ...one,
        skills: [...one.skills],
        queues: [...one.queues],
      })),
    }),
  );
  app.post(
    '/api/agents',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Create an agent; answers the password of its phone once, and makes one when none is given',
        body: closed({ id: agentId, ...agentSettings, password: Type.Optional(newPassword) }),
        response: { 201: createdAgent },
      },
    },
    async (request, reply) => {
      const { password = randomPassword(deps.random), ...made } = request.body;
      if (deps.current.configuration.agents.some((one) => one.id === made.id)) {
        throw new YihaoError('conflict', { what: 'agent', id: made.id, reason: 'is there already' });
      }
      knownSkills(deps, made.skills);
      knownQueues(deps, made.queues);
      knownQueues(deps, ranked(made), 'body/distribution/ranks');
      await saveAgent(deps.link.use().main, made, phoneCredentials(made.id, deps.sipDomain, password));
      await changed(deps, request, 'agent.created', made.id, made);
      return reply.code(201).send({ ...made, password });
    },
  );
  app.put(
    '/api/agents/:id',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: "Change an agent; with a password also its phone's",
        params: byAgent,
        body: closed({ ...agentSettings, password: Type.Optional(newPassword) }),
        response: { 200: agent },
      },
    },
    async (request) => {
      const { password, ...settings } = request.body;
      const saved = { id: request.params.id, ...settings };
      if (!deps.current.configuration.agents.some((one) => one.id === saved.id)) {
        throw new YihaoError('not.found', { what: 'agent', id: saved.id });
      }
      knownSkills(deps, saved.skills);
      knownQueues(deps, saved.queues);
      knownQueues(deps, ranked(saved), 'body/distribution/ranks');
      const phone = password === undefined ? undefined : phoneCredentials(saved.id, deps.sipDomain, password);
      await saveAgent(deps.link.use().main, saved, phone);
      await changed(deps, request, 'agent.saved', saved.id, {
        ...saved,
        newPassword: password !== undefined,
      });
      return saved;
    },
  );
  app.delete(
    '/api/agents/:id',
    {
      onRequest: need(deps, administrators),
      schema: { summary: 'Delete an agent', params: byAgent, response: { 204: empty } },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await deleteAgent(deps.link.use().main, id)))
        throw new YihaoError('not.found', { what: 'agent', id });
      await changed(deps, request, 'agent.deleted', id);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};
