/**
 * Framing of FreeSWITCH's Event Socket, shared by its client (engine/esl) and its server (media/event-socket).
 * A frame is lines up to an empty line, then `Content-Length` octets of body when that header is present.
 */
import { refuse, ok, type Result } from './result.js';

export interface Frame {
  /** The lines before the empty line, without their ends. */
  readonly lines: readonly string[];
  /** Empty when the frame has no body. */
  readonly body: string;
}

export interface FrameLimits {
  /** Octets before the empty line. */
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** Bounds for what an authenticated peer may send. FreeSWITCH's events stay far below both. */
export const defaultFrameLimits: FrameLimits = { headBytes: 64 * 1024, bodyBytes: 16 * 1024 * 1024 };

const lf = 10;
const cr = 13;

/** Cuts a byte stream into frames. After a refusal the stream can't be trusted and must be closed. */
export class FrameReader {
  #limits: FrameLimits;
  #buffer: Buffer = Buffer.alloc(0);
  #scanned = 0;
  #head: { lines: string[]; length: number } | undefined;

  constructor(limits: FrameLimits = defaultFrameLimits) {
    this.#limits = limits;
  }

  /** @returns the frames completed by `chunk`, or why the stream is unusable (`offset` within what is held). */
  push(chunk: Buffer): Result<Frame[]> {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      if (!this.#head) {
        const head = this.#readHead();
        if (!head.ok) return head;
        if (!head.value) return ok(frames);
        this.#head = head.value;
      }
      const { lines, length } = this.#head;
      if (this.#buffer.length < length) return ok(frames);
      frames.push({ lines, body: this.#buffer.toString('utf8', 0, length) });
      this.#consume(length);
      this.#head = undefined;
    }
  }

  /** Other bounds from the next frame on: a peer that has signed in may send more. */
  allow(limits: FrameLimits): void {
    this.#limits = limits;
  }

  /** Octets held back until a frame is whole. */
  get held(): number {
    return this.#buffer.length;
  }

  #readHead(): Result<{ lines: string[]; length: number } | undefined> {
    this.#skipEmptyLines();
    const end = this.#findHeadEnd();
    if (end > this.#limits.headBytes || (end < 0 && this.#buffer.length > this.#limits.headBytes)) {
      return refuse(`head longer than ${this.#limits.headBytes} octets`, this.#limits.headBytes);
    }
    if (end < 0) return ok(undefined);
    const lines = this.#buffer
      .toString('utf8', 0, end)
      .split('\n')
      .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
      .filter((line) => line !== '');
    this.#consume(end);
    const length = contentLength(lines);
    if (length === undefined) return refuse('Content-Length is not a number');
    if (length > this.#limits.bodyBytes) return refuse(`body longer than ${this.#limits.bodyBytes} octets`);
    return ok({ lines, length });
  }

  /** @returns the offset behind the empty line, or -1. */
  #findHeadEnd(): number {
    const b = this.#buffer;
    for (let at = b.indexOf(lf, this.#scanned); at >= 0; at = b.indexOf(lf, at + 1)) {
      if (b[at + 1] === lf) return at + 2;
      if (b[at + 1] === cr && b[at + 2] === lf) return at + 3;
    }
    this.#scanned = Math.max(0, b.length - 2);
    return -1;
  }

  #skipEmptyLines(): void {
    let at = 0;
    while (this.#buffer[at] === lf || this.#buffer[at] === cr) at++;
    if (at > 0) this.#consume(at);
  }

  #consume(octets: number): void {
    this.#buffer = this.#buffer.subarray(octets);
    this.#scanned = 0;
  }
}

function contentLength(lines: readonly string[]): number | undefined {
  const line = lines.find((l) => /^content-length:/i.test(l));
  if (line === undefined) return 0;
  const text = line.slice(line.indexOf(':') + 1).trim();
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Header names in the case they came in; a later line of the same name wins. Lines without a colon are passed over. */
export function parseHeaders(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return headers;
}

/** Values of `text/event-plain` are percent-encoded; a malformed one stays as it came. */
export function decodeValue(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

export function encodeValue(value: string): string {
  return encodeURIComponent(value);
}

/** One frame on the wire; `Content-Length` is added when there is a body. */
export function encodeFrame(headers: Iterable<readonly [string, string]>, body = ''): string {
  let head = '';
  for (const [name, value] of headers) head += `${name}: ${value}\n`;
  return body === '' ? `${head}\n` : `${head}Content-Length: ${Buffer.byteLength(body)}\n\n${body}`;
}

/** An event: its headers by name, and its body (`_body` in JSON) when it has one. */
export interface SwitchEvent {
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** The body of a `text/event-json` frame. */
export function parseJsonEvent(text: string): Result<SwitchEvent> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return refuse(`event is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return refuse('event is not a JSON object');
  }
  const headers = new Map<string, string>();
  let body = '';
  for (const [key, value] of Object.entries(parsed)) {
    if (key === '_body') body = String(value);
    else headers.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return ok({ name: headers.get('Event-Name') ?? '', headers, body });
}

/** The body of a `text/event-plain` frame: headers, and a body of its own behind an inner Content-Length. */
export function parsePlainEvent(text: string): Result<SwitchEvent> {
  const split = text.indexOf('\n\n');
  const head = split < 0 ? text : text.slice(0, split);
  const headers = new Map<string, string>();
  for (const [key, value] of parseHeaders(head.split('\n'))) headers.set(key, decodeValue(value));
  return ok({
    name: headers.get('Event-Name') ?? '',
    headers,
    body: split < 0 ? '' : text.slice(split + 2),
  });
}
