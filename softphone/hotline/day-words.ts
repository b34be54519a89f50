import type { Language } from '../i18n/language.js';
import { calendarTexts } from './calendar-texts.js';
import type { CalendarDay } from './contract.js';

/** Why a day is worked or not: `节假日 国庆节，全天不上班`. */
export function dayWords(day: CalendarDay, language: Language): string {
  const words = calendarTexts[language];
  const { kind, name, periods } = day;
  const hours = periods.map(({ from, to }) => `${from}–${to}`).join(language === 'en' ? ', ' : '、');
  const what = kind === 'usual' ? '' : `${words.kinds[kind]} ${name}`.trim();
  const worked = hours === '' ? words.closed : words.open(hours);
  return [what, worked].filter((part) => part !== '').join(language === 'en' ? ', ' : '，');
}

/** `2026-10-01 星期四`. */
export function dateWords({ date, weekday }: CalendarDay, language: Language): string {
  return `${date} ${calendarTexts[language].weekdayNames[weekday - 1] ?? ''}`;
}
