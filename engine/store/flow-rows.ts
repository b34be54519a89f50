/** Versions of flows, which of them are in force, and drafts. */
import { sql, type Kysely, type Selectable } from 'kysely';
import type { FlowVersionTable } from './flow-tables-schema.js';
import type { Schema } from './schema.js';

export interface FlowVersion {
  readonly flow: string;
  /** From 1. */
  readonly version: number;
  readonly file: string;
  readonly text: string;
  /** Test cases, YAML; '' where there are none. */
  readonly cases: string;
  readonly author: string;
  readonly reason: string;
  readonly source: 'file' | 'published';
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A version on trial: a share of calls, and the calls of these callers, get it. */
export interface CanaryRule {
  readonly version: number;
  /** 0 to 1. */
  readonly share: number;
  readonly numbers: readonly string[];
}

export interface FlowRelease {
  readonly flow: string;
  readonly file: string;
  readonly live: number;
  /** What was live before; null: nothing. */
  readonly previous: number | null;
  readonly canary: CanaryRule | null;
  /** What the file of the folder held when it was last taken; null: there was none. */
  readonly fileText: string | null;
}

export interface FlowDraft {
  readonly flow: string;
  readonly text: string;
  readonly cases: string;
  readonly author: string;
  readonly basedOn: number;
  readonly at: number;
}

export async function listReleases(db: Kysely<Schema>): Promise<FlowRelease[]> {
  const rows = await db.selectFrom('flowReleases').selectAll().orderBy('flow').execute();
  return rows.map(({ flow, file, live, previous, canary, canaryShare, canaryNumbers, fileText }) => ({
    ...{ flow, file, live, previous, fileText },
    canary:
      canary === null
        ? null
        : { version: canary, share: canaryShare, numbers: canaryNumbers as readonly string[] },
  }));
}

export async function readVersion(
  db: Kysely<Schema>,
  flow: string,
  version: number,
): Promise<FlowVersion | undefined> {
  const row = await db
    .selectFrom('flowVersions')
    .selectAll()
    .where('flow', '=', flow)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && versionOf(row);
}

/** The newest first, without their texts. */
export async function listVersions(
  db: Kysely<Schema>,
  flow: string,
  limit: number,
): Promise<Omit<FlowVersion, 'text' | 'cases'>[]> {
  const rows = await db
    .selectFrom('flowVersions')
    .select(['flow', 'version', 'file', 'author', 'reason', 'source', 'at'])
    .where('flow', '=', flow)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

/**
 * Adds a version and says which are in force, in one transaction.
 * @param release `live` and the version of `canary` may be 'new': the one that is added.
 */
export async function addVersion(
  db: Kysely<Schema>,
  version: Omit<FlowVersion, 'version' | 'at'>,
  release: (number: number) => FlowRelease,
): Promise<{ readonly version: FlowVersion; readonly release: FlowRelease }> {
  return db.transaction().execute(async (trx) => {
    // Two engines, or two operators, at the same flow: one after the other.
    await sql`select pg_advisory_xact_lock(hashtext(${`flow ${version.flow}`}))`.execute(trx);
    const last = await trx
      .selectFrom('flowVersions')
      .select((eb) => eb.fn.max('version').as('last'))
      .where('flow', '=', version.flow)
      .executeTakeFirst();
    const number = (last?.last ?? 0) + 1;
    const row = await trx
      .insertInto('flowVersions')
      .values({ ...version, version: number })
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = release(number);
    await saveRelease(trx, after, version.author);
    return { version: versionOf(row), release: after };
  });
}

export async function saveRelease(db: Kysely<Schema>, release: FlowRelease, by: string): Promise<void> {
  const { flow, file, live, previous, canary, fileText } = release;
  const row = {
    ...{ file, live, previous, fileText, changedBy: by, changedAt: new Date() },
    canary: canary?.version ?? null,
    canaryShare: canary?.share ?? 0,
    canaryNumbers: JSON.stringify(canary?.numbers ?? []),
  };
  await db
    .insertInto('flowReleases')
    .values({ flow, ...row })
    .onConflict((conflict) => conflict.column('flow').doUpdateSet(row))
    .execute();
}

export async function readDraft(db: Kysely<Schema>, flow: string): Promise<FlowDraft | undefined> {
  const row = await db.selectFrom('flowDrafts').selectAll().where('flow', '=', flow).executeTakeFirst();
  return row && { ...row, at: row.at.getTime() };
}

/** Drafts whose text has this in it. */
export async function draftsWith(
  db: Kysely<Schema>,
  part: string,
): Promise<Pick<FlowDraft, 'flow' | 'text'>[]> {
  return db
    .selectFrom('flowDrafts')
    .select(['flow', 'text'])
    .where(sql<boolean>`position(${part} in text) > 0`)
    .orderBy('flow')
    .execute();
}

/**
 * Keeps a draft in place of the one that it was made from.
 * @param over when that one was kept; null: there was none.
 * @returns when this one was kept; undefined: another one is there, or that one is gone, and nothing was changed.
 */
export async function saveDraft(
  db: Kysely<Schema>,
  draft: FlowDraft,
  over: number | null,
): Promise<number | undefined> {
  // Later than the one before even within its millisecond: the time tells drafts apart.
  const { flow, ...row } = { ...draft, at: new Date(Math.max(draft.at, (over ?? 0) + 1)) };
  const saved =
    over === null
      ? await db
          .insertInto('flowDrafts')
          .values({ flow, ...row })
          .onConflict((conflict) => conflict.column('flow').doNothing())
          .returning('at')
          .executeTakeFirst()
      : await db
          .updateTable('flowDrafts')
          .set(row)
          .where('flow', '=', flow)
          .where('at', '=', new Date(over))
          .returning('at')
          .executeTakeFirst();
  return saved?.at.getTime();
}

/** @param at when it was kept; one of another time stays. */
export async function deleteDraft(db: Kysely<Schema>, flow: string, at: number): Promise<void> {
  await db.deleteFrom('flowDrafts').where('flow', '=', flow).where('at', '=', new Date(at)).execute();
}

/** What was published is no draft any more; another text of somebody else is. */
export async function deletePublishedDraft(
  db: Kysely<Schema>,
  { flow, author, text }: Pick<FlowDraft, 'flow' | 'author' | 'text'>,
): Promise<void> {
  await db
    .deleteFrom('flowDrafts')
    .where('flow', '=', flow)
    .where((of) => of.or([of('author', '=', author), of('text', '=', text)]))
    .execute();
}

const versionOf = (row: Selectable<FlowVersionTable>): FlowVersion => ({ ...row, at: row.at.getTime() });
