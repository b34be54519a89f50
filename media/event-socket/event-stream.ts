import type { Clock } from '../../kernel/clock.js';
import type { ChannelNotice } from '../channel/channel.js';
import { BuiltEvent } from './built-event.js';
import { channelHeaders } from './channel-headers.js';
import type { EventHeaders } from './event-format.js';

export interface Listener {
  /** Before the event is built: is it worth it? */
  mayWant(name: string, subclass: string): boolean;
  deliver(event: BuiltEvent): void;
}

export interface EventStreamOptions {
  readonly clock: Clock;
  readonly coreUuid: string;
  readonly hostName: string;
}

/** Every event of the switch, numbered; built only when a listener may want it. */
export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #listeners = new Set<Listener>();
  #sequence = 0;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  add(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** An event of a channel. */
  channel({ name, subclass = '', channel, headers }: ChannelNotice): void {
    this.#send(name, subclass, () => [...channelHeaders(channel, name), ...headers]);
  }

  /** An event that is no channel's. */
  emit(name: string, headers: EventHeaders, body = ''): void {
    this.#send(name, '', () => headers, body);
  }

  /** A CUSTOM event. */
  custom(subclass: string, headers: EventHeaders): void {
    this.#send('CUSTOM', subclass, () => headers);
  }

  /** Builds an event for one client alone. */
  build(name: string, subclass: string, headers: EventHeaders, body = ''): BuiltEvent {
    this.#sequence++;
    const own = subclass === '' ? [] : [['Event-Subclass', subclass] as const];
    return new BuiltEvent(name, subclass, [...own, ...this.#coreHeaders(name), ...headers], body);
  }

  #send(name: string, subclass: string, headers: () => EventHeaders, body = ''): void {
    let event: BuiltEvent | undefined;
    for (const listener of this.#listeners) {
      if (!listener.mayWant(name, subclass)) continue;
      event ??= this.build(name, subclass, headers(), body);
      listener.deliver(event);
    }
    // The sequence has no gaps that a client could take for loss, and no number for what nobody heard.
  }

  #coreHeaders(name: string): EventHeaders {
    const { clock, coreUuid, hostName } = this.#options;
    const now = clock.now();
    return [
      ['Event-Name', name],
      ['Core-UUID', coreUuid],
      ['FreeSWITCH-Hostname', hostName],
      ['FreeSWITCH-Switchname', hostName],
      ['Event-Date-Timestamp', String(Math.round(now * 1000))],
      ['Event-Sequence', String(this.#sequence)],
    ];
  }
}
