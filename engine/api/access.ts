/** Who asks, and whether they may. */
import { createHash } from 'node:crypto';
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { YihaoError } from '../../kernel/errors.js';
import type { Role } from '../store/schema.js';
import { audit, sessionUser, type User } from '../store/people.js';
import type { ApiDeps } from './deps.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by Access for routes that take a session. */
    session: Session | null;
  }
}

export interface Session {
  readonly user: User;
  readonly tokenHash: string;
}

export const sessionCookie = 'yihao_session';

export const everybody: readonly Role[] = ['administrator', 'supervisor', 'agent'];
export const leaders: readonly Role[] = ['administrator', 'supervisor'];
export const administrators: readonly Role[] = ['administrator'];

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The session of a request behind `need`. */
export function sessionOf(request: FastifyRequest): Session {
  if (!request.session) throw new YihaoError('auth.required');
  return request.session;
}

/**
 * A hook that lets in sessions of `roles` alone.
 * @param evenWithOldPassword also lets in who must change the password first.
 */
export function need(
  deps: Pick<ApiDeps, 'link' | 'clock'>,
  roles: readonly Role[],
  evenWithOldPassword = false,
): onRequestAsyncHookHandler {
  return async (request) => {
    refuseOtherOrigins(request);
    const session = await readSession(deps, request);
    if (!session) throw new YihaoError('auth.required');
    const { role, mustChangePassword } = session.user;
    if (!roles.includes(role)) throw new YihaoError('auth.forbidden', { role, needed: roles.join(' or ') });
    if (mustChangePassword && !evenWithOldPassword) throw new YihaoError('auth.password');
    request.session = session;
  };
}

/** @returns undefined for a request without a valid session. */
export async function readSession(
  { link, clock }: Pick<ApiDeps, 'link' | 'clock'>,
  request: FastifyRequest,
): Promise<Session | undefined> {
  const token = request.cookies[sessionCookie];
  if (token === undefined || token === '') return undefined;
  const tokenHash = hashToken(token);
  const user = await sessionUser(link.use().main, tokenHash, new Date(clock.now()));
  return user && { user, tokenHash };
}

/**
 * A page of another site, unless it is let in (embedding.ts), may not use our cookie: SameSite=Strict says so to the browser, this says it to the request.
 * Upgrades to a WebSocket are GETs that SameSite alone does not guard in every browser.
 * @throws YihaoError 'auth.forbidden'
 */
export function refuseOtherOrigins(request: FastifyRequest): void {
  const { origin } = request.headers;
  const changes =
    !['GET', 'HEAD', 'OPTIONS'].includes(request.method) || request.headers.upgrade !== undefined;
  if (!changes || origin === undefined) return;
  if (URL.canParse(origin) && new URL(origin).host === request.host) return;
  if (request.server.embedOrigins.has(origin)) return;
  throw new YihaoError('auth.forbidden', { role: 'page of another origin', needed: 'a page of this one' });
}

/** Notes what a session did. */
export async function note(
  deps: Pick<ApiDeps, 'link'>,
  request: FastifyRequest,
  action: string,
  target: string,
  data: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const userName = request.session?.user.name ?? '';
  await audit(deps.link.use().main, { userName, action, target, address: request.ip, data });
}
