/** R of a perfect narrow-band call with default values (ITU-T G.107 7.7). */
const basicR = 93.2;
/** Packet-loss robustness of G.711 with concealment (G.113 appendix I). */
const lossRobustness = 25.1;

/**
 * Estimates the listening quality of a G.711 stream by the E-model, simplified: loss taken as random, echo as
 * cancelled, levels as nominal (ITU-T G.107; G.711 with loss concealment).
 * @param lossFraction lost packets, 0 to 1.
 * @param oneWayDelayMs mouth to ear.
 * @returns 1 to 4.5.
 */
export function meanOpinionScore(lossFraction: number, oneWayDelayMs: number): number {
  const lossPercent = Math.min(100, Math.max(0, lossFraction * 100));
  const delayImpairment =
    0.024 * oneWayDelayMs + (oneWayDelayMs > 177.3 ? 0.11 * (oneWayDelayMs - 177.3) : 0);
  const lossImpairment = (95 * lossPercent) / (lossPercent + lossRobustness);
  const r = basicR - delayImpairment - lossImpairment;
  if (r <= 0) return 1;
  if (r >= 100) return 4.5;
  // G.107 annex B; below R 6.5 the cubic dips under 1.
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}
