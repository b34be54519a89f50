/** Contacts, forbidden numbers, trunks and how agents take calls, as they are kept. */
import type { Kysely } from 'kysely';
import type { Contact, DeskSettings, ForbiddenNumber } from '../desk.js';
import type { TrunkConfig } from './configuration.js';
import type { Schema } from './schema.js';

/** What a switch needs beyond what people may see of a trunk. */
export interface TrunkSecret {
  readonly password: string;
}

export function listContacts(db: Kysely<Schema>): Promise<Contact[]> {
  return db.selectFrom('contacts').selectAll().orderBy('department').orderBy('name').orderBy('id').execute();
}

export async function saveContact(db: Kysely<Schema>, contact: Contact): Promise<void> {
  const { id, ...row } = contact;
  await db
    .insertInto('contacts')
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** @returns whether it was there. */
export async function deleteContact(db: Kysely<Schema>, id: string): Promise<boolean> {
  return (await db.deleteFrom('contacts').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n;
}

export async function listForbidden(db: Kysely<Schema>): Promise<ForbiddenNumber[]> {
  const rows = await db.selectFrom('forbiddenNumbers').selectAll().orderBy('number').orderBy('id').execute();
  return rows.map((row) => ({ ...row, agents: row.agents as readonly string[] }));
}

export async function saveForbidden(db: Kysely<Schema>, entry: ForbiddenNumber): Promise<void> {
  const { id, agents, ...rest } = entry;
  const row = { ...rest, agents: JSON.stringify(agents) };
  await db
    .insertInto('forbiddenNumbers')
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** @returns whether it was there. */
export async function deleteForbidden(db: Kysely<Schema>, id: string): Promise<boolean> {
  return (
    (await db.deleteFrom('forbiddenNumbers').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n
  );
}

export async function listTrunks(db: Kysely<Schema>): Promise<(TrunkConfig & TrunkSecret)[]> {
  return db.selectFrom('trunks').selectAll().orderBy('priority').orderBy('id').execute();
}

/** @param password undefined: the one that is kept stays. */
export async function saveTrunk(
  db: Kysely<Schema>,
  trunk: TrunkConfig,
  password: string | undefined,
): Promise<void> {
  const { id, ...row } = trunk;
  await db
    .insertInto('trunks')
    .values({ id, ...row, password: password ?? '' })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ ...row, ...(password === undefined ? {} : { password }) }),
    )
    .execute();
}

/** @returns whether it was there. */
export async function deleteTrunk(db: Kysely<Schema>, id: string): Promise<boolean> {
  return (await db.deleteFrom('trunks').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n;
}

export async function loadDeskSettings(db: Kysely<Schema>): Promise<Record<string, DeskSettings>> {
  const rows = await db.selectFrom('deskSettings').selectAll().execute();
  return Object.fromEntries(rows.map(({ agent, ...settings }) => [agent, settings]));
}

export async function saveDeskSettings(
  db: Kysely<Schema>,
  agent: string,
  settings: DeskSettings,
): Promise<void> {
  await db
    .insertInto('deskSettings')
    .values({ agent, ...settings })
    .onConflict((conflict) => conflict.column('agent').doUpdateSet({ ...settings }))
    .execute();
}
