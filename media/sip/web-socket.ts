import type { SipEndpoint } from './call.js';

/** Whether this is a browser's connection (RFC 7118). */
export function isWebSocket({ protocol }: Pick<SipEndpoint, 'protocol'>): boolean {
  return protocol === 'ws' || protocol === 'wss';
}
