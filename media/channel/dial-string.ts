import { ok, refuse, type Result } from '../../kernel/result.js';
import { splitArguments } from './split-arguments.js';

/** `{a=b,c='d,e'}[x=1]user/1001@yihao,[x=2]user/1002@yihao`, taken apart. */
export interface DialString {
  /** Of all legs, in order; of two with the same name the later one counts. */
  readonly variables: ReadonlyMap<string, string>;
  /** Dialled together; at least one. */
  readonly legs: readonly DialLeg[];
}

export interface DialLeg {
  readonly endpoint: EndpointName;
  /** Of this leg alone. */
  readonly variables: ReadonlyMap<string, string>;
}

export type EndpointName =
  /** All contacts of a registered user. */
  | { readonly kind: 'user'; readonly user: string; readonly domain: string }
  /** A SIP URI, sent to as it stands. */
  | { readonly kind: 'uri'; readonly uri: string }
  | { readonly kind: 'trunk'; readonly trunk: string; readonly number: string };

const mostLegs = 32;

/**
 * Parses what `originate` and `bridge` dial. `{...}` in front holds variables of all legs, `[...]` those of one; they
 * are separated by commas or by the character after `^^`; single quotes protect separators.
 */
export function parseDialString(text: string, defaultDomain: string): Result<DialString> {
  const common = takeVariables(text.trim(), '{');
  if (!common.ok) return common;
  const texts = splitLegs(common.value.rest);
  if (texts.length > mostLegs) return refuse(`more than ${mostLegs} legs`);
  const legs: DialLeg[] = [];
  for (const leg of texts) {
    const own = takeVariables(leg.trim(), '[');
    if (!own.ok) return own;
    const endpoint = parseEndpoint(own.value.rest, defaultDomain);
    if (!endpoint)
      return refuse(`${own.value.rest} is none of user/USER, sofia/PROFILE/URI, sofia/gateway/TRUNK/NUMBER`);
    legs.push({ endpoint, variables: own.value.variables });
  }
  return ok({ variables: common.value.variables, legs });
}

/** Takes the groups of variables in brackets of that kind off the front. */
function takeVariables(
  text: string,
  open: '{' | '[',
): Result<{ readonly variables: ReadonlyMap<string, string>; readonly rest: string }> {
  const variables = new Map<string, string>();
  let rest = text;
  while (rest.startsWith(open)) {
    const end = closingAt(rest);
    if (end < 0) return refuse(`${open} is never closed`, text.length - rest.length);
    for (const [name, value] of parseVariables(rest.slice(1, end))) variables.set(name, value);
    rest = rest.slice(end + 1).trimStart();
  }
  return ok({ variables, rest });
}

/** Cuts at the commas that are in no brackets. */
function splitLegs(text: string): string[] {
  const legs: string[] = [];
  let begin = 0;
  for (let at = 0; at <= text.length; at++) {
    if (text.charAt(at) === '[') at = Math.max(at, at + closingAt(text.slice(at)));
    else if (at === text.length || text.charAt(at) === ',') {
      legs.push(text.slice(begin, at));
      begin = at + 1;
    }
  }
  return legs;
}

/** `a=1,b='x,y'` or `^^;a=1;b=2`; a part without `=` is passed over. */
export function parseVariables(text: string): [string, string][] {
  const own = /^\^\^(.)/.exec(text);
  const parts = own ? splitArguments(text.slice(3), own[1]) : splitArguments(text, ',');
  const variables: [string, string][] = [];
  for (const part of parts) {
    const equals = part.indexOf('=');
    if (equals > 0) variables.push([part.slice(0, equals).trim(), part.slice(equals + 1)]);
  }
  return variables;
}

/** Offset of the bracket that closes the one at 0; brackets within count, those in quotes don't. */
function closingAt(text: string): number {
  const open = text.charAt(0);
  const close = open === '{' ? '}' : ']';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === '\\') at++;
    else if (c === "'" && (quoted || text.includes("'", at + 1))) quoted = !quoted;
    else if (!quoted && c === open) depth++;
    else if (!quoted && c === close && --depth === 0) return at;
  }
  return -1;
}

function parseEndpoint(text: string, defaultDomain: string): EndpointName | undefined {
  const user = /^user\/([^@/\s]+)(?:@(\S+))?$/.exec(text);
  if (user?.[1] !== undefined) return { kind: 'user', user: user[1], domain: user[2] ?? defaultDomain };
  const trunk = /^sofia\/gateway\/([^/\s]+)\/(\S+)$/.exec(text);
  if (trunk?.[1] !== undefined && trunk[2] !== undefined)
    return { kind: 'trunk', trunk: trunk[1], number: trunk[2] };
  const uri = /^sofia\/[^/\s]+\/(\S+)$/.exec(text)?.[1];
  if (uri === undefined || !/@|^sips?:/.test(uri)) return undefined;
  return { kind: 'uri', uri: /^sips?:/.test(uri) ? uri : `sip:${uri}` };
}
