import type { Clock } from '../../../kernel/clock.js';
import type { Random } from '../../../kernel/random.js';
import type { Headers, SipEndpoint } from '../call.js';
import type { SipRequest, SipResponse } from '../message.js';
import type { Received, Transport } from '../transport.js';
import { formatHost } from '../uri.js';
import { branchCookie, responseTarget, type Via } from '../via.js';
import { ClientTransactionShell, type ClientTransaction, type ClientUser } from './client-transaction.js';
import { readRequest, readResponse, topVia, type Envelope } from './envelope.js';
import type { TransactionHost } from './host.js';
import { beginInviteClient, stepInviteClient } from './invite-client.js';
import { beginInviteServer, stepInviteServer } from './invite-server.js';
import { makeCancel } from './make-request.js';
import { makeResponse } from '../make-response.js';
import { beginNonInviteClient, stepNonInviteClient } from './non-invite-client.js';
import { beginNonInviteServer, stepNonInviteServer } from './non-invite-server.js';
import { ServerTransactionShell, type ServerTransaction } from './server-transaction.js';
import { defaultTimes, type Rules, type TransactionTimes } from './step.js';

/** What comes out of the layer for the user agent. */
export interface TransactionUser {
  /** A new request other than ACK and CANCEL; it must be responded to. */
  requested(transaction: ServerTransaction): void;
  /** An ACK that belongs to no unfinished transaction: to a 2xx, or astray. */
  acknowledged(request: SipRequest, envelope: Envelope): void;
}

export interface TransactionSettings {
  readonly times?: Partial<TransactionTimes>;
  /** Bound on server transactions; beyond it new requests get 503. Requests within a dialog get twice the room. */
  readonly maxServer?: number;
  /** Bound on client transactions; CANCEL, BYE and other requests within a dialog get twice the room. */
  readonly maxClient?: number;
  /** Retry-After of the 503, in seconds. */
  readonly retryAfterS?: number;
}

export interface TransactionCounts {
  readonly client: number;
  readonly server: number;
  /** Requests refused with 503 because the layer was full. */
  readonly refused: number;
  /** Messages without the fields that identify them, dropped or answered with 400. */
  readonly malformed: number;
  /** Responses that matched nothing. */
  readonly stray: number;
}

const inviteClient = { begin: beginInviteClient, step: stepInviteClient };
const nonInviteClient = { begin: beginNonInviteClient, step: stepNonInviteClient };
const inviteServer = { begin: beginInviteServer, step: stepInviteServer };
const nonInviteServer = { begin: beginNonInviteServer, step: stepNonInviteServer };

/** Every transaction of one user agent: makes, matches and bounds them (RFC 3261 17). */
export class TransactionLayer implements TransactionHost {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly #random: Random;
  readonly #user: TransactionUser;
  readonly #maxServer: number;
  readonly #maxClient: number;
  readonly #retryAfterS: number;
  readonly #reliable: Rules;
  readonly #unreliable: Rules;
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #servers = new Map<string, ServerTransaction>();
  /** By From tag, Call-ID and CSeq, to find requests that came by two ways (8.2.2.2). */
  readonly #merges = new Map<string, ServerTransaction>();
  readonly #unlisten: () => void;
  #closed = false;
  #refused = 0;
  #malformed = 0;
  #stray = 0;

  constructor(
    parts: { readonly clock: Clock; readonly random: Random; readonly transport: Transport },
    user: TransactionUser,
    settings: TransactionSettings = {},
  ) {
    this.clock = parts.clock;
    this.transport = parts.transport;
    this.#random = parts.random;
    this.#user = user;
    this.#maxServer = settings.maxServer ?? 20_000;
    this.#maxClient = settings.maxClient ?? 20_000;
    this.#retryAfterS = settings.retryAfterS ?? 5;
    const times = { ...defaultTimes, ...settings.times };
    this.#reliable = { ...times, reliable: true };
    this.#unreliable = { ...times, reliable: false };
    this.#unlisten = parts.transport.events.on((event) => {
      if (event.type === 'closed') return;
      if (event.type === 'failed') this.#failed(event.remote);
      else if (event.message.kind === 'request') this.#request(event, event.message);
      else this.#response(event.message);
    });
  }

  rulesFor(remote: SipEndpoint): Rules {
    return remote.protocol === 'udp' ? this.#unreliable : this.#reliable;
  }

  /** Settings of the unreliable case, for what the user agent itself repeats (13.3.1.4). */
  get times(): TransactionTimes {
    return this.#unreliable;
  }

  forget(transaction: { readonly key: string }): void {
    if (this.#clients.get(transaction.key) === transaction) this.#clients.delete(transaction.key);
    const server = this.#servers.get(transaction.key);
    if (server !== transaction) return;
    this.#servers.delete(transaction.key);
    const merge = mergeKey(server.envelope);
    if (this.#merges.get(merge) === server) this.#merges.delete(merge);
  }

  get counts(): TransactionCounts {
    return {
      client: this.#clients.size,
      server: this.#servers.size,
      refused: this.#refused,
      malformed: this.#malformed,
      stray: this.#stray,
    };
  }

  /**
   * Sends a request in a new client transaction. The layer adds the top Via with an unguessable branch.
   * @param request without Via of ours.
   * @param inDialog may use the reserve of the bound.
   * @returns the transaction, or 'full', or 'unreachable' when nothing of ours speaks that protocol and family (or no more).
   */
  request(
    request: SipRequest,
    remote: SipEndpoint,
    user: ClientUser,
    inDialog = false,
  ): ClientTransaction | 'full' | 'unreachable' {
    if (this.#clients.size >= this.#maxClient * (inDialog ? 2 : 1)) return 'full';
    const via = this.#via(remote);
    if (!via || this.#closed) return 'unreachable';
    return this.#begin(
      { ...request, headers: [['via', via.value], ...request.headers] },
      remote,
      via.branch,
      user,
    );
  }

  /** Cancels an INVITE that got a provisional response (RFC 3261 9.1); its own branch, a transaction of its own. */
  cancel(invite: ClientTransaction, extra: Headers, user: ClientUser): ClientTransaction {
    const branch = invite.key.slice(0, invite.key.lastIndexOf('|'));
    invite.cancelled();
    return this.#begin(makeCancel(invite.request, extra), invite.remote, branch, user);
  }

  /** Sends the ACK to a 2xx: a request with a branch of its own and no transaction (13.2.2.4). @returns what went out. */
  acknowledge(ack: SipRequest, remote: SipEndpoint): SipRequest | undefined {
    const via = this.#via(remote);
    if (!via) return undefined;
    const sent: SipRequest = { ...ack, headers: [['via', via.value], ...ack.headers] };
    this.transport.send(sent, remote);
    return sent;
  }

  /** Another unanswered or answered transaction that this request is a copy of by another way (8.2.2.2). */
  mergedWith(transaction: ServerTransaction): ServerTransaction | undefined {
    if (transaction.envelope.toTag !== undefined) return undefined;
    const first = this.#merges.get(mergeKey(transaction.envelope));
    return first === transaction ? undefined : first;
  }

  /** Ends every transaction without a word. */
  close(): void {
    this.#closed = true;
    this.#unlisten();
    for (const transaction of this.#clients.values()) transaction.abandon();
    for (const transaction of this.#servers.values()) transaction.abandon();
  }

  #begin(request: SipRequest, remote: SipEndpoint, branch: string, user: ClientUser): ClientTransaction {
    const to = { key: `${branch}|${request.method}`, request, remote };
    const transaction =
      request.method === 'INVITE'
        ? new ClientTransactionShell(this, inviteClient, to, user)
        : new ClientTransactionShell(this, nonInviteClient, to, user);
    this.#clients.set(to.key, transaction);
    return transaction;
  }

  #via(remote: SipEndpoint): { value: string; branch: string } | undefined {
    const local = this.transport.localFor(remote);
    if (!local) return undefined;
    const branch = branchCookie + this.#random.hex(12);
    const sentBy = `${formatHost(local.address)}:${String(local.port)}`;
    return { value: `SIP/2.0/${local.protocol.toUpperCase()} ${sentBy};branch=${branch};rport`, branch };
  }

  #response(response: SipResponse): void {
    const read = readResponse(response);
    if (!read) {
      this.#malformed++;
      return;
    }
    const transaction = this.#clients.get(`${read.branch}|${read.method}`);
    if (transaction) transaction.receive(response);
    else this.#stray++;
  }

  #request(received: Received, request: SipRequest): void {
    const read = readRequest(request);
    if (!read.ok) {
      this.#malformed++;
      this.#refuseMalformed(received, request, read.why);
      return;
    }
    const envelope = read.value;
    const existing = this.#servers.get(envelope.key);
    if (request.method === 'ACK') {
      if (!existing || existing.acknowledge()) this.#user.acknowledged(request, envelope);
      return;
    }
    if (existing && existing.request.method === request.method) existing.repeat();
    else this.#newRequest(received, request, envelope);
  }

  #newRequest(received: Received, request: SipRequest, envelope: Envelope): void {
    const remote = responsesTo(received.source, envelope.via);
    if (this.#servers.size >= this.#maxServer * (envelope.toTag === undefined ? 1 : 2)) {
      this.#refused++;
      const headers: Headers = [['retry-after', String(this.#retryAfterS)]];
      this.transport.send(makeResponse(request, 503, { toTag: this.#random.hex(8), headers }), remote);
      return;
    }
    const origin = { ...received, request, envelope, remote, key: envelope.key };
    const transaction =
      request.method === 'INVITE'
        ? new ServerTransactionShell(this, inviteServer, origin)
        : new ServerTransactionShell(this, nonInviteServer, origin);
    this.#servers.set(transaction.key, transaction);
    if (request.method === 'CANCEL') {
      this.#cancelled(transaction);
      return;
    }
    if (envelope.toTag === undefined) {
      const merge = mergeKey(envelope);
      if (!this.#merges.has(merge)) this.#merges.set(merge, transaction);
    }
    this.#user.requested(transaction);
  }

  /** RFC 3261 9.2: 200 to the CANCEL in any case that finds its INVITE, 481 when none is found. */
  #cancelled(cancel: ServerTransaction): void {
    const invite = this.#servers.get(cancel.envelope.inviteKey);
    if (!invite || invite === cancel) {
      cancel.respond(makeResponse(cancel.request, 481, { toTag: this.#random.hex(8) }));
      return;
    }
    cancel.respond(makeResponse(cancel.request, 200, { toTag: this.#random.hex(8) }));
    if (!invite.answered) invite.user.cancelled?.(cancel.request);
  }

  #refuseMalformed(received: Received, request: SipRequest, why: string): void {
    const via = topVia(request);
    if (request.method === 'ACK' || !via.ok) return;
    const response = makeResponse(request, 400, {
      reason: `Bad Request: ${why}`,
      toTag: this.#random.hex(8),
    });
    this.transport.send(response, responsesTo(received.source, via.value));
  }

  /** RFC 3261 18.4: what waits on a failed connection or socket hears of it. */
  #failed(remote: SipEndpoint): void {
    const same = (other: SipEndpoint): boolean =>
      other.port === remote.port && other.address === remote.address && other.protocol === remote.protocol;
    for (const transaction of [...this.#clients.values()])
      if (same(transaction.remote)) transaction.transportFailed();
    for (const transaction of [...this.#servers.values()])
      if (same(transaction.remote)) transaction.transportFailed();
  }
}

/** Where responses go: back through the connection, or as the Via says (RFC 3261 18.2.2, RFC 3581 4). */
function responsesTo(source: SipEndpoint, via: Via): SipEndpoint {
  if (source.protocol !== 'udp') return source;
  const { host, port } = responseTarget(via);
  return { protocol: 'udp', address: host, port };
}

function mergeKey(envelope: Envelope): string {
  return `${envelope.fromTag ?? ''}|${envelope.callId}|${String(envelope.cseq)} ${envelope.method}`;
}
