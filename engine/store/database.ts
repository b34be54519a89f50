import { CamelCasePlugin, Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { YihaoError } from '../../kernel/errors.js';
import type { Logger } from '../../kernel/log.js';
import { migrations } from './migrations/all.js';
import type { Schema } from './schema.js';

export interface Database {
  /** For everything that is quick: settings, sessions, facts. */
  readonly main: Kysely<Schema>;
  /** For lists and reports: few connections, and a statement that takes too long is ended. */
  readonly reports: Kysely<Schema>;
  /** Connections in use and waited for, for /metrics. */
  usage(): { readonly total: number; readonly waiting: number };
  close(): Promise<void>;
}

const connectTimeoutMs = 3_000;
const statementTimeoutMs = 10_000;
const reportTimeoutMs = 15_000;

/** Opens nothing yet: the first query connects. */
export function openDatabase(url: string, log: Logger): Database {
  const main = pool(url, 8, statementTimeoutMs, log);
  const reports = pool(url, 3, reportTimeoutMs, log);
  return {
    main: kysely(main),
    reports: kysely(reports),
    usage: () => ({
      total: main.totalCount + reports.totalCount,
      waiting: main.waitingCount + reports.waitingCount,
    }),
    async close() {
      await Promise.all([main.end(), reports.end()]);
    },
  };
}

/**
 * Brings the tables up to this version, and notes which PostgreSQL it was.
 * @throws YihaoError 'database.failed' when a migration fails or the database is of a newer Yihao.
 */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) {
    const reason = error instanceof Error ? error.message : JSON.stringify(error);
    throw new YihaoError(
      'database.failed',
      { reason: `its tables could not be brought up to date: ${reason}` },
      error,
    );
  }
  const server = await sql<{
    version: string;
  }>`select current_setting('server_version_num') as version`.execute(db);
  const major = String(Math.floor(Number(server.rows[0]?.version ?? 0) / 10_000));
  await db
    .insertInto('meta')
    .values({ key: 'postgres.major', value: major })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: major }))
    .execute();
}

/** Whether an error says that the database is away, rather than that it dislikes what it was told. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  // 08: connection; 53: no room; 57P: shut down or starting; 25006: a standby.
  if (/^(08...|53...|57P0.|25006|ECONN.*|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND)$/.test(code)) return true;
  return /connection (terminated|ended)|timeout exceeded when trying to connect/i.test(error.message);
}

/** Whether PostgreSQL refuses the data itself (classes 22, 23, 54), so that the same again can't succeed. */
export function isDataRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(22|23|54)...$/.test(String(error.code));
}

function pool(url: string, max: number, statementTimeout: number, log: Logger): pg.Pool {
  const made = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeout,
    // The server may not notice a dead host for minutes; the client does.
    query_timeout: statementTimeout + 2_000,
    keepAlive: true,
  });
  // A connection that breaks would end the process without a listener: the pool listens to those that are idle and
  // stops when one is taken, as within a transaction between two statements.
  made.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'));
  made.on('connect', (client) => {
    client.on('error', (error: Error) => log.warn({ err: error }, 'a database connection broke'));
  });
  return made;
}

function kysely(from: pg.Pool): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: from }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}
