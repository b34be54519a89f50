import type { Result } from '../../kernel/result.js';
import type { InviteOptions, SipCall, SipEndpoint } from '../sip/call.js';
import type { EndpointName } from './dial-string.js';
import type { HangupCause } from './hangup-cause.js';

/** One address to send an INVITE to. */
export interface DialTarget {
  /** Request-URI. */
  readonly uri: string;
  /** Where to send it instead of where `uri` points to. */
  readonly route?: SipEndpoint;
  /** Where to send it when nobody is there, in order. */
  readonly otherRoutes?: readonly SipEndpoint[];
  readonly credentials?: { readonly user: string; readonly password: string };
  /** Of From, where the other side wants its own instead of the caller's number and our domain. */
  readonly from?: { readonly user?: string; readonly host?: string };
  /** Set on the channel, under those that the dial string sets. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Name of the channel: `sofia/internal/1001@10.0.0.7:5062`. */
  readonly name: string;
  /** A browser, which talks over DTLS-SRTP alone. */
  readonly secure?: boolean;
  /** Dialled number or user. */
  readonly destination: string;
}

/** What the channels need of the SIP side to make calls. */
export interface Dialler {
  /** Contacts of a user, a trunk's address, or the URI itself; never empty. Otherwise why not. */
  resolve(endpoint: EndpointName): Promise<Result<readonly DialTarget[], { readonly cause: HangupCause }>>;
  /** Local address for media with a peer at this target; undefined when nothing listens for its family. */
  localAddressFor(target: DialTarget): string | undefined;
  /** @param otherRoutes tried when nobody is at the first. */
  invite(options: InviteOptions, otherRoutes?: readonly SipEndpoint[]): SipCall;
}
