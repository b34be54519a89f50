/** Prompts that operators keep, and their versions. */
import { sql, type Kysely } from 'kysely';
import type { Schema } from './schema.js';

type Language = 'zh-CN' | 'en';

export interface PromptRow {
  readonly id: string;
  readonly language: Language;
  readonly business: string;
  readonly text: string;
  readonly live: number;
  readonly durationMs: number;
  readonly levelDbfs: number;
}

export interface PromptVersion {
  readonly version: number;
  readonly source: 'upload' | 'speech';
  readonly author: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly durationMs: number;
  readonly levelDbfs: number;
  readonly text: string;
}

export async function listPrompts(db: Kysely<Schema>): Promise<PromptRow[]> {
  return db
    .selectFrom('prompts as p')
    .innerJoin('promptVersions as v', (join) =>
      join
        .onRef('v.id', '=', 'p.id')
        .onRef('v.language', '=', 'p.language')
        .onRef('v.version', '=', 'p.live'),
    )
    .select(['p.id', 'p.language', 'p.business', 'p.text', 'p.live', 'v.durationMs', 'v.levelDbfs'])
    .orderBy('p.id')
    .orderBy('p.language')
    .execute();
}

export async function listPromptVersions(
  db: Kysely<Schema>,
  language: Language,
  id: string,
): Promise<PromptVersion[]> {
  const rows = await db
    .selectFrom('promptVersions')
    .select(['version', 'source', 'author', 'at', 'durationMs', 'levelDbfs', 'text'])
    .where('id', '=', id)
    .where('language', '=', language)
    .orderBy('version', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

export async function readPromptVersion(
  db: Kysely<Schema>,
  language: Language,
  id: string,
  version: number,
): Promise<PromptVersion | undefined> {
  const versions = await listPromptVersions(db, language, id);
  return versions.find((one) => one.version === version);
}

/** @param write makes the file; when it fails there is no version. */
export async function addPromptVersion(
  db: Kysely<Schema>,
  prompt: Omit<PromptVersion, 'version' | 'at'> & {
    readonly id: string;
    readonly language: Language;
    readonly business: string;
  },
  write: (version: number) => Promise<unknown>,
): Promise<PromptVersion> {
  const { id, language, business, text } = prompt;
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`prompt ${language}/${id}`}))`.execute(trx);
    const last = await trx
      .selectFrom('promptVersions')
      .select((eb) => eb.fn.max('version').as('last'))
      .where('id', '=', id)
      .where('language', '=', language)
      .executeTakeFirst();
    const version = (last?.last ?? 0) + 1;
    const { source, author, durationMs, levelDbfs } = prompt;
    const row = await trx
      .insertInto('promptVersions')
      .values({ id, language, version, source, author, durationMs, levelDbfs, text })
      .returningAll()
      .executeTakeFirstOrThrow();
    await trx
      .insertInto('prompts')
      .values({ id, language, business, text, live: version })
      .onConflict((conflict) =>
        conflict.columns(['id', 'language']).doUpdateSet({ business, text, live: version }),
      )
      .execute();
    await write(version);
    return { version, source, author, at: row.at.getTime(), durationMs, levelDbfs, text };
  });
}

export async function setLivePrompt(
  db: Kysely<Schema>,
  language: Language,
  id: string,
  version: number,
): Promise<void> {
  await db
    .updateTable('prompts')
    .set({ live: version })
    .where('id', '=', id)
    .where('language', '=', language)
    .execute();
}
