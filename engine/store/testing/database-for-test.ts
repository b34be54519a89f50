import type { Test } from 'tap';
import { startThrowawayPostgres, type ThrowawayPostgres } from '../../../start/postgres/throwaway.js';
import { silentLogger } from '../../../kernel/log.js';
import { migrate, openDatabase, type Database } from '../database.js';

export interface TestPostgres {
  readonly server: ThrowawayPostgres;
  /** An empty database with all tables; closed with the test file. */
  database(): Promise<Database>;
  /** Where another connection finds it. */
  urlOf(database: Database): string;
}

/** One real PostgreSQL for a test file; it ends with the file. */
export async function postgresForTests(t: Test): Promise<TestPostgres> {
  const server = await startThrowawayPostgres();
  const open = new Map<Database, string>();
  t.teardown(async () => {
    await Promise.all([...open.keys()].map((database) => database.close()));
    await server.close();
  });
  return {
    server,
    async database() {
      const url = await server.freshDatabase();
      const database = openDatabase(url, silentLogger);
      open.set(database, url);
      await migrate(database.main);
      return database;
    },
    urlOf(database) {
      const url = open.get(database);
      if (url === undefined) throw new Error('the database is of another server');
      return url;
    },
  };
}
