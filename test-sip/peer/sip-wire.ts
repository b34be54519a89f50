/** The peer's transactions: requests repeat over UDP until answered, repeated requests get their answer again. */
import { isIPv6 } from 'node:net';
import { systemRandom } from '../../kernel/random.js';
import { openTcp, openUdp, type SipProtocol, type SipSocket, type SipTarget } from './sip-socket.js';
import { allHeaders, header, method, readSip, status, writeSip, type SipText } from './sip-text.js';

export type { SipTarget } from './sip-socket.js';

type OnResponse = (response: SipText) => void;

const repeatMs = 500;
const giveUpMs = 8_000;

/** An address as it is written in URIs and in Via. */
export function hostOf(address: string): string {
  return isIPv6(address) ? `[${address}]` : address;
}

export class SipWire {
  readonly #socket: SipSocket;
  readonly #waiting = new Map<string, { onResponse: OnResponse; stop: () => void }>();
  /** Answers by transaction, for repeated requests; '' while none was given. */
  readonly #answers = new Map<string, string>();
  #closed = false;
  readonly #onRequest: (request: SipText, from: SipTarget) => void;

  private constructor(socket: SipSocket, onRequest: (request: SipText, from: SipTarget) => void) {
    this.#socket = socket;
    this.#onRequest = onRequest;
  }

  /** A wire of this machine to `to`, on loopback; @param address our own, over UDP. */
  static async open(
    to: SipTarget,
    protocol: SipProtocol,
    onRequest: (request: SipText, from: SipTarget) => void,
    address = isIPv6(to.address) ? '::1' : '127.0.0.1',
  ): Promise<SipWire> {
    let deliver: (text: string, from: SipTarget) => void = () => undefined;
    const socket = await (protocol === 'tcp'
      ? openTcp(to, (text, from) => deliver(text, from))
      : openUdp(address, (text, from) => deliver(text, from)));
    const wire = new SipWire(socket, onRequest);
    deliver = (text, from) => wire.#receive(text, from);
    return wire;
  }

  /** Ours. */
  get address(): string {
    return this.#socket.address;
  }

  get port(): number {
    return this.#socket.port;
  }

  /** Parameter of URIs that lead here: '' for UDP. */
  get transport(): string {
    return this.#socket.protocol === 'tcp' ? ';transport=tcp' : '';
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { stop } of this.#waiting.values()) stop();
    this.#socket.close();
  }

  /** A Via line of this wire with a new branch. */
  via(): string {
    const sentBy = `${hostOf(this.address)}:${this.port}`;
    const protocol = this.#socket.protocol.toUpperCase();
    return `SIP/2.0/${protocol} ${sentBy};rport;branch=z9hG4bK${systemRandom.hex(8)}`;
  }

  /** Sends a request whose first header is a Via of ours; `onResponse` sees every response to it. */
  request(text: string, to: SipTarget, onResponse: OnResponse): void {
    const message = readSip(text);
    if (!message) throw new Error('not a SIP message');
    const id = transactionOf(message);
    this.send(text, to);
    const again = (): void => {
      if (this.#socket.protocol === 'udp') this.send(text, to);
    };
    const timer = setInterval(again, repeatMs);
    const limit = setTimeout(stop, giveUpMs);
    function stop(): void {
      clearInterval(timer);
      clearTimeout(limit);
    }
    this.#waiting.set(id, { onResponse, stop });
  }

  /** Answers a request; a repeat of it gets the same again. */
  respond(
    request: SipText,
    to: SipTarget,
    line: string,
    extra: SipText['headers'] = [],
    body = '',
    toTag = '',
  ): void {
    const copied = ['via', 'record-route', 'from', 'call-id', 'cseq'].flatMap((n) => allHeaders(request, n));
    const toField = header(request, 'to');
    const tagged = toTag !== '' && !/;\s*tag=/i.test(toField) ? `${toField};tag=${toTag}` : toField;
    const text = writeSip(`SIP/2.0 ${line}`, [...copied, ['to', tagged], ...extra], body);
    this.#answers.set(transactionOf(request), text);
    this.send(text, to);
  }

  send(text: string, to: SipTarget): void {
    if (this.#closed) return;
    this.#socket.send(text, to);
  }

  #receive(text: string, from: SipTarget): void {
    const message = readSip(text);
    if (!message) return;
    if (status(message) > 0) {
      const waiting = this.#waiting.get(transactionOf(message));
      waiting?.stop();
      waiting?.onResponse(message);
      return;
    }
    const id = transactionOf(message);
    const answer = this.#answers.get(id);
    if (answer !== undefined) {
      if (answer !== '' && method(message) !== 'ACK') this.send(answer, from);
      return;
    }
    if (method(message) !== 'ACK') this.#answers.set(id, '');
    this.#onRequest(message, from);
  }
}

function transactionOf(message: SipText): string {
  const branch = /branch=([^;,\s]+)/.exec(header(message, 'via'))?.[1] ?? '';
  return `${branch} ${method(message)}`;
}
