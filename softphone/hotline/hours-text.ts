/** Hours of a day as people type them: `09:00-12:00 13:30-17:30`. */
import type { Period } from './contract.js';

const clock = '(?:[01]?[0-9]|2[0-3]):[0-5][0-9]';
const period = new RegExp(`^(${clock})\\s*[-–—~至]\\s*(${clock}|24:00)$`);

export function hoursText(periods: readonly Period[]): string {
  return periods.map(({ from, to }) => `${from}-${to}`).join(' ');
}

/** @returns undefined for what is no hours: of no form, without length, or not one after the other. Empty: none. */
export function readHours(text: string): Period[] | undefined {
  const parts = text
    .trim()
    .replace(/：/g, ':')
    .replace(/\s*([-–—~至])\s*/g, '$1')
    .split(/[\s,，、;；]+/)
    .filter((part) => part !== '');
  const periods: Period[] = [];
  for (const part of parts) {
    const found = period.exec(part);
    if (!found) return undefined;
    const [from, to] = [twoDigits(found[1] ?? ''), twoDigits(found[2] ?? '')];
    if (from >= to || from < (periods.at(-1)?.to ?? '')) return undefined;
    periods.push({ from, to });
  }
  return periods;
}

const twoDigits = (time: string): string => time.padStart(5, '0');
