import { Tooltip } from 'antd';
import { useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react';
import { useLanguage, useShade, useTexts } from '../desk-shell/desk-context.js';
import { toneColours, type Tone } from '../desk-shell/tone.js';
import { calendarTexts } from './calendar-texts.js';
import type { CalendarDay } from './contract.js';
import { dateWords, dayWords } from './day-words.js';
import { lookOf, monthsOf, moved, type DayLook, type Month } from './year-days.js';

const tones: Readonly<Record<DayLook, Tone>> = {
  open: 'good',
  closed: 'quiet',
  holiday: 'bad',
  workday: 'busy',
  exception: 'warning',
};
const looks = Object.keys(tones) as readonly DayLook[];

interface Props {
  readonly days: readonly CalendarDay[];
  /** yyyy-mm-dd, marked; may be of another year. */
  readonly today: string;
  /** Undefined: for who may look and not change. */
  readonly edit: ((date: string) => void) | undefined;
}

/** Twelve months: each day with what it is in colour and by a sign, and why when it is pointed at or focused. */
export function YearView({ days, today, edit }: Props): ReactNode {
  const words = useTexts(calendarTexts);
  const frame = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string>();
  const reached =
    days.find(({ date }) => date === focused)?.date ??
    days.find(({ date }) => date === today)?.date ??
    days[0]?.date;

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const from = days.findIndex(({ date }) => date === reached);
    const to = days[moved(days, from, event.key) ?? -1];
    if (!to) return;
    event.preventDefault();
    setFocused(to.date);
    frame.current?.querySelector<HTMLButtonElement>(`[data-date="${to.date}"]`)?.focus();
  }

  return (
    <>
      <div className="year" ref={frame} onKeyDown={onKeyDown}>
        {monthsOf(days).map((month) => (
          <MonthTable key={month.month} {...{ month, today, reached, edit, setFocused }} />
        ))}
      </div>
      <p className="dim">{edit && words.keysHint}</p>
    </>
  );
}

interface MonthProps extends Pick<Props, 'today' | 'edit'> {
  readonly month: Month;
  /** The one day that the tabulator reaches. */
  readonly reached: string | undefined;
  readonly setFocused: (date: string) => void;
}

function MonthTable({ month, today, reached, edit, setFocused }: MonthProps): ReactNode {
  const words = useTexts(calendarTexts);
  return (
    <table className="month">
      <caption>{words.month(month.month)}</caption>
      <thead>
        <tr>
          {words.weekdays.map((name, i) => (
            <th key={name} scope="col" abbr={words.weekdayNames[i]}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {month.weeks.map((week, i) => (
          <tr key={i}>
            {week.map((day, at) => (
              <td key={at}>
                {day && (
                  <DayButton
                    day={day}
                    isToday={day.date === today}
                    isReached={day.date === reached}
                    edit={edit}
                    setFocused={setFocused}
                  />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DayProps extends Pick<MonthProps, 'edit' | 'setFocused'> {
  readonly day: CalendarDay;
  readonly isToday: boolean;
  readonly isReached: boolean;
}

function DayButton({ day, isToday, isReached, edit, setFocused }: DayProps): ReactNode {
  const words = useTexts(calendarTexts);
  const language = useLanguage();
  const style = useLookStyle();
  const look = lookOf(day);
  const told = words.because(dateWords(day, language), dayWords(day, language));
  return (
    <Tooltip title={told} trigger={['hover', 'focus']} mouseEnterDelay={0.2} destroyOnHidden>
      <button
        type="button"
        className={isToday ? 'day today' : 'day'}
        data-date={day.date}
        data-look={look}
        style={style(look)}
        tabIndex={isReached ? 0 : -1}
        aria-current={isToday ? 'date' : undefined}
        onFocus={() => setFocused(day.date)}
        onClick={() => edit?.(day.date)}
      >
        {Number(day.date.slice(8))}
        <span className="day-mark" aria-hidden>
          {markOf(look, words.marks)}
        </span>
        <span className="only-read">{told}</span>
      </button>
    </Tooltip>
  );
}

const markOf = (look: DayLook, marks: Readonly<Record<string, string>>): string => marks[look] ?? '';

function useLookStyle(): (look: DayLook) => CSSProperties {
  const shade = useShade();
  return (look) => {
    const { text, background, border } = toneColours(tones[look], shade);
    return { color: text, background, borderColor: border };
  };
}

/** What colours and signs mean, with how many days of each there are. */
export function YearLegend({ days }: Pick<Props, 'days'>): ReactNode {
  const words = useTexts(calendarTexts);
  const style = useLookStyle();
  const names: Readonly<Record<DayLook, string>> = {
    ...{ open: words.usualOpen, closed: words.usualClosed },
    ...{ holiday: words.kinds.holiday, workday: words.kinds.workday, exception: words.kinds.exception },
  };
  return (
    <ul className="legend" aria-label={words.legend}>
      {looks.map((look) => (
        <li key={look}>
          <span className="day" data-look={look} style={style(look)} aria-hidden>
            <span className="day-mark">{markOf(look, words.marks)}</span>
          </span>
          {words.counts(days.filter((day) => lookOf(day) === look).length, names[look])}
        </li>
      ))}
      <li>{words.worked(days.filter(({ periods }) => periods.length > 0).length)}</li>
    </ul>
  );
}
