import { systemRandom } from '../../kernel/random.js';

/** Ports that a switch under test has for audio. */
export const rtpPorts = 1000;

/** The first of `rtpPorts` ports below those that the system hands out, picked so that two switches seldom meet. */
export function freeRtpRange(): number {
  return 10_000 + rtpPorts * systemRandom.below(20);
}
