import type { Headers } from '../sip/call.js';
import { answer, preAnswer, ringReady } from './answering.js';
import type { Channel, ChannelNotice } from './channel.js';
import type { DialString } from './dial-string.js';
import type { DialTarget } from './dialling.js';
import type { HangupCause } from './hangup-cause.js';
import { codecsFrom, parseCodecs } from './media-session.js';
import { followCall } from './signalling.js';
import type { Switchboard } from './switchboard.js';

export type Originated =
  { readonly ok: true; readonly channel: Channel } | { readonly ok: false; readonly cause: HangupCause };

export interface OriginateOptions {
  readonly dial: DialString;
  /** The leg that the `bridge` application runs on: it hears ringing, and its hang-up ends the attempt. */
  readonly caller?: Channel;
  readonly signal?: AbortSignal;
}

const defaultTimeoutS = 60;
const longestTimeoutS = 3600;
const mostTargets = 16;
/** What FreeSWITCH calls with when nobody is named. */
const anonymous = '0000000000';

/**
 * Dials all targets of a dial string at once and gives the first that answers (or, alone and unless
 * `ignore_early_media`, that sends media); the others lose the race.
 */
export async function originate(switchboard: Switchboard, options: OriginateOptions): Promise<Originated> {
  const { legs, variables } = options.dial;
  const ways: Way[] = [];
  let cause: HangupCause = 'NO_ROUTE_DESTINATION';
  for (const leg of legs) {
    const found = await switchboard.dialler.resolve(leg.endpoint);
    if (!found.ok) cause = found.cause;
    else
      for (const target of found.value)
        ways.push({ target, variables: new Map([...variables, ...leg.variables]) });
  }
  if (options.signal?.aborted === true) return { ok: false, cause: 'ORIGINATOR_CANCEL' };
  if (ways.length === 0) return { ok: false, cause };
  return new Attempt(switchboard, options, ways.slice(0, mostTargets)).run();
}

/** One leg to dial, with all its variables. */
interface Way {
  readonly target: DialTarget;
  readonly variables: ReadonlyMap<string, string>;
}

/** One originate: the legs that it rings, and who wins. */
class Attempt {
  readonly #switchboard: Switchboard;
  readonly #options: OriginateOptions;
  readonly #ways: readonly Way[];
  readonly #legs = new Set<Channel>();
  readonly #given = new Set<string>();
  /** Ids that stand for several phones, of which one has them: who ends that leg means all of them. */
  readonly #shared = new Set<string>();
  #resolve: (result: Originated) => void = () => undefined;
  #cancelTimer: () => void = () => undefined;
  #settled = false;

  constructor(switchboard: Switchboard, options: OriginateOptions, ways: readonly Way[]) {
    this.#switchboard = switchboard;
    this.#options = options;
    this.#ways = ways;
  }

  run(): Promise<Originated> {
    const result = new Promise<Originated>((resolve) => (this.#resolve = resolve));
    const abort = (): void => this.#giveUp('ORIGINATOR_CANCEL');
    this.#options.signal?.addEventListener('abort', abort, { once: true });
    const seconds = Number(this.#variable('originate_timeout') ?? defaultTimeoutS) || defaultTimeoutS;
    this.#cancelTimer = this.#switchboard.clock.after(Math.min(seconds, longestTimeoutS) * 1000, () =>
      this.#giveUp('NO_ANSWER'),
    );
    const begun: [Channel, Way][] = [];
    for (const way of this.#ways) {
      const channel = this.#create(way);
      if (channel) begun.push([channel, way]);
    }
    if (begun.length === 0) this.#giveUp('SWITCH_CONGESTION');
    // All exist before the first is dialled, so that one that fails at once does not look like the last.
    for (const [channel] of begun) this.#legs.add(channel);
    for (const [channel, way] of begun) void this.#dial(channel, way);
    return result.finally(() => this.#options.signal?.removeEventListener('abort', abort));
  }

  #variable(name: string): string | undefined {
    return this.#options.dial.variables.get(name);
  }

  /** Of several phones of one user the first gets the id that was asked for. */
  #create({ target, variables }: Way): Channel | undefined {
    const { caller } = this.#options;
    const wanted = variables.get('origination_uuid');
    const isTaken = wanted !== undefined && this.#given.has(wanted);
    if (isTaken) this.#shared.add(wanted);
    const uuid = isTaken ? undefined : wanted;
    if (uuid !== undefined) this.#given.add(uuid);
    const what = {
      name: target.name,
      profile: {
        callerName: variables.get('origination_caller_id_name') ?? caller?.profile.callerName ?? '',
        callerNumber:
          variables.get('origination_caller_id_number') ?? caller?.profile.callerNumber ?? anonymous,
        calleeName: 'Outbound Call',
        calleeNumber: target.destination,
        destination: target.destination,
        userName: '',
        networkAddress: '',
      },
    };
    return this.#switchboard.create(what, 'outbound', uuid);
  }

  async #dial(channel: Channel, way: Way): Promise<void> {
    const { target } = way;
    this.#setVariables(channel, way);
    channel.notices.on((notice) => this.#heard(notice));
    channel.notice('CHANNEL_CREATE');
    channel.notice('CHANNEL_OUTGOING');
    channel.enter('CS_INIT');
    const opened = await this.#openMedia(channel, way);
    // It may have been hung up while its ports were being opened.
    if (!opened || !channel.up || !channel.media) return;
    channel.enter('CS_ROUTING');
    const options = {
      target: target.uri,
      ...(target.route && { route: target.route }),
      ...(target.credentials && { credentials: target.credentials }),
      from: { display: channel.profile.callerName, user: channel.profile.callerNumber, ...target.from },
      sdp: channel.media.offer(),
      headers: headersOf(way.variables),
    };
    const call = this.#switchboard.dialler.invite(options, target.otherRoutes);
    channel.variables.set('sip_call_id', call.info.callId);
    channel.attachCall(call);
    channel.enterCallState('DIALING');
    followCall(channel, call);
  }

  async #openMedia(channel: Channel, { target, variables }: Way): Promise<boolean> {
    const { dialler } = this.#switchboard;
    const near = this.#near(variables);
    const wanted = variables.get('absolute_codec_string');
    const parsed = wanted === undefined ? undefined : parseCodecs(wanted);
    // The caller's codec first, so that a bridge between the two relays packets as they are.
    const codecs = parsed?.ok === true ? parsed.value : codecsFrom(near?.media?.negotiated?.codec);
    return this.#switchboard.openMedia(channel, dialler.localAddressFor(target), codecs, {
      near: near?.media?.leg,
      secure: target.secure === true,
    });
  }

  /** The leg that this one will likely be bridged to. */
  #near(variables: Way['variables']): Channel | undefined {
    const uuid = variables.get('yihao_near');
    return this.#options.caller ?? (uuid === undefined ? undefined : this.#switchboard.find(uuid));
  }

  #setVariables(channel: Channel, { target, variables }: Way): void {
    for (const [name, value] of Object.entries(target.variables ?? {})) channel.variables.set(name, value);
    const { caller } = this.#options;
    for (const name of caller?.variables.get('export_vars')?.split(',') ?? []) {
      channel.variables.set(name, caller?.variables.get(name));
    }
    for (const [name, value] of variables) channel.variables.set(name, value);
    if (caller) channel.variables.set('call_uuid', caller.variables.get('call_uuid') ?? caller.uuid);
    if (caller) channel.lastPeer = { channel: caller, type: 'originator' };
  }

  #heard({ name, channel }: ChannelNotice): void {
    if (this.#settled) {
      // The winner's answer after early media is the caller's too.
      if (name === 'CHANNEL_ANSWER' && this.#options.caller) answer(this.#options.caller);
      return;
    }
    const { caller } = this.#options;
    if (name === 'CHANNEL_ANSWER') {
      if (caller) answer(caller);
      this.#win(channel);
    } else if (name === 'CHANNEL_PROGRESS' && caller) {
      ringReady(caller);
    } else if (name === 'CHANNEL_PROGRESS_MEDIA' && this.#takesEarlyMedia()) {
      if (caller) preAnswer(caller);
      this.#win(channel);
    } else if (name === 'CHANNEL_HANGUP') {
      this.#legs.delete(channel);
      if (this.#shared.has(channel.uuid) && wasToldToEnd(channel))
        this.#giveUp(channel.cause ?? 'NORMAL_CLEARING');
      else if (this.#legs.size === 0) this.#settle({ ok: false, cause: channel.cause ?? 'NORMAL_CLEARING' });
    }
  }

  #takesEarlyMedia(): boolean {
    return this.#ways.length === 1 && !/^(true|yes|1)$/i.test(this.#variable('ignore_early_media') ?? '');
  }

  #win(winner: Channel): void {
    this.#legs.delete(winner);
    this.#settle({ ok: true, channel: winner });
    for (const loser of this.#legs) loser.hangup('LOSE_RACE');
  }

  #giveUp(cause: HangupCause): void {
    this.#settle({ ok: false, cause });
    for (const leg of this.#legs) leg.hangup(cause);
  }

  #settle(result: Originated): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#cancelTimer();
    this.#resolve(result);
  }
}

/** Causes with which a leg ends by itself before anybody told it to. */
const ownFaults: ReadonlySet<HangupCause | undefined> = new Set<HangupCause>([
  'DESTINATION_OUT_OF_ORDER',
  'SWITCH_CONGESTION',
  'INCOMPATIBLE_DESTINATION',
]);

/** Ended by a command rather than by the phone or by what it lacks. */
function wasToldToEnd(channel: Channel): boolean {
  return channel.variables.get('sip_hangup_disposition') === 'send_cancel' && !ownFaults.has(channel.cause);
}

/** `sip_h_NAME` variables are headers of the INVITE. A line break in one would begin another header. */
function headersOf(variables: ReadonlyMap<string, string>): Headers {
  return [...variables]
    .filter(([name, value]) => /^sip_h_[\w.-]+$/.test(name) && !/[\r\n]/.test(value))
    .map(([name, value]) => [name.slice('sip_h_'.length).toLowerCase(), value] as const);
}
