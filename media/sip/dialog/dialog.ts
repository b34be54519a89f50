/** A dialog's state (RFC 3261 12): identifiers, sequence numbers, route set and remote target. */
import { ok, refuse, type Result } from '../../../kernel/result.js';
import type { Headers, SipEndpoint } from '../call.js';
import { formatCSeq, parseCSeq } from '../cseq.js';
import { splitList } from '../header-list.js';
import { isPrivateAddress, locate } from '../location.js';
import { header, headersOf, type SipMessage, type SipRequest, type SipResponse } from '../message.js';
import { parseAddress } from '../name-addr.js';
import type { Envelope } from '../transaction/envelope.js';
import { parseUri, type Uri } from '../uri.js';
import { isWebSocket } from '../web-socket.js';

const emptyBody = Buffer.alloc(0);

export interface DialogParts {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** From of our requests, with our tag. */
  readonly local: string;
  /** To of our requests, with their tag. */
  readonly remote: string;
  readonly remoteTarget: string;
  /** Route values in the order in which they are sent. */
  readonly routeSet: readonly string[];
  readonly localCseq: number;
  readonly remoteCseq: number | undefined;
  /** Where the other side was last heard from or spoken to. */
  readonly peer: SipEndpoint;
  /** Requests go to `peer` whatever Contact says: the way through their NAT, or an outbound proxy. */
  readonly sticky: boolean;
}

export interface RequestParts {
  readonly headers?: Headers;
  readonly body?: { readonly type: string; readonly content: Buffer };
  /** For ACK, which repeats that of its INVITE. */
  readonly cseq?: number;
}

export class Dialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly #local: string;
  readonly #remote: string;
  readonly #routeSet: readonly string[];
  #peer: SipEndpoint;
  readonly #sticky: boolean;
  #remoteTarget: string;
  #nextHop: SipEndpoint;
  #localCseq: number;
  #remoteCseq: number | undefined;

  constructor(parts: DialogParts) {
    this.callId = parts.callId;
    this.localTag = parts.localTag;
    this.remoteTag = parts.remoteTag;
    this.#local = parts.local;
    this.#remote = parts.remote;
    this.#routeSet = parts.routeSet;
    this.#peer = parts.peer;
    this.#sticky = parts.sticky;
    this.#remoteTarget = parts.remoteTarget;
    this.#localCseq = parts.localCseq;
    this.#remoteCseq = parts.remoteCseq;
    this.#nextHop = this.#findNextHop();
  }

  /** What an incoming request of this dialog is found by. */
  get key(): string {
    return dialogKey(this.callId, this.localTag, this.remoteTag);
  }

  get remoteTarget(): string {
    return this.#remoteTarget;
  }

  /** Where requests of this dialog go. */
  get nextHop(): SipEndpoint {
    return this.#nextHop;
  }

  /**
   * Notes where the other side is now. Only a browser's connection is worth following: it can't be opened from here, and
   * the one that it opens after a cut is the only way (RFC 5626 5.3).
   */
  heardFrom(source: SipEndpoint): void {
    if (!isWebSocket(this.#peer) || !isWebSocket(source)) return;
    this.#peer = source;
    this.#nextHop = this.#findNextHop();
  }

  /** Whether a registered Contact is that of the other side; parameters of the two differ in browsers. */
  isReachedBy(contact: Uri): boolean {
    const target = parseUri(this.#remoteTarget);
    if (!target.ok || target.value.scheme !== 'sip' || contact.scheme !== 'sip') return false;
    const { user, host } = target.value;
    return user === contact.user && host === contact.host && host.endsWith('.invalid');
  }

  /** Notes the CSeq of an incoming request. @returns false when it is lower than the last: answer 500 (12.2.2). */
  accept(cseq: number): boolean {
    if (this.#remoteCseq !== undefined && cseq < this.#remoteCseq) return false;
    this.#remoteCseq = cseq;
    return true;
  }

  /** Takes the Contact of a target refresh request or its 2xx (12.2). */
  refresh(message: SipMessage): void {
    const target = contactUri(message);
    if (target === undefined || target === this.#remoteTarget) return;
    this.#remoteTarget = target;
    this.#nextHop = this.#findNextHop();
  }

  /** A request within the dialog (12.2.1.1), still without Via. */
  request(method: string, parts: RequestParts = {}): SipRequest {
    const { uri, routes } = this.#way();
    const sequence = parts.cseq ?? ++this.#localCseq;
    const headers: (readonly [string, string])[] = [['max-forwards', '70']];
    for (const route of routes) headers.push(['route', route]);
    headers.push(
      ['from', this.#local],
      ['to', this.#remote],
      ['call-id', this.callId],
      ['cseq', formatCSeq({ sequence, method })],
    );
    if (parts.headers) headers.push(...parts.headers);
    if (parts.body) headers.push(['content-type', parts.body.type]);
    return { kind: 'request', method, uri, headers, body: parts.body?.content ?? emptyBody };
  }

  /** Request-URI and Route; a first route without lr is a strict router, which wants to be the Request-URI (12.2.1.1). */
  #way(): { uri: string; routes: readonly string[] } {
    const [first, ...rest] = this.#routeSet;
    const router = first === undefined ? undefined : routeUri(first);
    if (router === undefined || router.loose) return { uri: this.#remoteTarget, routes: this.#routeSet };
    return { uri: router.uri, routes: [...rest, `<${this.#remoteTarget}>`] };
  }

  /** A name in Contact or Record-Route is not looked up: the peer that sent it is spoken to instead. */
  #findNextHop(): SipEndpoint {
    if (this.#sticky) return this.#peer;
    const [first] = this.#routeSet;
    const router = first === undefined ? undefined : routeUri(first);
    const located = locate(router?.uri ?? this.#remoteTarget);
    if (!located.ok || located.value.kind === 'named') return this.#peer;
    const { endpoint } = located.value;
    // A connection is there already; and a private address that came from a public one lies behind a NAT.
    const sameHost = endpoint.address === this.#peer.address && endpoint.protocol === this.#peer.protocol;
    if (sameHost && endpoint.protocol !== 'udp') return this.#peer;
    if (isPrivateAddress(endpoint.address) && !isPrivateAddress(this.#peer.address)) return this.#peer;
    return endpoint;
  }
}

export function dialogKey(callId: string, localTag: string, remoteTag: string): string {
  return `${callId}|${localTag}|${remoteTag}`;
}

/** The dialog that a response of ours to this INVITE makes (12.1.1). Refused without a usable Contact. */
export function dialogOfInvite(
  invite: SipRequest,
  envelope: Envelope,
  localTag: string,
  source: SipEndpoint,
): Result<Dialog> {
  const remoteTarget = contactUri(invite);
  if (remoteTarget === undefined) return refuse('INVITE needs a Contact with a SIP URI');
  const routeSet = routesOf(invite);
  if (!routeSet.ok) return routeSet;
  return ok(
    new Dialog({
      callId: envelope.callId,
      localTag,
      remoteTag: envelope.fromTag ?? '',
      local: `${header(invite, 'to') ?? ''};tag=${localTag}`,
      remote: header(invite, 'from') ?? '',
      remoteTarget,
      routeSet: routeSet.value,
      localCseq: 0,
      remoteCseq: envelope.cseq,
      peer: source,
      sticky: source.protocol === 'udp' && isBehindNat(envelope, source),
    }),
  );
}

/** The dialog that a response to our INVITE makes (12.1.2). Refused without a To tag (RFC 2543 peers have '' then). */
export function dialogOfResponse(
  invite: SipRequest,
  response: SipResponse,
  way: { readonly peer: SipEndpoint; readonly sticky: boolean },
): Result<Dialog> {
  const to = parseAddress(header(response, 'to') ?? '');
  if (!to.ok) return refuse(`To: ${to.why}`);
  const from = parseAddress(header(invite, 'from') ?? '');
  const cseq = parseCSeq(header(invite, 'cseq') ?? '');
  const routeSet = routesOf(response);
  if (!routeSet.ok) return routeSet;
  return ok(
    new Dialog({
      callId: header(invite, 'call-id') ?? '',
      localTag: (from.ok ? from.value.params.get('tag') : undefined) ?? '',
      remoteTag: to.value.params.get('tag') ?? '',
      local: header(invite, 'from') ?? '',
      remote: header(response, 'to') ?? '',
      remoteTarget: contactUri(response) ?? invite.uri,
      routeSet: [...routeSet.value].reverse(),
      localCseq: cseq.ok ? cseq.value.sequence : 0,
      remoteCseq: undefined,
      ...way,
    }),
  );
}

/** The URI of the first Contact; undefined when there is none that SIP can reach. */
export function contactUri(message: SipMessage): string | undefined {
  const line = header(message, 'contact');
  if (line === undefined) return undefined;
  const values = splitList(line);
  const address = values.ok ? parseAddress(values.value[0] ?? '') : values;
  if (!address.ok) return undefined;
  const { scheme } = address.value.parsed;
  return scheme === 'sip' || scheme === 'sips' ? address.value.uri : undefined;
}

function routesOf(message: SipMessage): Result<readonly string[]> {
  const routes: string[] = [];
  for (const line of headersOf(message, 'record-route')) {
    const values = splitList(line);
    if (!values.ok) return refuse(`Record-Route: ${values.why}`);
    routes.push(...values.value);
  }
  return ok(routes);
}

function routeUri(value: string): { uri: string; loose: boolean } | undefined {
  const address = parseAddress(value);
  if (!address.ok) return undefined;
  const uri = parseUri(address.value.uri);
  if (!uri.ok || uri.value.scheme === 'other') return undefined;
  return { uri: address.value.uri, loose: uri.value.params.has('lr') };
}

/** The sent-by is a number other than where the packet came from, and no proxy of theirs stands between (RFC 3581). */
function isBehindNat(envelope: Envelope, source: SipEndpoint): boolean {
  const { host } = envelope.via;
  return host !== source.address && /^[\d.]+$|:/.test(host);
}
