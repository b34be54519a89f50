import type { Attribute, SessionDescription } from './description.js';

/** The description as text, lines ended by CRLF. Line ends inside values become spaces. */
export function writeSdp(session: SessionDescription): string {
  const { origin, name, address, attributes, media } = session;
  const lines = [
    'v=0',
    `o=${origin.user} ${origin.sessionId} ${origin.version} IN ${family(origin.address)} ${origin.address}`,
    `s=${name === '' ? '-' : name}`,
    ...connection(address),
    't=0 0',
    ...attributes.map(writeAttribute),
    ...media.flatMap((one) => [
      `m=${one.kind} ${one.port} ${one.protocol} ${one.formats.join(' ')}`,
      ...connection(one.address),
      ...one.attributes.map(writeAttribute),
    ]),
  ];
  return lines.map((line) => `${line.replace(/[\r\n]+/g, ' ')}\r\n`).join('');
}

function family(address: string): string {
  return address.includes(':') ? 'IP6' : 'IP4';
}

function connection(address: string | undefined): string[] {
  return address === undefined ? [] : [`c=IN ${family(address)} ${address}`];
}

function writeAttribute({ name, value }: Attribute): string {
  return value === undefined ? `a=${name}` : `a=${name}:${value}`;
}
