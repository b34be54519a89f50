/** What the headers of an INVITE ask of the phone. */

/**
 * Seconds after which the phone is asked to answer by itself: `Call-Info: <uri>;answer-after=0` (as FreeSWITCH and most
 * desk phones know it), `Alert-Info: ...;info=alert-autoanswer`, or `Answer-Mode: Auto` (RFC 5373). Null: not asked.
 */
export function answerAfter(header: (name: string) => string | undefined): number | null {
  for (const name of ['Call-Info', 'Alert-Info']) {
    const value = header(name) ?? '';
    const after = /;\s*(?:answer-after|delay)\s*=\s*"?(\d{1,3})/i.exec(value)?.[1];
    if (after !== undefined) return Number(after);
    if (/alert-autoanswer|auto-?answer/i.test(value)) return 0;
  }
  return /^\s*auto\b/i.test(header('Answer-Mode') ?? '') ? 0 : null;
}
