/** Who may call in. Nothing is ever relayed: an admitted call ends here, at the number that it dialled. */
import type { Admission, Headers, SipEndpoint } from './call.js';
import type { SipRequest } from './message.js';
import { isLoopback } from './transport-address.js';
import { isWebSocket } from './web-socket.js';
import type { Envelope } from './transaction/envelope.js';

export type Verdict =
  | { readonly kind: 'admit'; readonly admission: Admission }
  | { readonly kind: 'refuse'; readonly status: number; readonly reason?: string; readonly headers?: Headers }
  /** Not a word: what is neither trunk nor user shall not learn that there is a switch. */
  | { readonly kind: 'drop' };

export interface Applicant {
  readonly request: SipRequest;
  readonly envelope: Envelope;
  readonly source: SipEndpoint;
  /** User part of the Request-URI. */
  readonly destination: string;
}

export interface AdmissionPolicy {
  admit(applicant: Applicant): Verdict | Promise<Verdict>;
}

/** The trunk list, as far as admission asks it. */
export interface TrunkGate {
  /** @returns the trunk that calls come from at this address, or undefined. */
  trunkOf(source: SipEndpoint): { readonly name: string; readonly full: boolean } | undefined;
}

/**
 * Digest of a registered user.
 * @returns the user when the request proves to be theirs; the challenge or refusal when it claims to be; undefined when
 * nobody here has that name.
 */
export type Authenticate = (
  applicant: Applicant,
) =>
  | { readonly kind: 'user'; readonly user: string }
  | Extract<Verdict, { kind: 'refuse' }>
  | undefined
  | Promise<
      { readonly kind: 'user'; readonly user: string } | Extract<Verdict, { kind: 'refuse' }> | undefined
    >;

export interface AdmissionOptions {
  readonly trunks: TrunkGate;
  readonly authenticate?: Authenticate;
  /** The demo's rule: calls from this machine to one of our hotline numbers are let in. */
  readonly loopbackTo?: (destination: string) => boolean;
  /** What strangers get. */
  readonly strangers: 'refuse' | 'drop';
}

/** Trunks by address, then users by digest, then this machine to a hotline; everybody else stays outside. */
export function createAdmission(options: AdmissionOptions): AdmissionPolicy {
  const stranger: Verdict = options.strangers === 'drop' ? { kind: 'drop' } : { kind: 'refuse', status: 403 };
  return {
    admit(applicant) {
      const trunk = options.trunks.trunkOf(applicant.source);
      if (trunk)
        return trunk.full
          ? { kind: 'refuse', status: 503, reason: 'Trunk Full', headers: [['retry-after', '5']] }
          : { kind: 'admit', admission: { kind: 'trunk', trunk: trunk.name } };
      const { source } = applicant;
      // Any page that this machine's browser shows could open a WebSocket to us, so that the rule is not for those.
      const here = isLoopback(source.address) && !isWebSocket(source);
      const local = here && options.loopbackTo?.(applicant.destination);
      const nobody: Verdict = local ? { kind: 'admit', admission: { kind: 'loopback' } } : stranger;
      const user = options.authenticate?.(applicant);
      return user instanceof Promise
        ? user.then((found) => verdictOf(found, nobody))
        : verdictOf(user, nobody);
    },
  };
}

function verdictOf(found: Awaited<ReturnType<Authenticate>>, nobody: Verdict): Verdict {
  if (!found) return nobody;
  return found.kind === 'user' ? { kind: 'admit', admission: found } : found;
}
