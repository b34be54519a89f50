import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../kernel/clock.js';
import { Child } from '../child.js';
import { freePort } from '../../kernel/free-port.js';
import { openCluster } from './cluster.js';
import { createDatabase, databaseUrl, postgresProcess } from './server.js';

export interface ThrowawayPostgres {
  /** Of a database that nobody else uses. */
  freshDatabase(): Promise<string>;
  /** As `kill -9` does; it comes back by itself on the same port. */
  kill(): void;
  /** An outage begins, and ends. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and deletes its folder. */
  close(): Promise<void>;
}

/** A real PostgreSQL for a test file, in a temporary folder on a free port. */
export async function startThrowawayPostgres(): Promise<ThrowawayPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'yihao-database-'));
  await chmod(folder, 0o755);
  const cluster = await openCluster(folder);
  const port = await freePort('127.0.0.1');
  const newChild = (): Child => new Child(postgresProcess(cluster, port, systemClock), systemClock);
  let child = newChild();
  await child.start();
  let databases = 0;
  return {
    async freshDatabase() {
      const name = `test${++databases}`;
      await createDatabase(cluster, port, name);
      return databaseUrl(cluster, port, name);
    },
    kill: () => child.kill(),
    stop: () => child.stop(),
    start() {
      child = newChild();
      return child.start();
    },
    async close() {
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
