/** Character classes and scanners of RFC 3261 25.1 that the structured header values share. */
import { refuse, ok, type Result } from '../../kernel/result.js';

/** Parameters of a header value or URI, names in lower case, quotes taken off; '' for one without a value. */
export type Params = ReadonlyMap<string, string>;

export const noParams: Params = new Map();

const alphanumeric = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A character class as a table, for scanning without regular expressions: letters and digits, and `extra`. */
export function characterClass(extra: string, base = alphanumeric): (code: number) => boolean {
  const table = new Uint8Array(128);
  for (const character of base + extra) table[character.charCodeAt(0)] = 1;
  return (code) => code < 128 && table[code] === 1;
}

const isTokenCode = characterClass("-.!%*_+`'~");
/** Values of parameters may also be hosts, IPv6 references and (from lenient senders) URIs without quotes. */
const isParamValueCode = characterClass("-.!%*_+`'~[]:/@&$?#()|^{}\\");

const space = 0x20;
const tab = 0x09;
const quoteCode = 0x22;
const backslash = 0x5c;
const semicolon = 0x3b;
const equals = 0x3d;

export const isSpace = (code: number): boolean => code === space || code === tab;

export function isToken(text: string): boolean {
  return text !== '' && endOfToken(text, 0) === text.length;
}

/** @returns the index behind the token that begins at `at` (`at` itself when none does). */
export function endOfToken(text: string, at: number): number {
  while (at < text.length && isTokenCode(text.charCodeAt(at))) at++;
  return at;
}

export function skipSpace(text: string, at: number): number {
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** @returns the index behind the closing quote of the quoted string that begins at `at`, or -1 without one. */
export function endOfQuoted(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === backslash) i++;
    else if (code === quoteCode) return i + 1;
  }
  return -1;
}

/** Takes the quotes and escapes off a quoted string; anything else comes back as it is. */
export function unquote(text: string): string {
  if (text.charCodeAt(0) !== quoteCode) return text;
  const inner = text.slice(1, -1);
  return inner.includes('\\') ? inner.replace(/\\(.)/gs, '$1') : inner;
}

/** The text as a quoted string; control characters, which none may hold, become spaces. */
export function quote(text: string): string {
  let safe = '';
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code === quoteCode || code === backslash) safe += '\\';
    safe += code < space || code === 0x7f ? ' ' : character;
  }
  return `"${safe}"`;
}

/**
 * Parses `;name=value;name...` from `at` to the end of `text`.
 * The first of two parameters with the same name counts.
 */
export function parseParams(text: string, at: number): Result<Params> {
  at = skipSpace(text, at);
  if (at === text.length) return ok(noParams);
  const params = new Map<string, string>();
  while (at < text.length) {
    if (text.charCodeAt(at) !== semicolon) return refuse('a parameter begins with ";"', at);
    const nameAt = skipSpace(text, at + 1);
    const nameEnd = endOfToken(text, nameAt);
    if (nameEnd === nameAt) return refuse('parameter without a name', nameAt);
    const name = text.slice(nameAt, nameEnd).toLowerCase();
    at = skipSpace(text, nameEnd);
    let value = '';
    if (text.charCodeAt(at) === equals) {
      const valueAt = skipSpace(text, at + 1);
      const valueEnd = endOfParamValue(text, valueAt);
      if (valueEnd < 0) return refuse('quotes are not closed', valueAt);
      value = unquote(text.slice(valueAt, valueEnd));
      at = skipSpace(text, valueEnd);
    }
    if (!params.has(name)) params.set(name, value);
  }
  return ok(params);
}

function endOfParamValue(text: string, at: number): number {
  if (text.charCodeAt(at) === quoteCode) return endOfQuoted(text, at);
  while (at < text.length && isParamValueCode(text.charCodeAt(at))) at++;
  return at;
}

/** Writes parameters as `;name=value`, quoting values that need it. */
export function formatParams(params: Params): string {
  let text = '';
  for (const [name, value] of params) {
    if (value === '') text += `;${name}`;
    else text += `;${name}=${isBareValue(value) ? value : quote(value)}`;
  }
  return text;
}

function isBareValue(value: string): boolean {
  if (isToken(value)) return true;
  // An IPv6 address (`received=2001:db8::1`, RFC 5118 4.5) or host stays bare; anything stranger is quoted.
  return /^[[\]:.\w-]+$/.test(value);
}

/** An unsigned decimal of at most `digits` digits, leading zeros allowed; undefined when it is something else. */
export function parseDecimal(text: string, digits = 10): number | undefined {
  if (text.length === 0 || text.length > 32) return undefined;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value < 10 ** digits ? value : undefined;
}
