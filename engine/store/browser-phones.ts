/** Short-lived credentials of phones in browsers. */
import type { Kysely } from 'kysely';
import type { Schema } from './schema.js';
import type { User } from './people.js';

/** What the digest answers of one phone are checked with. */
export interface BrowserPhone {
  /** `1001~TOKEN`. */
  readonly authUser: string;
  /** Who the phone is in From and To. */
  readonly addressOfRecord: string;
  readonly ha1Md5: string;
  readonly ha1Sha256: string;
}

/** Tabs of one session; with one more the oldest credentials end. */
const mostPerSession = 8;

/** What between the address of record and the token of an authentication user keeps them apart. */
export const tokenMark = '~';

const guestMark = 'guest-';

/** The address of record of a guest of the caller page. @param token unguessable. */
export const guestAddress = (token: string): string => `${guestMark}${token}`;

/** @returns the address when it is a guest's. */
export function guestOf(address: string | undefined): string | undefined {
  return address?.startsWith(guestMark) === true ? address : undefined;
}

const userMark = 'user-';

/** An agent is called by its number. Others have none, and a name that no agent's number can be. */
export function addressOfRecord({ agent, name }: Pick<User, 'agent' | 'name'>): string {
  return agent ?? `${userMark}${name}`;
}

/** Whether it is the address of a user who is no agent. */
export const isUserAddress = (address: string | undefined): boolean => address?.startsWith(userMark) === true;

/**
 * Keeps credentials until `latest`, or until the session ends.
 * @param session hash of its token.
 * @returns when they end; undefined when the session has ended.
 */
export async function keepBrowserPhone(
  db: Kysely<Schema>,
  phone: BrowserPhone,
  session: string,
  latest: Date,
): Promise<Date | undefined> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('sessions')
      .select('expiresAt')
      .where('tokenHash', '=', session)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return undefined;
    const expiresAt = row.expiresAt < latest ? row.expiresAt : latest;
    await trx
      .insertInto('browserPhones')
      .values({ ...phone, session, expiresAt })
      .execute();
    const surplus = trx
      .selectFrom('browserPhones')
      .select('authUser')
      .where('session', '=', session)
      .orderBy('createdAt', 'desc')
      .offset(mostPerSession);
    await trx.deleteFrom('browserPhones').where('authUser', 'in', surplus).execute();
    return expiresAt;
  });
}

/** Keeps a guest's credentials, which belong to no session, until `until`; those of guests that ended by `now` go. */
export async function keepGuestPhone(
  db: Kysely<Schema>,
  phone: BrowserPhone,
  now: Date,
  until: Date,
): Promise<void> {
  await db.deleteFrom('browserPhones').where('session', 'is', null).where('expiresAt', '<=', now).execute();
  await db
    .insertInto('browserPhones')
    .values({ ...phone, session: null, expiresAt: until })
    .execute();
}

/** @returns undefined when there are no such credentials, or they or their session ended. */
export function findBrowserPhone(
  db: Kysely<Schema>,
  authUser: string,
  now: Date,
): Promise<BrowserPhone | undefined> {
  return db
    .selectFrom('browserPhones')
    .leftJoin('sessions', 'sessions.tokenHash', 'browserPhones.session')
    .select(['authUser', 'addressOfRecord', 'ha1Md5', 'ha1Sha256'])
    .where('authUser', '=', authUser)
    .where('browserPhones.expiresAt', '>', now)
    .where((where) => where.or([where('session', 'is', null), where('sessions.expiresAt', '>', now)]))
    .executeTakeFirst();
}

/** Whether a browser still has credentials for the address. */
export async function hasBrowserPhone(
  db: Kysely<Schema>,
  addressOfRecord: string,
  now: Date,
): Promise<boolean> {
  const found = await db
    .selectFrom('browserPhones')
    .innerJoin('sessions', 'sessions.tokenHash', 'browserPhones.session')
    .select('authUser')
    .where('addressOfRecord', '=', addressOfRecord)
    .where('browserPhones.expiresAt', '>', now)
    .where('sessions.expiresAt', '>', now)
    .executeTakeFirst();
  return found !== undefined;
}

/** Ends all credentials of a session. */
export async function dropBrowserPhones(db: Kysely<Schema>, session: string): Promise<void> {
  await db.deleteFrom('browserPhones').where('session', '=', session).execute();
}
