import type { FormRule } from 'antd';
import { useTexts } from '../desk-shell/desk-context.js';
import { calendarTexts } from './calendar-texts.js';
import { readHours } from './hours-text.js';

/** A field takes hours as readHours does. */
export function useHoursRule(): FormRule[] {
  const words = useTexts(calendarTexts);
  return [
    {
      validator: (_, value: string | undefined) =>
        readHours(value ?? '') ? Promise.resolve() : Promise.reject(new Error(words.hoursFault)),
    },
  ];
}
