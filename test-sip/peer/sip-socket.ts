/** What the scripted peer's SIP messages travel over: a UDP socket, or one TCP connection that it opened. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, isIPv6 } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface SipTarget {
  readonly address: string;
  readonly port: number;
}

export type SipProtocol = 'udp' | 'tcp';

export interface SipSocket {
  readonly protocol: SipProtocol;
  /** Ours. */
  readonly address: string;
  readonly port: number;
  /** Over TCP it goes to the other end of the connection, whatever `to` is. */
  send(text: string, to: SipTarget): void;
  close(): void;
}

/** One whole message. */
type OnMessage = (text: string, from: SipTarget) => void;

/** @param address of 127.0.0.0/8, or ::1. */
export async function openUdp(address: string, onMessage: OnMessage): Promise<SipSocket> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  socket.on('message', (data, from) => onMessage(data.toString(), from));
  socket.bind(0, address);
  await once(socket, 'listening');
  return {
    protocol: 'udp',
    address,
    port: socket.address().port,
    send: (text, to) => socket.send(text, to.port, to.address),
    close: () => socket.close(),
  };
}

export async function openTcp(to: SipTarget, onMessage: OnMessage): Promise<SipSocket> {
  const socket = connect(to.port, to.address);
  await once(socket, 'connect');
  const { address, port } = socket.address() as AddressInfo;
  let pending: Buffer = Buffer.alloc(0);
  socket.on('data', (data) => {
    const { messages, rest } = split(Buffer.concat([pending, data]));
    pending = rest;
    for (const message of messages) onMessage(message, to);
  });
  // The other side may be killed; the test sees that no answer comes.
  socket.on('error', () => socket.destroy());
  return {
    protocol: 'tcp',
    address,
    port,
    send: (text) => socket.write(text),
    close: () => socket.destroy(),
  };
}

/** Takes whole messages off the front of a stream by their Content-Length (RFC 3261 18.3). */
function split(stream: Buffer): { readonly messages: readonly string[]; readonly rest: Buffer } {
  const messages: string[] = [];
  let rest = stream;
  for (;;) {
    const start = rest.findIndex((octet) => octet !== 13 && octet !== 10);
    if (start < 0) return { messages, rest: Buffer.alloc(0) };
    rest = rest.subarray(start);
    const blank = rest.indexOf('\r\n\r\n');
    if (blank < 0) return { messages, rest };
    const [, length = '0'] =
      /^(?:content-length|l)\s*:\s*(\d+)/im.exec(rest.toString('latin1', 0, blank)) ?? [];
    const end = blank + 4 + Number(length);
    if (rest.length < end) return { messages, rest };
    messages.push(rest.toString('utf8', 0, end));
    rest = rest.subarray(end);
  }
}
