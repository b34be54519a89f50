import { sql } from 'kysely';
import t from 'tap';
import { sleep, systemClock } from '../../kernel/clock.js';
import { postgresForTests } from './testing/database-for-test.js';

const postgres = await postgresForTests(t);

void t.test(
  'a connection that breaks between two statements of a transaction fails the next one, not the process',
  async (t) => {
    const { main } = await postgres.database();
    const broken = main.transaction().execute(async (transaction) => {
      const own = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await sql`select pg_terminate_backend(${own.rows[0]?.pid})`.execute(main);
      // The server's last word comes while no statement waits for it.
      await sleep(systemClock, 200);
      await sql`select 1`.execute(transaction);
    });
    await t.rejects(broken);
    t.same((await sql`select 1 as alive`.execute(main)).rows, [{ alive: 1 }], 'others go on');
  },
);
