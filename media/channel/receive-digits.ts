import type { Channel } from './channel.js';

const defaultMs = 250;
const longestMs = 8000;

/**
 * Takes `DIGITS[@MS]` as if the other side had pressed them: applications and whom it talks with get them.
 * @returns false when there is nothing to take.
 */
export function receiveDigits(channel: Channel, text: string): boolean {
  const [, digits, ms] = /^([0-9A-Da-d*#]{1,100})(?:@(\d{1,5}))?$/.exec(text.trim()) ?? [];
  if (digits === undefined || !channel.up) return false;
  const durationMs = Math.min(Number(ms ?? defaultMs), longestMs);
  const peer = channel.bridge?.other(channel);
  for (const digit of digits.toUpperCase()) {
    channel.press({ digit, durationMs, source: 'APP' });
    peer?.media?.leg.sendDigits(digit, durationMs);
  }
  return true;
}
