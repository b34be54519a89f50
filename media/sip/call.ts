/**
 * One call as the rest of the switch sees it: an INVITE dialog with offer/answer inside,
 * transactions and dialogs hidden. The user agent (user-agent.ts) makes them.
 */
import type { Listenable } from '../../kernel/signal.js';

export interface NameAddr {
  /** Display name, decoded, '' when there is none. */
  readonly display: string;
  readonly uri: string;
  /** User part of the URI, unescaped; '' when there is none. */
  readonly user: string;
  readonly host: string;
}

/** Header fields in order of arrival: lower-case long-form name and value. */
export type Headers = readonly (readonly [name: string, value: string])[];

export type SipProtocol = 'udp' | 'tcp' | 'ws' | 'wss';

export interface SipEndpoint {
  readonly protocol: SipProtocol;
  readonly address: string;
  readonly port: number;
}

/** Who let this call in: a trunk by address, a registered and authenticated user, or the demo's loopback rule. */
export type Admission =
  | { readonly kind: 'trunk'; readonly trunk: string }
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'loopback' };

export interface SipCallInfo {
  readonly callId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly from: NameAddr;
  readonly to: NameAddr;
  /** User part of the Request-URI: the number dialled. */
  readonly destination: string;
  readonly requestUri: string;
  /** Of the INVITE; P-Asserted-Identity, Diversion, History-Info and User-Agent are read from here. */
  readonly headers: Headers;
  /** Where the signalling goes to and comes from. */
  readonly remote: SipEndpoint;
  /** Inbound only. */
  readonly admission?: Admission;
}

export type SipCallEvent =
  /** Outbound: 1xx above 100. `sdp` on early media; forks may each bring their own, the latest counts. */
  | { readonly type: 'progressed'; readonly status: number; readonly reason: string; readonly sdp?: string }
  /**
   * Outbound: 2xx came (ACK was sent). Inbound: ACK came; `sdp` is the answer in it to our late offer.
   * Outbound without SDP in the INVITE: `sdp` is their offer; answer it with respondToOffer, which sends the ACK.
   */
  | { readonly type: 'established'; readonly sdp?: string }
  /**
   * A re-INVITE, or an UPDATE with an offer, within the dialog; `sdp` absent on a re-INVITE without offer (send one in
   * respondToOffer). Answer it with respondToOffer; unanswered it is refused with 488 after 10 s. An UPDATE without
   * SDP only refreshes, is answered by itself, and makes no event.
   */
  | { readonly type: 'offered'; readonly sdp?: string }
  /** Answer to our own re-INVITE, or to the late offer in respondToOffer (it comes in the ACK). */
  | { readonly type: 'reanswered'; readonly sdp?: string }
  /** Our re-INVITE was refused; the session stays as it was. */
  | { readonly type: 'reinviteRefused'; readonly status: number; readonly reason: string }
  | { readonly type: 'info'; readonly contentType: string; readonly body: string }
  | { readonly type: 'referred'; readonly referTo: string; readonly referredBy?: string }
  /** The dialog is over; nothing follows. */
  | {
      readonly type: 'ended';
      /**
       * `local` when hangup() or reject() was called; `remote` in every other case: BYE, CANCEL, a refusal, a time-out,
       * a missing ACK, a lost dialog, an expired session timer.
       */
      readonly by: 'remote' | 'local';
      /**
       * SIP status of a failed or cancelled INVITE, or of what lost a talking call (408, 481); 0 when that ended with BYE.
       */
      readonly status: number;
      readonly reason: string;
      /** From the Reason header (RFC 3326) of BYE or CANCEL, when there was one. */
      readonly q850?: number;
      /** Header fields of the message that ended it. */
      readonly headers: Headers;
    };

export interface SipCall {
  readonly info: SipCallInfo;
  readonly events: Listenable<SipCallEvent>;
  /** SDP of the initial INVITE; absent on a late offer (RFC 3261 13.2.1). Inbound only. */
  readonly remoteOffer?: string;
  /** Inbound with Replaces (RFC 3891): the answered call that this one is to take the place of. */
  readonly replaces?: SipCall;
  /** Inbound: 180 without SDP, or a 183 with it. Repeated calls are harmless. */
  progress(status: 180 | 181 | 182 | 183, sdp?: string): void;
  /** Inbound: 200 with our SDP (an answer, or the offer when the INVITE had none), repeated until ACK (13.3.1.4). */
  answer(sdp: string): void;
  /** Inbound, before answer(). `headers` are added, for example Reason or Retry-After. */
  reject(status: number, reason: string, headers?: Headers): void;
  /**
   * Ends the call in whatever state it is: CANCEL, BYE, or a rejection. `q850` goes into a Reason header.
   * `ended` comes before this returns (within a listener: after that event has reached all listeners); what SIP
   * still has to say is said without the caller.
   */
  hangup(options?: { readonly status?: number; readonly reason?: string; readonly q850?: number }): void;
  /** Within an established dialog: re-INVITE with our offer; 491 is retried as RFC 3261 14.1 says. */
  reinvite(sdp: string): void;
  /** Answers the `offered` event. */
  respondToOffer(
    answer: { readonly sdp?: string } | { readonly status: number; readonly reason: string },
  ): void;
  sendInfo(contentType: string, body: string): void;
  /**
   * How the call that `referred` asked for goes: a NOTIFY with the status line (RFC 3515 2.4.5). The first one,
   * 100, is sent by itself; a final status ends the reports.
   */
  notifyReferral(status: number, reason: string): void;
}

/** What to send as an INVITE. */
export interface InviteOptions {
  /** `sip:user@host:port;transport=udp`. */
  readonly target: string;
  /** Where to send instead of where `target` points to: outbound proxy or the source of a registration (RFC 3581). */
  readonly route?: SipEndpoint;
  readonly from: { readonly display: string; readonly user: string; readonly host?: string };
  /** Absent: a late offer (RFC 3261 13.2.1); the other side's comes in `established`. */
  readonly sdp?: string;
  /** Added as they are: P-Asserted-Identity, Alert-Info, X-... */
  readonly headers?: Headers;
  /** For a 401 or 407. */
  readonly credentials?: { readonly user: string; readonly password: string };
  readonly callId?: string;
}
