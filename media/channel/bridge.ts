import type { Channel } from './channel.js';
import type { HangupCause } from './hangup-cause.js';

/** Two channels that hear each other. Made by `connect`; ended once. */
export class Bridge {
  readonly a: Channel;
  readonly b: Channel;
  /** The leg whose `bridge` application made it and goes on after it. */
  readonly #owner: Channel | undefined;
  readonly ended: Promise<void>;
  #resolveEnded: () => void = () => undefined;
  #over = false;

  private constructor(a: Channel, b: Channel, owner: Channel | undefined) {
    this.a = a;
    this.b = b;
    this.#owner = owner;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
  }

  /**
   * Connects two channels that are up and have media; both leave the bridges they are in.
   * @param owner the one that runs the `bridge` application; it goes on with its next one afterwards.
   */
  static connect(a: Channel, b: Channel, owner?: Channel): Bridge | undefined {
    if (a === b || !a.up || !b.up || !a.media || !b.media) return undefined;
    if (a.bridge && a.bridge === b.bridge) return a.bridge;
    a.bridge?.leave(a);
    b.bridge?.leave(b);
    const bridge = new Bridge(a, b, owner);
    bridge.#begin();
    return bridge;
  }

  other(channel: Channel): Channel {
    return channel === this.a ? this.b : this.a;
  }

  /** `channel` goes elsewhere (another bridge, park); the other one is left behind. */
  leave(channel: Channel): void {
    if (this.#over) return;
    this.#end();
    this.#leftBehind(this.other(channel), 'NORMAL_CLEARING');
  }

  /** `channel` has hung up. */
  partyHungUp(channel: Channel): void {
    const other = this.other(channel);
    const cause = channel.cause ?? 'NORMAL_CLEARING';
    other.variables.set('bridge_hangup_cause', cause);
    other.variables.set('last_bridge_hangup_cause', cause);
    this.#end();
    if (channel.answered || channel.direction === 'inbound') this.#leftBehind(other, 'NORMAL_CLEARING');
    else this.#leftAfterEarlyMedia(other, cause);
  }

  #begin(): void {
    const { a, b } = this;
    const now = a.host.clock.now();
    a.lastPeer = { channel: b, type: 'originatee' };
    b.lastPeer = { channel: a, type: 'originator' };
    for (const [leg, other] of [
      [a, b],
      [b, a],
    ] as const) {
      leg.bridge = this;
      leg.times.bridged = now;
      leg.variables.set('bridge_uuid', other.uuid);
      leg.variables.set('signal_bond', other.uuid);
      leg.variables.set('last_bridge_to', other.uuid);
      leg.variables.set('bridge_channel', other.name);
      leg.variables.set('last_bridge_role', leg === a ? 'originator' : 'originatee');
      leg.variables.set('bridge_hangup_cause', undefined);
      leg.enter('CS_EXCHANGE_MEDIA');
    }
    b.variables.set('call_uuid', a.variables.get('call_uuid') ?? a.uuid);
    if (a.media && b.media) a.media.leg.bridge(b.media.leg);
    a.notice('CHANNEL_BRIDGE', this.#headers());
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    const { a, b } = this;
    a.media?.leg.unbridge();
    for (const leg of [a, b]) {
      leg.bridge = undefined;
      leg.variables.set('signal_bond', undefined);
      leg.variables.set('bridge_uuid', undefined);
      leg.media?.leg.stopPlay();
    }
    a.notice('CHANNEL_UNBRIDGE', this.#headers());
    this.#resolveEnded();
  }

  #headers(): [string, string][] {
    return [
      ['Bridge-A-Unique-ID', this.a.uuid],
      ['Bridge-B-Unique-ID', this.b.uuid],
    ];
  }

  /** The other one had sent early media and failed: that is no bridge to park after. */
  #leftAfterEarlyMedia(channel: Channel, cause: HangupCause): void {
    const { variables } = channel;
    if (!channel.up) return;
    if (!variables.isTrue('continue_on_fail')) channel.hangup(cause);
    else if (variables.isTrue('park_after_early_bridge')) channel.park();
    else this.#leftBehind(channel, cause);
  }

  /** Parks, goes on with its application, or hangs up: what FreeSWITCH does after a bridge. */
  #leftBehind(channel: Channel, cause: HangupCause): void {
    if (!channel.up) return;
    if (channel.variables.isTrue('park_after_bridge')) {
      channel.park();
    } else if (channel === this.#owner && !channel.variables.isTrue('hangup_after_bridge')) {
      channel.enter('CS_EXECUTE');
    } else {
      channel.hangup(cause);
    }
  }
}
