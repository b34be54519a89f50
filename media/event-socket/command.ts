import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import type { Switchboard } from '../channel/switchboard.js';
import type { EventStream } from './event-stream.js';

/** A contact of a registered user, as `sofia status profile ... reg` and `show registrations` tell it. */
export interface RegistrationRow {
  readonly user: string;
  readonly domain: string;
  /** Contact URI. */
  readonly contact: string;
  readonly callId: string;
  readonly userAgent: string;
  readonly protocol: 'udp' | 'tcp' | 'ws' | 'wss';
  readonly address: string;
  readonly port: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface TrunkRow {
  readonly name: string;
  /** Where it is reached. */
  readonly uri: string;
  /** FreeSWITCH's words: REGED, NOREG, FAIL_WAIT, TRYING, DOWN ... */
  readonly state: string;
}

/** What commands may look at and act on. */
export interface CommandContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly switchboard: Switchboard;
  readonly events: EventStream;
  /** Wall-clock milliseconds at which the switch started. */
  readonly startedAt: number;
  readonly version: string;
  readonly hostName: string;
  /** SIP addresses listened on, as `sip:0.0.0.0:5060;transport=udp`. */
  readonly sipUris: readonly string[];
  /** Names that `global_getvar` knows. */
  readonly globals: ReadonlyMap<string, string>;
  readonly registrations: () => readonly RegistrationRow[];
  /** Forgets those that are meant before their time. */
  readonly flushRegistrations: (isMeant: (one: RegistrationRow) => boolean) => void;
  readonly trunks: () => readonly TrunkRow[];
  /** Reads the engine's trunks anew. @returns false when it can't be asked; then they stay as they are. */
  readonly rescanTrunks: () => Promise<boolean>;
  /** @returns false when there is none of that name. */
  readonly removeTrunk: (name: string) => boolean;
}

/** An `api` command. @returns the whole answer, with its line end where FreeSWITCH has one. */
export type Command = (args: string, context: CommandContext) => string | Promise<string>;

export const noSuchChannel = '-ERR No such channel!\n';

export const usage = (syntax: string): string => `-USAGE: ${syntax}\n`;
