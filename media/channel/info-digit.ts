const defaultMs = 160;
const longestMs = 10_000;

/** A digit in the body of a SIP INFO: `application/dtmf-relay` (Signal=5, Duration=160) or `application/dtmf` (5). */
export function parseInfoDigit(
  contentType: string,
  body: string,
): { readonly digit: string; readonly durationMs: number } | undefined {
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/dtmf') return digitOf(body, defaultMs);
  if (type !== 'application/dtmf-relay') return undefined;
  const signal = /^\s*signal\s*=\s*(\S+)/im.exec(body)?.[1];
  const duration = Number(/^\s*duration\s*=\s*(\d{1,6})/im.exec(body)?.[1] ?? defaultMs);
  return signal === undefined ? undefined : digitOf(signal, Math.min(duration, longestMs));
}

/** `10` and `11` are star and hash in some phones (RFC 2833 event numbers). */
function digitOf(text: string, durationMs: number): { digit: string; durationMs: number } | undefined {
  const bare = text.trim().toUpperCase();
  const digit = bare === '10' ? '*' : bare === '11' ? '#' : bare;
  return /^[0-9A-D*#]$/.test(digit) ? { digit, durationMs } : undefined;
}
