/** The browser's SIP, handed on to the switch: one origin and one certificate for all that a page needs. */
import type { FastifyBaseLogger, FastifyPluginAsync } from 'fastify';
import { WebSocket } from 'ws';
import { every } from '../../kernel/clock.js';
import { Scope } from '../../kernel/scope.js';
import { scopedClock } from '../../kernel/scoped-clock.js';
import type { User } from '../store/people.js';
import { everybody, need, readSession, sessionOf } from './access.js';
import type { ApiDeps } from './deps.js';
import { phonesEnded } from './ended-phones.js';
import { relaySip, type RelayFigures } from './sip-relay.js';
import { SocketPlaces } from './socket-places.js';

export const sipPath = '/sip';

const recheckMs = 10_000;
/** A page registers for 5 min (sip-line.ts): what is left after them has ended by itself. */
const dropTries = 30;
/** Tabs of one user. */
const mostPerUser = 16;
const mostTogether = 4096;
const handshakeMs = 5_000;
/** A SIP message at most, as the switch takes it. */
export const longestSipMessage = 64 * 1024;
/** RFC 6455 7.4: what is wrong with the subprotocol; application codes begin at 4000. */
const notSip = 1002;
const signedOut = 4401;
export const tooMany = 4429;

export const sipSocket: FastifyPluginAsync<ApiDeps & { relayFigures: RelayFigures }> = (app, deps) => {
  const places = new SocketPlaces(mostPerUser, mostTogether);
  const figures = deps.relayFigures;
  const scope = new Scope();
  app.addHook('onClose', () => scope.close());
  const clock = scopedClock(deps.clock, scope);
  const dropPhones = (user: User, log: FastifyBaseLogger, tries = dropTries): void => {
    phonesEnded(deps, user).catch((error: unknown) => {
      log.warn({ err: error, tries }, 'a session has ended, and its phone may have stayed registered');
      if (tries > 1) clock.after(recheckMs, () => dropPhones(user, log, tries - 1));
    });
  };
  app.get(sipPath, { websocket: true, onRequest: need(deps, everybody) }, (socket, request) => {
    const { user } = sessionOf(request);
    if (socket.protocol !== 'sip') {
      socket.close(notSip, 'the subprotocol is sip (RFC 7118)');
      return;
    }
    // Guests of the caller page count among all.
    const leave = figures.open < mostTogether ? places.take(user.name) : undefined;
    if (!leave) {
      socket.close(tooMany, 'too many connections');
      return;
    }
    const upstream = new WebSocket(deps.sipSocketUrl, 'sip', {
      headers: { 'x-forwarded-for': request.ip },
      handshakeTimeout: handshakeMs,
      maxPayload: longestSipMessage,
      perMessageDeflate: false,
    });
    const recheck = async (): Promise<void> => {
      if (await readSession(deps, request)) return;
      relay.close(signedOut, 'signed out');
      // A session that expired has told nobody; only without a socket can the page not register again.
      dropPhones(user, request.log);
    };
    const stopRechecking = every(deps.clock, recheckMs, () => {
      recheck().catch((error: unknown) =>
        request.log.warn({ err: error }, 'a session could not be checked; it stays open'),
      );
    });
    const relay = relaySip(socket, upstream, {
      ...{ clock: deps.clock, figures, log: request.log },
      ended: () => {
        stopRechecking();
        leave();
      },
    });
  });
  return Promise.resolve();
};
