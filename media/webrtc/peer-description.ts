import type { NegotiatedSecurity } from '../mix/media-plane.js';

/**
 * The other side as libdatachannel wants to read it. Written anew from what was negotiated, so that nothing of a
 * browser's description reaches its parser unchecked.
 */
export function peerDescription({ remote, mid, weConnect }: NegotiatedSecurity): string {
  const { iceUfrag, icePwd, fingerprint } = remote;
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mid}`,
    'm=audio 9 UDP/TLS/RTP/SAVPF 8',
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    `a=ice-ufrag:${iceUfrag}`,
    `a=ice-pwd:${icePwd}`,
    `a=fingerprint:${fingerprint.algorithm} ${fingerprint.value}`,
    `a=setup:${weConnect ? 'passive' : 'active'}`,
    'a=rtcp-mux',
    'a=sendrecv',
    'a=rtpmap:8 PCMA/8000',
    '',
  ].join('\r\n');
}
