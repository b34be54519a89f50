/** Who is behind a leg that comes in, and whether they are turned away. */
import type { FlowTables, ListEntry } from '../ivr/tables.js';
import { guestOf, isUserAddress } from '../store/browser-phones.js';
import type { LegInfo } from '../switch/switch-event.js';

/**
 * The agent whose phone makes a call: the digest's user, which for a browser is not the agent's number. In a demo
 * phones of this machine are not asked for a password.
 */
export function callingAgent(leg: LegInfo, isAgent: (id: string) => boolean): string | undefined {
  const demo = leg.variable('sip_acl_authed_by') === 'demo-loopback' ? leg.callerNumber : undefined;
  const user = phoneOf(leg) ?? demo;
  return user !== undefined && isAgent(user) ? user : undefined;
}

/** Whether the phone is that of an agent, or of another user. */
export function isUsersPhone(leg: LegInfo, isAgent: (id: string) => boolean): boolean {
  return callingAgent(leg, isAgent) !== undefined || isUserAddress(phoneOf(leg));
}

/** Who calls from the caller page, by the name that it was given. */
export const callingGuest = (leg: LegInfo): string | undefined => guestOf(phoneOf(leg));

/** The entry of the blacklist that turns the caller away; the whitelist comes before it. */
export function blockedBy(caller: string, tables: FlowTables, now: number): ListEntry | undefined {
  if (caller === '' || tables.listed('white', caller, now)) return undefined;
  return tables.listed('black', caller, now);
}

/** The address of record that the digest was for; undefined for a leg that nobody signed for. */
const phoneOf = (leg: LegInfo): string | undefined => leg.variable('yihao_aor') ?? leg.variable('user_name');
