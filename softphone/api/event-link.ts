/** The engine's events over /api/events, kept open over every break. */
import type { EngineEvent } from '../../engine/control.js';
import type { DeskEvent } from '../../engine/desk.js';
import type { Cancel, Clock } from '../../kernel/clock.js';
import { Signal, type Listenable } from '../../kernel/signal.js';
import { backOffMs } from './back-off.js';

export type PushedEvent = EngineEvent | DeskEvent;

export type LinkEvent =
  /** Open, the first time or again: whatever is shown has to be read anew. */
  | { readonly type: 'link.opened' }
  | { readonly type: 'link.lost' }
  /** Events were dropped because this page was too slow: read anew. */
  | { readonly type: 'link.resync' }
  /** The session is over; the link does not come back by itself. */
  | { readonly type: 'link.signedOut' }
  | { readonly type: 'link.event'; readonly event: PushedEvent };

/** As much of a WebSocket as is needed. */
export type SocketLike = Pick<WebSocket, 'onopen' | 'onmessage' | 'onclose' | 'close'>;

const waits = { firstMs: 500, mostMs: 15_000 };
/** engine/api/event-stream.ts closes with it. */
const signedOutCode = 4401;

/** Opens at once; `close` ends it for good. */
export class EventLink {
  readonly #events = new Signal<LinkEvent>();
  readonly #open: () => SocketLike;
  readonly #clock: Clock;
  readonly #chance: () => number;
  #socket: SocketLike | undefined;
  #cancelRetry: Cancel | undefined;
  #failures = 0;
  #closed = false;

  /** @param open makes a new WebSocket to /api/events. @param chance in [0, 1). */
  constructor(open: () => SocketLike, clock: Clock, chance: () => number) {
    this.#open = open;
    this.#clock = clock;
    this.#chance = chance;
    this.#connect();
  }

  get events(): Listenable<LinkEvent> {
    return this.#events;
  }

  close(): void {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#socket?.close();
  }

  #connect(): void {
    const socket = this.#open();
    this.#socket = socket;
    socket.onopen = () => {
      this.#failures = 0;
      this.#events.emit({ type: 'link.opened' });
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      const event = readEvent(data);
      if (event) this.#events.emit(event);
    };
    socket.onclose = ({ code }) => {
      if (this.#closed) return;
      if (code === signedOutCode) {
        this.#events.emit({ type: 'link.signedOut' });
        return;
      }
      this.#events.emit({ type: 'link.lost' });
      this.#cancelRetry = this.#clock.after(backOffMs(waits, this.#failures++, this.#chance()), () =>
        this.#connect(),
      );
    };
  }
}

/** @returns undefined for what is no event. */
export function readEvent(data: unknown): LinkEvent | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const json: unknown = JSON.parse(data);
    if (typeof json !== 'object' || json === null || !('type' in json) || typeof json.type !== 'string')
      return undefined;
    if (json.type === 'resync') return { type: 'link.resync' };
    return { type: 'link.event', event: json as PushedEvent };
  } catch {
    return undefined;
  }
}

/** The address of /api/events on `origin`. */
export function eventAddress(origin: string): string {
  return `${origin.replace(/^http/, 'ws')}/api/events`;
}
