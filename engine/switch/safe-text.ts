/**
 * What may be written into a command for the switch. The switch's command line has no quoting that holds for every
 * command (`,`, `;`, `|`, `^^`, `${}`, quotes and brackets each mean something somewhere), so nothing is escaped:
 * text from outside is reduced to characters that mean nothing anywhere, and what can't be reduced is refused.
 */
import { ok, refuse, type Result } from '../../kernel/result.js';

const longestText = 128;

/** A number, name or code from outside: letters and digits of any script, space and `+-_.*#@/`; the rest is left out. */
export function safeText(value: string): string {
  return Array.from(value.normalize('NFC'))
    .filter((char) => /^[\p{L}\p{M}\p{N} +\-_.*#@/]$/u.test(char))
    .slice(0, longestText)
    .join('')
    .trim();
}

/** The identifier of a leg or call: it is chosen by us or by the switch, so anything unusual is an attack or a bug. */
export function checkId(value: string): Result<string> {
  return /^[\w.-]{1,128}$/.test(value) ? ok(value) : refuse('not an identifier');
}

/** The user part of a registered phone. */
export function checkUser(value: string): Result<string> {
  return /^[\w.+-]{1,64}$/.test(value) ? ok(value) : refuse('not a user name');
}

/** A number to dial: what a telephone has keys for, and a plus in front. */
export function checkNumber(value: string): Result<string> {
  return /^\+?[0-9*#]{1,32}$/.test(value) ? ok(value) : refuse('not a number that can be dialled');
}

export function checkDomain(value: string): Result<string> {
  return /^[\w.-]{1,253}$/.test(value) ? ok(value) : refuse('not a domain');
}

/** A file or stream to play or record: nothing that the switch would expand, split at or take for a quote. */
export function checkSource(value: string): Result<string> {
  if (value === '' || /[\p{Cc}'"!|$\\`{}[\]<>]/u.test(value)) {
    return refuse('not a path or stream that the switch can take');
  }
  return ok(value);
}

/** A cause for hanging up, by FreeSWITCH's name. */
export function checkCause(value: string): Result<string> {
  return /^[A-Z0-9_]{2,40}$/.test(value) ? ok(value) : refuse('not a cause');
}
