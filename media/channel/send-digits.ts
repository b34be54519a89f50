import type { Channel } from './channel.js';

const defaultMs = 100;
const longestMs = 8000;

/** Sends `DIGITS[@MS]` to the other side. @returns false when there is nothing to send or nobody to send it to. */
export function sendDigits(channel: Channel, text: string): boolean {
  const [, digits, ms] = /^([0-9A-Da-d*#wW]{1,100})(?:@(\d{1,5}))?$/.exec(text.trim()) ?? [];
  if (digits === undefined || !channel.up || !channel.media?.negotiated) return false;
  channel.media.leg.sendDigits(digits, Math.min(Number(ms ?? defaultMs), longestMs));
  return true;
}
