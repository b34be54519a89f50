/**
 * Calling the hotline from a browser, without signing in: a guest's credentials for some minutes, and a way for its SIP.
 * Off unless YIHAO_CALLER_PAGE or the demo is on. Reception takes calls to hotline numbers and no others.
 */
import rateLimit from '@fastify/rate-limit';
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { WebSocket } from 'ws';
import { YihaoError } from '../../kernel/errors.js';
import { guestAddress, keepGuestPhone, tokenMark } from '../store/browser-phones.js';
import { refuseOtherOrigins } from './access.js';
import type { ApiDeps } from './deps.js';
import { phoneCredentials } from './password.js';
import { relaySip, type RelayFigures } from './sip-relay.js';

const guestPath = '/sip/guest';
/** For dialling; a call that is up stays up when they end. */
const lifeMs = 15 * 60_000;
/** Of one address; a household or an office behind one address tries a few times. */
const mostPerMinute = 6;
const mostTogether = 50;
const handshakeMs = 5_000;
const longestSipMessage = 64 * 1024;
const notSip = 1002;
const tooMany = 4429;

/** Sockets of one ticket: that of now, and one before it whose end is not noticed yet. */
const mostPerTicket = 2;
/** Tickets that hold at a time, from all addresses. */
const mostTickets = 2_000;

/** Tickets that open the guests' SIP socket, each until its end. */
class Tickets {
  readonly #tickets = new Map<string, { readonly until: number; open: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws YihaoError 'auth.limited' when too many hold already. */
  makeRoom(): void {
    for (const [old, { until }] of this.#tickets) if (until <= this.#now()) this.#tickets.delete(old);
    if (this.#tickets.size >= mostTickets) throw new YihaoError('auth.limited', { seconds: 60 });
  }

  add(ticket: string, until: number): void {
    this.#tickets.set(ticket, { until, open: 0 });
  }

  holds(ticket: string): boolean {
    return (this.#tickets.get(ticket)?.until ?? 0) > this.#now();
  }

  /** @returns how to give the socket's place back; undefined when there is none. */
  enter(ticket: string): (() => void) | undefined {
    const known = this.#tickets.get(ticket);
    if (!known || known.open >= mostPerTicket) return undefined;
    known.open++;
    return () => known.open--;
  }
}

export const callerRoutes: FastifyPluginAsyncTypebox<ApiDeps & { relayFigures: RelayFigures }> = async (
  app,
  deps,
) => {
  const enabled = deps.callerPage;
  const numbers = () => deps.current.configuration.numbers.map(({ number, name }) => ({ number, name }));

  app.get(
    '/api/caller',
    {
      schema: {
        summary: 'Whether the hotline can be called from a browser, and which numbers it has',
        response: {
          200: Type.Object({
            enabled: Type.Boolean(),
            numbers: Type.Array(Type.Object({ number: Type.String(), name: Type.String() })),
          }),
        },
      },
    },
    () => ({ enabled, numbers: enabled ? numbers() : [] }),
  );
  if (!enabled) return;

  const tickets = new Tickets(() => deps.clock.now());
  await app.register(rateLimit, { global: false });
  app.post(
    '/api/caller',
    {
      config: { rateLimit: { max: mostPerMinute, timeWindow: 60_000 } },
      onRequest: (request, _reply, done) => {
        refuseOtherOrigins(request);
        done();
      },
      schema: {
        summary: "A guest's credentials for some minutes",
        response: {
          200: Type.Object({
            user: Type.String(),
            authUser: Type.String(),
            password: Type.String(),
            domain: Type.String(),
            socket: Type.String(),
            expiresAt: Type.Number(),
          }),
        },
      },
    },
    async (_request, reply) => {
      tickets.makeRoom();
      const user = guestAddress(deps.random.hex(4));
      const authUser = `${user}${tokenMark}${deps.random.hex(8)}`;
      const password = deps.random.hex(16);
      const ticket = deps.random.hex(16);
      const expiresAt = deps.clock.now() + lifeMs;
      const { ha1Md5, ha1Sha256 } = phoneCredentials(authUser, deps.sipDomain, password);
      const phone = { authUser, addressOfRecord: user, ha1Md5, ha1Sha256 };
      await keepGuestPhone(deps.link.use().main, phone, new Date(deps.clock.now()), new Date(expiresAt));
      tickets.add(ticket, expiresAt);
      void reply.header('cache-control', 'no-store');
      const socket = `${guestPath}?ticket=${ticket}`;
      return { user, authUser, password, domain: deps.sipDomain, socket, expiresAt };
    },
  );

  let together = 0;
  const ticketOf = (request: FastifyRequest): string => {
    const { ticket } = request.query as { readonly ticket?: unknown };
    return typeof ticket === 'string' ? ticket : '';
  };
  const admit = (request: FastifyRequest): Promise<void> => {
    refuseOtherOrigins(request);
    if (!tickets.holds(ticketOf(request))) throw new YihaoError('auth.required');
    return Promise.resolve();
  };
  app.get(guestPath, { websocket: true, onRequest: admit }, (socket, request) => {
    if (socket.protocol !== 'sip') {
      socket.close(notSip, 'the subprotocol is sip (RFC 7118)');
      return;
    }
    const leave = together < mostTogether ? tickets.enter(ticketOf(request)) : undefined;
    if (!leave) {
      socket.close(tooMany, 'too many callers');
      return;
    }
    together++;
    const upstream = new WebSocket(deps.sipSocketUrl, 'sip', {
      headers: { 'x-forwarded-for': request.ip },
      handshakeTimeout: handshakeMs,
      maxPayload: longestSipMessage,
      perMessageDeflate: false,
    });
    relaySip(socket, upstream, {
      ...{ clock: deps.clock, figures: deps.relayFigures, log: request.log },
      ended: () => {
        together--;
        leave();
      },
    });
  });
};
