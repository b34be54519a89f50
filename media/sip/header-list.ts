import { endOfQuoted } from './header-grammar.js';
import { refuse, ok, type Result } from '../../kernel/result.js';

const comma = 0x2c;
const quoteCode = 0x22;
const open = 0x3c;
const close = 0x3e;

/** More values than this in one header line are refused. */
export const maxListValues = 256;

/**
 * Splits a header value at the commas outside quoted strings and angle brackets (RFC 3261 7.3.1).
 * Values come trimmed; an empty value between commas is refused, as no SIP list allows one.
 */
export function splitList(value: string): Result<readonly string[]> {
  if (!value.includes(',')) return value === '' ? refuse('empty value', 0) : ok([value]);
  const values: string[] = [];
  let start = 0;
  let bracket = -1;
  for (let i = 0; i <= value.length; i++) {
    const code = i === value.length ? comma : value.charCodeAt(i);
    if (code === quoteCode && bracket < 0) {
      const end = endOfQuoted(value, i);
      if (end < 0) return refuse('quotes are not closed', i);
      i = end - 1;
    } else if (code === open) {
      bracket = i;
    } else if (code === close) {
      bracket = -1;
    } else if (code === comma && (bracket < 0 || i === value.length)) {
      const one = value.slice(start, i).trim();
      if (one === '') return refuse('empty value in a list', start);
      if (values.length === maxListValues) return refuse(`more than ${maxListValues} values in a list`, i);
      values.push(one);
      start = i + 1;
    }
  }
  return bracket < 0 ? ok(values) : refuse('"<" is not closed', bracket);
}
