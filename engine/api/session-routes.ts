import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { YihaoError } from '../../kernel/errors.js';
import {
  audit,
  changePassword,
  closeSession,
  findUser,
  openSession,
  sessionMs,
  type User,
} from '../store/people.js';
import { everybody, hashToken, need, note, refuseOtherOrigins, sessionCookie, sessionOf } from './access.js';
import type { ApiDeps } from './deps.js';
import { embeddingOrigin } from './embedding.js';
import { phonesEnded } from './ended-phones.js';
import { refuseInCall } from './in-call.js';
import { checkPassword, hashPassword } from './password.js';
import { empty, newPassword, userView } from './schemas.js';
import { SignInThrottle } from './sign-in-throttle.js';

/** Signing in and out. */
export const sessionRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  const throttle = new SignInThrottle(deps.clock);

  app.post(
    '/api/session',
    {
      onRequest: (request, _reply, done) => {
        refuseOtherOrigins(request);
        done();
      },
      schema: {
        summary: 'Sign in',
        body: Type.Object({
          name: Type.String({ maxLength: 64 }),
          password: Type.String({ maxLength: 200 }),
          embedded: Type.Optional(Type.Boolean({ description: "In another system's iframe" })),
        }),
        response: { 200: userView },
      },
    },
    async (request, reply) => {
      const { name, password, embedded = false } = request.body;
      const keys = [`name ${name}`, `address ${request.ip}`];
      throttle.check(...keys);
      const db = deps.link.use().main;
      const found = await findUser(db, name);
      if (!(await checkPassword(password, found?.passwordHash)) || !found) {
        throttle.failed(...keys);
        await audit(db, { userName: name, action: 'session.refused', target: name, address: request.ip });
        throw new YihaoError('auth.wrong');
      }
      throttle.succeeded(...keys);
      await begin(deps, request, reply, found, embedded);
      return found;
    },
  );

  app.get(
    '/api/session',
    { onRequest: need(deps, everybody, true), schema: { summary: 'Who am I', response: { 200: userView } } },
    (request) => sessionOf(request).user,
  );

  app.delete(
    '/api/session',
    { onRequest: need(deps, everybody, true), schema: { summary: 'Sign out', response: { 204: empty } } },
    async (request, reply) => {
      const { tokenHash, user } = sessionOf(request);
      refuseInCall(deps.engine, user);
      await closeSession(deps.link.use().main, tokenHash);
      await phonesEnded(deps, user);
      await note(deps, request, 'session.closed', user.name);
      return reply.clearCookie(sessionCookie, { path: '/' }).code(204).send(null);
    },
  );

  app.put(
    '/api/session/password',
    {
      onRequest: need(deps, everybody, true),
      schema: {
        summary: 'Change my password',
        body: Type.Object({ old: Type.String({ maxLength: 200 }), new: newPassword }),
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      const { user, tokenHash } = sessionOf(request);
      const key = `name ${user.name}`;
      throttle.check(key);
      const db = deps.link.use().main;
      const found = await findUser(db, user.name);
      if (!(await checkPassword(request.body.old, found?.passwordHash))) {
        throttle.failed(key);
        throw new YihaoError('auth.wrong');
      }
      if (request.body.old === request.body.new) {
        throw new YihaoError('request.invalid', {
          where: 'body/new',
          reason: 'must differ from the old password',
        });
      }
      const passwordHash = await hashPassword(request.body.new);
      await changePassword(db, { name: user.name, passwordHash, mustChangePassword: false }, tokenHash);
      await phonesEnded(deps, user);
      await note(deps, request, 'password.changed', user.name);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};

/**
 * A page of another site (its script tag, or `embedded` in its iframe) gets a cookie that holds inside of that site's
 * pages alone (CHIPS), which browsers take over https only; all others get one that other sites never send.
 */
async function begin(
  deps: ApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  user: User,
  embedded: boolean,
): Promise<void> {
  const db = deps.link.use().main;
  const token = deps.random.hex(32);
  const expiresAt = new Date(deps.clock.now() + sessionMs);
  await openSession(db, { tokenHash: hashToken(token), userName: user.name, expiresAt, address: request.ip });
  await audit(db, { userName: user.name, action: 'session.opened', target: user.name, address: request.ip });
  const secure = request.protocol === 'https';
  const foreign =
    embeddingOrigin(request) !== undefined || (embedded && request.server.embedOrigins.size > 0);
  void reply.setCookie(sessionCookie, token, {
    path: '/',
    httpOnly: true,
    ...(foreign && secure
      ? { sameSite: 'none' as const, partitioned: true }
      : { sameSite: 'strict' as const }),
    secure,
    maxAge: sessionMs / 1000,
  });
}
