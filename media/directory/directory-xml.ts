import { ok, type Result } from '../../kernel/result.js';
import { attribute, child, children, named, parseSection, type Node } from './xml-tree.js';

/** What the directory knows of a user. */
export interface DirectoryUser {
  readonly user: string;
  readonly domain: string;
  readonly password?: string;
  /** H(user:realm:password) in lower-case hex. */
  readonly ha1Md5?: string;
  readonly ha1Sha256?: string;
  /** Set on the user's calls. */
  readonly variables: ReadonlyMap<string, string>;
  /** Milliseconds that the answer may be kept; 0 is not at all. */
  readonly cacheableMs: number;
}

/**
 * Reads FreeSWITCH's directory XML.
 * @returns the user, undefined when the answer says that there is none, or why it can't be understood.
 */
export function parseDirectory(xml: string, user: string): Result<DirectoryUser | undefined> {
  const section = parseSection(xml);
  if (!section.ok) return section;
  const domain = child(section.value, 'domain');
  const found = domain && findUser(domain, user);
  if (!found) return ok(undefined);
  const params = named(child(found, 'params'), 'param');
  const cacheable = Number(found['cacheable']);
  const [password, ha1Md5, ha1Sha256] = ['password', 'a1-hash', 'a1-hash-sha256'].map((name) =>
    params.get(name),
  );
  return ok({
    user,
    domain: attribute(domain, 'name'),
    ...(password !== undefined && { password }),
    ...(ha1Md5 !== undefined && { ha1Md5: ha1Md5.toLowerCase() }),
    ...(ha1Sha256 !== undefined && { ha1Sha256: ha1Sha256.toLowerCase() }),
    variables: named(child(found, 'variables'), 'variable'),
    cacheableMs: cacheable > 0 ? cacheable : 0,
  });
}

/** Users stand in groups or right in the domain. */
function findUser(domain: Node, user: string): Node | undefined {
  const groups = children(child(domain, 'groups'), 'group');
  const holders = [domain, ...groups].map((holder) => child(holder, 'users') ?? holder);
  return holders.flatMap((holder) => children(holder, 'user')).find((one) => attribute(one, 'id') === user);
}
