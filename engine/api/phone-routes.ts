/** The phone in a browser gets its credentials here. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { addressOfRecord, dropBrowserPhones, keepBrowserPhone, tokenMark } from '../store/browser-phones.js';
import { everybody, need, note, sessionOf } from './access.js';
import type { ApiDeps } from './deps.js';
import { phonesEnded } from './ended-phones.js';
import { phoneCredentials } from './password.js';
import { empty } from './schemas.js';
import { sipPath } from './sip-socket.js';

const lifeMs = 12 * 3600 * 1000;

export const phoneRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.post(
    '/api/phone',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary:
          'Credentials for the phone in this browser; they end with the session, at the latest in 12 h',
        response: {
          200: Type.Object({
            user: Type.String({ description: 'Address of record' }),
            authUser: Type.String({ description: 'User name in digest' }),
            password: Type.String(),
            domain: Type.String(),
            socket: Type.String({ description: 'Path of the SIP WebSocket (RFC 7118)' }),
            expiresAt: Type.Number(),
          }),
        },
      },
    },
    async (request, reply) => {
      const { user: asking, tokenHash } = sessionOf(request);
      const user = addressOfRecord(asking);
      const authUser = `${user}${tokenMark}${deps.random.hex(8)}`;
      const password = deps.random.hex(16);
      const { ha1Md5, ha1Sha256 } = phoneCredentials(authUser, deps.sipDomain, password);
      const phone = { authUser, addressOfRecord: user, ha1Md5, ha1Sha256 };
      const latest = new Date(deps.clock.now() + lifeMs);
      const expiresAt = await keepBrowserPhone(deps.link.use().main, phone, tokenHash, latest);
      if (!expiresAt) throw new YihaoError('auth.required');
      void reply.header('cache-control', 'no-store');
      const credentials = { user, authUser, password, domain: deps.sipDomain, socket: sipPath };
      return { ...credentials, expiresAt: expiresAt.getTime() };
    },
  );

  app.delete(
    '/api/phone',
    {
      onRequest: need(deps, everybody),
      schema: { summary: 'End the credentials of this session', response: { 204: empty } },
    },
    async (request, reply) => {
      const { user, tokenHash } = sessionOf(request);
      await dropBrowserPhones(deps.link.use().main, tokenHash);
      await phonesEnded(deps, user);
      await note(deps, request, 'phone.dropped', addressOfRecord(user));
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};
