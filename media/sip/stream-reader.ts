import { refuse, ok, type Result } from '../../kernel/result.js';
import { parseDecimal } from './header-grammar.js';
import { messageLimits } from './parse.js';

export interface StreamItems {
  /** Whole messages in order, each its own memory. */
  readonly messages: readonly Buffer[];
  /** Keep-alive pings (double CRLF, RFC 5626 3.5.1); each wants one CRLF back. */
  readonly pings: number;
}

/** A stream that can't be cut any further. `head` is what came of the message, so that it may be answered. */
export interface StreamRefusal {
  readonly why: string;
  readonly offset?: number;
  readonly head: Buffer;
}

const cr = 0x0d;
const lf = 0x0a;

/**
 * Cuts a byte stream into SIP messages by Content-Length (RFC 3261 18.3), holding at most one message.
 * After a refusal the stream must be closed, since nobody knows where the next message begins.
 */
export class StreamReader {
  #buffer = Buffer.alloc(0);
  #length = 0;
  /** Where the search for the empty line goes on. */
  #scanned = 0;
  #whole: number | undefined;

  push(chunk: Buffer): Result<StreamItems, StreamRefusal> {
    this.#append(chunk);
    const messages: Buffer[] = [];
    let pings = 0;
    let at = 0;
    for (;;) {
      if (this.#whole === undefined) {
        const skipped = this.#skipKeepAlive(at);
        pings += skipped.pings;
        at = skipped.at;
        const whole = this.#measure(at);
        if (!whole.ok) return { ...whole, head: Buffer.from(this.#buffer.subarray(at, this.#length)) };
        this.#whole = whole.value;
      }
      if (this.#whole === undefined || this.#length - at < this.#whole) break;
      messages.push(Buffer.from(this.#buffer.subarray(at, at + this.#whole)));
      at += this.#whole;
      this.#whole = undefined;
      this.#scanned = 0;
    }
    this.#drop(at);
    return ok({ messages, pings });
  }

  /** Octets held back until a message is whole. */
  get held(): number {
    return this.#length;
  }

  /** Grows by doubling, so that a message that comes octet by octet costs no more than its length. */
  #append(chunk: Buffer): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2, 2048));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    chunk.copy(this.#buffer, this.#length);
    this.#length = needed;
  }

  #drop(octets: number): void {
    if (octets === 0) return;
    this.#buffer.copyWithin(0, octets, this.#length);
    this.#length -= octets;
    // An idle connection gives its memory back.
    if (this.#length === 0) this.#buffer = Buffer.alloc(0);
  }

  #skipKeepAlive(at: number): { at: number; pings: number } {
    let lines = 0;
    while (at + 1 < this.#length && this.#buffer[at] === cr && this.#buffer[at + 1] === lf) {
      lines++;
      at += 2;
    }
    // A single CRLF at the end may be the first half of a ping.
    const more = this.#length - at;
    if (lines % 2 === 1 && (more === 0 || (more === 1 && this.#buffer[at] === cr))) at -= 2;
    return { at, pings: Math.floor(lines / 2) };
  }

  /** @returns the length of the message that begins at `at`, undefined while its head is not whole. */
  #measure(at: number): Result<number | undefined> {
    const held = this.#buffer.subarray(at, this.#length);
    const end = held.indexOf('\r\n\r\n', Math.max(0, this.#scanned - 3));
    if (end < 0) {
      this.#scanned = held.length;
      if (held.length <= messageLimits.messageBytes) return ok(undefined);
      return refuse(`message longer than ${messageLimits.messageBytes} octets`, messageLimits.messageBytes);
    }
    const length = contentLength(held.toString('latin1', 0, end + 2));
    if (!length.ok) return length;
    const whole = end + 4 + length.value;
    if (whole <= messageLimits.messageBytes) return ok(whole);
    return refuse(`message longer than ${messageLimits.messageBytes} octets`, messageLimits.messageBytes);
  }
}

function contentLength(head: string): Result<number> {
  let found: number | undefined;
  for (let at = head.indexOf('\n') + 1; at > 0 && at < head.length;) {
    const end = head.indexOf('\n', at);
    const first = head.charCodeAt(at) | 0x20;
    if (first === 0x63 || first === 0x6c) {
      const line = head.slice(at, end);
      const colon = line.indexOf(':');
      const name = line.slice(0, Math.max(0, colon)).trimEnd().toLowerCase();
      if (name === 'content-length' || name === 'l') {
        if (found !== undefined) return refuse('Content-Length comes twice', at);
        found = parseDecimal(line.slice(colon + 1).trim());
        if (found === undefined) return refuse('Content-Length is not a length', at);
      }
    }
    at = end + 1;
  }
  return found === undefined ? refuse('Content-Length missing on a stream (RFC 3261 18.3)') : ok(found);
}
