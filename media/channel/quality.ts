import type { MediaStats } from '../mix/media-plane.js';
import type { Variables } from './variables.js';

/** Puts the figures of a leg's media into its variables, under FreeSWITCH's names where it has one. */
export function setQuality(variables: Variables, stats: MediaStats): void {
  const figures: [string, number | undefined, number][] = [
    ['rtp_audio_in_packet_count', stats.inPackets, 0],
    ['rtp_audio_in_media_packet_count', stats.inPackets, 0],
    ['rtp_audio_in_media_bytes', stats.inBytes, 0],
    ['rtp_audio_in_skip_packet_count', stats.inLost, 0],
    ['rtp_audio_in_jitter_max_variance', stats.inMaxJitterMs, 2],
    ['rtp_audio_in_mos', stats.mos, 2],
    ['rtp_audio_out_packet_count', stats.outPackets, 0],
    ['rtp_audio_out_media_packet_count', stats.outPackets, 0],
    ['rtp_audio_out_media_bytes', stats.outBytes, 0],
    ['yihao_in_jitter_ms', stats.inJitterMs, 2],
    ['yihao_in_late', stats.inLate, 0],
    ['yihao_in_invalid', stats.inInvalid, 0],
    ['yihao_rtt_ms', stats.roundTripMs, 1],
    ['yihao_remote_lost', stats.remoteLost, 0],
    ['yihao_remote_jitter_ms', stats.remoteJitterMs, 2],
  ];
  for (const [name, value, digits] of figures) {
    if (value !== undefined) variables.set(name, value.toFixed(digits));
  }
}
