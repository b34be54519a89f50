/**
 * SIP messages as text, enough for a scripted peer. It shares nothing with the product's own parser on purpose: a fault
 * there must not hide itself here.
 */

export interface SipText {
  /** `INVITE sip:1@host SIP/2.0` or `SIP/2.0 200 OK`. */
  readonly start: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const compactNames: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  l: 'content-length',
  c: 'content-type',
};

export function readSip(text: string): SipText | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [start = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    return [compactNames[name] ?? name, line.slice(colon + 1).trim()] as const;
  });
  return { start, headers, body: text.slice(end + 4) };
}

export function writeSip(start: string, headers: SipText['headers'], body = ''): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [start, ...lines, `content-length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}

/** The first header field of that (lower-case) name, '' when there is none. */
export function header(message: SipText, name: string): string {
  return message.headers.find(([n]) => n === name)?.[1] ?? '';
}

export function allHeaders(message: SipText, name: string): SipText['headers'] {
  return message.headers.filter(([n]) => n === name);
}

/** Status of a response, 0 for a request. */
export function status(message: SipText): number {
  return message.start.startsWith('SIP/2.0 ') ? Number(message.start.slice(8, 11)) : 0;
}

/** Method of a request, or of the request that a response answers. */
export function method(message: SipText): string {
  return header(message, 'cseq').split(' ')[1] ?? '';
}

/** The URI between angle brackets, or the bare one without its parameters. */
export function uriOf(field: string): string {
  return /<([^>]*)>/.exec(field)?.[1] ?? field.split(';')[0]?.trim() ?? '';
}

export function tagOf(field: string): string {
  return /;\s*tag=([^;>\s]+)/i.exec(field)?.[1] ?? '';
}

/** Parameters of a challenge (`Digest realm="...", ...`), unquoted. */
export function challengeOf(field: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, bare] of field.matchAll(/([\w-]+)=(?:"([^"]*)"|([^,\s]+))/g)) {
    found.set(name.toLowerCase(), quoted ?? bare ?? '');
  }
  return found;
}
