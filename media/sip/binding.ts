/** What a REGISTER does to the contacts of one user (RFC 3261 10.3, steps 6 to 8). Pure. */
import { isIP } from 'node:net';
import { ok, type Result } from '../../kernel/result.js';
import type { Headers, SipEndpoint } from './call.js';
import { parseCSeq } from './cseq.js';
import { parseDecimal } from './header-grammar.js';
import { header, headersOf, type SipRequest } from './message.js';
import { parseAddressList, type AddressValue } from './name-addr.js';
import { sameUri, type Uri } from './uri.js';

/** One device of a user. */
export interface Binding {
  readonly user: string;
  /** The Contact URI as the device gave it. */
  readonly contact: string;
  readonly uri: Uri;
  /** 0 to 1; the device with the highest rings first (RFC 3261 20.10). */
  readonly q: number;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
  readonly registeredAt: number;
  readonly callId: string;
  readonly sequence: number;
  /** Where the REGISTER came from. */
  readonly source: SipEndpoint;
  /** Where a request to the device goes: through its NAT, or over its TCP connection. */
  readonly route: SipEndpoint;
  readonly userAgent: string;
  /** `+sip.instance` and `reg-id` (RFC 5626): a device that comes back under another address replaces itself. */
  readonly instance?: string;
}

export interface BindingLimits {
  readonly minExpiresSeconds: number;
  readonly maxExpiresSeconds: number;
  readonly defaultExpiresSeconds: number;
  /** Devices of one user; one more displaces the one that would expire first. */
  readonly contactsPerUser: number;
}

export const defaultBindingLimits: BindingLimits = {
  minExpiresSeconds: 30,
  maxExpiresSeconds: 3600,
  defaultExpiresSeconds: 3600,
  contactsPerUser: 10,
};

export interface BindingRefusal {
  readonly why: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
}

export interface BindingChange {
  /** All that the user has afterwards, best first. */
  readonly bindings: readonly Binding[];
  readonly added: readonly Binding[];
  readonly refreshed: readonly Binding[];
  readonly removed: readonly Binding[];
  /** Pushed out by the bound on devices. */
  readonly displaced: readonly Binding[];
}

type Step = Result<BindingChange, BindingRefusal>;

function refused(status: number, reason: string, headers: Headers = []): Step {
  return { ok: false, why: reason, status, reason, headers };
}

/**
 * Applies a REGISTER of `user` wholly or not at all (RFC 3261 10.3, step 7).
 * @param current the user's bindings that have not expired.
 * @param now milliseconds since the Unix epoch.
 */
export function applyRegister(
  current: readonly Binding[],
  request: SipRequest,
  context: {
    readonly user: string;
    readonly source: SipEndpoint;
    readonly now: number;
    readonly limits: BindingLimits;
  },
): Step {
  const cseq = parseCSeq(header(request, 'cseq') ?? '');
  const callId = header(request, 'call-id');
  if (!cseq.ok || callId === undefined) return refused(400, 'Bad Request - CSeq or Call-ID missing');
  const lines = headersOf(request, 'contact');
  if (lines.some((line) => line.trim() === '*'))
    return removeAll(current, request, lines, callId, cseq.value.sequence);
  const contacts = parseAddressList(lines);
  if (!contacts.ok) return refused(400, `Bad Request - contact: ${contacts.why}`);
  const draft = new Draft(current);
  for (const contact of contacts.value) {
    const seconds = expiresOf(contact, request, context.limits);
    if (seconds > 0 && seconds < context.limits.minExpiresSeconds) {
      return refused(423, 'Interval Too Brief', [['min-expires', String(context.limits.minExpiresSeconds)]]);
    }
    const binding = bindingOf(contact, request, {
      ...context,
      seconds,
      callId,
      sequence: cseq.value.sequence,
    });
    if (!binding) return refused(400, 'Bad Request - only sip and sips contacts are taken');
    const before = draft.find(binding);
    if (before && isOutdated(before, callId, cseq.value.sequence)) {
      return refused(500, 'CSeq is not higher than that of the registration before');
    }
    draft.take(binding, before, seconds);
  }
  return ok(draft.finish(context.limits.contactsPerUser));
}

/** A binding may be changed only by a later request of the same Call-ID (step 7). */
function isOutdated(binding: Binding, callId: string, sequence: number): boolean {
  return binding.callId === callId && sequence <= binding.sequence;
}

function removeAll(
  current: readonly Binding[],
  request: SipRequest,
  lines: readonly string[],
  callId: string,
  sequence: number,
): Step {
  if (lines.length !== 1 || parseDecimal(header(request, 'expires') ?? '') !== 0) {
    return refused(400, 'Bad Request - Contact "*" goes alone and with Expires 0');
  }
  if (current.some((binding) => isOutdated(binding, callId, sequence))) {
    return refused(500, 'CSeq is not higher than that of the registration before');
  }
  return ok({ bindings: [], added: [], refreshed: [], removed: current, displaced: [] });
}

/** Seconds that the contact asks for; what can't be read counts as the default (20.19). */
function expiresOf(contact: AddressValue, request: SipRequest, limits: BindingLimits): number {
  const text = contact.params.get('expires') ?? header(request, 'expires');
  const asked = text === undefined ? undefined : parseDecimal(text);
  return Math.min(asked ?? limits.defaultExpiresSeconds, limits.maxExpiresSeconds);
}

function bindingOf(
  contact: AddressValue,
  request: SipRequest,
  context: {
    readonly user: string;
    readonly source: SipEndpoint;
    readonly now: number;
    readonly seconds: number;
    readonly callId: string;
    readonly sequence: number;
  },
): Binding | undefined {
  const { parsed, params, uri } = contact;
  if (parsed.scheme !== 'sip' && parsed.scheme !== 'sips') return undefined;
  const { user, source, now, seconds, callId, sequence } = context;
  const instance = params.get('+sip.instance');
  const q = /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(params.get('q') ?? '') ? Number(params.get('q')) : 1;
  return {
    user,
    contact: uri,
    uri: parsed,
    q,
    expiresAt: now + seconds * 1000,
    registeredAt: now,
    callId,
    sequence,
    source,
    route: routeTo(parsed.host, parsed.port, source),
    userAgent: header(request, 'user-agent')?.slice(0, 256) ?? '',
    ...(instance === undefined ? {} : { instance: `${instance} ${params.get('reg-id') ?? ''}` }),
  };
}

/**
 * A device that names the address that it sends from is behind no NAT and may listen on another port than it sends
 * from. Any other is reached by the way that its REGISTER took; on TCP and WebSocket that is always the connection.
 */
function routeTo(host: string, port: number | undefined, source: SipEndpoint): SipEndpoint {
  if (source.protocol !== 'udp' || isIP(host) === 0 || host !== source.address) return source;
  return { ...source, port: port ?? 5060 };
}

/** The bindings of a user while one request is applied. */
class Draft {
  #bindings: Binding[];
  readonly #added: Binding[] = [];
  readonly #refreshed: Binding[] = [];
  readonly #removed: Binding[] = [];

  constructor(current: readonly Binding[]) {
    this.#bindings = [...current];
  }

  find(wanted: Binding): Binding | undefined {
    return this.#bindings.find(
      (one) =>
        sameUri(one.uri, wanted.uri) || (one.instance !== undefined && one.instance === wanted.instance),
    );
  }

  take(binding: Binding, before: Binding | undefined, seconds: number): void {
    this.#bindings = this.#bindings.filter((one) => one !== before);
    if (seconds === 0) {
      if (before) this.#removed.push(before);
      return;
    }
    this.#bindings.push(before ? { ...binding, registeredAt: before.registeredAt } : binding);
    (before ? this.#refreshed : this.#added).push(binding);
  }

  finish(contactsPerUser: number): BindingChange {
    const byExpiry = [...this.#bindings].sort((a, b) => a.expiresAt - b.expiresAt);
    // Of equals the one registered first goes: sort() keeps their order.
    const displaced = byExpiry.slice(0, Math.max(0, byExpiry.length - contactsPerUser));
    const kept = this.#bindings.filter((one) => !displaced.includes(one));
    const bindings = kept.sort((a, b) => b.q - a.q || b.expiresAt - a.expiresAt);
    return {
      bindings,
      added: this.#added,
      refreshed: this.#refreshed,
      removed: this.#removed,
      displaced,
    };
  }
}
