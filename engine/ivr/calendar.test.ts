import t from 'tap';
import { calendarHolds, type SpecialDay, type WorkCalendar, yearOf } from './calendar.js';

const office = [
  { from: '09:00', to: '12:00' },
  { from: '13:30', to: '17:30' },
];
const special: readonly SpecialDay[] = [
  { date: '2026-10-01', kind: 'holiday', name: '国庆节' },
  { date: '2026-10-10', kind: 'workday', name: '国庆节调休' },
  { date: '2026-10-11', kind: 'workday', name: '值班', asWeekday: 7 },
  { date: '2026-10-12', kind: 'exception', name: '系统升级', periods: [{ from: '14:00', to: '16:00' }] },
];
const calendar: WorkCalendar = {
  id: 'office',
  timeZone: 'Asia/Shanghai',
  weekly: { 1: office, 2: office, 3: office, 4: office, 5: office, 7: [{ from: '10:00', to: '11:00' }] },
  special: new Map(special.map((day) => [day.date, day])),
};
const at = (time: string): number => Date.parse(`${time}+08:00`);
const isOpen = (time: string): boolean => calendarHolds(calendar, 'open', at(time));

t.test('hours of a day are in parts; their end is not in them', (t) => {
  t.ok(isOpen('2026-10-13T09:00'));
  t.notOk(isOpen('2026-10-13T12:00'));
  t.notOk(isOpen('2026-10-13T13:29'));
  t.ok(isOpen('2026-10-13T17:29'));
  t.ok(calendarHolds(calendar, 'closed', at('2026-10-13T17:30')));
  t.end();
});

t.test(
  'a holiday is closed, a 调休 day is worked as another weekday, an exception has hours of its own',
  (t) => {
    t.notOk(isOpen('2026-10-01T10:00'), 'a Thursday');
    t.ok(calendarHolds(calendar, 'holiday', at('2026-10-01T23:59')));
    t.notOk(calendarHolds(calendar, 'workday', at('2026-10-01T10:00')));
    t.ok(isOpen('2026-10-10T16:00'), 'a Saturday as a Monday');
    t.ok(calendarHolds(calendar, 'workday', at('2026-10-10T01:00')));
    t.notOk(isOpen('2026-10-11T16:00'), 'a Sunday as a Sunday');
    t.notOk(isOpen('2026-10-12T10:00'));
    t.ok(isOpen('2026-10-12T15:00'));
    t.ok(calendarHolds(calendar, 'exception', at('2026-10-12T00:00')));
    t.end();
  },
);

t.test('days are those of the calendar’s time zone', (t) => {
  t.ok(calendarHolds(calendar, 'holiday', Date.parse('2026-09-30T16:00:00Z')));
  t.notOk(calendarHolds(calendar, 'holiday', Date.parse('2026-10-01T16:00:00Z')));
  t.end();
});

t.test('a year has all its days, each as it is', (t) => {
  const days = yearOf(calendar, 2026);
  t.equal(days.length, 365);
  t.equal(yearOf(calendar, 2028).length, 366);
  t.match(days[0], { date: '2026-01-01', weekday: 4, kind: 'usual' });
  t.match(
    days.find(({ date }) => date === '2026-10-10'),
    { kind: 'workday', weekday: 6, periods: office },
  );
  t.end();
});
