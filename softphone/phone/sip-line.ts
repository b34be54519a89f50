/** The line over SIP.js: WebSocket, registration, and one call. */
import {
  Invitation,
  Inviter,
  Registerer,
  RegistererState,
  SessionState,
  UserAgent,
  UserAgentState,
  Web,
  type InviterOptions,
  type Session,
  type URI,
} from 'sip.js';
import type { Clock } from '../../kernel/clock.js';
import { Signal, type Listenable } from '../../kernel/signal.js';
import { microphoneConstraints } from './devices.js';
import { answerAfter } from './invitation-headers.js';
import { replacesHeader, type DialogName } from './kept-dialog.js';
import type { Line, LineEvent, LineOptions } from './line.js';
import { endOfStatus } from './call-end.js';
import type { CallEnd } from './phone-state.js';
import { readingOf, type QualityReading } from './quality.js';
import { SessionAudio } from './session-audio.js';

const expiresSeconds = 300;
/** Host candidates come at once; more does not come, for there is no STUN server (architecture.md, WebRTC). */
const iceGatheringMs = 500;
/** With a call up already. */
const busyHere = 486;
/** The person's decision: the engine counts it as the agent's. */
const decline = 603;
/** The phone's fault: the engine counts it as nobody's. SIP.js by itself would say 480, as who does not pick up. */
const cannot = 500;

interface Current {
  readonly session: Session;
  readonly id: string;
  readonly number: string;
  readonly audio: SessionAudio;
  /** Known before the session ends, by who ended it. */
  end: CallEnd | undefined;
}

export class SipLine implements Line {
  readonly #options: LineOptions;
  readonly #clock: Clock;
  readonly #events = new Signal<LineEvent>();
  readonly #agent: UserAgent;
  readonly #registerer: Registerer | undefined;
  #input: string;
  #output: string;
  #current: Current | undefined;
  #closed = false;
  #opened: MediaStream | undefined;

  constructor(options: LineOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.#input = options.input;
    this.#output = options.output;
    this.#agent = new UserAgent({
      uri: this.#address(options.credentials.user),
      authorizationUsername: options.credentials.authUser,
      authorizationPassword: options.credentials.password,
      contactName: options.credentials.user,
      transportOptions: { server: options.server, traceSip: false, keepAliveInterval: 15 },
      sessionDescriptionHandlerFactory: Web.defaultSessionDescriptionHandlerFactory((constraints) =>
        this.#microphone(constraints),
      ),
      sessionDescriptionHandlerFactoryOptions: {
        peerConnectionConfiguration: { iceServers: [] },
        iceGatheringTimeout: iceGatheringMs,
      },
      // A page that goes must leave the call standing, so that it can be taken up after a reload.
      gracefulShutdown: false,
      logBuiltinEnabled: false,
      userAgentString: 'Yihao',
      delegate: {
        onInvite: (invitation) => this.#invited(invitation),
        onDisconnect: () => {
          if (!this.#closed) this.#events.emit({ type: 'socket.lost' });
        },
      },
    });
    if (options.register) this.#registerer = this.#makeRegisterer();
  }

  get events(): Listenable<LineEvent> {
    return this.#events;
  }

  async connect(): Promise<void> {
    if (!this.#agent.isConnected()) {
      await (this.#agent.state === UserAgentState.Started ? this.#agent.reconnect() : this.#agent.start());
    }
    this.#events.emit({ type: 'socket.opened' });
  }

  async register(): Promise<void> {
    await this.#registerer?.register({
      requestDelegate: {
        // SIP.js takes a registration that lost its connection for a good one, so its state does not change here.
        onAccept: () => this.#events.emit({ type: 'registered' }),
        onReject: () => this.#events.emit({ type: 'registration.refused' }),
      },
    });
  }

  dial(number: string): Promise<string> {
    return this.#invite(this.#address(number), number, []);
  }

  resume(dialog: DialogName): Promise<string> {
    const target = UserAgent.makeURI(dialog.target) ?? this.#address(dialog.number);
    const headers = [`Replaces: ${replacesHeader(dialog)}`, 'Require: replaces'];
    return this.#invite(target, dialog.number, headers);
  }

  async answer(id: string): Promise<void> {
    const session = this.#sessionOf(id);
    if (!(session instanceof Invitation) || session.state !== SessionState.Initial) return;
    const constraints = microphoneConstraints(this.#input);
    try {
      this.#opened = await navigator.mediaDevices.getUserMedia(constraints);
    } catch (error) {
      if (this.#waits(session)) await session.reject({ statusCode: cannot });
      throw error;
    }
    if (this.#waits(session)) await session.accept({ sessionDescriptionHandlerOptions: { constraints } });
    else this.#letGo();
  }

  async hangUp(id: string): Promise<void> {
    const session = this.#sessionOf(id);
    if (!session || !this.#current) return;
    this.#current.end ??= 'local';
    if (session.state === SessionState.Established) await session.bye();
    else if (session instanceof Inviter) await session.cancel();
    else if (session instanceof Invitation && session.state === SessionState.Initial)
      await session.reject({ statusCode: decline });
    else await session.dispose();
  }

  async hold(id: string, held: boolean): Promise<void> {
    const session = this.#sessionOf(id);
    if (session?.state !== SessionState.Established) return;
    session.sessionDescriptionHandlerOptionsReInvite = { hold: held } as Web.SessionDescriptionHandlerOptions;
    await session.invite();
  }

  mute(id: string, muted: boolean): void {
    if (this.#current?.id === id) this.#current.audio.mute(muted);
  }

  sendDigits(id: string, digits: string): boolean {
    return this.#current?.id === id && this.#current.audio.sendDigits(digits);
  }

  async readQuality(id: string): Promise<QualityReading | null> {
    const connection = this.#current?.id === id ? this.#current.audio.connection : undefined;
    return connection ? readingOf(await connection.getStats(), this.#clock.monotonic()) : null;
  }

  async useDevices(input: string, output: string): Promise<void> {
    const otherInput = input !== this.#input;
    this.#input = input;
    this.#output = output;
    const audio = this.#current?.audio;
    await audio?.playOn(output);
    if (otherInput) await audio?.recordFrom(microphoneConstraints(input));
  }

  async close(quietly: boolean): Promise<void> {
    this.#closed = true;
    const current = this.#current;
    if (current && !quietly) await this.hangUp(current.id).catch(() => undefined);
    current?.audio.close();
    if (!quietly) await this.#registerer?.unregister().catch(() => undefined);
    // Stopping the user agent would say BYE to what is left standing; closing its socket does not.
    await (quietly ? this.#agent.transport.disconnect() : this.#agent.stop()).catch(() => undefined);
  }

  #makeRegisterer(): Registerer {
    const registerer = new Registerer(this.#agent, { expires: expiresSeconds, refreshFrequency: 80 });
    registerer.stateChange.addListener((state) => {
      if (this.#closed) return;
      if (state === RegistererState.Unregistered) this.#events.emit({ type: 'registration.refused' });
    });
    return registerer;
  }

  #address(user: string): URI {
    const { domain } = this.#options.credentials;
    const uri = UserAgent.makeURI(`sip:${encodeURIComponent(user)}@${domain}`);
    if (!uri) throw new Error(`${user} cannot be called`);
    return uri;
  }

  async #invite(target: URI, number: string, extraHeaders: string[]): Promise<string> {
    const options: InviterOptions = {
      earlyMedia: true,
      extraHeaders,
      sessionDescriptionHandlerOptions: {
        constraints: microphoneConstraints(this.#input),
      },
    };
    const inviter = new Inviter(this.#agent, target, options);
    const current = this.#take(inviter, inviter.request.callId, number);
    try {
      await inviter.invite({
        requestDelegate: {
          onReject: ({ message }) => (current.end ??= endOfStatus(message.statusCode ?? 500)),
        },
      });
    } catch (error) {
      current.end ??= 'failed';
      await inviter.dispose();
      throw error;
    }
    return current.id;
  }

  #invited(invitation: Invitation): void {
    if (this.#current) {
      invitation.reject({ statusCode: busyHere }).catch(() => undefined);
      return;
    }
    const { request, remoteIdentity } = invitation;
    const number = remoteIdentity.uri.user ?? '';
    const current = this.#take(invitation, request.callId, number);
    this.#events.emit({
      type: 'invited',
      id: current.id,
      number,
      name: remoteIdentity.displayName,
      conversation: request.getHeader('X-Yihao-Call') ?? null,
      answerAfter: answerAfter((name) => request.getHeader(name)),
    });
  }

  #take(session: Session, id: string, number: string): Current {
    const failed = (what: 'path' | 'microphone'): void =>
      this.#events.emit({ type: 'media.failed', id, what });
    const current: Current = {
      session,
      id,
      number,
      audio: new SessionAudio(this.#output, failed),
      end: undefined,
    };
    this.#current = current;
    session.delegate = {
      onBye: () => (current.end ??= 'remote'),
      onCancel: () => (current.end ??= 'cancelled'),
      onSessionDescriptionHandler: (handler) => {
        if (handler instanceof Web.SessionDescriptionHandler) current.audio.attach(handler);
      },
    };
    session.stateChange.addListener((state) => {
      if (this.#closed) return;
      if (state === SessionState.Established) this.#established(current);
      if (state === SessionState.Terminated) this.#ended(current);
    });
    return current;
  }

  #established({ session, id, number }: Current): void {
    const { dialog } = session;
    if (!dialog) return;
    const target = dialog.remoteTarget.toString();
    const { callId, localTag, remoteTag } = dialog;
    this.#events.emit({ type: 'established', id, dialog: { callId, localTag, remoteTag, target, number } });
  }

  #ended(current: Current): void {
    current.audio.close();
    if (this.#current === current) this.#current = undefined;
    this.#events.emit({ type: 'ended', id: current.id, end: current.end ?? 'failed' });
  }

  /** The caller may have gone while the person was asked for the microphone. */
  #waits(session: Session): boolean {
    return session.state === SessionState.Initial;
  }

  /** The microphone that was opened before the answer, or one that is opened now. */
  #microphone(constraints: MediaStreamConstraints): Promise<MediaStream> {
    const opened = this.#opened;
    this.#opened = undefined;
    return opened ? Promise.resolve(opened) : navigator.mediaDevices.getUserMedia(constraints);
  }

  #letGo(): void {
    for (const track of this.#opened?.getTracks() ?? []) track.stop();
    this.#opened = undefined;
  }

  #sessionOf(id: string): Session | undefined {
    return this.#current?.id === id ? this.#current.session : undefined;
  }
}
