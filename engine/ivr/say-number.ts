/** Numbers as lists of recorded prompts (ids under prompts/<language>/). */
import type { Language } from './flow.js';
import type { Prompt } from './model.js';

/** The largest number that the prompts can say. */
export const MAX_SPOKEN = 99_999;

/** @param n 0 to 99 999; what is larger, negative or no integer is said digit by digit. */
export function sayNumber(language: Language, n: number): Prompt[] {
  if (!Number.isInteger(n) || n < 0 || n > MAX_SPOKEN) return sayDigits(language, String(n));
  const ids = language === 'zh-CN' ? chinese(n) : english(n);
  return ids.map((id) => ({ kind: 'recorded', language, id: `number-${id}` }));
}

/** Digit by digit; characters that are no digits are left out. In Mandarin 1 is yāo, as on the telephone. */
export function sayDigits(language: Language, text: string): Prompt[] {
  const digits = text.match(/[0-9]/g) ?? [];
  return digits.map((digit) => ({ kind: 'recorded', language, id: `digit-${digit}` }));
}

/** "You are number … in the queue". */
export function sayPosition(language: Language, position: number): Prompt[] {
  return between(language, 'position', sayNumber(language, position));
}

/** "The wait will be about … minutes". @param minutes from 1; of one alone it is not worth speaking. */
export function sayWait(language: Language, minutes: number): Prompt[] {
  const two = language === 'zh-CN' && minutes === 2;
  const number: Prompt[] = two
    ? [{ kind: 'recorded', language, id: 'number-liang' }]
    : sayNumber(language, minutes);
  return minutes < 2 ? [] : between(language, 'wait', number);
}

/** "To be called back without losing your place, press …". */
export function sayCallBackKey(language: Language, key: string): Prompt[] {
  return [{ kind: 'recorded', language, id: 'call-back-before' }, ...sayDigits(language, key)];
}

/** "Agent number … is at your service" (播报工号). */
export function sayAgentNumber(language: Language, agent: string): Prompt[] {
  return between(language, 'agent', sayDigits(language, agent));
}

function between(language: Language, id: string, middle: Prompt[]): Prompt[] {
  return [
    { kind: 'recorded', language, id: `${id}-before` },
    ...middle,
    { kind: 'recorded', language, id: `${id}-after` },
  ];
}

const CHINESE_PLACES = [
  { value: 10_000, id: 'ten-thousand' },
  { value: 1000, id: 'thousand' },
  { value: 100, id: 'hundred' },
  { value: 10, id: '10' },
] as const;

/** 一百零二: a gap of zeros is said once; 两 before 千 and 万; 10 to 19 begin with 十. */
function chinese(n: number): string[] {
  if (n < 10) return [String(n)];
  const ids: string[] = [];
  let rest = n;
  let gap = false;
  for (const { value, id } of CHINESE_PLACES) {
    const digit = Math.floor(rest / value);
    rest %= value;
    if (digit === 0) {
      gap = ids.length > 0;
      continue;
    }
    if (gap) ids.push('0');
    gap = false;
    if (!(n < 20 && value === 10)) ids.push(digit === 2 && value >= 1000 ? 'liang' : String(digit));
    ids.push(id);
  }
  if (rest > 0) ids.push(...(gap ? ['0', String(rest)] : [String(rest)]));
  return ids;
}

function english(n: number): string[] {
  if (n <= 20) return [String(n)];
  if (n < 100) return [String(n - (n % 10)), ...tail(n % 10)];
  if (n < 1000) return [...english(Math.floor(n / 100)), 'hundred', ...tail(n % 100)];
  return [...english(Math.floor(n / 1000)), 'thousand', ...tail(n % 1000)];
}

const tail = (n: number): string[] => (n === 0 ? [] : english(n));
