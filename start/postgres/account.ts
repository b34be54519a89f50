import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { YihaoError } from '../../kernel/errors.js';

/** The account that PostgreSQL runs under when Yihao runs as root, which PostgreSQL refuses. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** @returns `nobody` for root, undefined (ourselves) for anybody else. */
export async function postgresAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  const [, , uid, gid] = lines.find((line) => line.startsWith('nobody:'))?.split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new YihaoError('binary.missing', {
      binary: 'the account nobody',
      hint: 'PostgreSQL refuses to run as root; start as another user or set DATABASE_URL',
    });
  }
  return { uid: Number(uid), gid: Number(gid) };
}

/** Whether an account without rights of its own can get through every folder above `path` (and `path` itself). */
export async function reachableByAnybody(path: string): Promise<boolean> {
  for (let at = resolve(path); ; at = dirname(at)) {
    const mode = await stat(at).then(
      (found) => found.mode,
      () => 0o001,
    );
    if ((mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
