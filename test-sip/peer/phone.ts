/** A scripted SIP phone: registers with digest, calls, is called. Every message that comes in is kept for the tests. */
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { systemClock, type Clock } from '../../kernel/clock.js';
import { systemRandom } from '../../kernel/random.js';
import { PhoneCall, type CallMedia } from './phone-call.js';
import { RtpPeer } from './rtp-peer.js';
import { challengeOf, header, method, status, writeSip, type SipText } from './sip-text.js';
import type { SipProtocol } from './sip-socket.js';
import { hostOf, SipWire, type SipTarget } from './sip-wire.js';

export interface Account {
  readonly user: string;
  readonly password: string;
  readonly domain: string;
}

type Headers = SipText['headers'];

export class Phone<Media extends CallMedia = RtpPeer> {
  readonly wire: SipWire;
  readonly account: Account;
  readonly registrar: SipTarget;
  readonly #calls = new Map<string, PhoneCall<Media>>();
  readonly #incoming: PhoneCall<Media>[] = [];
  readonly #awaiting: ((call: PhoneCall<Media>) => void)[] = [];
  readonly #openMedia: () => Promise<Media>;
  readonly #registerId = `${systemRandom.hex(8)}@peer`;
  #sequence = 0;

  private constructor(
    account: Account,
    registrar: SipTarget,
    wire: SipWire,
    openMedia: () => Promise<Media>,
  ) {
    this.account = account;
    this.registrar = registrar;
    this.wire = wire;
    this.#openMedia = openMedia;
  }

  /** A phone of this machine; signalling and audio are of the registrar's address family. */
  static open(registrar: SipTarget, account: Account, protocol: SipProtocol = 'udp'): Promise<Phone> {
    const media = isIPv6(registrar.address) ? '::1' : '127.0.0.1';
    return Phone.openWith(registrar, account, () => RtpPeer.open(media), protocol);
  }

  /** What a carrier has at the other end of a trunk: it takes calls at an address of its own, and makes none. */
  static async openCarrier(name: string, address: string): Promise<Phone> {
    const nowhere = { address, port: 9 };
    const account = { user: name, password: '', domain: 'carrier' };
    return Phone.openWith(nowhere, account, () => RtpPeer.open(address), 'udp', address);
  }

  /** A phone whose audio comes from elsewhere. */
  static async openWith<Media extends CallMedia>(
    registrar: SipTarget,
    account: Account,
    openMedia: () => Promise<Media>,
    protocol: SipProtocol = 'udp',
    address?: string,
  ): Promise<Phone<Media>> {
    let deliver: (request: SipText, from: SipTarget) => void = () => undefined;
    const take = (request: SipText, from: SipTarget): void => deliver(request, from);
    const wire = await SipWire.open(registrar, protocol, take, address);
    const phone = new Phone(account, registrar, wire, openMedia);
    deliver = (request, from) => void phone.#onRequest(request, from);
    return phone;
  }

  close(): void {
    for (const call of this.#calls.values()) call.closeMedia();
    this.wire.close();
  }

  /** Every call of this phone, in and out, also those that are over. */
  get calls(): readonly PhoneCall<Media>[] {
    return [...this.#calls.values()];
  }

  get contact(): string {
    const { address, port, transport } = this.wire;
    return `<sip:${this.account.user}@${hostOf(address)}:${port}${transport}>`;
  }

  /** Registers for `expires` seconds (0 takes it back), answering a digest challenge. @returns the final status. */
  async register(expires = 3600): Promise<number> {
    const first = await this.#register(expires, []);
    if (status(first) !== 401) return status(first);
    const uri = `sip:${this.account.domain}`;
    const credentials = authorization(
      this.account,
      challengeOf(header(first, 'www-authenticate')),
      'REGISTER',
      uri,
    );
    return status(await this.#register(expires, [['authorization', credentials]]));
  }

  /**
   * Calls `number`. Resolves once the INVITE is out; the call's `until...` methods tell the rest.
   * @param extra header fields of the INVITE. `late` leaves the offer out (RFC 3261 13.2.1).
   */
  async call(number: string, extra: Headers = [], late = false): Promise<PhoneCall<Media>> {
    const media = await this.#openMedia();
    const call = PhoneCall.outgoing(this, media, number, extra, late);
    this.#calls.set(call.callId, call);
    return call;
  }

  /** The next call that comes in (also one that came before this was called). */
  incoming(timeoutMs = 10_000, clock: Clock = systemClock): Promise<PhoneCall<Media>> {
    const waiting = this.#incoming.shift();
    if (waiting) return Promise.resolve(waiting);
    return new Promise((resolve, reject) => {
      const take = (call: PhoneCall<Media>): void => {
        cancel();
        resolve(call);
      };
      this.#awaiting.push(take);
      const cancel = clock.after(timeoutMs, () => {
        this.#awaiting.splice(this.#awaiting.indexOf(take), 1);
        reject(new Error(`${this.account.user} was not called within ${timeoutMs} ms`));
      });
    });
  }

  /** Calls that came in and that nobody took with `incoming`. */
  get untaken(): number {
    return this.#incoming.length;
  }

  #register(expires: number, extra: Headers): Promise<SipText> {
    const { user, domain } = this.account;
    const text = writeSip(`REGISTER sip:${domain} SIP/2.0`, [
      ['via', this.wire.via()],
      ['max-forwards', '70'],
      ['from', `<sip:${user}@${domain}>;tag=${systemRandom.hex(4)}`],
      ['to', `<sip:${user}@${domain}>`],
      ['call-id', this.#registerId],
      ['cseq', `${++this.#sequence} REGISTER`],
      ['contact', this.contact],
      ['expires', String(expires)],
      ...extra,
    ]);
    return new Promise((resolve) =>
      this.wire.request(text, this.registrar, (response) => {
        if (status(response) >= 200) resolve(response);
      }),
    );
  }

  async #onRequest(request: SipText, from: SipTarget): Promise<void> {
    const call = this.#calls.get(header(request, 'call-id'));
    if (call) call.onRequest(request, from);
    else if (method(request) === 'INVITE') {
      const incoming = PhoneCall.incoming(this, await this.#openMedia(), request, from);
      this.#calls.set(incoming.callId, incoming);
      const taker = this.#awaiting.shift();
      if (taker) taker(incoming);
      else this.#incoming.push(incoming);
    } else if (method(request) === 'OPTIONS' || method(request) === 'NOTIFY') {
      this.wire.respond(request, from, '200 OK');
    } else if (method(request) !== 'ACK') {
      this.wire.respond(request, from, '481 Call/Transaction Does Not Exist');
    }
  }
}

/** An Authorization value (RFC 3261 22.4 with MD5 and qop=auth). */
export function authorization(
  account: Account,
  challenge: ReadonlyMap<string, string>,
  verb: string,
  uri: string,
): string {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const [realm, nonce] = [challenge.get('realm') ?? '', challenge.get('nonce') ?? ''];
  const cnonce = systemRandom.hex(8);
  const a1 = md5(`${account.user}:${realm}:${account.password}`);
  const response = md5(`${a1}:${nonce}:00000001:${cnonce}:auth:${md5(`${verb}:${uri}`)}`);
  return (
    `Digest username="${account.user}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
    `response="${response}", algorithm=MD5, cnonce="${cnonce}", qop=auth, nc=00000001`
  );
}
