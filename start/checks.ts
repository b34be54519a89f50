/** What has to be right before anything is started. Each problem is one sentence with what to do. */
import { createSocket } from 'node:dgram';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { YihaoError } from '../kernel/errors.js';

export interface Listening {
  /** Who is going to listen: the subject of the sentence. */
  readonly what: string;
  readonly transport: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  /** The setting that changes it. */
  readonly setting: string;
}

/**
 * Tries each port by listening on it for a moment. An IPv6 address on a machine without IPv6 is passed over.
 * @throws YihaoError 'port.busy'
 */
export async function checkPorts(wanted: readonly Listening[]): Promise<void> {
  for (const one of wanted) {
    const code = await (one.transport === 'tcp' ? tryTcp(one) : tryUdp(one));
    if (code === undefined || code === 'EAFNOSUPPORT') continue;
    if (code === 'EADDRNOTAVAIL' && one.address === '::') continue;
    if (code === 'EADDRINUSE') throw new YihaoError('port.busy', { ...one });
    const reason = code === 'EACCES' ? 'this user may not listen there' : code;
    throw new YihaoError('port.unusable', { ...one, reason });
  }
}

/** @throws YihaoError 'folder.unwritable' */
export async function checkFolder(folder: string): Promise<void> {
  const probe = join(folder, '.write-probe');
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new YihaoError('folder.unwritable', { folder, reason, setting: 'YIHAO_DATA' }, error);
  }
}

function tryTcp({ address, port }: Listening): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host: address, port, ipv6Only: address.includes(':') }, () => {
      server.close(() => resolve(undefined));
    });
  });
}

function tryUdp({ address, port }: Listening): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket({
      type: address.includes(':') ? 'udp6' : 'udp4',
      ipv6Only: address.includes(':'),
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(error.code ?? error.message);
    });
    socket.bind(port, address, () => {
      socket.close(() => resolve(undefined));
    });
  });
}
