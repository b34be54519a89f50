/** Offer and answer (RFC 3264) of one audio stream: G.711 with telephone-event over plain RTP or DTLS-SRTP. Pure. */
import { refuse, ok, type Result } from '../../kernel/result.js';
import type { CodecName, Endpoint, Negotiated, NegotiatedSecurity } from '../mix/media-plane.js';
import { isAddress } from './address.js';
import { audioFormats, ptimeOf, staticPayloadTypes, usualDtmfPayloadType } from './audio-format.js';
import {
  attribute,
  bothAllow,
  directionOf,
  reversed,
  type Attribute,
  type Direction,
  type MediaDescription,
  type SessionDescription,
} from './description.js';
import {
  acceptSecurity,
  answerSecurity,
  isSecureProfile,
  ownMid,
  readSecurity,
  securedRtp,
  securityAttributes,
  type LocalSecurity,
  type Setup,
} from './security.js';

/** Our side of a session. */
export interface LocalMedia {
  readonly address: string;
  /** Of RTP; RTCP is on the port above it. */
  readonly port: number;
  /** Decimal digits; the same through a call (RFC 8866 5.2). */
  readonly sessionId: string;
  /** Must be higher in each description that differs from the one before. */
  readonly version: number;
  /** What we would like; an answer narrows it to what the offer allows (RFC 3264 6.1). */
  readonly direction: Direction;
  /** What we can do; an offer lists them in this order, an answer keeps the offerer's order. */
  readonly codecs: readonly CodecName[];
  /** Taken in an answer when it was offered, wherever: the codec of the leg to bridge to, so that nobody transcodes. */
  readonly prefer?: CodecName;
  /** Milliseconds of audio a packet that we would like to receive; 20 when absent. */
  readonly ptimeMs?: number;
  /** The stream goes over DTLS-SRTP, and over nothing else; without it over plain RTP. */
  readonly security?: LocalSecurity;
}

const usualPtimeMs = 20;

/** Profiles that need neither keys nor feedback from us. */
const plainRtp = new Set(['RTP/AVP', 'RTP/AVPF']);

/**
 * A new offer.
 * @param previous our last description in this session: its streams stay where they are, those rejected stay
 *   rejected, and payload types keep their meaning (RFC 3264 8).
 */
export function createOffer(local: LocalMedia, previous?: SessionDescription): SessionDescription {
  const at = previous ? activeAudio(previous, local) : -1;
  const before = previous?.media[at];
  const { security } = local;
  const mid = security?.established?.mid ?? ownMid;
  const audio = describe(local, {
    protocol: before?.protocol ?? (security ? securedRtp : 'RTP/AVP'),
    codecs: local.codecs.map((codec) => ({ codec, payloadType: staticPayloadTypes[codec] })),
    dtmfPayloadType: (before && audioFormats(before).dtmfPayloadType) ?? usualDtmfPayloadType,
    direction: local.direction,
    mux: false,
    // RFC 8842 5.5: a later offer leaves the role open too, and the association stays as it is.
    ...(security && { secure: { mid, setup: 'actpass' } }),
  });
  const bundle = security ? [mid] : [];
  if (!previous) return session(local, [audio], bundle);
  const media = previous.media.map((one, i) => (i === at ? audio : rejected(one)));
  return session(local, at < 0 ? [...media, audio] : media, bundle);
}

/**
 * Answers an offer: the first audio stream over our kind of RTP with a codec of ours is taken, every other one rejected
 * in its place. One codec is answered, so that none is switched in mid-call.
 * @returns a refusal (for a 488) when no stream can be taken.
 */
export function answerOffer(
  offer: SessionDescription,
  local: LocalMedia,
): Result<{ readonly answer: SessionDescription; readonly negotiated: Negotiated }> {
  const at = offer.media.findIndex((one) => isUsable(one, local) && choose(one, local) !== undefined);
  const offered = offer.media[at];
  const chosen = offered && choose(offered, local);
  if (!chosen) return refuse(`no audio stream over ${protocolOf(local)} with PCMA or PCMU is offered`);
  const secured = secure(offer, offered, local, answerSecurity);
  if (!secured.ok) return secured;
  const security = secured.value;
  if (!security && !isAddress(addressOf(offer, offered))) return refuse('the address in c= is a name');
  const { dtmfPayloadType } = audioFormats(offered);
  const mux = attribute(offered, 'rtcp-mux') !== undefined;
  const negotiated = negotiate(offer, offered, local, { ...chosen, mux, security });
  const audio = describe(local, {
    protocol: offered.protocol,
    codecs: [chosen],
    dtmfPayloadType,
    direction: negotiated.direction,
    mux,
    ...(security && {
      secure: { mid: security.mid, setup: security.weConnect ? 'active' : 'passive' },
    }),
  });
  const media = offer.media.map((one, i) => (i === at ? audio : rejected(one)));
  return ok({ answer: session(local, media, security ? bundleOf(offer, security.mid) : []), negotiated });
}

/** Takes the answer to our offer. @returns a refusal when the stream was rejected or nothing of ours is in it. */
export function applyAnswer(answer: SessionDescription, local: LocalMedia): Result<Negotiated> {
  const media = answer.media.find((one) => isUsable(one, local));
  if (!media) return refuse('the answer rejects the audio stream');
  // The answerer may list several; the first is what it would rather hear (RFC 3264 6.1).
  const chosen = audioFormats(media).codecs.find(({ codec }) => local.codecs.includes(codec));
  if (!chosen) return refuse('the answer has no codec that was offered');
  const secured = secure(answer, media, local, acceptSecurity);
  if (!secured.ok) return secured;
  const security = secured.value;
  if (!security && !isAddress(addressOf(answer, media))) return refuse('the address in c= is a name');
  // Over plain RTP we offer no rtcp-mux, so an answer can't turn it on (RFC 5761 5.1.1).
  return ok(negotiate(answer, media, local, { ...chosen, mux: security !== undefined, security }));
}

type Chosen = { readonly codec: CodecName; readonly payloadType: number };

function protocolOf({ security }: LocalMedia): string {
  return security ? securedRtp : 'RTP/AVP';
}

function isUsable(media: MediaDescription, { security }: LocalMedia): boolean {
  const fits = security ? isSecureProfile(media.protocol) : plainRtp.has(media.protocol);
  return media.kind === 'audio' && media.port !== 0 && fits;
}

function activeAudio(description: SessionDescription, local: LocalMedia): number {
  return description.media.findIndex((one) => isUsable(one, local));
}

/** @returns undefined for plain RTP. */
function secure(
  theirs: SessionDescription,
  media: MediaDescription,
  { security }: LocalMedia,
  take: typeof answerSecurity,
): Result<NegotiatedSecurity | undefined> {
  if (!security) return ok(undefined);
  const read = readSecurity(theirs, media);
  return read.ok ? take(read.value, security) : read;
}

/** A stream is bundled (RFC 9143 7.3.3) when the offer says so; alone in its group it changes nothing. */
function bundleOf(offer: SessionDescription, mid: string): readonly string[] {
  const groups = offer.attributes
    .filter(({ name }) => name === 'group')
    .map(({ value = '' }) => value.split(' '));
  return groups.some(([kind, ...mids]) => kind === 'BUNDLE' && mids.includes(mid)) ? [mid] : [];
}

function choose(media: MediaDescription, local: LocalMedia): Chosen | undefined {
  const ours = audioFormats(media).codecs.filter(({ codec }) => local.codecs.includes(codec));
  return ours.find(({ codec }) => codec === local.prefer) ?? ours[0];
}

function negotiate(
  theirs: SessionDescription,
  media: MediaDescription,
  local: LocalMedia,
  {
    codec,
    payloadType,
    mux,
    security,
  }: Chosen & {
    readonly mux: boolean;
    readonly security: NegotiatedSecurity | undefined;
  },
): Negotiated {
  const remote = { address: addressOf(theirs, media), port: media.port };
  const allowed = bothAllow(local.direction, reversed(directionOf(theirs, media)));
  const { dtmfPayloadType } = audioFormats(media);
  return {
    remote,
    remoteRtcp: mux ? remote : rtcpOf(media, remote),
    codec,
    payloadType,
    ...(dtmfPayloadType === undefined ? {} : { dtmfPayloadType }),
    ptimeMs: ptimeOf(media),
    // The hold of RFC 2543: nothing may be sent to 0.0.0.0, whatever the direction says (RFC 3264 8.4). With ICE the
    // address in c= is for decoration.
    direction: !security && isNowhere(remote.address) ? bothAllow(allowed, 'recvonly') : allowed,
    ...(security && { security }),
  };
}

function addressOf(description: SessionDescription, media: MediaDescription): string {
  return media.address ?? description.address ?? '0.0.0.0';
}

function isNowhere(address: string): boolean {
  return address === '0.0.0.0' || /^[0:]*:[0:]*$/.test(address);
}

/** a=rtcp (RFC 3605): a port, and an address when it is not that of RTP; else the port above. */
function rtcpOf(media: MediaDescription, remote: Endpoint): Endpoint {
  const found = /^(\d{1,5})(?: IN IP[46] ([\w.:-]+))?$/.exec((attribute(media, 'rtcp') ?? '').trim());
  const port = Number(found?.[1] ?? 0);
  if (port < 1 || port > 65535) return { address: remote.address, port: Math.min(remote.port + 1, 65535) };
  const address = found?.[2];
  return { address: address !== undefined && isAddress(address) ? address : remote.address, port };
}

interface AudioParts {
  readonly protocol: string;
  readonly codecs: readonly Chosen[];
  readonly dtmfPayloadType: number | undefined;
  readonly direction: Direction;
  readonly mux: boolean;
  readonly secure?: { readonly mid: string; readonly setup: Setup };
}

function describe(local: LocalMedia, parts: AudioParts): MediaDescription {
  const { codecs, dtmfPayloadType: dtmf } = parts;
  const attributes: Attribute[] = codecs.map(({ codec, payloadType }) => ({
    name: 'rtpmap',
    value: `${payloadType} ${codec}/8000`,
  }));
  if (dtmf !== undefined) {
    attributes.push({ name: 'rtpmap', value: `${dtmf} telephone-event/8000` });
    attributes.push({ name: 'fmtp', value: `${dtmf} 0-15` });
  }
  attributes.push({ name: 'ptime', value: String(local.ptimeMs ?? usualPtimeMs) });
  attributes.push({ name: parts.direction });
  if (local.security && parts.secure)
    attributes.push(...securityAttributes(local.security, parts.secure.mid, parts.secure.setup));
  else if (parts.mux) attributes.push({ name: 'rtcp-mux' });
  const formats = [...codecs.map(({ payloadType }) => payloadType), ...(dtmf === undefined ? [] : [dtmf])];
  return {
    kind: 'audio',
    port: local.port,
    protocol: parts.protocol,
    formats: formats.map(String),
    attributes,
  };
}

/** A stream turned down keeps its place, kind, formats (RFC 3264 6) and name. */
function rejected(media: MediaDescription): MediaDescription {
  const { kind, protocol, formats } = media;
  const attributes = media.attributes.filter(({ name }) => name === 'mid');
  return { kind, port: 0, protocol, formats, attributes };
}

function session(
  local: LocalMedia,
  media: readonly MediaDescription[],
  bundle: readonly string[],
): SessionDescription {
  const { address, sessionId, version } = local;
  return {
    origin: { user: 'yihao', sessionId, version: BigInt(version), address },
    name: 'yihao',
    address,
    attributes: bundle.length === 0 ? [] : [{ name: 'group', value: ['BUNDLE', ...bundle].join(' ') }],
    media,
  };
}
