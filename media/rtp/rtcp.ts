import { ok, refuse, type Result } from '../../kernel/result.js';
import { readUint16, readUint32, writeUint16, writeUint32 } from './packet.js';

const typeSenderReport = 200;
const typeReceiverReport = 201;
const typeSourceDescription = 202;
const typeBye = 203;
const maxCompoundBytes = 2048;
const reportBlockBytes = 24;

/** What a receiver says about one source (RFC 3550 6.4.1). */
export interface ReportBlock {
  readonly ssrc: number;
  /** In 1/256. */
  readonly fractionLost: number;
  readonly cumulativeLost: number;
  readonly extendedHighest: number;
  /** Timestamp units. */
  readonly jitter: number;
  /** Middle 32 bits of the NTP time of the last sender report; 0 when none came. */
  readonly lastSenderReport: number;
  /** Since then, in 1/65536 s. */
  readonly delaySinceLastSenderReport: number;
}

export type RtcpPart =
  | {
      readonly type: 'senderReport';
      readonly ssrc: number;
      readonly ntpSeconds: number;
      readonly ntpFraction: number;
      readonly timestamp: number;
      readonly packets: number;
      readonly octets: number;
      readonly blocks: readonly ReportBlock[];
    }
  | { readonly type: 'receiverReport'; readonly ssrc: number; readonly blocks: readonly ReportBlock[] }
  | { readonly type: 'sourceDescription'; readonly ssrc: number; readonly cname: string }
  | { readonly type: 'bye'; readonly ssrcs: readonly number[] };

/**
 * Reads a compound packet with the checks of RFC 3550 A.2: version, lengths that add up, a report first.
 * Parts of other types (APP, feedback) are skipped.
 */
export function parseRtcp(bytes: Uint8Array): Result<readonly RtcpPart[]> {
  if (bytes.length > maxCompoundBytes) return refuse('compound too long', maxCompoundBytes);
  if (bytes.length < 8) return refuse('short compound', bytes.length);
  const parts: RtcpPart[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) return refuse('short header', at);
    const first = bytes[at] ?? 0;
    if (first >> 6 !== 2) return refuse('version is not 2', at);
    const type = bytes[at + 1] ?? 0;
    if (at === 0 && type !== typeSenderReport && type !== typeReceiverReport)
      return refuse('compound does not begin with a report', 0);
    const end = at + (readUint16(bytes, at + 2) + 1) * 4;
    if (end > bytes.length) return refuse('part longer than packet', at);
    const padding = (first & 0x20) === 0 ? 0 : (bytes[end - 1] ?? 0);
    if (padding > end - at - 4) return refuse('wrong padding', end - 1);
    const part = parsePart(bytes.subarray(at, end - padding), type, first & 0x1f);
    if (!part.ok) return refuse(part.why, at);
    if (part.value) parts.push(part.value);
    at = end;
  }
  return ok(parts);
}

function parsePart(bytes: Uint8Array, type: number, count: number): Result<RtcpPart | undefined> {
  switch (type) {
    case typeSenderReport:
      if (bytes.length < 28 + count * reportBlockBytes) return refuse('short sender report');
      return ok({
        type: 'senderReport',
        ssrc: readUint32(bytes, 4),
        ntpSeconds: readUint32(bytes, 8),
        ntpFraction: readUint32(bytes, 12),
        timestamp: readUint32(bytes, 16),
        packets: readUint32(bytes, 20),
        octets: readUint32(bytes, 24),
        blocks: parseBlocks(bytes, 28, count),
      });
    case typeReceiverReport:
      if (bytes.length < 8 + count * reportBlockBytes) return refuse('short receiver report');
      return ok({ type: 'receiverReport', ssrc: readUint32(bytes, 4), blocks: parseBlocks(bytes, 8, count) });
    case typeSourceDescription:
      return ok(count === 0 ? undefined : parseDescription(bytes));
    case typeBye:
      if (bytes.length < 4 + count * 4) return refuse('short bye');
      return ok({
        type: 'bye',
        ssrcs: Array.from({ length: count }, (_, i) => readUint32(bytes, 4 + i * 4)),
      });
    default:
      return ok(undefined);
  }
}

function parseBlocks(bytes: Uint8Array, from: number, count: number): ReportBlock[] {
  return Array.from({ length: count }, (_, i) => {
    const at = from + i * reportBlockBytes;
    const lost = readUint32(bytes, at + 4);
    return {
      ssrc: readUint32(bytes, at),
      fractionLost: lost >>> 24,
      cumulativeLost: (lost << 8) >> 8,
      extendedHighest: readUint32(bytes, at + 8),
      jitter: readUint32(bytes, at + 12),
      lastSenderReport: readUint32(bytes, at + 16),
      delaySinceLastSenderReport: readUint32(bytes, at + 20),
    };
  });
}

/** The first chunk's CNAME (6.5.1); '' when it has none. */
function parseDescription(bytes: Uint8Array): RtcpPart | undefined {
  if (bytes.length < 8) return undefined;
  let cname = '';
  for (let at = 8; at + 1 < bytes.length && bytes[at] !== 0;) {
    const length = bytes[at + 1] ?? 0;
    if (bytes[at] === 1) cname = Buffer.from(bytes.subarray(at + 2, at + 2 + length)).toString('utf8');
    at += 2 + length;
  }
  return { type: 'sourceDescription', ssrc: readUint32(bytes, 4), cname };
}

/** What we say in one compound: a sender report when we sent lately, else a receiver report; always our CNAME. */
export interface OwnReport {
  readonly ssrc: number;
  readonly cname: string;
  readonly sender?: {
    readonly ntpSeconds: number;
    readonly ntpFraction: number;
    readonly timestamp: number;
    readonly packets: number;
    readonly octets: number;
  };
  readonly block?: ReportBlock;
  readonly bye: boolean;
}

/** Writes a compound packet (RFC 3550 6.1). */
export function buildRtcp(report: OwnReport): Buffer {
  const cname = Buffer.from(report.cname).subarray(0, 255);
  const reportBytes = (report.sender ? 28 : 8) + (report.block ? reportBlockBytes : 0);
  // The item list ends with at least one zero and is padded to 32 bits (6.5).
  const descriptionBytes = 8 + Math.ceil((2 + cname.length + 1) / 4) * 4;
  const bytes = Buffer.alloc(reportBytes + descriptionBytes + (report.bye ? 8 : 0));
  const type = report.sender ? typeSenderReport : typeReceiverReport;
  writePartHeader(bytes, 0, type, report.block ? 1 : 0, reportBytes, report.ssrc);
  let at = 8;
  if (report.sender) {
    const { ntpSeconds, ntpFraction, timestamp, packets, octets } = report.sender;
    for (const value of [ntpSeconds, ntpFraction, timestamp, packets, octets]) {
      writeUint32(bytes, at, value);
      at += 4;
    }
  }
  if (report.block) writeBlock(bytes, at, report.block);
  at = reportBytes;
  writePartHeader(bytes, at, typeSourceDescription, 1, descriptionBytes, report.ssrc);
  bytes[at + 8] = 1;
  bytes[at + 9] = cname.length;
  bytes.set(cname, at + 10);
  if (report.bye) writePartHeader(bytes, at + descriptionBytes, typeBye, 1, 8, report.ssrc);
  return bytes;
}

function writePartHeader(
  bytes: Uint8Array,
  at: number,
  type: number,
  count: number,
  length: number,
  ssrc: number,
): void {
  bytes[at] = 0x80 | count;
  bytes[at + 1] = type;
  writeUint16(bytes, at + 2, length / 4 - 1);
  writeUint32(bytes, at + 4, ssrc);
}

function writeBlock(bytes: Uint8Array, at: number, block: ReportBlock): void {
  writeUint32(bytes, at, block.ssrc);
  writeUint32(bytes, at + 4, (block.fractionLost << 24) | (block.cumulativeLost & 0xff_ffff));
  writeUint32(bytes, at + 8, block.extendedHighest);
  writeUint32(bytes, at + 12, block.jitter);
  writeUint32(bytes, at + 16, block.lastSenderReport);
  writeUint32(bytes, at + 20, block.delaySinceLastSenderReport);
}
