/** What SDP says of ICE (RFC 8839) and DTLS-SRTP (RFC 5763, RFC 8122, RFC 8842). */
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Fingerprint, NegotiatedSecurity, SecureSide } from '../mix/media-plane.js';
import { isAddress } from './address.js';
import { attribute, type Attribute, type MediaDescription, type SessionDescription } from './description.js';

/** Who opens the DTLS association; `actpass` leaves it to the other side. */
export type Setup = 'active' | 'passive' | 'actpass';

/** Our side of a secure stream. */
export interface LocalSecurity {
  readonly side: SecureSide;
  /** What was negotiated before in this session: its roles and their credentials stay. */
  readonly established?: NegotiatedSecurity;
}

/** What a description says of a secure stream. */
export interface SecurityDescription {
  readonly side: SecureSide;
  readonly mid: string;
  readonly setup: Setup;
}

export const securedRtp = 'UDP/TLS/RTP/SAVPF';

/** SAVP without feedback, and the profile of browsers before RFC 8842, mean the same when a fingerprint stands by. */
const secureProfiles: ReadonlySet<string> = new Set([securedRtp, 'UDP/TLS/RTP/SAVP', 'RTP/SAVPF']);

/** The name of the stream in our own first offers. */
export const ownMid = '0';

/** More of them only cost checks; browsers behind a VPN name about six. */
const mostCandidates = 16;
/** RFC 8445 5.1.2 has priorities up to 2^31 - 1; what does not fit into 32 bits is no number to the library. */
const mostPriority = 2 ** 32 - 1;

export function isSecureProfile(protocol: string): boolean {
  return secureProfiles.has(protocol);
}

/** Reads ICE and DTLS of a stream, each from the stream or else from the session. */
export function readSecurity(
  session: SessionDescription,
  media: MediaDescription,
): Result<SecurityDescription> {
  const value = (name: string): string => (attribute(media, name) ?? attribute(session, name) ?? '').trim();
  const iceUfrag = value('ice-ufrag');
  const icePwd = value('ice-pwd');
  // RFC 8839 5.4; what is taken here is written again for another parser.
  if (!/^[\w+/-]{4,256}$/.test(iceUfrag) || !/^[\w+/-]{22,256}$/.test(icePwd))
    return refuse('a=ice-ufrag or a=ice-pwd is missing or malformed');
  const fingerprint = readFingerprint(session, media);
  if (!fingerprint) return refuse('no a=fingerprint of SHA-256 or better');
  if (attribute(media, 'rtcp-mux') === undefined) return refuse('a=rtcp-mux is missing');
  const mid = value('mid');
  if (!/^[\w.-]{0,32}$/.test(mid)) return refuse('a=mid is malformed');
  const setup = value('setup');
  if (setup !== 'active' && setup !== 'passive' && setup !== 'actpass')
    return refuse('a=setup is missing or unknown');
  const side = { iceUfrag, icePwd, fingerprint, candidates: readCandidates(media) };
  return ok({ side, mid: mid === '' ? ownMid : mid, setup });
}

/**
 * What comes of an offer of theirs. A restart of ICE is refused: the association could not follow it.
 * @returns the roles: as before, or else theirs where they chose, and ours active where they left it to us.
 */
export function answerSecurity(
  offered: SecurityDescription,
  { established }: LocalSecurity,
): Result<NegotiatedSecurity> {
  if (!established) {
    const { side, mid, setup } = offered;
    return ok({ remote: side, mid, weOffered: false, weConnect: setup !== 'active' });
  }
  return sameAssociation(offered.side, established.remote)
    ? ok(established)
    : refuse('ICE restart, or another certificate, in the middle of a call');
}

/** What comes of their answer to our offer. */
export function acceptSecurity(
  answered: SecurityDescription,
  { established }: LocalSecurity,
): Result<NegotiatedSecurity> {
  if (established) return answerSecurity(answered, { side: established.remote, established });
  const { side, mid, setup } = answered;
  if (setup === 'actpass') return refuse('an answer can not leave a=setup open');
  return ok({ remote: side, mid, weOffered: true, weConnect: setup === 'passive' });
}

/** Attributes of our stream in an answer, or with `setup` actpass in an offer. */
export function securityAttributes({ side }: LocalSecurity, mid: string, setup: Setup): readonly Attribute[] {
  const { iceUfrag, icePwd, fingerprint, candidates } = side;
  return [
    { name: 'mid', value: mid },
    { name: 'ice-ufrag', value: iceUfrag },
    { name: 'ice-pwd', value: icePwd },
    { name: 'fingerprint', value: `${fingerprint.algorithm} ${fingerprint.value}` },
    { name: 'setup', value: setup },
    { name: 'rtcp-mux' },
    ...candidates.map((candidate) => ({ name: 'candidate', value: candidate })),
    { name: 'end-of-candidates' },
  ];
}

function sameAssociation(a: SecureSide, b: SecureSide): boolean {
  return a.iceUfrag === b.iceUfrag && a.icePwd === b.icePwd && a.fingerprint.value === b.fingerprint.value;
}

const digestOctets: Readonly<Record<Fingerprint['algorithm'], number>> = {
  'sha-256': 32,
  'sha-384': 48,
  'sha-512': 64,
};

/** The first that is strong enough; MD5 and SHA-1 prove nothing any more. */
function readFingerprint(session: SessionDescription, media: MediaDescription): Fingerprint | undefined {
  for (const { name, value = '' } of [...media.attributes, ...session.attributes]) {
    if (name !== 'fingerprint') continue;
    const [written = '', hex = ''] = value.trim().split(/ +/);
    const algorithm = (Object.keys(digestOctets) as Fingerprint['algorithm'][]).find(
      (known) => known === written.toLowerCase(),
    );
    if (algorithm === undefined || !/^[\da-f]{2}(:[\da-f]{2})*$/i.test(hex)) continue;
    if (hex.length === digestOctets[algorithm] * 3 - 1) return { algorithm, value: hex.toUpperCase() };
  }
  return undefined;
}

/**
 * UDP candidates with a numeric address. A browser that hides its addresses names them `….local`; its own checks
 * show them to us.
 */
function readCandidates(media: MediaDescription): readonly string[] {
  return media.attributes
    .filter(({ name, value = '' }) => name === 'candidate' && isUsableCandidate(value))
    .slice(0, mostCandidates)
    .map(({ value = '' }) => value.split(' ').slice(0, 8).join(' '));
}

function isUsableCandidate(value: string): boolean {
  const [foundation = '', component, transport = '', priority = '', address = '', port = '', typ, kind = ''] =
    value.split(' ');
  return (
    /^[\w+/]{1,32}$/.test(foundation) &&
    component === '1' &&
    transport.toLowerCase() === 'udp' &&
    /^\d{1,10}$/.test(priority) &&
    Number(priority) > 0 &&
    Number(priority) <= mostPriority &&
    isAddress(address) &&
    /^\d{1,5}$/.test(port) &&
    Number(port) > 0 &&
    Number(port) < 65_536 &&
    typ === 'typ' &&
    ['host', 'srflx', 'prflx', 'relay'].includes(kind)
  );
}
