/**
 * Cuts an argument string at `separator` as FreeSWITCH does (switch_separate_string): single quotes hold a part
 * together and are taken off, a backslash takes the next separator, quote or backslash as it is.
 * @param limit most parts; the rest of the string is the last one.
 */
export function splitArguments(text: string, separator = ' ', limit = Number.MAX_SAFE_INTEGER): string[] {
  const parts: string[] = [];
  let part = '';
  let begun = false;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    const next = text.charAt(at + 1);
    if (c === '\\' && (next === separator || next === "'" || next === '\\')) {
      part += next;
      begun = true;
      at++;
    } else if (c === "'" && (quoted || text.includes("'", at + 1))) {
      quoted = !quoted;
      begun = true;
    } else if (c === separator && !quoted) {
      if (begun || separator !== ' ') parts.push(part);
      part = '';
      begun = false;
      if (parts.length === limit - 1) {
        const rest = text.slice(at + 1);
        return rest === '' ? parts : [...parts, rest];
      }
    } else {
      part += c;
      begun = true;
    }
  }
  if (begun) parts.push(part);
  return parts;
}
