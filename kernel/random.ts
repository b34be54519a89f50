import { randomBytes, randomUUID } from 'node:crypto';

/** Chance, handed in so that tests can fix it. Everything from here is unguessable. */
export interface Random {
  uuid(): string;
  /** `bytes` random bytes as lower-case hex. */
  hex(bytes: number): string;
  /** An integer in [0, below), `below` at most 2^32. */
  below(below: number): number;
}

export const systemRandom: Random = {
  uuid: () => randomUUID(),
  hex: (bytes) => randomBytes(bytes).toString('hex'),
  below: (below) => Math.floor((randomBytes(4).readUInt32BE(0) / 2 ** 32) * below),
};
