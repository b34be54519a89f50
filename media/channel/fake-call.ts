/** A SIP call in memory, for tests of channels. */
import { Signal } from '../../kernel/signal.js';
import { sessionDescriptions } from '../sdp/session-text.js';
import type { InviteOptions, SipCall, SipCallEvent, SipCallInfo } from '../sip/call.js';

const remote = { protocol: 'udp', address: '127.0.0.1', port: 5070 } as const;

/** What a phone offers or answers. */
export function phoneSdp(direction: 'sendrecv' | 'sendonly' | 'inactive' = 'sendrecv', version = 1): string {
  return sessionDescriptions.offer({
    address: '127.0.0.1',
    port: 40_000,
    sessionId: '7',
    version,
    direction,
    codecs: ['PCMA'],
  });
}

export class FakeCall implements SipCall {
  readonly info: SipCallInfo;
  readonly events = new Signal<SipCallEvent>();
  readonly remoteOffer?: string;
  /** Everything asked of it, in order. */
  readonly asked: string[] = [];

  private constructor(info: SipCallInfo, remoteOffer?: string) {
    this.info = info;
    if (remoteOffer !== undefined) this.remoteOffer = remoteOffer;
  }

  /** An INVITE of a caller to a hotline number. */
  static inbound(changes: Partial<SipCallInfo> = {}, offer: string | undefined = phoneSdp()): FakeCall {
    const from = { display: '', uri: 'sip:138@example', user: '138', host: 'example' };
    const to = { display: '', uri: 'sip:12345@here', user: '12345', host: 'here' };
    const info: SipCallInfo = {
      callId: 'call-1',
      direction: 'inbound',
      from,
      to,
      destination: '12345',
      requestUri: 'sip:12345@here',
      headers: [],
      remote,
      admission: { kind: 'loopback' },
      ...changes,
    };
    return new FakeCall(info, offer);
  }

  static outbound(options: InviteOptions): FakeCall {
    const { display, user, host = 'here' } = options.from;
    const info: SipCallInfo = {
      callId: 'call-out',
      direction: 'outbound',
      from: { display, uri: `sip:${user}@${host}`, user, host },
      to: { display: '', uri: options.target, user: '', host: '' },
      destination: options.target,
      requestUri: options.target,
      headers: options.headers ?? [],
      remote,
    };
    return new FakeCall(info);
  }

  progress(status: 180 | 181 | 182 | 183): void {
    this.asked.push(`progress ${status}`);
  }

  answer(): void {
    this.asked.push('answer');
  }

  reject(status: number): void {
    this.asked.push(`reject ${status}`);
  }

  hangup(options: { readonly status?: number; readonly q850?: number } = {}): void {
    this.asked.push(`hangup ${options.status ?? ''} ${options.q850 ?? ''}`.trim());
  }

  reinvite(): void {
    this.asked.push('reinvite');
  }

  respondToOffer(
    answer: { readonly sdp?: string } | { readonly status: number; readonly reason: string },
  ): void {
    this.asked.push('status' in answer ? `refuse ${answer.status}` : 'reanswer');
  }

  sendInfo(): void {
    this.asked.push('info');
  }

  notifyReferral(status: number): void {
    this.asked.push(`referral ${status}`);
  }

  /** The other side rings, answers, or ends. */
  ring(sdp?: string): void {
    this.events.emit({
      type: 'progressed',
      status: 180,
      reason: 'Ringing',
      ...(sdp !== undefined && { sdp }),
    });
  }

  establish(sdp: string | undefined = phoneSdp()): void {
    this.events.emit({ type: 'established', sdp });
  }

  end(status = 0, q850?: number): void {
    this.events.emit({
      type: 'ended',
      by: 'remote',
      status,
      reason: '',
      headers: [],
      ...(q850 !== undefined && { q850 }),
    });
  }
}
