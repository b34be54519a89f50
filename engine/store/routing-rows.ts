/** Routing rules with their versions, as they are kept. */
import { sql, type Kysely } from 'kysely';
import { ok, type Result } from '../../kernel/result.js';
import { noRouting, type Routing } from '../routing/rules.js';
import type { Schema } from './schema.js';

export interface RoutingVersion {
  /** 0: rules were never made. */
  readonly version: number;
  readonly at: number;
  readonly by: string;
  readonly note: string;
  readonly routing: Routing;
}

const mostVersions = 500;

export async function currentRouting(db: Kysely<Schema>): Promise<RoutingVersion> {
  const row = await db
    .selectFrom('routingVersions')
    .selectAll()
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? versionOf(row) : { version: 0, at: 0, by: '', note: '', routing: noRouting };
}

export async function routingVersion(
  db: Kysely<Schema>,
  version: number,
): Promise<RoutingVersion | undefined> {
  const row = await db
    .selectFrom('routingVersions')
    .selectAll()
    .where('version', '=', version)
    .executeTakeFirst();
  return row && versionOf(row);
}

/** Latest first, without the rules. */
export async function listRoutingVersions(db: Kysely<Schema>): Promise<Omit<RoutingVersion, 'routing'>[]> {
  const rows = await db
    .selectFrom('routingVersions')
    .select(['version', 'at', 'userName', 'note'])
    .orderBy('version', 'desc')
    .limit(mostVersions)
    .execute();
  return rows.map(({ version, at, userName, note }) => ({ version, at: at.getTime(), by: userName, note }));
}

export type NewRouting = Pick<RoutingVersion, 'by' | 'note' | 'routing'>;

/** @param basedOn the version that must still be in force; undefined: whichever it is. */
export async function saveRouting(
  db: Kysely<Schema>,
  { by, note, routing }: NewRouting,
  basedOn?: number,
): Promise<Result<RoutingVersion, { readonly inForce: number }>> {
  return db.transaction().execute(async (trx) => {
    // Two who save at once come one after the other.
    await sql`select pg_advisory_xact_lock(hashtext('routing'))`.execute(trx);
    const { version: inForce } = await currentRouting(trx);
    if (basedOn !== undefined && basedOn !== inForce) return { ok: false, inForce };
    const row = await trx
      .insertInto('routingVersions')
      .values({ userName: by, note, routing: JSON.stringify(routing) })
      .returningAll()
      .executeTakeFirstOrThrow();
    return ok(versionOf(row));
  });
}

function versionOf(row: {
  readonly version: number;
  readonly at: Date;
  readonly userName: string;
  readonly note: string;
  readonly routing: unknown;
}): RoutingVersion {
  const { version, at, userName, note, routing } = row;
  return { version, at: at.getTime(), by: userName, note, routing: routing as Routing };
}
