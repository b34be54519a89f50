import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { systemRandom } from './random.js';

/**
 * Where ports are looked for: above those that calls' audio takes by default, and below those that systems hand out by
 * themselves (32768 on Linux, 49152 by RFC 6335, section 6), so that no connection takes one between search and use.
 */
const firstPort = 30_000;
const portCount = 2_768;
/** Far more than a machine needs on which one port in three is taken. */
const mostTries = 64;

/** Promised to somebody of this process, who may not listen there yet. */
const promised = new Set<number>();

/**
 * A TCP port of `address` that nobody has now and that was not found for anybody else in this process.
 * @param except ports that are meant for something else.
 * @throws Error when there seems to be none.
 */
export function freePort(address: string, except: readonly number[] = []): Promise<number> {
  return firstFree(address, 'TCP', isFreeForTcp, except);
}

/** As `freePort`, free over UDP and TCP. */
export function freeSipPort(address: string, except: readonly number[] = []): Promise<number> {
  const isFree: Probe = async (...place) => (await isFreeForTcp(...place)) && (await isFreeForUdp(...place));
  return firstFree(address, 'both UDP and TCP', isFree, except);
}

type Probe = (address: string, port: number) => Promise<boolean>;

async function firstFree(
  address: string,
  over: string,
  isFree: Probe,
  except: readonly number[],
): Promise<number> {
  // Most of those promised so long ago have been used and left again.
  if (promised.size > portCount / 2) promised.clear();
  for (let tries = 0; tries < mostTries; tries++) {
    const port = firstPort + systemRandom.below(portCount);
    if (promised.has(port) || except.includes(port)) continue;
    promised.add(port);
    if (await isFree(address, port)) return port;
  }
  throw new Error(`no port of ${address} is free over ${over}`);
}

function isFreeForTcp(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: address, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

function isFreeForUdp(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    probe.once('error', () => {
      probe.close();
      resolve(false);
    });
    probe.bind({ address, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
