/** One call of a scripted phone, with its audio. */
import { isIPv6 } from 'node:net';
import { systemClock } from '../../kernel/clock.js';
import { systemRandom } from '../../kernel/random.js';
import { eventually } from '../eventually.js';
import { authorization, type Phone } from './phone.js';
import type { RtpPeer, RtpTarget } from './rtp-peer.js';
import {
  allHeaders,
  challengeOf,
  header,
  method,
  status,
  tagOf,
  uriOf,
  writeSip,
  type SipText,
} from './sip-text.js';
import { hostOf, type SipTarget } from './sip-wire.js';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** Repeats of an unacknowledged 200 (RFC 3261 13.3.1.4). */
const repeatMs = 500;

/** The audio of a call as far as its signalling goes; what it says and hears is its own matter. */
export interface CallMedia {
  /** Where it hears, at the address that the phone signals from. */
  readonly port: number;
  /** What a browser says of itself, in place of the plain description. */
  readonly description?: string;
  sendTo(target: RtpTarget): void;
  close(): void;
}

export class PhoneCall<Media extends CallMedia = RtpPeer> {
  readonly media: Media;
  readonly callId: string;
  /** Every message of this call that came in, in order. */
  readonly received: SipText[] = [];
  /** How the other side last wanted audio to flow. */
  remoteDirection: Direction = 'sendrecv';
  readonly #phone: Phone<Media>;
  readonly #incoming: boolean;
  readonly #localTag = systemRandom.hex(6);
  readonly #localField: string;
  readonly #number: string;
  #remoteField: string;
  #remoteTarget: string;
  #routes: SipText['headers'] = [];
  #peer: SipTarget;
  #sequence = 1;
  #inviteText = '';
  #invite: SipText | undefined;
  #state: 'ringing' | 'answered' | 'ended' = 'ringing';
  #stopRepeats: () => void = () => undefined;
  #version = 0;

  private constructor(
    phone: Phone<Media>,
    media: Media,
    dialog: {
      incoming: boolean;
      callId: string;
      local: string;
      remote: string;
      target: string;
      peer: SipTarget;
    },
    number: string,
  ) {
    this.#phone = phone;
    this.media = media;
    this.#incoming = dialog.incoming;
    this.callId = dialog.callId;
    this.#localField = `${dialog.local};tag=${this.#localTag}`;
    this.#remoteField = dialog.remote;
    this.#remoteTarget = dialog.target;
    this.#peer = dialog.peer;
    this.#number = number;
  }

  static outgoing<Media extends CallMedia>(
    phone: Phone<Media>,
    media: Media,
    number: string,
    extra: SipText['headers'],
    late: boolean,
  ): PhoneCall<Media> {
    const { user, domain } = phone.account;
    const { address, port } = phone.registrar;
    const target = `sip:${number}@${hostOf(address)}:${port}${phone.wire.transport}`;
    const call = new PhoneCall(
      phone,
      media,
      {
        incoming: false,
        callId: `${systemRandom.hex(8)}@peer`,
        local: `<sip:${user}@${domain}>`,
        remote: `<${target}>`,
        target,
        peer: phone.registrar,
      },
      number,
    );
    call.#sendInvite(extra, late ? '' : call.#sdp('sendrecv'));
    return call;
  }

  static incoming<Media extends CallMedia>(
    phone: Phone<Media>,
    media: Media,
    invite: SipText,
    from: SipTarget,
  ): PhoneCall<Media> {
    const call = new PhoneCall(
      phone,
      media,
      {
        incoming: true,
        callId: header(invite, 'call-id'),
        local: header(invite, 'to'),
        remote: header(invite, 'from'),
        target: uriOf(header(invite, 'contact')),
        peer: from,
      },
      '',
    );
    call.#routes = allHeaders(invite, 'record-route');
    call.#invite = invite;
    call.onRequest(invite, from);
    return call;
  }

  get invite(): SipText | undefined {
    return this.#invite;
  }

  /** A (lower-case) header field of the INVITE that came in, '' when there is none. */
  inviteField(name: string): string {
    return this.#invite ? header(this.#invite, name) : '';
  }

  get answered(): boolean {
    return this.#state === 'answered';
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  /** Statuses of the responses to our INVITEs, in order. */
  get statuses(): number[] {
    return this.received.filter((m) => status(m) > 0 && method(m) === 'INVITE').map(status);
  }

  /** Requests of the other side, in order (`INVITE`, `BYE`, ...). */
  get requests(): string[] {
    return this.received.filter((m) => status(m) === 0).map(method);
  }

  untilAnswered(timeoutMs = 10_000): Promise<void> {
    const seen = (): string => `${this.#state}, statuses ${this.statuses.join(' ') || 'none'}`;
    return eventually(
      () => `${this.#number || 'the call'} is answered (${seen()})`,
      () => this.#state === 'answered',
      timeoutMs,
    );
  }

  untilEnded(timeoutMs = 10_000): Promise<void> {
    return eventually('the call has ended', () => this.#state === 'ended', timeoutMs);
  }

  untilStatus(code: number, timeoutMs = 10_000): Promise<void> {
    return eventually(`status ${code} comes`, () => this.statuses.includes(code), timeoutMs);
  }

  ring(line = '180 Ringing'): void {
    this.#respondToInvite(line);
  }

  /** Rings with sound (183 with SDP). */
  early(): void {
    this.#respondToInvite('183 Session Progress', this.#sdp('sendrecv'));
  }

  answer(): void {
    this.#state = 'answered';
    const respond = (): void => this.#respondToInvite('200 OK', this.#sdp('sendrecv'));
    respond();
    const invite = this.#invite;
    const timer = setInterval(() => {
      if (invite) respond();
    }, repeatMs);
    this.#stopRepeats = () => clearInterval(timer);
  }

  /** Refuses with a status line, e.g. `486 Busy Here`. */
  reject(line: string, extra: SipText['headers'] = []): void {
    this.#respondToInvite(line, '', extra);
    this.#end();
  }

  /** BYE, or CANCEL before the answer. */
  hangup(): void {
    if (this.#state === 'ended') return;
    if (this.#state === 'answered') this.#request('BYE');
    else if (!this.#incoming) this.#cancel();
    this.#end();
  }

  /** A re-INVITE with that direction. */
  reinvite(direction: Direction): void {
    this.#sendWithin('INVITE', this.#sdp(direction));
  }

  /** A key as SIP INFO (application/dtmf-relay). */
  pressByInfo(key: string): void {
    this.#sendWithin('INFO', `Signal=${key}\r\nDuration=160\r\n`, 'application/dtmf-relay');
  }

  refer(to: string): void {
    this.#request('REFER', '', [['refer-to', `<${to}>`]]);
  }

  /** Stops audio and repeats; for the end of a test. */
  closeMedia(): void {
    this.#stopRepeats();
    if (this.#state !== 'ended') this.#state = 'ended';
    this.#closeRtp();
  }

  onRequest(request: SipText, from: SipTarget): void {
    this.received.push(request);
    const verb = method(request);
    if (verb === 'ACK') {
      this.#stopRepeats();
      this.#learnMedia(request);
    } else if (verb === 'BYE' || verb === 'CANCEL') {
      this.#phone.wire.respond(request, from, '200 OK');
      if (verb === 'CANCEL') this.#respondToInvite('487 Request Terminated');
      this.#end();
    } else if (verb === 'INVITE' || verb === 'UPDATE') {
      this.#learnMedia(request);
      this.#peer = from;
      if (tagOf(header(request, 'to')) === '') this.#phone.wire.respond(request, from, '100 Trying');
      else {
        const extra = [...this.#contact(), ['content-type', 'application/sdp'] as const];
        this.#phone.wire.respond(request, from, '200 OK', extra, this.#sdp(mirror(this.remoteDirection)));
      }
    } else this.#phone.wire.respond(request, from, '200 OK');
  }

  #contact(): SipText['headers'] {
    return [['contact', this.#phone.contact]];
  }

  #respondToInvite(line: string, sdp = '', extra: SipText['headers'] = []): void {
    if (!this.#invite) return;
    const type: SipText['headers'] = sdp === '' ? [] : [['content-type', 'application/sdp']];
    const headers = [...this.#contact(), ...type, ...extra];
    this.#phone.wire.respond(this.#invite, this.#peer, line, headers, sdp, this.#localTag);
  }

  #sendInvite(extra: SipText['headers'], sdp: string): void {
    const contentType: SipText['headers'] = sdp === '' ? [] : [['content-type', 'application/sdp']];
    this.#inviteText = writeSip(
      `INVITE ${this.#remoteTarget} SIP/2.0`,
      [
        ['via', this.#phone.wire.via()],
        ['max-forwards', '70'],
        ['from', this.#localField],
        ['to', this.#remoteField],
        ['call-id', this.callId],
        ['cseq', `${this.#sequence} INVITE`],
        ...this.#contact(),
        ['allow', 'INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE'],
        ...extra,
        ...contentType,
      ],
      sdp,
    );
    const sent = this.#inviteText;
    this.#phone.wire.request(sent, this.#peer, (response) => this.#onInviteResponse(response, sent, sdp));
  }

  #onInviteResponse(response: SipText, sent: string, sdp: string): void {
    this.received.push(response);
    const code = status(response);
    if (code < 200) {
      this.#learnMedia(response);
      return;
    }
    this.#remoteField = header(response, 'to');
    const challenge = header(response, code === 407 ? 'proxy-authenticate' : 'www-authenticate');
    if (code >= 300) {
      this.#ackFailure(sent, response);
      if ((code === 401 || code === 407) && !sent.includes('\r\nauthorization') && challenge !== '') {
        this.#sequence++;
        this.#remoteField = this.#remoteField.replace(/;\s*tag=[^;]*/, '');
        const name = code === 407 ? 'proxy-authorization' : 'authorization';
        const { account } = this.#phone;
        const value = authorization(account, challengeOf(challenge), 'INVITE', this.#remoteTarget);
        this.#sendInvite([[name, value]], sdp);
        return;
      }
      this.#end();
      return;
    }
    this.#remoteTarget = uriOf(header(response, 'contact')) || this.#remoteTarget;
    this.#routes = [...allHeaders(response, 'record-route')].reverse();
    this.#learnMedia(response);
    this.#ack(sdp === '' ? this.#sdp('sendrecv') : '');
    // CANCEL crossed the answer: the call is over for us all the same.
    if (this.#state === 'ended') this.#request('BYE');
    else this.#state = 'answered';
  }

  #ack(sdp: string): void {
    this.#phone.wire.send(this.#within('ACK', sdp, sdp === '' ? '' : 'application/sdp'), this.#peer);
  }

  /** ACK to a failure goes in the INVITE's own transaction (RFC 3261 17.1.1.3). */
  #ackFailure(sent: string, response: SipText): void {
    const [, via = ''] = /\r\nvia: (.*)\r\n/.exec(sent) ?? [];
    const text = writeSip(sent.split('\r\n', 1)[0]?.replace('INVITE', 'ACK') ?? '', [
      ['via', via],
      ['max-forwards', '70'],
      ['from', header(response, 'from')],
      ['to', header(response, 'to')],
      ['call-id', this.callId],
      ['cseq', header(response, 'cseq').replace('INVITE', 'ACK')],
    ]);
    this.#phone.wire.send(text, this.#peer);
  }

  #cancel(): void {
    const sent = this.#inviteText;
    const lines = sent.split('\r\n');
    const keep = lines.filter((l) => /^(via|max-forwards|from|to|call-id|cseq):/.test(l));
    const text = [
      lines[0]?.replace('INVITE', 'CANCEL') ?? '',
      ...keep.map((l) => (l.startsWith('cseq') ? l.replace('INVITE', 'CANCEL') : l)),
      'content-length: 0',
      '',
      '',
    ].join('\r\n');
    this.#phone.wire.request(text, this.#peer, () => undefined);
  }

  #request(verb: string, body = '', extra: SipText['headers'] = [], type = ''): void {
    this.#sequence++;
    const text = this.#within(verb, body, type, extra);
    this.#phone.wire.request(text, this.#peer, (response) => {
      this.received.push(response);
      if (verb !== 'INVITE' || status(response) < 200) return;
      this.#learnMedia(response);
      this.#ack('');
    });
  }

  #sendWithin(verb: string, body: string, type = 'application/sdp'): void {
    this.#request(verb, body, [], type);
  }

  #within(verb: string, body: string, type: string, extra: SipText['headers'] = []): string {
    const contentType: SipText['headers'] = type === '' ? [] : [['content-type', type]];
    const routes = this.#routes.map(([, value]) => ['route', value] as const);
    return writeSip(
      `${verb} ${this.#remoteTarget} SIP/2.0`,
      [
        ['via', this.#phone.wire.via()],
        ...routes,
        ['max-forwards', '70'],
        ['from', this.#localField],
        ['to', this.#remoteField],
        ['call-id', this.callId],
        ['cseq', `${this.#sequence} ${verb}`],
        ...this.#contact(),
        ...extra,
        ...contentType,
      ],
      body,
    );
  }

  #sdp(direction: Direction): string {
    if (this.media.description !== undefined) return this.media.description;
    this.#version++;
    const { address } = this.#phone.wire;
    const connection = `IN ${isIPv6(address) ? 'IP6' : 'IP4'} ${address}`;
    return [
      'v=0',
      `o=peer 1 ${this.#version} ${connection}`,
      's=-',
      `c=${connection}`,
      't=0 0',
      `m=audio ${this.media.port} RTP/AVP 8 101`,
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-15',
      'a=ptime:20',
      `a=${direction}`,
      '',
    ].join('\r\n');
  }

  #learnMedia(message: SipText): void {
    const port = /m=audio (\d+)/.exec(message.body)?.[1];
    const address = /c=IN IP[46] (\S+)/.exec(message.body)?.[1];
    if (port === undefined || address === undefined) return;
    this.media.sendTo({ address, port: Number(port) });
    const found = /a=(sendrecv|sendonly|recvonly|inactive)/.exec(message.body)?.[1];
    this.remoteDirection = (found ?? 'sendrecv') as Direction;
  }

  #end(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#stopRepeats();
    // What is still on its way is heard before the socket goes.
    systemClock.after(50, () => this.#closeRtp());
  }

  #rtpClosed = false;

  #closeRtp(): void {
    if (this.#rtpClosed) return;
    this.#rtpClosed = true;
    this.media.close();
  }
}

function mirror(direction: Direction): Direction {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}
