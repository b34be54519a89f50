/** The database's folder: where it lies, who owns it, its password, its version. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { YihaoError } from '../../kernel/errors.js';
import { postgresAccount, reachableByAnybody, type Account } from './account.js';
import { findBinaries, movedTo, type PostgresBinaries } from './binaries.js';

const run = promisify(execFile);

export interface Cluster {
  readonly binaries: PostgresBinaries;
  readonly folder: string;
  readonly password: string;
  readonly account: Account | undefined;
}

/** The one role; it owns the cluster. */
export const databaseUser = 'yihao';

/**
 * Opens the cluster of the data folder `data`, creating it the first time.
 *
 * As root the cluster belongs to `nobody`. Where `nobody` can't get at the data folder (a clone under /root), the
 * cluster and a copy of the programs lie in a folder of /var/lib that `postgres.location` in the data folder names.
 * @throws YihaoError 'binary.missing', 'folder.unwritable', 'database.failed' (a cluster of another major version).
 */
export async function openCluster(data: string): Promise<Cluster> {
  const account = await postgresAccount();
  const found = await findBinaries();
  const base = account && !(await reachableByAnybody(data)) ? await shelter(data) : resolve(data);
  const folder = join(base, 'postgres');
  await makeFolder(folder, account);
  const binaries =
    account && !(await reachableByAnybody(found.home)) ? await copyBinaries(found, base) : found;
  const password = await keptPassword(join(base, 'postgres.password'));
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) await initialise({ binaries, folder, password, account });
  else await refuseOtherMajor(binaries, folder, version.trim());
  return { binaries, folder, password, account };
}

/** The place is noted in the data folder, so that who deletes that folder begins with an empty database. */
async function shelter(data: string): Promise<string> {
  const file = join(data, 'postgres.location');
  const noted = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (noted !== '') return noted;
  const made = `/var/lib/yihao-${randomBytes(6).toString('hex')}`;
  await writeFile(file, `${made}\n`);
  return made;
}

async function makeFolder(folder: string, account: Account | undefined): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    if (account) await chown(folder, account.uid, account.gid);
    await chmod(folder, 0o700);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new YihaoError('folder.unwritable', { folder, reason, setting: 'YIHAO_DATA' }, error);
  }
}

async function copyBinaries(found: PostgresBinaries, base: string): Promise<PostgresBinaries> {
  const home = join(base, 'postgres-programs');
  await rm(home, { recursive: true, force: true });
  await cp(found.home, home, { recursive: true, verbatimSymlinks: true });
  return movedTo(found, home);
}

async function keptPassword(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== '') return kept.trim();
  const password = randomBytes(24).toString('hex');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** initdb leaves nothing behind when it fails, so the next start tries anew. */
async function initialise({ binaries, folder, password, account }: Cluster): Promise<void> {
  const passwordFile = join(folder, '..', `.initdb-${randomBytes(6).toString('hex')}`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  const options = [
    ...['-D', folder, '-U', databaseUser, '--pwfile', passwordFile, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale=C', '--data-checksums', '--no-instructions'],
  ];
  try {
    await run(binaries.initdb, options, { cwd: '/', ...account });
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw new YihaoError('database.failed', { reason: `initdb: ${reason}` }, error);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function refuseOtherMajor(binaries: PostgresBinaries, folder: string, major: string): Promise<void> {
  const { stdout } = await run(binaries.postgres, ['--version'], { cwd: '/' });
  const programs = /(\d+)/.exec(stdout)?.[1];
  if (programs === major) return;
  const reason = `${folder} was made by PostgreSQL ${major}, the programs are ${programs ?? 'unknown'}; dump it with the old one and load it here, or set YIHAO_DATA to an empty folder`;
  throw new YihaoError('database.failed', { reason });
}
