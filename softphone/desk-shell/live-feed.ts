/** Keeps the live picture of a page true: reads it when the link opens, then follows the events. */
import type { Cancel, Clock } from '../../kernel/clock.js';
import { Signal, type Listenable } from '../../kernel/signal.js';
import type { ConversationView, TaskLine } from '../../engine/desk.js';
import type { Live } from '../api/client.js';
import type { LinkEvent } from '../api/event-link.js';
import { Refused } from '../api/refused.js';
import { applyEvent, dismiss, emptyLive, takePicture, type LiveEvent, type LiveState } from './live-model.js';

export interface FeedState extends LiveState {
  /** Whether the picture is of now: read once, and the events come. */
  readonly linked: boolean;
  readonly loaded: boolean;
}

/** What the feed reads; Client fulfils it. */
export interface FeedSource {
  live(): Promise<Live>;
  conversations(): Promise<readonly ConversationView[]>;
  tasks(): Promise<readonly TaskLine[]>;
}

export interface FeedParts {
  readonly source: FeedSource;
  readonly link: { readonly events: Listenable<LinkEvent>; close(): void };
  readonly clock: Clock;
  /** The session is over. */
  readonly signedOut: () => void;
}

/** However many events ask for it, the picture is read at most this often. */
const quietMs = 300;
const retryMs = 3000;

export class LiveFeed {
  readonly #parts: FeedParts;
  readonly #changed = new Signal<FeedState>();
  readonly #events = new Signal<LiveEvent>();
  readonly #stopListening: Cancel;
  #state: FeedState = { ...emptyLive, linked: false, loaded: false };
  #cancelReading: Cancel | undefined;
  #aheadMs = 0;
  #reading = false;
  #readAgain = false;
  #closed = false;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#stopListening = parts.link.events.on((event) => this.#take(event));
  }

  readonly get = (): FeedState => this.#state;

  readonly subscribe = (listener: () => void): Cancel => this.#changed.on(listener);

  /** Each event as it comes, for what reacts to moments rather than to states. */
  get events(): Listenable<LiveEvent> {
    return this.#events;
  }

  /** The engine's clock is ahead of this browser's by so much. */
  readonly aheadMs = (): number => this.#aheadMs;

  readonly dismiss = (happening: number): void => {
    this.#set({ ...this.#state, ...dismiss(this.#state, happening) });
  };

  close(): void {
    this.#closed = true;
    this.#cancelReading?.();
    this.#stopListening();
    this.#parts.link.close();
  }

  #take(event: LinkEvent): void {
    switch (event.type) {
      case 'link.opened':
        this.#set({ ...this.#state, linked: true });
        this.#readIn(0);
        break;
      case 'link.resync':
        this.#readIn(0);
        break;
      case 'link.lost':
        this.#set({ ...this.#state, linked: false });
        break;
      case 'link.signedOut':
        this.#parts.signedOut();
        break;
      case 'link.event': {
        const { state, refresh } = applyEvent(this.#state, event.event);
        if (state !== this.#state) this.#set({ ...this.#state, ...state });
        if (refresh) this.#readIn(quietMs);
        this.#events.emit(event.event);
      }
    }
  }

  #readIn(ms: number): void {
    if (this.#reading) {
      // What is on its way may be older than the event that asks.
      this.#readAgain = true;
      return;
    }
    this.#cancelReading ??= this.#parts.clock.after(ms, () => {
      this.#cancelReading = undefined;
      void this.#read();
    });
  }

  async #read(): Promise<void> {
    this.#reading = true;
    const failed = await this.#readOnce();
    this.#reading = false;
    if (this.#closed) return;
    if (failed === 'signedOut') this.#parts.signedOut();
    else if (failed === 'trouble') this.#readIn(retryMs);
    else if (this.#readAgain) this.#readIn(quietMs);
    this.#readAgain = false;
  }

  async #readOnce(): Promise<'signedOut' | 'trouble' | undefined> {
    const { source, clock } = this.#parts;
    try {
      const [picture, conversations, tasks] = await Promise.all([
        source.live(),
        source.conversations(),
        source.tasks(),
      ]);
      this.#aheadMs = picture.at - clock.now();
      this.#set({ ...this.#state, ...takePicture(this.#state, picture, conversations, tasks), loaded: true });
      return undefined;
    } catch (error) {
      return error instanceof Refused && error.signedOut ? 'signedOut' : 'trouble';
    }
  }

  #set(state: FeedState): void {
    this.#state = state;
    this.#changed.emit(state);
  }
}
