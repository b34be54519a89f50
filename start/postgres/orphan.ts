import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sleep, type Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';

/**
 * Stops the PostgreSQL that a killed launcher left running on `folder`; returns at once where there is none.
 * @throws YihaoError 'database.failed' when it does not stop within `patienceMs`.
 */
export async function stopOrphan(folder: string, clock: Clock, patienceMs = 15_000): Promise<void> {
  const pid = await postmasterPid(folder);
  if (pid === undefined || !(await isPostgres(pid))) return;
  // SIGINT is PostgreSQL's fast shutdown: sessions are cut, everything committed is kept.
  signal(pid, 'SIGINT');
  const end = clock.monotonic() + patienceMs;
  while (await isPostgres(pid)) {
    if (clock.monotonic() > end) {
      throw new YihaoError('database.failed', {
        reason: `process ${pid} still holds ${folder} and does not stop; stop it and start again`,
      });
    }
    await sleep(clock, 50);
  }
}

async function postmasterPid(folder: string): Promise<number | undefined> {
  const content = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(content, 10);
  return pid > 1 ? pid : undefined;
}

/** After a reboot the number may belong to another program. */
async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return signal(pid, 0);
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return /(^|\/)postgres(\0|$)/.test(command.slice(0, 4096).split('\0')[0] ?? '');
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
