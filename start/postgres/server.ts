import pg from 'pg';
import type { ChildSpec } from '../child.js';
import type { Clock } from '../../kernel/clock.js';
import { databaseUser, type Cluster } from './cluster.js';
import { stopOrphan } from './orphan.js';

/** The database within the cluster. */
const databaseName = 'yihao';

/**
 * How PostgreSQL is run on `cluster`, listening on 127.0.0.1:`port`.
 *
 * synchronous_commit stays on: the engine deletes a journal segment once its facts are committed, so a commit has to
 * be on the disk. At ten commits a second that costs nothing that a caller notices.
 */
export function postgresProcess(cluster: Cluster, port: number, clock: Clock): ChildSpec {
  const options = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '50',
    shared_buffers: '128MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  return {
    name: 'database',
    command: cluster.binaries.postgres,
    args: [
      ...['-D', cluster.folder, '-p', String(port)],
      ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    cwd: '/',
    ...(cluster.account ? { account: cluster.account } : {}),
    channel: false,
    isReady: (line) => line.includes('database system is ready to accept connections'),
    stopSignal: 'SIGINT',
    stopMs: 10_000,
    prepare: () => stopOrphan(cluster.folder, clock),
  };
}

export function databaseUrl(cluster: Cluster, port: number, name = databaseName): string {
  return `postgres://${databaseUser}:${cluster.password}@127.0.0.1:${port}/${name}`;
}

/** Creates the database in a running cluster where it is not there yet. */
export async function createDatabase(cluster: Cluster, port: number, name = databaseName): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(cluster, port, 'postgres') });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
