import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import t from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { Child } from '../child.js';
import { freePort } from '../../kernel/free-port.js';
import { reachableByAnybody } from './account.js';
import { findBinaries, movedTo } from './binaries.js';
import { openCluster } from './cluster.js';
import { createDatabase, databaseUrl, postgresProcess } from './server.js';

const folder = await mkdtemp(join(tmpdir(), 'yihao-cluster-'));
await chmod(folder, 0o755);
t.teardown(() => rm(folder, { recursive: true, force: true }));

void t.test('a folder is reachable by anybody when every folder above it lets through', async (t) => {
  const closed = join(folder, 'closed');
  await mkdir(join(closed, 'inner'), { recursive: true });
  t.equal(await reachableByAnybody(join(closed, 'inner')), true);
  await chmod(closed, 0o700);
  t.equal(await reachableByAnybody(join(closed, 'inner')), false);
  t.equal(await reachableByAnybody(join(folder, 'not', 'made', 'yet')), true);
});

void t.test('programs keep their places when their folder is copied', (t) => {
  const binaries = { initdb: '/a/native/bin/initdb', postgres: '/a/native/bin/postgres', home: '/a/native' };
  t.same(movedTo(binaries, '/b'), { initdb: '/b/bin/initdb', postgres: '/b/bin/postgres', home: '/b' });
  t.end();
});

void t.test('a cluster is made once, with a password that its owner alone can read', async (t) => {
  const first = await openCluster(folder);
  const made = await stat(join(first.folder, 'PG_VERSION'));
  const second = await openCluster(folder);
  t.equal(second.password, first.password);
  t.equal((await stat(join(second.folder, 'PG_VERSION'))).mtimeMs, made.mtimeMs);
  t.equal((await stat(join(folder, 'postgres.password'))).mode & 0o777, 0o600);
  t.equal((await stat(first.folder)).mode & 0o777, 0o700);
});

void t.test('the server lets nobody in without the password', async (t) => {
  const cluster = await openCluster(folder);
  const port = await freePort('127.0.0.1');
  const server = new Child(postgresProcess(cluster, port, systemClock), systemClock);
  await server.start();
  t.teardown(() => server.stop());
  await createDatabase(cluster, port);
  await createDatabase(cluster, port);
  const right = new pg.Client({ connectionString: databaseUrl(cluster, port) });
  await right.connect();
  t.same((await right.query('show synchronous_commit')).rows, [{ synchronous_commit: 'on' }]);
  await right.end();
  const wrong = new pg.Client({ connectionString: databaseUrl({ ...cluster, password: 'guess' }, port) });
  await t.rejects(wrong.connect(), { code: '28P01' });
});

void t.test('a cluster of another major version is refused, with what to do', async (t) => {
  const cluster = await openCluster(folder);
  const file = join(cluster.folder, 'PG_VERSION');
  const version = await readFile(file, 'utf8');
  await writeFile(file, '12\n');
  await t.rejects(openCluster(folder), {
    code: 'database.failed',
    message: /PostgreSQL 12.*dump it.*YIHAO_DATA/,
  });
  await writeFile(file, version);
  t.ok((await findBinaries()).postgres);
});
