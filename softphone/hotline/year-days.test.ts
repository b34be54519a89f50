import t from 'tap';
import type { CalendarDay } from './contract.js';
import { hoursText, readHours } from './hours-text.js';
import { datesBetween, lookOf, monthsOf, moved, saidOf } from './year-days.js';

const year: CalendarDay[] = datesBetween('2028-01-01', '2028-12-31').map((date) => ({
  ...{ date, weekday: new Date(date).getUTCDay() || 7, kind: 'usual', name: '', periods: [] },
}));

t.test('a leap year has its 366 days in twelve months, each under its weekday', async (t) => {
  t.equal(year.length, 366);
  const months = monthsOf(year);
  t.equal(months.length, 12);
  t.equal(months.flatMap(({ weeks }) => weeks.flat()).filter(Boolean).length, 366);
  for (const { weeks } of months)
    for (const week of weeks) week.forEach((day, i) => t.ok(day === undefined || day.weekday === i + 1));
});

t.test('keys lead from day to day, week to week, month to month, and not out of the year', async (t) => {
  const at = (date: string): number => year.findIndex((day) => day.date === date);
  const to = (date: string, key: string): string | undefined => year[moved(year, at(date), key) ?? -1]?.date;
  t.equal(to('2028-02-29', 'ArrowRight'), '2028-03-01');
  t.equal(to('2028-03-01', 'ArrowUp'), '2028-02-23');
  t.equal(to('2028-01-31', 'PageDown'), '2028-02-29', 'the last day of a month that is shorter');
  t.equal(to('2028-03-31', 'PageUp'), '2028-02-29');
  t.equal(to('2028-03-01', 'Home'), '2028-02-28');
  t.equal(to('2028-03-01', 'End'), '2028-03-05');
  t.equal(to('2028-01-01', 'ArrowLeft'), undefined);
  t.equal(to('2028-12-31', 'PageDown'), undefined);
  t.equal(to('2028-05-05', 'x'), undefined);
});

t.test('what an area says of a day comes before what is said of everywhere', async (t) => {
  const day = { date: '2028-10-01', name: '', kind: 'holiday' } as const;
  const special = [
    { ...day, area: '' },
    { ...day, area: '浦东', kind: 'exception' as const },
  ];
  t.match(saidOf(special, '浦东', day.date), { kind: 'exception' });
  t.match(saidOf(special, '徐汇', day.date), { kind: 'holiday' });
  t.equal(saidOf(special, '', '2028-10-02'), undefined);
  t.equal(lookOf({ ...day, weekday: 7, periods: [] }), 'holiday');
  t.equal(lookOf({ ...day, weekday: 7, kind: 'usual', periods: [{ from: '09:00', to: '10:00' }] }), 'open');
});

t.test('hours are read as people type them, in order and one after the other', async (t) => {
  const office = [
    { from: '09:00', to: '12:00' },
    { from: '13:30', to: '24:00' },
  ];
  for (const text of ['09:00-12:00 13:30-24:00', '9:00 – 12:00，13:30至24:00', ' 9：00~12：00；13:30-24:00 '])
    t.same(readHours(text), office, text);
  t.equal(hoursText(office), '09:00-12:00 13:30-24:00');
  t.same(readHours(''), []);
  for (const text of ['9-12', '12:00-09:00', '09:00-12:00 11:00-13:00', '25:00-26:00', '09:00-09:00'])
    t.equal(readHours(text), undefined, text);
});
