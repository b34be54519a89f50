/** A telephone for tests: real SIP and RTP over loopback, made of the switch's own lower layers. */
import { systemClock } from '../kernel/clock.js';
import { silentLogger } from '../kernel/log.js';
import { systemRandom } from '../kernel/random.js';
import { Scope } from '../kernel/scope.js';
import { scopedClock } from '../kernel/scoped-clock.js';
import { Signal } from '../kernel/signal.js';
import { MediaSession } from './channel/media-session.js';
import { createMediaPlane } from './mix/create-media-plane.js';
import type { MediaEvent, MediaPlane } from './mix/media-plane.js';
import type { SipCall, SipCallEvent, SipEndpoint } from './sip/call.js';
import { answerChallenges } from './sip/digest-client.js';
import type { SipRequest, SipResponse } from './sip/message.js';
import { createTransport } from './sip/transport-layer.js';
import { UserAgent } from './sip/user-agent.js';

const local = '127.0.0.1';
const patienceMs = 10_000;

export interface TestPhoneOptions {
  readonly user: string;
  readonly password: string;
  readonly domain: string;
  /** The switch. */
  readonly registrar: SipEndpoint;
  readonly ports: { readonly first: number; readonly last: number };
}

/** One call as the phone has it. */
export class PhoneCall {
  readonly call: SipCall;
  readonly events: SipCallEvent[] = [];
  readonly heard: MediaEvent[] = [];
  readonly session: MediaSession;
  readonly #changed = new Signal<undefined>();

  constructor(call: SipCall, session: MediaSession) {
    this.call = call;
    this.session = session;
    call.events.on((event) => {
      this.events.push(event);
      this.#follow(event);
      this.#changed.emit(undefined);
    });
    session.leg.events.on((event) => {
      this.heard.push(event);
      this.#changed.emit(undefined);
    });
  }

  get digits(): string {
    return this.heard.map((event) => (event.type === 'digit' ? event.digit : '')).join('');
  }

  /** Answers an inbound call. */
  answer(): void {
    const answered = this.session.answer(this.call.remoteOffer ?? '');
    if (!answered.ok) throw new Error(answered.why);
    this.call.answer(answered.value);
  }

  /** Says a tone of that many hertz until the end of the call. */
  say(hertz: number): void {
    this.session.leg.play({ sources: [{ kind: 'tone', tgml: `%(1000,0,${hertz})` }], times: Infinity });
  }

  press(digits: string): void {
    this.session.leg.sendDigits(digits, 100);
  }

  hangup(): void {
    this.call.hangup();
  }

  /** Waits for an event of the call. @throws after ten seconds. */
  async event<T extends SipCallEvent['type']>(type: T): Promise<Extract<SipCallEvent, { type: T }>> {
    const find = (): SipCallEvent | undefined => this.events.find((event) => event.type === type);
    await this.until(() => find() !== undefined, type);
    return find() as Extract<SipCallEvent, { type: T }>;
  }

  async until(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const cancel = systemClock.after(patienceMs, () => {
        forget();
        reject(new Error(`waited in vain for ${what}; saw ${this.events.map((e) => e.type).join(' ')}`));
      });
      const forget = this.#changed.on(() => {
        if (!holds()) return;
        forget();
        cancel();
        resolve();
      });
    });
  }

  #follow(event: SipCallEvent): void {
    if (event.type === 'established' && this.call.info.direction === 'outbound') {
      if (event.sdp !== undefined) this.session.accept(event.sdp);
    } else if (event.type === 'offered' && event.sdp !== undefined) {
      const answered = this.session.answer(event.sdp);
      if (answered.ok) this.call.respondToOffer({ sdp: answered.value });
    } else if (event.type === 'reanswered' && event.sdp !== undefined) {
      this.session.accept(event.sdp);
    } else if (event.type === 'ended') {
      void this.session.leg.close();
    }
  }
}

export class TestPhone {
  readonly userAgent: UserAgent;
  /** Calls that came in, unanswered. */
  readonly incoming: PhoneCall[] = [];
  readonly #options: TestPhoneOptions;
  readonly #media: MediaPlane;
  readonly #scope: Scope;
  readonly #arrived = new Signal<PhoneCall>();
  readonly #port: number;
  #sequence = 0;

  private constructor(
    options: TestPhoneOptions,
    userAgent: UserAgent,
    media: MediaPlane,
    scope: Scope,
    port: number,
  ) {
    this.#options = options;
    this.userAgent = userAgent;
    this.#media = media;
    this.#scope = scope;
    this.#port = port;
    userAgent.inbound.on((call) => void this.#take(call));
  }

  static async start(options: TestPhoneOptions): Promise<TestPhone> {
    const scope = new Scope();
    const media = createMediaPlane(
      { ports: options.ports, workers: 1, legsPerWorker: 50 },
      { logger: silentLogger, random: systemRandom },
    );
    scope.own(() => media.close());
    const parts = { clock: scopedClock(systemClock, scope), random: systemRandom, log: silentLogger };
    const binds = [{ protocol: 'udp' as const, address: local, port: 0 }];
    const transport = await createTransport({ ...parts, binds, scope });
    const userAgent = new UserAgent({
      ...parts,
      transport,
      admission: { admit: () => ({ kind: 'admit', admission: { kind: 'trunk', trunk: 'switch' } }) },
    });
    scope.own(() => userAgent.close());
    return new TestPhone(options, userAgent, media, scope, transport.listening[0]?.port ?? 0);
  }

  /** Registers, or unregisters with 0. @returns the final status. */
  async register(expiresSeconds = 300): Promise<number> {
    let response = await this.#send(this.#registration(expiresSeconds));
    // The first challenge offers algorithms that the directory may hold no secret for; the second doesn't.
    for (let turn = 0; turn < 2 && response.status === 401; turn++) {
      const { user, password, domain } = this.#options;
      const answered = answerChallenges(response, {
        method: 'REGISTER',
        uri: `sip:${domain}`,
        credentials: { user, password },
        cnonce: systemRandom.hex(8),
      });
      if (!answered.ok) throw new Error(answered.why);
      const request = this.#registration(expiresSeconds);
      response = await this.#send({ ...request, headers: [...request.headers, ...answered.value.fields] });
    }
    return response.status;
  }

  /** Dials a number of the switch. */
  async dial(number: string, options: { readonly from?: string } = {}): Promise<PhoneCall> {
    const { registrar, user, password } = this.#options;
    const session = await this.#open();
    const call = this.userAgent.invite({
      target: `sip:${number}@${registrar.address}:${registrar.port}`,
      from: { display: '', user: options.from ?? user },
      sdp: session.offer(),
      credentials: { user, password },
    });
    return new PhoneCall(call, session);
  }

  /** The next call that comes in. */
  next(): Promise<PhoneCall> {
    const waiting = this.incoming.shift();
    if (waiting) return Promise.resolve(waiting);
    return new Promise((resolve, reject) => {
      const cancel = systemClock.after(patienceMs, () => {
        forget();
        reject(new Error(`${this.#options.user} waited in vain for a call`));
      });
      const forget = this.#arrived.on((call) => {
        this.incoming.shift();
        forget();
        cancel();
        resolve(call);
      });
    });
  }

  close(): Promise<void> {
    return this.#scope.close();
  }

  async #take(call: SipCall): Promise<void> {
    call.progress(180);
    const phoneCall = new PhoneCall(call, await this.#open());
    this.incoming.push(phoneCall);
    this.#arrived.emit(phoneCall);
  }

  async #open(): Promise<MediaSession> {
    const leg = await this.#media.open({ address: local });
    return new MediaSession(leg, { sessionId: '1', codecs: ['PCMA', 'PCMU'], timeoutMs: 0 });
  }

  #registration(expiresSeconds: number): SipRequest {
    const { user, domain } = this.#options;
    return {
      kind: 'request',
      method: 'REGISTER',
      uri: `sip:${domain}`,
      headers: [
        ['max-forwards', '70'],
        ['from', `<sip:${user}@${domain}>;tag=${systemRandom.hex(4)}`],
        ['to', `<sip:${user}@${domain}>`],
        ['call-id', `register-${user}-${this.#port}`],
        ['cseq', `${++this.#sequence} REGISTER`],
        ['contact', `<sip:${user}@${local}:${this.#port}>;expires=${expiresSeconds}`],
      ],
      body: Buffer.alloc(0),
    };
  }

  #send(request: SipRequest): Promise<SipResponse> {
    return new Promise((resolve, reject) => {
      this.userAgent.layer.request(request, this.#options.registrar, {
        responded: (response) => {
          if (response.status >= 200) resolve(response);
        },
        failed: (cause) => reject(new Error(`REGISTER: ${cause}`)),
      });
    });
  }
}
