/** One trunk to a carrier: its settings, who belongs to it, and what a call through it dials. */
import { BlockList, isIP, isIPv6 } from 'node:net';
import { YihaoError } from '../../kernel/errors.js';
import type { ClientCredentials } from './digest-client.js';
import { formatHost, formatUri, type SipUri } from './uri.js';

export interface TrunkSettings {
  /** Letters, digits, `-`, `_` and `.`: it is part of dial strings. */
  readonly name: string;
  /** Where calls go to: an IP address or a host name. */
  readonly address: string;
  readonly port: number;
  readonly protocol: 'udp' | 'tcp';
  /** Addresses that calls come from: IPv4 or IPv6, each with an optional prefix length. Empty: `address` alone. */
  readonly match: readonly string[];
  /** For the carrier's 401 and 407. */
  readonly credentials?: ClientCredentials;
  /** Calls at a time, in and out; 0 is no limit. */
  readonly maxCalls: number;
  /** Seconds between OPTIONS; 0 sends none, and the trunk counts as up. */
  readonly keepAliveS: number;
  /** Taken off the front of a dialled number, when it is there. */
  readonly strip: string;
  /** Put in front of what is left. */
  readonly prefix: string;
  /** Number in From instead of the caller's, for carriers that take their own numbers only. */
  readonly callerId?: string;
  /** Host in From and in the Request-URI instead of `address`. */
  readonly domain?: string;
}

const kinds = {
  name: 'string',
  address: 'string',
  port: 'number',
  protocol: 'string',
  match: 'object',
  username: 'string',
  password: 'string',
  maxCalls: 'number',
  keepAliveSeconds: 'number',
  strip: 'string',
  prefix: 'string',
  callerId: 'string',
  domain: 'string',
} as const;

type Written = Partial<Record<keyof typeof kinds, unknown>>;

/**
 * Reads the list of trunks as it is written in the settings.
 * @param where named in errors: the file or setting.
 * @throws YihaoError 'config.invalid' or 'config.unknown', which name the trunk and the entry.
 */
export function parseTrunks(value: unknown, where: string): TrunkSettings[] {
  if (!Array.isArray(value)) throw invalid(where, 'trunks', typeof value, 'a list');
  const names = new Set<string>();
  return value.map((one: unknown, index) => {
    const trunk = parseTrunk(one, `${where}[${index}]`);
    if (names.has(trunk.name)) throw invalid(`${where}[${index}]`, 'name', trunk.name, 'used once only');
    names.add(trunk.name);
    return trunk;
  });
}

function parseTrunk(value: unknown, where: string): TrunkSettings {
  if (typeof value !== 'object' || value === null) throw invalid(where, 'trunk', shown(value), 'an object');
  for (const [name, entry] of Object.entries(value)) {
    if (!Object.hasOwn(kinds, name)) throw new YihaoError('config.unknown', { where, name });
    const expected = kinds[name as keyof typeof kinds];
    if (typeof entry !== expected) throw invalid(where, name, shown(entry), `a ${expected}`);
  }
  const written: Written = value;
  const name = text(written.name) ?? '';
  if (!/^[\w.-]{1,64}$/.test(name)) throw invalid(where, 'name', name, 'letters, digits, "-", "_" and "."');
  const address = text(written.address) ?? '';
  if (!isHost(address)) throw invalid(where, 'address', address, 'an IP address or a host name');
  const protocol = text(written.protocol) ?? 'udp';
  if (protocol !== 'udp' && protocol !== 'tcp') throw invalid(where, 'protocol', protocol, 'udp or tcp');
  const user = text(written.username);
  const callerId = text(written.callerId);
  const domain = text(written.domain);
  if (domain !== undefined && !isHost(domain)) throw invalid(where, 'domain', domain, 'a host name');
  return {
    name,
    address,
    port: whole(written.port, where, 'port', 1, 65_535) ?? 5060,
    protocol,
    match: matchList(written.match, where),
    ...(user !== undefined && { credentials: { user, password: text(written.password) ?? '' } }),
    maxCalls: whole(written.maxCalls, where, 'maxCalls', 0, 100_000) ?? 0,
    keepAliveS: whole(written.keepAliveSeconds, where, 'keepAliveSeconds', 0, 3600) ?? 30,
    strip: digits(written.strip, where, 'strip'),
    prefix: digits(written.prefix, where, 'prefix'),
    ...(callerId !== undefined && { callerId: digits(callerId, where, 'callerId') }),
    ...(domain !== undefined && { domain }),
  };
}

/** Whether an address belongs to the list, by prefix; an IPv4 address inside IPv6 (::ffff:) counts as IPv4. */
export class AddressMatch {
  readonly #list = new BlockList();

  /** @param entries checked ones, as parseTrunks leaves them. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', prefix] = entry.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      if (prefix === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(prefix), family);
    }
  }

  has(address: string): boolean {
    return this.#list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}

/** The number as the trunk's carrier wants it. */
export function numberThrough(trunk: TrunkSettings, number: string): string {
  const bare =
    trunk.strip !== '' && number.startsWith(trunk.strip) ? number.slice(trunk.strip.length) : number;
  return trunk.prefix + bare;
}

/** Request-URI of a call to `user` through the trunk; '' for its OPTIONS. */
export function uriThrough(trunk: TrunkSettings, user: string): string {
  const uri: SipUri = {
    scheme: 'sip',
    user,
    host: trunk.domain ?? trunk.address,
    ...(trunk.port !== 5060 && { port: trunk.port }),
    params: trunk.protocol === 'tcp' ? new Map([['transport', 'tcp']]) : new Map<string, string>(),
    headers: '',
  };
  return formatUri(uri);
}

/** `sip:host:port` for people: never with the secrets. */
export function shownUri(trunk: TrunkSettings): string {
  return `sip:${formatHost(trunk.address)}:${trunk.port};transport=${trunk.protocol}`;
}

function isHost(text: string): boolean {
  return (
    isIP(text) !== 0 ||
    /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*$/i.test(text)
  );
}

function matchList(value: unknown, where: string): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalid(where, 'match', shown(value), 'a list of addresses');
  return value.map((entry: unknown) => {
    const [address = '', prefix, more] = typeof entry === 'string' ? entry.split('/') : [];
    const family = isIP(address);
    const longest = family === 6 ? 128 : 32;
    const good = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest);
    // A prefix of 0 lets the whole world in: that is never a trunk, but a typing error that costs money.
    if (typeof entry !== 'string' || family === 0 || !good || more !== undefined || Number(prefix ?? 1) === 0)
      throw invalid(where, 'match', shown(entry), 'an address like 192.0.2.1 or 2001:db8::/64');
    return entry;
  });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function digits(value: unknown, where: string, name: string): string {
  const written = text(value) ?? '';
  if (!/^\+?[\d*#]{0,32}$/.test(written)) throw invalid(where, name, written, 'digits');
  return written;
}

function whole(value: unknown, where: string, name: string, low: number, high: number): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value;
  throw invalid(where, name, shown(value), `a whole number from ${low} to ${high}`);
}

/** A wrong value as its writer knows it. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function invalid(where: string, name: string, value: string, expected: string): YihaoError {
  return new YihaoError('config.invalid', { where, name, value, expected });
}
