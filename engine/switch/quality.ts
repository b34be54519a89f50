import type { EslEvent } from '../esl/esl-event.js';

/** Channel variable → column of the report. Variables of the embedded switch alone begin with `yihao_`. */
const columns: readonly (readonly [variable: string, column: string])[] = [
  ['rtp_audio_in_packet_count', 'packetsIn'],
  ['rtp_audio_in_media_bytes', 'bytesIn'],
  ['rtp_audio_out_packet_count', 'packetsOut'],
  ['rtp_audio_in_skip_packet_count', 'lostIn'],
  ['rtp_audio_in_jitter_max_variance', 'jitterMaxMs'],
  ['rtp_audio_in_mos', 'mos'],
  ['yihao_rtt_ms', 'roundTripMs'],
  ['yihao_in_jitter_ms', 'jitterMs'],
  ['yihao_in_late', 'lateIn'],
  ['yihao_remote_lost', 'remoteLost'],
  ['yihao_remote_jitter_ms', 'remoteJitterMs'],
];

/** The figures that the switch gave, and no others. A leg that nothing came in on has no score to give. */
export function qualityOf(event: EslEvent): Readonly<Record<string, number>> {
  const quality: Record<string, number> = {};
  for (const [variable, column] of columns) {
    const text = event.variable(variable);
    const value = Number(text);
    if (text !== undefined && text !== '' && Number.isFinite(value)) quality[column] = value;
  }
  if (quality['packetsIn'] === 0) delete quality['mos'];
  return quality;
}
