import { ok, refuse, type Result } from '../../kernel/result.js';

/**
 * An event as it came. An event of a channel carries 100 to 200 fields of which a handful are read, so they stay in
 * the object that the JSON parser made instead of being copied into a map.
 */
export class EslEvent {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly name: string;
  /** `Event-Subclass`; empty unless the name is CUSTOM. */
  readonly subclass: string;
  /** The channel that it is about; empty when there is none. */
  readonly uuid: string;

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
    this.name = this.get('Event-Name') ?? '';
    this.subclass = this.get('Event-Subclass') ?? '';
    this.uuid = this.get('Unique-ID') ?? '';
  }

  /** A header by its exact name. Only own fields that are text count: a name such as `constructor` finds nothing. */
  get(header: string): string | undefined {
    const value = Object.hasOwn(this.#fields, header) ? this.#fields[header] : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  /** A channel variable. */
  variable(name: string): string | undefined {
    return this.get(`variable_${name}`);
  }

  get body(): string {
    return this.get('_body') ?? '';
  }
}

/** Reads the body of a `text/event-json` frame, or the answer of `uuid_dump UUID json`. */
export function parseEslEvent(json: string): Result<EslEvent> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return refuse('the event is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return refuse('the event is not a JSON object');
  }
  return ok(new EslEvent(parsed as Record<string, unknown>));
}
