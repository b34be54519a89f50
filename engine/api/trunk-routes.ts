/** Lines to carriers. */
import { isIPv6 } from 'node:net';
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import type { TrunkView } from '../desk.js';
import { deleteTrunk, saveTrunk } from '../store/desk-rows.js';
import { administrators, leaders, need } from './access.js';
import { changed } from './configuration-change.js';
import type { ApiDeps } from './deps.js';
import { trunkSettings, trunkView } from './desk-schemas.js';
import { closed, empty, listOf, slug } from './schemas.js';

const byId = closed({ id: slug });

export const trunkRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  const view = async (): Promise<TrunkView[]> => {
    const now = await deps.engine.trunks();
    return deps.current.configuration.trunks.map((trunk) => ({
      ...trunk,
      state: stateOf(now.get(trunk.id)?.state ?? ''),
      calls: now.get(trunk.id)?.calls ?? 0,
    }));
  };
  app.get(
    '/api/trunks',
    { onRequest: need(deps, leaders), schema: { summary: 'Trunks', response: { 200: listOf(trunkView) } } },
    async () => ({ items: await view() }),
  );
  app.put(
    '/api/trunks/:id',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Create or change a trunk; without a password the one that is kept stays',
        params: byId,
        body: closed({ ...trunkSettings, password: Type.Optional(Type.String({ maxLength: 200 })) }),
        response: { 200: trunkView },
      },
    },
    async (request) => {
      const { password, ...settings } = request.body;
      const saved = { id: request.params.id, ...settings };
      if (saved.register && saved.user === '') {
        const reason = 'must be given where the switch registers';
        throw new YihaoError('request.invalid', { where: 'body/user', reason });
      }
      if (saved.address.includes(':') && !isIPv6(saved.address)) {
        const reason = 'must be a name, an IPv4 or an IPv6 address; the port has a field of its own';
        throw new YihaoError('request.invalid', { where: 'body/address', reason });
      }
      await saveTrunk(deps.link.use().main, saved, password);
      const told = { ...saved, newPassword: password !== undefined };
      await changed(deps, request, 'trunk.saved', saved.id, told);
      if (password !== undefined) deps.engine.rescanTrunk(saved.id);
      return (await view()).find(({ id }) => id === saved.id) ?? { ...saved, state: 'unknown', calls: 0 };
    },
  );
  app.delete(
    '/api/trunks/:id',
    {
      onRequest: need(deps, administrators),
      schema: { summary: 'Delete a trunk', params: byId, response: { 204: empty } },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await deleteTrunk(deps.link.use().main, id)))
        throw new YihaoError('not.found', { what: 'trunk', id });
      await changed(deps, request, 'trunk.deleted', id);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};

/** @param told the word of the switch: FreeSWITCH says `NOREG` of a trunk that needs no registration. */
function stateOf(told: string): TrunkView['state'] {
  if (/^(NOREG|REGED|UP)$/i.test(told)) return 'up';
  return told === '' || /^UNKNOWN$/i.test(told) ? 'unknown' : 'down';
}
