/**
 * The phone of a page: owns the line while its tab owns the phone, keeps it registered over every break, and says in one
 * store what is the case. It shows nothing; softphone/bar does.
 */
import type { PhoneCredentials } from '../../engine/desk.js';
import type { Cancel, Clock } from '../../kernel/clock.js';
import { every } from '../../kernel/clock.js';
import type { Listenable } from '../../kernel/signal.js';
import { backOffMs } from '../api/back-off.js';
import { microphoneConstraints, type DeviceChoice } from './devices.js';
import { KeptDialog } from './kept-dialog.js';
import type { Line, LineEvent, OpenLine } from './line.js';
import { MediaWatch } from './media-watch.js';
import type { MicrophoneState, PhoneState } from './phone-state.js';
import { initialPhoneState, reducePhone, type PhoneEvent } from './phone-state.js';
import { measureQuality, type QualityReading } from './quality.js';
import { Store } from './store.js';
import { TabLock, type Locks } from './tab-lock.js';

const waits = { firstMs: 500, mostMs: 20_000 };
const qualityEveryMs = 2_000;
/** How long an engine may take from a dial command to ringing our phone. */
const expectMs = 10_000;
/** A page that is being left lets go of the phone within this. */
const leavingMs = 300;

export interface PhoneOptions {
  /** New credentials; asked for at each start and before the old ones end. */
  readonly credentials: () => Promise<PhoneCredentials>;
  /** Address of the engine's origin, where the SIP WebSocket is. */
  readonly origin: string;
  /** False for a phone that only calls. */
  readonly register: boolean;
  /** One tab of the browser owns the phone of this name. */
  readonly lockName: string;
  readonly openLine: OpenLine;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly chance: () => number;
  readonly locks: Locks | undefined;
  readonly storage: Storage | undefined;
  readonly checkMicrophone: (constraints: MediaStreamConstraints) => Promise<MicrophoneState>;
  readonly devices: DeviceChoice;
  /** Tells when a headset is plugged or unplugged, and when the person allows the microphone or takes it back. */
  readonly watchDevices: (changed: () => void) => Cancel;
}

export class Phone {
  readonly #options: PhoneOptions;
  readonly #store = new Store<PhoneState, PhoneEvent>(initialPhoneState, reducePhone);
  readonly #watch = new MediaWatch();
  #devices: DeviceChoice;
  #lock: TabLock | undefined;
  #line: Line | undefined;
  #kept: KeptDialog | undefined;
  #cancelRetry: Cancel | undefined;
  #cancelRenewal: Cancel | undefined;
  #stopQuality: Cancel | undefined;
  #failures = 0;
  #expectedUntil = 0;
  #autoAnswerAfter: number | null = null;
  #cancelAutoAnswer: Cancel | undefined;
  #stopWatching: Cancel | undefined;
  #renewalDue = false;
  #closed = false;

  constructor(options: PhoneOptions) {
    this.#options = options;
    this.#devices = options.devices;
  }

  readonly get = (): PhoneState => this.#store.get();
  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);
  get changed(): Listenable<PhoneState> {
    return this.#store.changed;
  }
  get devices(): DeviceChoice {
    return this.#devices;
  }

  /** Checks the microphone, waits for the phone to be this tab's, and connects. */
  start(): void {
    void this.check();
    // In a call its own track tells; whoever only rings must not wait for a check.
    this.#stopWatching = this.#options.watchDevices(() => {
      if (this.get().call === null) void this.check();
    });
    const { locks, lockName } = this.#options;
    // Without Web Locks (an old browser, a page that is not secure) every tab is the owner; the switch sees several.
    if (!locks) this.#own('mine');
    else
      this.#lock = new TabLock(locks, lockName, (change) => {
        if (change === 'otherTab' && this.get().ownership === 'asking') this.#awaitLeaving();
        else this.#own(change);
      });
  }

  /** Hangs up, unregisters, and lets go of everything. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#lock?.close();
    this.#stopWatching?.();
    await this.#closeLine(false);
  }

  /** Takes the phone, with its call, away from the tab that has it. */
  takeOver(): void {
    this.#lock?.takeOver();
  }

  /** Checks the microphone again, forgets a media fault, and connects at once if it is not. */
  async check(): Promise<void> {
    this.#tell({ type: 'microphone.changed', microphone: 'checking' });
    this.#tell({ type: 'media.changed', media: 'unproven' });
    if (this.#cancelRetry) this.#retryNow();
    const microphone = await this.#options.checkMicrophone(microphoneConstraints(this.#devices.input));
    this.#tell({ type: 'microphone.changed', microphone });
  }

  /** @param seconds until a call is answered by itself; null: a person answers. */
  setAutoAnswer(seconds: number | null): void {
    this.#autoAnswerAfter = seconds;
  }

  /** The next call within ten seconds was asked for here (click to dial, a supervisor joining): it is answered at once. */
  expectCall(): void {
    this.#expectedUntil = this.#options.clock.now() + expectMs;
  }

  async useDevices(devices: DeviceChoice): Promise<void> {
    this.#devices = devices;
    await this.#line?.useDevices(devices.input, devices.output);
    await this.check();
  }

  /** @throws Error when there is a call, no line, or no microphone. */
  async dial(number: string): Promise<void> {
    const line = this.#line;
    if (!line || this.get().call) throw new Error('the phone is not free');
    const id = await line.dial(number);
    this.#appeared({ id, direction: 'out', number, name: '', conversation: null });
  }

  async answer(): Promise<void> {
    const { call } = this.get();
    if (call?.state !== 'ringing') return;
    this.#cancelAutoAnswer?.();
    this.#tell({ type: 'call.answering', id: call.id });
    try {
      await this.#line?.answer(call.id);
    } catch {
      // The microphone did not open: the caller must not wait for somebody who cannot speak.
      await this.hangUp();
      await this.check();
    }
  }

  async hangUp(): Promise<void> {
    const { call } = this.get();
    if (!call || call.state === 'ending') return;
    this.#cancelAutoAnswer?.();
    this.#tell({ type: 'call.ending', id: call.id });
    await this.#line?.hangUp(call.id);
  }

  /** Hold by re-INVITE, for calls that the engine does not lead. */
  async hold(held: boolean): Promise<void> {
    const { call } = this.get();
    if (call?.state !== 'talking' || call.held === held) return;
    await this.#line?.hold(call.id, held);
    this.#tell({ type: 'call.held', id: call.id, held });
  }

  mute(muted: boolean): void {
    const { call } = this.get();
    if (!call) return;
    this.#line?.mute(call.id, muted);
    this.#tell({ type: 'call.muted', id: call.id, muted });
  }

  /** @returns whether they went out; only 0-9, *, # and A-D can. */
  sendDigits(digits: string): boolean {
    const { call } = this.get();
    if (!call || !/^[0-9*#A-D]+$/.test(digits)) return false;
    if (!this.#line?.sendDigits(call.id, digits)) return false;
    this.#tell({ type: 'digits.sent', id: call.id, digits });
    return true;
  }

  /** The person has read that a call was lost. */
  forgetLost(): void {
    this.#tell({ type: 'lost.seen' });
  }

  #tell(event: PhoneEvent): void {
    this.#store.dispatch(event);
  }

  /** Another page has the phone: it may be this one before it was reloaded. */
  #awaitLeaving(): void {
    this.#options.clock.after(leavingMs, () => {
      if (this.get().ownership === 'asking') this.#own('otherTab');
    });
  }

  #own(ownership: 'mine' | 'otherTab'): void {
    if (this.#closed) return;
    this.#tell({ type: 'ownership.changed', ownership });
    if (ownership === 'mine') void this.#connect();
    // The call goes over to the tab that took the phone.
    else void this.#closeLine(true);
  }

  async #connect(): Promise<void> {
    this.#cancelRetry = undefined;
    // What failed before stays told until the connection is there.
    this.#tell({ type: 'socket.changed', socket: 'connecting', retryAt: this.get().retryAt });
    try {
      const line = this.#line ?? (await this.#open());
      // Closed, or taken over, while the credentials were on their way.
      if (this.#closed || this.get().ownership !== 'mine') await this.#closeLine(true);
      else await line.connect();
    } catch {
      // The credentials may be what is wrong; a call that is up needs the ones that it began with.
      if (!this.get().call) await this.#closeLine(true);
      this.#retryLater();
    }
  }

  async #open(): Promise<Line> {
    const { clock, origin, register, openLine, storage } = this.#options;
    const credentials = await this.#options.credentials();
    const server = `${origin.replace(/^http/, 'ws')}${credentials.socket}`;
    const line = openLine({ credentials, server, register, ...this.#devices });
    this.#line = line;
    this.#kept = new KeptDialog(storage, credentials.user);
    this.#renewalDue = false;
    this.#tell({ type: 'user.known', user: credentials.user });
    line.events.on((event) => {
      if (this.#line === line) this.#heard(event);
    });
    this.#cancelRenewal = clock.after(renewalMs(clock.now(), credentials.expiresAt), () => {
      this.#renewalDue = true;
      this.#renewWhenFree();
    });
    return line;
  }

  /** A call is never cut for new credentials; the old ones last a while yet. */
  #renewWhenFree(): void {
    if (!this.#renewalDue || this.get().call) return;
    void this.#closeLine(false).then(() => {
      if (!this.#closed && this.get().ownership === 'mine') void this.#connect();
    });
  }

  #retryLater(): void {
    if (this.#closed || this.get().ownership !== 'mine' || this.#cancelRetry) return;
    const { clock, chance } = this.#options;
    const ms = backOffMs(waits, this.#failures++, chance());
    this.#tell({ type: 'socket.changed', socket: 'closed', retryAt: clock.now() + ms });
    this.#cancelRetry = clock.after(ms, () => void this.#connect());
  }

  #retryNow(): void {
    this.#cancelRetry?.();
    void this.#connect();
  }

  #heard(event: LineEvent): void {
    switch (event.type) {
      case 'socket.opened':
        this.#opened();
        break;
      case 'socket.lost':
        this.#retryLater();
        break;
      case 'registered':
        this.#failures = 0;
        this.#tell({ type: 'registration.changed', registration: 'registered' });
        this.#takeUpKept();
        break;
      case 'registration.refused':
        this.#refused();
        break;
      case 'invited':
        this.#appeared({ ...event, direction: 'in' });
        this.#answerByItself(event.answerAfter);
        break;
      case 'established':
        this.#established(event);
        break;
      case 'media.failed':
        this.#mediaFailed(event.id, event.what);
        break;
      case 'ended':
        this.#ended(event);
        break;
    }
  }

  #opened(): void {
    this.#tell({ type: 'socket.changed', socket: 'open', retryAt: null });
    if (!this.#options.register) {
      this.#failures = 0;
      this.#tell({ type: 'registration.changed', registration: 'needless' });
      return;
    }
    this.#tell({ type: 'registration.changed', registration: 'trying' });
    this.#line?.register().catch(() => this.#refused());
  }

  /** The credentials may be at fault (a session that ended, an engine that forgot them): the next try takes new ones. */
  #refused(): void {
    this.#tell({ type: 'registration.changed', registration: 'refused' });
    if (this.get().call) return;
    void this.#closeLine(true).then(() => {
      this.#retryLater();
      this.#tell({ type: 'registration.changed', registration: 'refused' });
    });
  }

  #appeared(call: Extract<PhoneEvent, { type: 'call.appeared' }>['call']): void {
    const { id, direction, number, name, conversation } = call;
    const at = this.#options.clock.now();
    this.#tell({ type: 'call.appeared', at, call: { id, direction, number, name, conversation } });
  }

  #answerByItself(asked: number | null): void {
    const { clock } = this.#options;
    const expected = clock.now() <= this.#expectedUntil ? 0 : null;
    const after = expected ?? asked ?? this.#autoAnswerAfter;
    this.#expectedUntil = 0;
    if (after === null) return;
    this.#cancelAutoAnswer = clock.after(after * 1000, () => void this.answer());
  }

  #established(event: Extract<LineEvent, { type: 'established' }>): void {
    const { clock } = this.#options;
    // SIP.js tells of it before dial() has returned its id.
    if (!this.get().call) {
      this.#appeared({
        id: event.id,
        direction: 'out',
        number: event.dialog.number,
        name: '',
        conversation: null,
      });
    }
    this.#tell({ type: 'call.established', id: event.id, at: clock.now() });
    this.#kept?.keep(event.dialog, clock.now());
    this.#watch.begin();
    this.#stopQuality?.();
    let before: QualityReading | null = null;
    this.#stopQuality = every(clock, qualityEveryMs, () => {
      this.#kept?.keep(event.dialog, clock.now());
      void this.#line?.readQuality(event.id).then((reading) => {
        if (reading && before) this.#measured(event.id, before, reading);
        before = reading ?? before;
      });
    });
  }

  #measured(id: string, before: QualityReading, now: QualityReading): void {
    const { call } = this.get();
    if (call?.id !== id) return;
    const quality = measureQuality(before, now);
    this.#tell({ type: 'quality.measured', id, quality });
    const media = this.#watch.heard(quality.packets, now.at, call.held);
    if (media) this.#tell({ type: 'media.changed', media });
  }

  #mediaFailed(id: string, what: 'path' | 'microphone'): void {
    if (this.get().call?.id !== id) return;
    if (what === 'microphone') this.#tell({ type: 'microphone.changed', microphone: 'missing' });
    else this.#tell({ type: 'media.changed', media: 'failed' });
  }

  #ended({ id, end }: Extract<LineEvent, { type: 'ended' }>): void {
    this.#cancelAutoAnswer?.();
    this.#stopQuality?.();
    this.#kept?.forget();
    const at = this.#options.clock.now();
    const { lost } = this.get();
    this.#tell({ type: 'call.ended', id, at, end });
    if (lost?.state === 'resuming') this.#tell({ type: 'call.lost', number: lost.number, at });
    // What was left as it was for the sake of the call.
    if (this.get().registration === 'refused') this.#refused();
    else this.#renewWhenFree();
  }

  /** After a reload, or when another tab's phone was taken over: the call that it had. */
  #takeUpKept(): void {
    const { clock } = this.#options;
    const found = this.get().call ? undefined : this.#kept?.find(clock.now());
    if (!found) return;
    this.#kept?.forget();
    const { number } = found.dialog;
    if (!found.fresh) {
      this.#tell({ type: 'call.lost', number, at: clock.now() });
      return;
    }
    this.#tell({ type: 'call.resuming', number, at: clock.now() });
    this.#line?.resume(found.dialog).then(
      (id) => {
        if (!this.get().call) this.#appeared({ id, direction: 'out', number, name: '', conversation: null });
      },
      () => this.#tell({ type: 'call.lost', number, at: clock.now() }),
    );
  }

  async #closeLine(quietly: boolean): Promise<void> {
    const line = this.#line;
    const { call } = this.get();
    this.#line = undefined;
    for (const cancel of [this.#cancelRetry, this.#cancelRenewal, this.#stopQuality, this.#cancelAutoAnswer])
      cancel?.();
    this.#cancelRetry = undefined;
    this.#tell({ type: 'socket.changed', socket: 'closed', retryAt: this.get().retryAt });
    if (call) this.#tell({ type: 'call.ended', id: call.id, at: this.#options.clock.now(), end: 'local' });
    await line?.close(quietly);
  }
}

/** Credentials are renewed when a tenth of their life is left, at least a minute before their end. */
export function renewalMs(now: number, expiresAt: number): number {
  const life = Math.max(0, expiresAt - now);
  return Math.max(1_000, Math.min(life * 0.9, life - 60_000));
}
