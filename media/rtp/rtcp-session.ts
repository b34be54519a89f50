import type { Random } from '../../kernel/random.js';
import type { OutgoingStream } from './outgoing-stream.js';
import type { ReceiveStatistics } from './receive-statistics.js';
import { buildRtcp, parseRtcp, type ReportBlock } from './rtcp.js';

/** RFC 3550 6.2: the least interval; with two parties the bandwidth rule never asks for more. */
const intervalMs = 5000;
/** e - 3/2, which makes up for the reconsideration's bias (6.3.1). */
const compensation = Math.E - 1.5;
const unitsPerMs = 8;
/** Seconds between the epochs of NTP (1900) and Unix (1970). */
const ntpEpochSeconds = 2_208_988_800;
/** A round trip that is longer is a broken clock or a stale report. */
const maxRoundTripMs = 60_000;

/** What the other side reports of the stream that we send. */
export interface RemoteView {
  readonly lostFraction: number;
  readonly lost: number;
  readonly jitterMs: number;
  /** Absent until it has had one of our sender reports. */
  readonly roundTripMs?: number;
}

const ntpSeconds = (unixMs: number): number => (Math.floor(unixMs / 1000) + ntpEpochSeconds) >>> 0;
const ntpFraction = (unixMs: number): number => Math.floor((unixMs % 1000) * (2 ** 32 / 1000)) >>> 0;
/** Middle 32 bits of the NTP time, units of 1/65536 s. */
const middleNtp = (seconds: number, fraction: number): number => ((seconds << 16) | (fraction >>> 16)) >>> 0;

/** RTCP of one leg (RFC 3550 6): when to report, what to say, what was heard. Times in milliseconds since 1970. */
export class RtcpSession {
  readonly #stream: OutgoingStream;
  readonly #random: Random;
  readonly #cname: string;
  #nextAtMs: number;
  #packetsAtLastReport = 0;
  #lastSenderReport = 0;
  #lastSenderReportAtMs = 0;
  #remote: RemoteView | undefined;

  constructor(stream: OutgoingStream, random: Random, nowMs: number) {
    this.#stream = stream;
    this.#random = random;
    // Random per session (RFC 7022 4.2): a name of the host would tell strangers about it.
    this.#cname = random.hex(12);
    // 6.2: half the interval before the first report.
    this.#nextAtMs = nowMs + this.#interval() / 2;
  }

  get remote(): RemoteView | undefined {
    return this.#remote;
  }

  /** @returns the compound to send now, undefined while it is not time. */
  due(
    nowMs: number,
    source: { readonly ssrc: number; readonly statistics: ReceiveStatistics } | undefined,
  ): Buffer | undefined {
    if (nowMs < this.#nextAtMs) return undefined;
    this.#nextAtMs = nowMs + this.#interval();
    return this.report(nowMs, source, false);
  }

  /** Builds a report now; with `bye` the last one (6.6). */
  report(
    nowMs: number,
    source: { readonly ssrc: number; readonly statistics: ReceiveStatistics } | undefined,
    bye: boolean,
  ): Buffer {
    const stream = this.#stream;
    const sent = stream.packets > this.#packetsAtLastReport;
    this.#packetsAtLastReport = stream.packets;
    return buildRtcp({
      ssrc: stream.ssrc,
      cname: this.#cname,
      bye,
      ...(sent && {
        sender: {
          ntpSeconds: ntpSeconds(nowMs),
          ntpFraction: ntpFraction(nowMs),
          timestamp: stream.timestampNow(nowMs),
          packets: stream.packets,
          octets: stream.octets,
        },
      }),
      ...(source && { block: this.#block(source, nowMs) }),
    });
  }

  /** Takes what came on the RTCP port. @returns false when it is no RTCP. */
  received(bytes: Uint8Array, nowMs: number): boolean {
    const parts = parseRtcp(bytes);
    if (!parts.ok) return false;
    for (const part of parts.value) {
      if (part.type === 'senderReport') {
        this.#lastSenderReport = middleNtp(part.ntpSeconds, part.ntpFraction);
        this.#lastSenderReportAtMs = nowMs;
      }
      if (part.type === 'senderReport' || part.type === 'receiverReport')
        for (const block of part.blocks) if (block.ssrc === this.#stream.ssrc) this.#heardOfUs(block, nowMs);
    }
    return true;
  }

  /** The other side has a new source: its sender reports start anew. */
  sourceChanged(): void {
    this.#lastSenderReport = 0;
  }

  #heardOfUs(block: ReportBlock, nowMs: number): void {
    const roundTripMs = this.#roundTrip(block, nowMs) ?? this.#remote?.roundTripMs;
    this.#remote = {
      lostFraction: block.fractionLost / 256,
      lost: block.cumulativeLost,
      jitterMs: block.jitter / unitsPerMs,
      ...(roundTripMs !== undefined && { roundTripMs }),
    };
  }

  /** Arrival minus LSR minus DLSR (6.4.1, figure 2). */
  #roundTrip(block: ReportBlock, nowMs: number): number | undefined {
    if (block.lastSenderReport === 0) return undefined;
    const now = middleNtp(ntpSeconds(nowMs), ntpFraction(nowMs));
    const units = (now - block.lastSenderReport - block.delaySinceLastSenderReport) | 0;
    const ms = (units * 1000) / 0x1_0000;
    return ms > maxRoundTripMs || ms < -1000 ? undefined : Math.max(0, ms);
  }

  #block(
    source: { readonly ssrc: number; readonly statistics: ReceiveStatistics },
    nowMs: number,
  ): ReportBlock {
    const delay = ((nowMs - this.#lastSenderReportAtMs) / 1000) * 0x1_0000;
    return {
      ssrc: source.ssrc,
      ...source.statistics.report(),
      lastSenderReport: this.#lastSenderReport,
      delaySinceLastSenderReport: this.#lastSenderReport === 0 ? 0 : Math.round(delay) >>> 0,
    };
  }

  #interval(): number {
    return (intervalMs * (0.5 + this.#random.below(1_000_000) / 1_000_000)) / compensation;
  }
}
