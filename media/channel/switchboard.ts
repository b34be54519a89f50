import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import type { Random } from '../../kernel/random.js';
import { Signal } from '../../kernel/signal.js';
import type { CodecName, MediaLeg, MediaPlane } from '../mix/media-plane.js';
import type { Application } from './application-queue.js';
import { Channel, type ChannelHost, type ChannelNotice, type ChannelOptions } from './channel.js';
import { Conferences } from './conference.js';
import type { Dialler } from './dialling.js';
import type { HangupCause } from './hangup-cause.js';
import { MediaSession } from './media-session.js';

export interface SwitchboardOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly media: MediaPlane;
  readonly dialler: Dialler;
  readonly applications: readonly Application[];
  /** Most channels at once. */
  readonly bound: number;
  /** Domain of users named without one. */
  readonly domain: string;
  /** Address told in SDP instead of the local one. */
  readonly advertisedAddress?: string;
  /** Milliseconds without RTP until MEDIA_TIMEOUT, where `media_timeout` says nothing else; 0 is never. */
  readonly mediaTimeoutMs: number;
  /** The same for browsers, where it is shorter; 0 is no bound. */
  readonly secureTimeoutMs: number;
  /** Addresses that a browser may reach us at, given the one of ours that faces it. */
  candidateAddresses(facing: string): readonly string[];
}

/** All channels of the switch. */
export class Switchboard implements ChannelHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly dialler: Dialler;
  readonly domain: string;
  readonly notices: Signal<ChannelNotice>;
  readonly conferences: Conferences;
  readonly #options: SwitchboardOptions;
  readonly #channels = new Map<string, Channel>();
  readonly #applications: ReadonlyMap<string, Application>;
  #total = 0;
  #peak = 0;
  #closing = false;

  constructor(options: SwitchboardOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.random = options.random;
    this.log = options.log;
    this.dialler = options.dialler;
    this.domain = options.domain;
    this.notices = new Signal((error) => options.log.error({ err: error }, 'listener failed'));
    const { clock, random, media } = options;
    this.conferences = new Conferences({ clock, random, mixer: () => media.conference() });
    this.#applications = new Map(options.applications.map((one) => [one.name, one]));
  }

  application(name: string): Application | undefined {
    return this.#applications.get(name);
  }

  find(uuid: string): Channel | undefined {
    return this.#channels.get(uuid);
  }

  channels(): IterableIterator<Channel> {
    return this.#channels.values();
  }

  /** Channels now, at most at once, allowed at once, and since the start. */
  get load(): {
    readonly now: number;
    readonly peak: number;
    readonly bound: number;
    readonly total: number;
  } {
    return { now: this.#channels.size, peak: this.#peak, bound: this.#options.bound, total: this.#total };
  }

  /** A new channel, or undefined when there is no room, the switch is closing, or the id is taken. */
  create(
    what: Pick<ChannelOptions, 'name' | 'profile'>,
    direction: 'inbound' | 'outbound',
    uuid = this.random.uuid(),
  ): Channel | undefined {
    if (this.#closing || this.#channels.size >= this.#options.bound || this.#channels.has(uuid))
      return undefined;
    const channel = new Channel(this, { ...what, direction, uuid });
    this.#channels.set(uuid, channel);
    this.#total++;
    this.#peak = Math.max(this.#peak, this.#channels.size);
    return channel;
  }

  /** Opens media for a channel, and hangs it up when that fails. @returns whether the channel has media. */
  async openMedia(
    channel: Channel,
    address: string | undefined,
    codecs: readonly CodecName[],
    how: { readonly near?: MediaLeg | undefined; readonly secure: boolean },
  ): Promise<boolean> {
    if (address === undefined) {
      channel.hangup('DESTINATION_OUT_OF_ORDER');
      return false;
    }
    let leg: MediaLeg;
    try {
      leg = await this.#options.media.open({
        address,
        ...(how.near && { near: how.near }),
        ...(how.secure && { secure: { addresses: this.#options.candidateAddresses(address) } }),
      });
    } catch (error) {
      this.log.warn({ leg: channel.uuid, err: error }, 'no media');
      channel.hangup('SWITCH_CONGESTION');
      return false;
    }
    if (!channel.up) {
      await leg.close();
      return false;
    }
    const told = Number(channel.variables.get('media_timeout') ?? NaN);
    channel.attachMedia(
      new MediaSession(leg, {
        ...(this.#options.advertisedAddress !== undefined && { advertised: this.#options.advertisedAddress }),
        sessionId: String(1 + this.random.below(2 ** 31)),
        codecs,
        timeoutMs: Number.isNaN(told) ? this.#options.mediaTimeoutMs : told,
        secureTimeoutMs: this.#options.secureTimeoutMs,
      }),
    );
    return true;
  }

  /** Addresses that a browser may reach us at, given the one of ours that faces it. */
  candidateAddresses(facing: string): readonly string[] {
    return this.#options.candidateAddresses(facing);
  }

  gone(channel: Channel): void {
    this.#channels.delete(channel.uuid);
  }

  /** Hangs up every channel. Resolves when the last one is gone. */
  async hangupAll(cause: HangupCause): Promise<void> {
    const all = [...this.#channels.values()];
    for (const channel of all) channel.hangup(cause);
    await Promise.all(all.map((channel) => channel.gone));
  }

  /** Takes no new channel and hangs up those there are. */
  close(): Promise<void> {
    this.#closing = true;
    return this.hangupAll('SYSTEM_SHUTDOWN');
  }
}
