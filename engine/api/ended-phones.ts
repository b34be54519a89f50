/** A browser whose credentials have ended stays registered at the switch until its time is over, unless it is told. */
import { addressOfRecord, hasBrowserPhone } from '../store/browser-phones.js';
import type { User } from '../store/people.js';
import type { ApiDeps } from './deps.js';

/** Sessions, or the credentials of one, of this user have ended. Another session's browser keeps what is registered. */
export async function phonesEnded(
  { link, clock, engine }: Pick<ApiDeps, 'link' | 'clock' | 'engine'>,
  user: Pick<User, 'agent' | 'name'>,
): Promise<void> {
  const address = addressOfRecord(user);
  const isNeeded = await hasBrowserPhone(link.use().main, address, new Date(clock.now()));
  if (!isNeeded) engine.dropBrowserPhones(address);
}
