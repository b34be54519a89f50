/** What the formats of an m= line mean: static payload types (RFC 3551) and those that a=rtpmap names. */
import type { CodecName } from '../mix/media-plane.js';
import { attribute, type MediaDescription } from './description.js';

/** Static payload types of RFC 3551, the only ones used for G.711. */
export const staticPayloadTypes: Readonly<Record<CodecName, number>> = { PCMU: 0, PCMA: 8 };

/** The payload type that we offer telephone-event under, as nearly everybody does. */
export const usualDtmfPayloadType = 101;

/** Packet times that the media side can send; what is asked beyond is brought inside. */
const ptimeRange = { min: 10, max: 60, usual: 20 } as const;

export interface AudioFormats {
  /** Of the codecs we know, in the order of the m= line. */
  readonly codecs: readonly { readonly codec: CodecName; readonly payloadType: number }[];
  /** telephone-event at 8000 Hz; undefined without. */
  readonly dtmfPayloadType: number | undefined;
}

/** Reads the formats of an RTP stream; unknown ones are passed over. */
export function audioFormats(media: MediaDescription): AudioFormats {
  const maps = new Map<string, string>();
  for (const { name, value } of media.attributes) {
    if (name !== 'rtpmap' || value === undefined) continue;
    const [format = '', encoding = ''] = value.trim().split(/ +/);
    if (!maps.has(format)) maps.set(format, encoding.toUpperCase());
  }
  const codecs: { codec: CodecName; payloadType: number }[] = [];
  let dtmfPayloadType: number | undefined;
  for (const format of media.formats) {
    const payloadType = /^\d{1,3}$/.test(format) ? Number(format) : 128;
    if (payloadType > 127) continue;
    const encoding = maps.get(format) ?? staticEncoding(payloadType);
    const codec = codecOf(encoding);
    if (codec && !codecs.some((one) => one.codec === codec)) codecs.push({ codec, payloadType });
    if (encoding === 'TELEPHONE-EVENT/8000') dtmfPayloadType ??= payloadType;
  }
  return { codecs, dtmfPayloadType };
}

function staticEncoding(payloadType: number): string {
  if (payloadType === staticPayloadTypes.PCMU) return 'PCMU/8000';
  return payloadType === staticPayloadTypes.PCMA ? 'PCMA/8000' : '';
}

function codecOf(encoding: string): CodecName | undefined {
  if (encoding === 'PCMU/8000' || encoding === 'PCMU/8000/1') return 'PCMU';
  return encoding === 'PCMA/8000' || encoding === 'PCMA/8000/1' ? 'PCMA' : undefined;
}

/** Milliseconds a packet for this receiver carries: its a=ptime within a=maxptime, in whole tens. */
export function ptimeOf(media: MediaDescription): number {
  const wanted = milliseconds(attribute(media, 'ptime')) ?? ptimeRange.usual;
  const most = milliseconds(attribute(media, 'maxptime')) ?? ptimeRange.max;
  const within = Math.min(wanted, most, ptimeRange.max);
  return Math.max(ptimeRange.min, Math.floor(within / 10) * 10);
}

function milliseconds(text: string | undefined): number | undefined {
  const value = text === undefined || !/^\d{1,5}(\.\d+)?$/.test(text.trim()) ? 0 : Number(text);
  return value > 0 ? value : undefined;
}
