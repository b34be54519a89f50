/** The Reason header (RFC 3326). */
import { splitList } from '../header-list.js';
import { headersOf, type SipMessage } from '../message.js';

/** The Q.850 cause in a message, 0 to 127; undefined when it has none. */
export function q850Of(message: SipMessage): number | undefined {
  for (const line of headersOf(message, 'reason')) {
    const values = splitList(line);
    for (const value of values.ok ? values.value : []) {
      const cause = /^\s*Q\.850\s*(?:;.*)?;\s*cause\s*=\s*(\d{1,3})\b/i.exec(value)?.[1];
      if (cause !== undefined && Number(cause) < 128) return Number(cause);
    }
  }
  return undefined;
}

export function reasonHeader(q850: number, text?: string): readonly [string, string] {
  const words = text === undefined ? '' : `;text="${text.replace(/[\\"]/g, '')}"`;
  return ['reason', `Q.850;cause=${q850}${words}`];
}

/** The words of the first Reason; '' when it has none. */
export function reasonText(message: SipMessage): string {
  return /;\s*text\s*=\s*"([^"]*)"/i.exec(headersOf(message, 'reason')[0] ?? '')?.[1] ?? '';
}
