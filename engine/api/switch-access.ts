/** Who asks for the users and trunks is a switch: it shows the secret. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Basic authentication with the secret as password; the user name says nothing. */
export function isSwitch(header: string | undefined, secret: string): boolean {
  const [scheme, encoded = ''] = header?.split(' ') ?? [];
  if (scheme?.toLowerCase() !== 'basic' || secret === '') return false;
  const given = Buffer.from(encoded, 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** Leaves out what XML 1.0 (2.2) can't carry at all. */
export function escapeXml(text: string): string {
  return Array.from(text)
    .filter((c) => c >= ' ' || '\t\n\r'.includes(c))
    .filter((c) => c !== '\ufffe' && c !== '\uffff')
    .join('')
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
