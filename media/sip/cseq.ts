import { refuse, ok, type Result } from '../../kernel/result.js';
import { endOfToken, isSpace, parseDecimal, skipSpace } from './header-grammar.js';

/** CSeq (RFC 3261 20.16). */
export interface CSeq {
  /** 0 to 2^31 - 1 (8.1.1.5). */
  readonly sequence: number;
  readonly method: string;
}

export function parseCSeq(value: string): Result<CSeq> {
  let end = 0;
  while (end < value.length && !isSpace(value.charCodeAt(end))) end++;
  const sequence = parseDecimal(value.slice(0, end));
  if (sequence === undefined || sequence >= 2 ** 31) return refuse('CSeq number is not below 2^31', 0);
  const methodAt = skipSpace(value, end);
  if (methodAt === value.length) return refuse('CSeq without a method', end);
  if (endOfToken(value, methodAt) !== value.length) return refuse('bad method in CSeq', methodAt);
  return ok({ sequence, method: value.slice(methodAt) });
}

export function formatCSeq(cseq: CSeq): string {
  return `${cseq.sequence} ${cseq.method}`;
}
