import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Fact } from './facts.js';

/** What JSON can hold and PostgreSQL can't: NUL, and half a surrogate pair. */
const unstorable = /\\u(0000|d[89a-f])/i;

/** A fact as a line of the journal, without its end. */
export function factToLine(fact: Fact): string {
  const line = JSON.stringify(fact);
  return unstorable.test(line) ? JSON.stringify(fact, storable) : line;
}

export function lineToFact(line: string): Result<Fact> {
  try {
    const fact: unknown = JSON.parse(line);
    const known = typeof fact === 'object' && fact !== null && 'kind' in fact;
    return known ? ok(fact as Fact) : refuse('not a fact');
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** The text as a line holds it. */
export function storableText(text: string): string {
  return Buffer.from(text.replaceAll('\0', '')).toString();
}

function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value;
}
