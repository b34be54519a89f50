import { createConnection } from 'node:net';
import type { SipTarget } from '../peer/sip-wire.js';

/** Where a running switch is reached. */
export interface SwitchAddress {
  readonly name: 'embedded' | 'freeswitch';
  readonly sip: SipTarget;
  /** On loopback. */
  readonly eventSocket: { readonly port: number; readonly password: string };
}

export function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
