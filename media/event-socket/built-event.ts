import { formatJson, formatPlain, type EventFormat, type EventHeaders } from './event-format.js';

/** An event as it goes out; written once for each form, however many clients get it. */
export class BuiltEvent {
  readonly name: string;
  /** Of CUSTOM events, '' otherwise. */
  readonly subclass: string;
  readonly #headers: EventHeaders;
  readonly #body: string;
  readonly #frames: Partial<Record<EventFormat, string>> = {};
  /** Names of the headers in lower case, made for the first filter: there may be a dozen. */
  #lowerNames: readonly string[] | undefined;

  constructor(name: string, subclass: string, headers: EventHeaders, body = '') {
    this.name = name;
    this.subclass = subclass;
    this.#headers = headers;
    this.#body = body;
  }

  /** The whole frame. */
  frame(format: EventFormat): string {
    return (this.#frames[format] ??= this.#write(format));
  }

  /** Whether a header of that name, in any case, has that value, in any case. */
  has(lowerName: string, lowerValue: string): boolean {
    this.#lowerNames ??= this.#headers.map(([name]) => name.toLowerCase());
    for (let at = this.#lowerNames.indexOf(lowerName); at >= 0;) {
      if (this.#headers[at]?.[1].toLowerCase() === lowerValue) return true;
      at = this.#lowerNames.indexOf(lowerName, at + 1);
    }
    return false;
  }

  #write(format: EventFormat): string {
    const text =
      format === 'json' ? formatJson(this.#headers, this.#body) : formatPlain(this.#headers, this.#body);
    return `Content-Length: ${Buffer.byteLength(text)}\nContent-Type: text/event-${format}\n\n${text}`;
  }
}
