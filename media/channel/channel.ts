import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import type { Random } from '../../kernel/random.js';
import { Signal } from '../../kernel/signal.js';
import type { SipCall } from '../sip/call.js';
import { ApplicationQueue, type Application } from './application-queue.js';
import type { Bridge } from './bridge.js';
import type {
  AnswerState,
  CallerProfile,
  CallState,
  ChannelNoticeName,
  ChannelState,
  Times,
} from './channel-state.js';
import type { Conferences } from './conference.js';
import { DigitQueue } from './digit-queue.js';
import { q850Of, sipStatusOf, type HangupCause } from './hangup-cause.js';
import type { MediaSession } from './media-session.js';
import { setQuality } from './quality.js';
import { Recordings } from './recordings.js';
import { Variables } from './variables.js';

/** Something happened to a channel. Events of the Event Socket are made of it, when somebody wants them. */
export interface ChannelNotice {
  readonly name: ChannelNoticeName;
  /** Of CUSTOM. */
  readonly subclass?: string;
  readonly channel: Channel;
  /** What this event tells beyond the channel itself. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What a channel needs of the switch around it. */
export interface ChannelHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly notices: Signal<ChannelNotice>;
  readonly conferences: Conferences;
  find(uuid: string): Channel | undefined;
  application(name: string): Application | undefined;
  /** The channel has sent its last event. */
  gone(channel: Channel): void;
}

export interface ChannelOptions {
  readonly uuid: string;
  readonly direction: 'inbound' | 'outbound';
  /** `sofia/internal/1001@10.0.0.7`. */
  readonly name: string;
  readonly profile: CallerProfile;
}

export interface Key {
  readonly digit: string;
  readonly durationMs: number;
  readonly source: 'RTP' | 'INFO' | 'APP';
}

/** How the other side ended the call. */
export interface RemoteEnd {
  readonly disposition: 'recv_bye' | 'recv_cancel' | 'recv_refuse' | 'send_bye';
  /** SIP status of a failed INVITE or of what lost the call, 200 for a BYE. */
  readonly status: number;
}

export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

/** One leg of a call: its signalling, its media, its variables, and the application that it runs. */
export class Channel {
  readonly uuid: string;
  readonly direction: 'inbound' | 'outbound';
  readonly name: string;
  readonly profile: CallerProfile;
  readonly times: Times;
  readonly variables = new Variables();
  /** Pressed and not taken by an application yet. */
  readonly digits = new DigitQueue();
  readonly keys = new Signal<Key>();
  /** Told and not taken by an `eavesdrop` yet, whether that takes keys or not. */
  readonly eavesdropCommands = new DigitQueue();
  /** There are new ones. */
  readonly eavesdropTold = new Signal<void>();
  /** What `host.notices` tells, of this channel alone. */
  readonly notices = new Signal<ChannelNotice>();
  readonly recordings: Recordings;
  readonly applications: ApplicationQueue;
  readonly host: ChannelHost;
  /** Resolves after the last event of the channel. */
  readonly gone: Promise<void>;
  bridge: Bridge | undefined;
  /** Profile of whom it was bridged to last, for the `Other-Leg-` headers. */
  lastPeer: { readonly channel: Channel; readonly type: 'originator' | 'originatee' } | undefined;

  #state: ChannelState = 'CS_NEW';
  #callState: CallState = 'DOWN';
  #call: SipCall | undefined;
  #media: MediaSession | undefined;
  #cause: HangupCause | undefined;
  #heldSince = 0;
  #resolveGone: () => void = () => undefined;

  constructor(host: ChannelHost, options: ChannelOptions) {
    this.host = host;
    this.uuid = options.uuid;
    this.direction = options.direction;
    this.name = options.name;
    this.profile = options.profile;
    this.times = {
      created: host.clock.now(),
      progress: 0,
      progressMedia: 0,
      answered: 0,
      bridged: 0,
      lastHold: 0,
      held: 0,
      hungUp: 0,
    };
    this.recordings = new Recordings(this);
    this.applications = new ApplicationQueue(this, {
      find: (name) => host.application(name),
      started: (request) => {
        this.variables.set('current_application', request.name);
        this.variables.set('current_application_data', request.argument);
        this.notice('CHANNEL_EXECUTE', applicationHeaders(request, undefined));
      },
      completed: (request, response) =>
        this.notice('CHANNEL_EXECUTE_COMPLETE', applicationHeaders(request, response)),
      failed: (request, error) =>
        host.log.error({ leg: this.uuid, application: request.name, err: error }, 'application failed'),
    });
    this.gone = new Promise((resolve) => (this.#resolveGone = resolve));
    this.variables.set('uuid', this.uuid);
    this.variables.set('direction', this.direction);
    this.variables.set('channel_name', this.name);
  }

  get state(): ChannelState {
    return this.#state;
  }

  get callState(): CallState {
    return this.#callState;
  }

  get answerState(): AnswerState {
    if (this.#cause !== undefined) return 'hangup';
    if (this.times.answered > 0) return 'answered';
    return this.times.progressMedia > 0 ? 'early' : 'ringing';
  }

  get answered(): boolean {
    return this.times.answered > 0;
  }

  /** Set once it hangs up. */
  get cause(): HangupCause | undefined {
    return this.#cause;
  }

  get up(): boolean {
    return this.#cause === undefined;
  }

  get call(): SipCall | undefined {
    return this.#call;
  }

  get media(): MediaSession | undefined {
    return this.#media;
  }

  attachCall(call: SipCall): void {
    this.#call = call;
  }

  /** Gives the channel its media, which it closes when it hangs up. */
  attachMedia(media: MediaSession): void {
    this.#media = media;
    this.recordings.watch(media.leg);
    media.leg.events.on((event) => {
      if (event.type === 'digit') this.press({ ...event, source: 'RTP' });
      else if (event.type === 'timedOut') this.hangup('MEDIA_TIMEOUT');
    });
  }

  notice(name: ChannelNoticeName, headers: ChannelNotice['headers'] = []): void {
    this.#emit({ name, channel: this, headers });
  }

  /** Tells a CUSTOM event. */
  custom(subclass: string, headers: ChannelNotice['headers']): void {
    this.#emit({ name: 'CUSTOM', subclass, channel: this, headers });
  }

  enter(state: ChannelState): void {
    if (this.#state === state || (this.#cause !== undefined && !closing.has(state))) return;
    this.#state = state;
    this.notice('CHANNEL_STATE');
  }

  enterCallState(state: CallState): void {
    if (this.#callState === state) return;
    const before = this.#callState;
    this.#callState = state;
    this.notice('CHANNEL_CALLSTATE', [['Original-Channel-Call-State', before]]);
  }

  /** A key was pressed on this leg. The same key by both ways of telling it (RFC 4733 and INFO) is one. */
  press(key: Key): void {
    if (!this.up) return;
    this.digits.push(key.digit);
    this.notice('DTMF', [
      ['DTMF-Digit', key.digit],
      ['DTMF-Duration', String(key.durationMs * samplesPerMs)],
      ['DTMF-Source', key.source],
    ]);
    this.keys.emit(key);
  }

  /** For the `eavesdrop` that runs or waits behind what runs; a parked leg takes no notice, as in FreeSWITCH. */
  tellEavesdrop(commands: string): void {
    if (this.applications.current === undefined) return;
    for (const command of commands) this.eavesdropCommands.push(command);
    this.eavesdropTold.emit();
  }

  /** Rests: no application, no bridge. */
  park(): void {
    if (!this.up) return;
    this.enter('CS_PARK');
    this.notice('CHANNEL_PARK');
  }

  /** The other side holds (`on`) or retrieves, or we do it to them. */
  hold(on: boolean): void {
    const now = this.host.clock.now();
    if (on === this.#heldSince > 0) return;
    if (on) this.times.lastHold = now;
    else this.times.held += now - this.#heldSince;
    this.#heldSince = on ? now : 0;
    this.enterCallState(on ? 'HELD' : 'ACTIVE');
    this.notice(on ? 'CHANNEL_HOLD' : 'CHANNEL_UNHOLD');
  }

  /**
   * Ends the leg: the signalling at once, its record when media and applications have ended.
   * @param how the other side did it, or the status to refuse with where the cause's own won't do.
   */
  hangup(cause: HangupCause, how: { readonly remote?: RemoteEnd; readonly refusal?: Refusal } = {}): void {
    if (this.#cause !== undefined) return;
    const { remote, refusal } = how;
    this.#cause = cause;
    this.times.hungUp = this.host.clock.now();
    this.#state = 'CS_HANGUP';
    const number = String(q850Of(cause));
    this.variables.set('hangup_cause', cause);
    this.variables.set('hangup_cause_q850', number);
    this.variables.set('sip_hangup_disposition', remote?.disposition ?? this.#ownDisposition());
    if (remote) this.#keepRemoteEnd(remote);
    else
      this.variables.set(
        'sip_term_status',
        String(this.answered ? 200 : (refusal?.status ?? sipStatusOf(cause))),
      );
    this.enterCallState('HANGUP');
    this.notice('CHANNEL_HANGUP');
    if (!remote) this.#call?.hangup({ status: sipStatusOf(cause), q850: q850Of(cause), ...refusal });
    this.bridge?.partyHungUp(this);
    void this.#finish();
  }

  #emit(notice: ChannelNotice): void {
    this.host.notices.emit(notice);
    this.notices.emit(notice);
  }

  #keepRemoteEnd({ disposition, status }: RemoteEnd): void {
    this.variables.set('sip_term_status', String(status));
    if (disposition !== 'recv_refuse') return;
    this.variables.set('sip_invite_failure_status', String(status));
    this.variables.set('proto_specific_hangup_cause', `sip:${status}`);
  }

  #ownDisposition(): string {
    if (this.answered) return 'send_bye';
    return this.direction === 'inbound' ? 'send_refuse' : 'send_cancel';
  }

  async #finish(): Promise<void> {
    await this.applications.end();
    await this.recordings.stopAll();
    if (this.#media) {
      const stats = await this.#media.leg.close().catch((error: unknown) => {
        this.host.log.warn({ leg: this.uuid, err: error }, 'media closed badly');
      });
      if (stats) setQuality(this.variables, stats);
    }
    this.#setDurations();
    this.enter('CS_REPORTING');
    this.notice('CHANNEL_HANGUP_COMPLETE');
    this.enter('CS_DESTROY');
    this.notice('CHANNEL_DESTROY');
    this.host.gone(this);
    this.#resolveGone();
  }

  #setDurations(): void {
    const { created, answered, hungUp } = this.times;
    const seconds = (from: number): string => (from === 0 ? '0' : String(Math.floor((hungUp - from) / 1000)));
    this.variables.set('duration', seconds(created));
    this.variables.set('billsec', seconds(answered));
    this.variables.set('start_epoch', String(Math.floor(created / 1000)));
    this.variables.set('answer_epoch', String(Math.floor(answered / 1000)));
    this.variables.set('end_epoch', String(Math.floor(hungUp / 1000)));
  }
}

/** `DTMF-Duration` counts samples at 8 kHz. */
const samplesPerMs = 8;

/** States that a channel that hung up still passes through. */
const closing: ReadonlySet<ChannelState> = new Set<ChannelState>(['CS_REPORTING', 'CS_DESTROY']);

function applicationHeaders(
  request: { readonly name: string; readonly argument: string; readonly uuid: string },
  response: string | undefined,
): ChannelNotice['headers'] {
  const headers: [string, string][] = [
    ['Application', request.name],
    ['Application-Data', request.argument],
  ];
  if (response !== undefined) headers.push(['Application-Response', response]);
  headers.push(['Application-UUID', request.uuid]);
  return headers;
}
