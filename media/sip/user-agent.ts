import { createHmac } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import type { Random } from '../../kernel/random.js';
import { Signal, type Listenable } from '../../kernel/signal.js';
import type { AdmissionPolicy, Verdict } from './admission.js';
import type { Headers, InviteOptions, NameAddr, SipCall, SipEndpoint } from './call.js';
import type { ClientCredentials } from './digest-client.js';
import { sdpOf } from './dialog/body.js';
import {
  defaultCallSettings,
  type CallHost,
  type CallSettings,
  type DialogReceiver,
} from './dialog/call-host.js';
import { dialogKey, dialogOfInvite } from './dialog/dialog.js';
import type { Outcome } from './dialog/dialog-request.js';
import { InboundCall } from './dialog/inbound-call.js';
import { OutboundCall } from './dialog/outbound-call.js';
import { allowHeader, optionsHeaders, refusal, supportedHeader } from './dialog/refusals.js';
import { answerTimer } from './dialog/session-timer.js';
import { dnsResolver, type Resolver } from './location.js';
import { header, type SipRequest, type SipResponse } from './message.js';
import type { AddressValue } from './name-addr.js';
import type { Envelope } from './transaction/envelope.js';
import { makeResponse } from './make-response.js';
import type { ServerTransaction } from './transaction/server-transaction.js';
import {
  TransactionLayer,
  type TransactionCounts,
  type TransactionSettings,
  type TransactionUser,
} from './transaction/transaction-layer.js';
import type { Transport } from './transport.js';
import { formatHost, parseUri, type Uri } from './uri.js';
import { prepareInvite } from './user-agent-invite.js';
import { askOptions } from './user-agent-options.js';

/** Answers a REGISTER: the registrar. */
export type RegisterHandler = (
  request: SipRequest,
  from: { readonly source: SipEndpoint; readonly local: SipEndpoint },
) => SipResponse | Promise<SipResponse>;

export interface UserAgentOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly transport: Transport;
  readonly admission: AdmissionPolicy;
  /** Without it REGISTER is answered with 405. */
  readonly register?: RegisterHandler;
  readonly resolver?: Resolver;
  readonly calls?: Partial<CallSettings>;
  readonly transactions?: TransactionSettings;
  /** Bound on calls at a time, in and out; beyond it an INVITE gets 503. */
  readonly maxCalls?: number;
}

export interface UserAgentCounts {
  readonly transactions: TransactionCounts;
  readonly calls: number;
  readonly dialogs: number;
  /** Since the start. */
  readonly inbound: number;
  readonly outbound: number;
  /** INVITEs that admission kept outside. */
  readonly turnedAway: number;
}

/** The SIP side of the switch: calls in and out, REGISTER and OPTIONS, over one transport. Relays nothing. */
export class UserAgent implements CallHost, TransactionUser {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly layer: TransactionLayer;
  readonly settings: CallSettings;
  readonly #options: UserAgentOptions;
  readonly #maxCalls: number;
  readonly #inbound: Signal<SipCall>;
  readonly #started: Signal<SipCall>;
  readonly #dialogs = new Map<string, DialogReceiver>();
  readonly #calls = new Set<SipCall>();
  readonly #tagSecret: string;
  #inboundCount = 0;
  #outboundCount = 0;
  #turnedAway = 0;
  #closed = false;

  constructor(options: UserAgentOptions) {
    this.clock = options.clock;
    this.random = options.random;
    this.log = options.log;
    this.settings = { ...defaultCallSettings, ...options.calls };
    this.#options = options;
    this.#tagSecret = options.random.hex(16);
    this.#maxCalls = options.maxCalls ?? 4000;
    this.#inbound = new Signal((error) => options.log.error({ err: error }, 'taking a call failed'));
    this.#started = new Signal((error) => options.log.error({ err: error }, 'counting a call failed'));
    this.layer = new TransactionLayer(options, this, options.transactions);
  }

  /** Calls that were let in; a listener answers, rings or rejects each, now or later. */
  get inbound(): Listenable<SipCall> {
    return this.#inbound;
  }

  /** Every call, in and out, as it begins and before `inbound`: for those who count. */
  get started(): Listenable<SipCall> {
    return this.#started;
  }

  get counts(): UserAgentCounts {
    return {
      transactions: this.layer.counts,
      calls: this.#calls.size,
      dialogs: this.#dialogs.size,
      inbound: this.#inboundCount,
      outbound: this.#outboundCount,
      turnedAway: this.#turnedAway,
    };
  }

  /**
   * Calls out. What keeps the INVITE from being sent comes as an `ended` event with 503 after this returns, never as a
   * throw.
   */
  invite(options: InviteOptions): SipCall {
    this.#outboundCount++;
    const parts = prepareInvite(options, this, this.#options.resolver ?? dnsResolver);
    const full = this.#closed || this.#calls.size >= this.#maxCalls;
    const call = new OutboundCall(this, full ? { ...parts, remote: undefined } : parts, this.#forget);
    this.#calls.add(call);
    this.#started.emit(call);
    return call;
  }

  /** Asks whether somebody is at `route`. @returns the final response, or 408 or 503 when none came. */
  options(uri: string, route: SipEndpoint, credentials?: ClientCredentials): Promise<Outcome> {
    return askOptions(this, { uri, route, credentials });
  }

  /** Hangs up every call and stops at once; what others still send finds nobody. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const call of [...this.#calls]) call.hangup({ status: 503, q850: 41 });
    for (const dialog of [...this.#dialogs.values()]) dialog.shutDown();
    this.layer.close();
  }

  requested(transaction: ServerTransaction): void {
    const { request, envelope } = transaction;
    if (envelope.toTag !== undefined && request.method !== 'REGISTER') {
      const dialog = this.#dialogs.get(dialogKey(envelope.callId, envelope.toTag, envelope.fromTag ?? ''));
      if (dialog) dialog.requested(transaction);
      else transaction.respond(makeResponse(request, 481));
      return;
    }
    if (this.layer.mergedWith(transaction)) {
      transaction.respond(makeResponse(request, 482, { toTag: this.#tag() }));
      return;
    }
    if (request.method === 'REGISTER' && this.#options.register) {
      void this.#register(transaction, this.#options.register);
      return;
    }
    const refused = refusal(request, this.#tag());
    if (refused) transaction.respond(refused);
    else if (request.method === 'INVITE') this.#invited(transaction);
    else if (request.method === 'OPTIONS')
      transaction.respond(makeResponse(request, 200, { toTag: this.#tag(), headers: optionsHeaders }));
    else transaction.respond(makeResponse(request, 481, { toTag: this.#tag() }));
  }

  acknowledged(ack: SipRequest, envelope: Envelope): void {
    this.#dialogs
      .get(dialogKey(envelope.callId, envelope.toTag ?? '', envelope.fromTag ?? ''))
      ?.acknowledged(ack, envelope);
  }

  addDialog(key: string, receiver: DialogReceiver): void {
    this.#dialogs.set(key, receiver);
  }

  removeDialog(key: string, receiver: DialogReceiver): void {
    if (this.#dialogs.get(key) === receiver) this.#dialogs.delete(key);
  }

  /** A browser that is in calls has registered over a new connection. */
  flowMoved(contact: Uri, route: SipEndpoint): void {
    for (const dialog of this.#dialogs.values()) dialog.moved(contact, route);
  }

  localAddress(remote: SipEndpoint): string | undefined {
    return this.#options.transport.localFor(remote)?.address;
  }

  contactFor(remote: SipEndpoint): string {
    const local = this.#options.transport.localFor(remote);
    const host = local ? `${formatHost(local.address)}:${local.port}` : 'invalid.invalid';
    return `<sip:yihao@${host}${remote.protocol === 'udp' ? '' : `;transport=${remote.protocol}`}>`;
  }

  capabilities(remote: SipEndpoint, role: 'client' | 'server'): Headers {
    return [
      ['contact', this.contactFor(remote)],
      allowHeader,
      supportedHeader,
      [role === 'client' ? 'user-agent' : 'server', this.settings.userAgent],
    ];
  }

  #invited(transaction: ServerTransaction): void {
    const { request, envelope, source } = transaction;
    const destination = dialled(request.uri);
    if (destination === undefined) {
      this.#refuse(transaction, 416);
      return;
    }
    // A call that came in may go on as another leg, so a loop must end here (RFC 7332).
    if (header(request, 'max-forwards') === '0') {
      this.#refuse(transaction, 483);
      return;
    }
    const verdict = this.#options.admission.admit({ request, envelope, source, destination });
    if (!(verdict instanceof Promise)) {
      this.#decide(transaction, destination, verdict);
      return;
    }
    transaction.user = { cancelled: () => this.#refuse(transaction, 487) };
    verdict.then(
      (decided) => this.#decide(transaction, destination, decided),
      (error: unknown) => {
        this.log.error({ err: error }, 'admission failed');
        this.#refuse(transaction, 500);
      },
    );
  }

  #decide(transaction: ServerTransaction, destination: string, verdict: Verdict): void {
    if (transaction.answered || this.#closed) return;
    if (verdict.kind === 'admit') {
      this.#take(transaction, destination, verdict.admission);
      return;
    }
    if (verdict.kind === 'drop') transaction.abandon();
    else this.#turnAway(transaction, verdict);
    // The first answer to an honest phone is a challenge as well.
    if (verdict.kind === 'drop' || (verdict.status !== 401 && verdict.status !== 407)) this.#turnedAway++;
  }

  /** A flood of strangers fills no table; the To tag is the same for each copy of a request, as 8.2.7 wants. */
  #turnAway(transaction: ServerTransaction, verdict: Extract<Verdict, { kind: 'refuse' }>): void {
    const { status, reason, headers = [] } = verdict;
    const toTag = createHmac('sha256', this.#tagSecret).update(transaction.key).digest('hex').slice(0, 16);
    const parts = { toTag, headers, ...(reason !== undefined && { reason }) };
    transaction.respondStatelessly(makeResponse(transaction.request, status, parts));
  }

  #take(
    transaction: ServerTransaction,
    destination: string,
    admission: Extract<Verdict, { kind: 'admit' }>['admission'],
  ): void {
    const { request, envelope, source } = transaction;
    if (this.#calls.size >= this.#maxCalls || this.#inbound.size === 0) {
      this.#refuse(transaction, 503, [['retry-after', '5']]);
      return;
    }
    const timer = answerTimer(request, this.settings);
    if (timer.kind === 'tooSmall') {
      this.#refuse(transaction, 422, timer.headers);
      return;
    }
    const dialog = dialogOfInvite(request, envelope, this.#tag(), source);
    if (!dialog.ok) {
      this.#refuse(transaction, 400, [], `Bad Request: ${dialog.why}`);
      return;
    }
    const replaces = this.#replacedBy(request);
    if (replaces === 'none') {
      this.#refuse(transaction, 481);
      return;
    }
    this.#inboundCount++;
    const info = {
      callId: envelope.callId,
      direction: 'inbound' as const,
      from: nameAddr(envelope.from),
      to: nameAddr(envelope.to),
      destination,
      requestUri: request.uri,
      headers: request.headers,
      remote: source,
      admission,
    };
    const parts = { info, dialog: dialog.value, remoteOffer: sdpOf(request), replaces };
    const call = new InboundCall(this, transaction, parts, this.#forget);
    this.#calls.add(call);
    this.#started.emit(call);
    this.#inbound.emit(call);
  }

  /** @returns the call that Replaces names (RFC 3891 3), 'none' when there is no such call, undefined without Replaces. */
  #replacedBy(request: SipRequest): SipCall | 'none' | undefined {
    const value = header(request, 'replaces');
    if (value === undefined) return undefined;
    const [callId = '', ...rest] = value.split(';').map((part) => part.trim());
    const tag = (name: string): string =>
      rest.find((part) => part.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
    // Their to-tag is ours, as they name the dialog as their request would.
    return this.#dialogs.get(dialogKey(callId, tag('to-tag'), tag('from-tag')))?.answered ?? 'none';
  }

  readonly #forget = (call: SipCall): void => {
    this.#calls.delete(call);
  };

  async #register(transaction: ServerTransaction, handler: RegisterHandler): Promise<void> {
    try {
      transaction.respond(await handler(transaction.request, transaction));
    } catch (error) {
      this.log.error({ err: error }, 'the registrar failed');
      this.#refuse(transaction, 500);
    }
  }

  #refuse(transaction: ServerTransaction, status: number, headers: Headers = [], reason?: string): void {
    transaction.respond(
      makeResponse(transaction.request, status, {
        toTag: this.#tag(),
        headers,
        ...(reason === undefined ? {} : { reason }),
      }),
    );
  }

  #tag(): string {
    return this.random.hex(8);
  }
}

/** The number dialled: the user part of a sip URI, or a tel number; undefined for other schemes (416). */
function dialled(uri: string): string | undefined {
  const parsed = parseUri(uri);
  if (!parsed.ok || parsed.value.scheme === 'other') return undefined;
  return parsed.value.scheme === 'tel' ? parsed.value.number : parsed.value.user;
}

function nameAddr({ display, uri, user, host }: AddressValue): NameAddr {
  return { display, uri, user, host };
}
