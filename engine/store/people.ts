/** Users of the web interface, their sessions, and the record of what they did. */
import type { Kysely } from 'kysely';
import type { Role, Schema } from './schema.js';

export interface User {
  readonly name: string;
  readonly role: Role;
  /** The agent that a user of the role agent is. */
  readonly agent: string | null;
  readonly mustChangePassword: boolean;
}

export interface NewUser extends User {
  readonly passwordHash: string;
}

export interface AuditEntry {
  readonly userName: string;
  /** As `session.opened`, `agent.changed`, `recording.fetched`. */
  readonly action: string;
  readonly target: string;
  readonly address: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

const shown = ['name', 'role', 'agent', 'mustChangePassword'] as const;

export function listUsers(db: Kysely<Schema>): Promise<User[]> {
  return db.selectFrom('users').select(shown).orderBy('name').execute();
}

export async function hasUsers(db: Kysely<Schema>): Promise<boolean> {
  return (await db.selectFrom('users').select('name').limit(1).executeTakeFirst()) !== undefined;
}

export function findUser(db: Kysely<Schema>, name: string): Promise<NewUser | undefined> {
  return db
    .selectFrom('users')
    .select([...shown, 'passwordHash'])
    .where('name', '=', name)
    .executeTakeFirst();
}

/** @returns false when the name is taken. */
export async function createUser(db: Kysely<Schema>, user: NewUser): Promise<boolean> {
  const made = await db
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Changes a password and ends the user's sessions, but for `keepToken`'s. */
export async function changePassword(
  db: Kysely<Schema>,
  change: { readonly name: string; readonly passwordHash: string; readonly mustChangePassword: boolean },
  keepTokenHash?: string,
): Promise<boolean> {
  const { name, ...set } = change;
  return db.transaction().execute(async (trx) => {
    const done = await trx.updateTable('users').set(set).where('name', '=', name).executeTakeFirst();
    let ended = trx.deleteFrom('sessions').where('userName', '=', name);
    if (keepTokenHash !== undefined) ended = ended.where('tokenHash', '!=', keepTokenHash);
    await ended.execute();
    return done.numUpdatedRows > 0n;
  });
}

/** Changes what a user may do and ends the user's sessions. @returns undefined when there is no such user. */
export function changeRole(
  db: Kysely<Schema>,
  { name, role, agent }: Pick<User, 'name' | 'role' | 'agent'>,
): Promise<User | undefined> {
  return db.transaction().execute(async (trx) => {
    const changed = await trx
      .updateTable('users')
      .set({ role, agent })
      .where('name', '=', name)
      .returning(shown)
      .executeTakeFirst();
    await trx.deleteFrom('sessions').where('userName', '=', name).execute();
    return changed;
  });
}

/** @returns whether it was there. */
export async function deleteUser(db: Kysely<Schema>, name: string): Promise<boolean> {
  return (await db.deleteFrom('users').where('name', '=', name).executeTakeFirst()).numDeletedRows > 0n;
}

export async function openSession(
  db: Kysely<Schema>,
  session: {
    readonly tokenHash: string;
    readonly userName: string;
    readonly expiresAt: Date;
    readonly address: string;
  },
): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('expiresAt', '<', new Date(session.expiresAt.getTime() - sessionMs))
    .execute();
  await db.insertInto('sessions').values(session).execute();
}

/** How long a session lasts without a new sign-in: a shift and a bit. */
export const sessionMs = 12 * 3600 * 1000;

export function sessionUser(db: Kysely<Schema>, tokenHash: string, now: Date): Promise<User | undefined> {
  return db
    .selectFrom('sessions')
    .innerJoin('users', 'users.name', 'sessions.userName')
    .select(['users.name', 'users.role', 'users.agent', 'users.mustChangePassword'])
    .where('sessions.tokenHash', '=', tokenHash)
    .where('sessions.expiresAt', '>', now)
    .executeTakeFirst();
}

export async function closeSession(db: Kysely<Schema>, tokenHash: string): Promise<void> {
  await db.deleteFrom('sessions').where('tokenHash', '=', tokenHash).execute();
}

export async function audit(db: Kysely<Schema>, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit')
    .values({ ...entry, data: JSON.stringify(entry.data ?? {}) })
    .execute();
}
