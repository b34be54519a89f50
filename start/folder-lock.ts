import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { YihaoError } from '../kernel/errors.js';

export interface FolderLock {
  /** The launcher before this one was killed: what it started may need a moment to end. */
  readonly leftBehind: boolean;
  release(): Promise<void>;
}

/**
 * Keeps a second launcher off a data folder, where it would take the first one's PostgreSQL for an orphan.
 * @throws YihaoError 'folder.busy'
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = join(folder, 'launcher.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (pid > 1 && pid !== process.pid && (await isLauncher(pid))) {
    throw new YihaoError('folder.busy', { folder, pid });
  }
  await writeFile(file, `${process.pid}\n`);
  return { leftBehind: pid > 1, release: () => rm(file, { force: true }) };
}

/** A killed launcher leaves its file, and after a reboot the number belongs to another program. */
async function isLauncher(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return /start\.mjs|start[\\/]main\.js/.test(command);
}
