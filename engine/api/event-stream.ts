/**
 * Engine events to browsers over a WebSocket. A slow reader costs a bounded queue and no more: the oldest events are
 * dropped, and before the next one it is told to read /api/live anew.
 */
import type { FastifyPluginAsync } from 'fastify';
import { every } from '../../kernel/clock.js';
import { BoundedQueue } from '../../kernel/bounded-queue.js';
import type { EngineEvent } from '../control.js';
import type { DeskEvent } from '../desk.js';
import type { User } from '../store/people.js';
import { everybody, need, readSession, sessionOf } from './access.js';
import type { ApiDeps } from './deps.js';
import { tooMany } from './sip-socket.js';
import { SocketPlaces } from './socket-places.js';
import { isVisible, shownEvent } from './visible.js';

/** What is needed of a socket; `ws` fulfils it. */
export interface EventSocket {
  send(text: string, sent: (error?: Error | null) => void): void;
}

export interface StreamFigures {
  clients: number;
  sent: number;
  dropped: number;
  /** Connections beyond what one user, or all, may have. */
  refused: number;
}

const queueLength = 500;
const recheckMs = 30_000;
/** Tabs of one user, each with a feed of its own. */
const mostPerUser = 32;
const mostTogether = 4096;
/** RFC 6455 7.4: application codes begin at 4000. */
const signedOut = 4401;

/** One reader's events: one message on its way at a time, the others wait here. */
export class EventReader {
  readonly #socket: EventSocket;
  readonly #figures: StreamFigures;
  readonly #waiting: BoundedQueue<string>;
  #sending = false;
  #toldDropped = 0;

  constructor(socket: EventSocket, figures: StreamFigures, length = queueLength) {
    this.#socket = socket;
    this.#figures = figures;
    this.#waiting = new BoundedQueue(length);
  }

  push(event: EngineEvent | DeskEvent): void {
    if (!this.#waiting.push(JSON.stringify(event))) this.#figures.dropped++;
    if (!this.#sending) this.#sendNext();
  }

  #sendNext(): void {
    const text = this.#resync() ?? this.#waiting.shift();
    this.#sending = text !== undefined;
    if (text === undefined) return;
    this.#figures.sent++;
    this.#socket.send(text, (error) => {
      if (!error) this.#sendNext();
    });
  }

  /** The message that comes before the first event behind a gap. */
  #resync(): string | undefined {
    const lost = this.#waiting.dropped - this.#toldDropped;
    if (lost === 0) return undefined;
    this.#toldDropped = this.#waiting.dropped;
    return JSON.stringify({ type: 'resync', dropped: lost });
  }
}

export const eventStream: FastifyPluginAsync<ApiDeps & { streamFigures: StreamFigures }> = (app, deps) => {
  const figures = deps.streamFigures;
  const places = new SocketPlaces(mostPerUser, mostTogether);
  app.get('/api/events', { websocket: true, onRequest: need(deps, everybody) }, (socket, request) => {
    let user: User = sessionOf(request).user;
    const leave = places.take(user.name);
    if (!leave) {
      figures.refused++;
      socket.close(tooMany, 'too many connections');
      return;
    }
    const reader = new EventReader(socket, figures);
    figures.clients++;
    const take = (event: EngineEvent | DeskEvent): void => {
      if (isVisible(user, event)) reader.push(shownEvent(user, event));
    };
    const unsubscribe = [deps.events.on(take), deps.engine.deskEvents.on(take)];
    const stopRechecking = every(deps.clock, recheckMs, () => {
      readSession(deps, request).then(
        (session) => {
          if (session) user = session.user;
          else socket.close(signedOut, 'signed out');
        },
        (error: unknown) => request.log.warn({ err: error }, 'a session could not be checked; it stays open'),
      );
    });
    socket.on('close', () => {
      figures.clients--;
      leave();
      for (const stop of unsubscribe) stop();
      stopRechecking();
    });
    socket.on('error', (error: Error) => request.log.info({ err: error }, 'an event reader failed'));
  });
  return Promise.resolve();
};
