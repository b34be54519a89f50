/** Quality of the incoming audio, from two readings of WebRTC's statistics. */

/** Cumulative counters of one moment (`inbound-rtp`, `remote-inbound-rtp`, `candidate-pair`). */
export interface QualityReading {
  /** Milliseconds; its zero means nothing. */
  readonly at: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** Seconds. */
  readonly jitterSeconds: number;
  /** Seconds; null while the other side has reported nothing. */
  readonly roundTripSeconds: number | null;
}

export interface CallQuality {
  /** Share of the packets that did not come since the reading before, 0 to 1. */
  readonly loss: number;
  readonly jitterMs: number;
  readonly roundTripMs: number | null;
  /** Mean opinion score, 1 to 4.5. */
  readonly mos: number;
  /** Packets that came since the reading before. */
  readonly packets: number;
}

type Report = Readonly<Record<string, unknown>>;

/**
 * Picks the reading out of RTCPeerConnection.getStats().
 * @param at milliseconds.
 * @returns null while no audio is set up.
 */
export function readingOf(
  stats: { forEach(each: (report: Report) => void): void },
  at: number,
): QualityReading | null {
  let inbound: Report | undefined;
  let roundTripSeconds: number | null = null;
  stats.forEach((report) => {
    if (report['type'] === 'inbound-rtp' && report['kind'] === 'audio') inbound = report;
    const trip = report['type'] === 'remote-inbound-rtp' ? report['roundTripTime'] : undefined;
    // RTCP tells it end to end; the pair of candidates tells the way alone, and only fills in.
    const pairTrip =
      report['type'] === 'candidate-pair' && report['nominated'] === true
        ? report['currentRoundTripTime']
        : undefined;
    if (typeof trip === 'number') roundTripSeconds = trip;
    else if (typeof pairTrip === 'number') roundTripSeconds ??= pairTrip;
  });
  if (!inbound) return null;
  const figure = (name: string): number => {
    const value = inbound?.[name];
    return typeof value === 'number' ? value : 0;
  };
  return {
    at,
    packetsReceived: figure('packetsReceived'),
    packetsLost: figure('packetsLost'),
    jitterSeconds: figure('jitter'),
    roundTripSeconds,
  };
}

export function measureQuality(before: QualityReading, now: QualityReading): CallQuality {
  const packets = Math.max(0, now.packetsReceived - before.packetsReceived);
  // Late packets make `packetsLost` fall again (RFC 3550 6.4.1).
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  const loss = packets + lost === 0 ? 0 : lost / (packets + lost);
  const jitterMs = now.jitterSeconds * 1000;
  const roundTripMs = now.roundTripSeconds === null ? null : now.roundTripSeconds * 1000;
  return { loss, jitterMs, roundTripMs, mos: meanOpinionScore(loss, jitterMs, roundTripMs ?? 0), packets };
}

/**
 * ITU-T G.107 in its short form for G.711 with concealment (Ie 0, Bpl 25.1 for random loss, G.113 Appendix I). The
 * mouth-to-ear delay is taken as half the round trip, a jitter buffer of twice the jitter, and 20 ms of a packet.
 * @param loss 0 to 1.
 */
export function meanOpinionScore(loss: number, jitterMs: number, roundTripMs: number): number {
  const delayMs = roundTripMs / 2 + 2 * jitterMs + 20;
  const delayImpairment = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0);
  const percent = loss * 100;
  const lossImpairment = (95 * percent) / (percent + 25.1);
  const r = Math.min(100, Math.max(0, 93.2 - delayImpairment - lossImpairment));
  const mos = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
  return Math.min(4.5, Math.max(1, mos));
}

/** Words and colour go by this; the limits are those of G.109's classes of users' satisfaction. */
export function qualityGrade(quality: CallQuality): 'good' | 'fair' | 'poor' {
  if (quality.mos >= 4) return 'good';
  return quality.mos >= 3.6 ? 'fair' : 'poor';
}
