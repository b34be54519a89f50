import { createHash, randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { YihaoError } from '../../kernel/errors.js';
import type { Random } from '../../kernel/random.js';
import type { PhoneCredentials } from '../store/configuration-rows.js';

/** 32 MiB and about 60 ms a guess. */
const cost = { N: 2 ** 15, r: 8, p: 1 } as const;
const maxmem = 64 * 1024 * 1024;
const keyOctets = 32;

/** Hashes that may wait; each takes a thread that the journal's writes also need, so they run one by one. */
const longestLine = 20;
let line: Promise<unknown> = Promise.resolve();
let waiting = 0;

/** `scrypt$N$r$p$SALT$KEY`, so that the cost can grow without a migration. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * Takes as long for a user that does not exist (`hash` undefined) as for a wrong password.
 * @throws YihaoError 'auth.limited' when too many are being checked.
 */
export async function checkPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, n, r, p, salt = '', key = ''] = (hash ?? nobody).split('$');
  const expected = Buffer.from(key, 'base64url');
  const found = await derive(password, Buffer.from(salt, 'base64url'), {
    N: Number(n),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(found, expected) && hash !== undefined;
}

const nobody = `scrypt$${cost.N}$${cost.r}$${cost.p}$AAAAAAAAAAAAAAAAAAAAAA$${Buffer.alloc(keyOctets).toString('base64url')}`;

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  if (waiting >= longestLine) throw new YihaoError('auth.limited', { seconds: 2 });
  waiting++;
  const mine = line.then(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        scrypt(password.normalize('NFKC'), salt, keyOctets, { ...options, maxmem }, (error, key) => {
          waiting--;
          if (error) reject(error);
          else resolve(key);
        });
      }),
  );
  line = mine.catch(() => undefined);
  return mine;
}

/** Letters and digits that nobody takes for another one. */
const legible = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** 12 characters, about 69 bits. */
export function randomPassword(random: Random): string {
  return Array.from({ length: 12 }, () => legible[random.below(legible.length)]).join('');
}

/** HA1 of a phone's digest answers (RFC 7616 3.4.2), so that the password itself need not be kept. */
export function phoneCredentials(user: string, realm: string, password: string): PhoneCredentials {
  const a1 = `${user}:${realm}:${password}`;
  const hash = (algorithm: string): string => createHash(algorithm).update(a1).digest('hex');
  return { ha1Md5: hash('md5'), ha1Sha256: hash('sha256'), realm };
}
