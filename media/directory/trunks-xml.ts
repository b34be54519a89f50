import { isIP } from 'node:net';
import { ok, type Result } from '../../kernel/result.js';
import type { TrunkSettings } from '../sip/trunk.js';
import { attribute, child, children, named, parseSection, type Node } from './xml-tree.js';

const longestPingS = 3600;
const mostCalls = 100_000;
const mostTrunks = 1000;

/**
 * Reads the gateways of FreeSWITCH's sofia.conf, whatever profile they are in.
 * @param lists addresses by the name of the access list, which is the trunk's: where its calls come from.
 * @returns undefined when the answer says that there is no such document; gateways that make no sense are left out and
 * named in `refused`.
 */
export function parseTrunksXml(
  xml: string,
  lists: ReadonlyMap<string, readonly string[]>,
): Result<{ readonly trunks: readonly TrunkSettings[]; readonly refused: readonly string[] } | undefined> {
  const section = parseSection(xml);
  if (!section.ok) return section;
  const configuration = configurationOf(section.value, 'sofia.conf');
  if (!configuration) return ok(undefined);
  const trunks = new Map<string, TrunkSettings>();
  const refused: string[] = [];
  const gateways = children(child(configuration, 'profiles'), 'profile')
    .flatMap((profile) => children(child(profile, 'gateways'), 'gateway'))
    .slice(0, mostTrunks);
  for (const gateway of gateways) {
    const name = attribute(gateway, 'name');
    const trunk = trunkOf(name, gateway, lists.get(name) ?? []);
    if (trunk) trunks.set(name, trunk);
    else refused.push(name);
  }
  return ok({ trunks: [...trunks.values()], refused });
}

/** Reads the allowed addresses of each list of FreeSWITCH's acl.conf. */
export function parseAccessListsXml(xml: string): Result<ReadonlyMap<string, readonly string[]>> {
  const section = parseSection(xml);
  if (!section.ok) return section;
  const lists = children(child(configurationOf(section.value, 'acl.conf'), 'network-lists'), 'list');
  return ok(
    new Map(
      lists.map((list) => [
        attribute(list, 'name'),
        children(list, 'node')
          .filter((node) => attribute(node, 'type') === 'allow')
          .map((node) => attribute(node, 'cidr'))
          .filter(isNetwork),
      ]),
    ),
  );
}

function configurationOf(section: Node, name: string): Node | undefined {
  return children(section, 'configuration').find((one) => attribute(one, 'name') === name);
}

function trunkOf(name: string, gateway: Node, match: readonly string[]): TrunkSettings | undefined {
  const params = named(gateway, 'param');
  const proxy = proxyOf(params.get('proxy') ?? '', params.get('register-transport'));
  if (!/^[\w.-]{1,64}$/.test(name) || !proxy) return undefined;
  const [user = '', fromUser = user, domain] = ['username', 'from-user', 'from-domain'].map((one) =>
    params.get(one),
  );
  const callerId = params.get('caller-id-in-from') === 'true' ? '' : fromUser;
  return {
    name,
    ...proxy,
    match,
    ...(user !== '' && { credentials: { user, password: params.get('password') ?? '' } }),
    maxCalls: whole(params.get('yihao-max-calls'), mostCalls),
    keepAliveS: whole(params.get('ping'), longestPingS),
    strip: '',
    prefix: '',
    ...(callerId !== '' && { callerId }),
    ...(domain !== undefined && { domain }),
  };
}

/** `HOST[:PORT][;transport=tcp]`, an IPv6 address in brackets. */
function proxyOf(
  text: string,
  transport: string | undefined,
): Pick<TrunkSettings, 'address' | 'port' | 'protocol'> | undefined {
  const [, ipv6, host, digits = '5060', params = ''] =
    /^(?:sip:)?(?:\[([^\]]+)\]|([\w.-]{1,253}))(?::(\d{1,5}))?(;.*)?$/i.exec(text) ?? [];
  const address = ipv6 ?? host;
  const port = Number(digits);
  if (address === undefined || (ipv6 !== undefined && isIP(ipv6) !== 6) || port < 1 || port > 65_535)
    return undefined;
  const protocol = (transport ?? /;transport=(\w+)/i.exec(params)?.[1] ?? 'udp').toLowerCase();
  // A trunk that is to be secure is none rather than one in clear text.
  return protocol === 'udp' || protocol === 'tcp' ? { address, port, protocol } : undefined;
}

function whole(text: string | undefined, most: number): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Math.min(Number(text), most) : 0;
}

/** A prefix of 0 lets the whole world in: that is never a trunk. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  if (prefix === undefined) return true;
  const bits = Number(prefix);
  return /^\d{1,3}$/.test(prefix) && bits > 0 && bits <= (family === 6 ? 128 : 32);
}
