import t from 'tap';
import { type Condition, type Facts, holds } from './condition.js';

const facts = (
  more: Partial<Facts> & { readonly variables?: Readonly<Record<string, string>> } = {},
): Facts => ({
  caller: '02112345678',
  dialled: '12345',
  variable: (name) => more.variables?.[name],
  now: Date.parse('2026-03-02T08:59:59+08:00'),
  timeZone: 'Asia/Shanghai',
  ...more,
});

t.test('a time of day begins at from, ends before to, and may pass midnight', (t) => {
  const at = (time: string, condition: Condition): boolean =>
    holds(condition, facts({ now: Date.parse(`2026-03-02T${time}+08:00`) }));
  const office = { from: '09:00', to: '17:00' };
  t.equal(at('08:59:59', office), false);
  t.equal(at('09:00:00', office), true);
  t.equal(at('16:59:59', office), true);
  t.equal(at('17:00:00', office), false);
  const night = { from: '22:00', to: '06:00' };
  t.equal(at('23:30:00', night), true);
  t.equal(at('05:59:00', night), true);
  t.equal(at('06:00:00', night), false);
  t.equal(at('00:00:00', { from: '09:00' }), false);
  t.equal(at('23:59:00', { from: '09:00' }), true);
  t.end();
});

t.test('weekdays are those of the flow’s time zone', (t) => {
  const now = Date.parse('2026-03-01T20:00:00Z'); // Sunday in London, Monday in Shanghai.
  t.equal(holds({ weekdays: [1] }, facts({ now })), true);
  t.equal(holds({ weekdays: [7] }, facts({ now, timeZone: 'Europe/London' })), true);
  t.end();
});

t.test('caller prefixes and dialled numbers', (t) => {
  t.equal(holds({ callerPrefix: ['010', '021'] }, facts()), true);
  t.equal(holds({ callerPrefix: ['010'] }, facts()), false);
  t.equal(holds({ dialled: ['12345'] }, facts()), true);
  t.equal(holds({ dialled: ['1234'] }, facts()), false);
  t.end();
});

t.test('variables compare as texts, less and greater as numbers only', (t) => {
  const variables = { age: '9', word: 'x', empty: '' };
  const is = (condition: Condition): boolean => holds(condition, facts({ variables }));
  t.equal(is({ variable: 'age', is: 'equal', value: '9' }), true);
  t.equal(is({ variable: 'age', is: 'notEqual', value: '9' }), false);
  t.equal(is({ variable: 'none', is: 'notEqual', value: '9' }), true);
  t.equal(is({ variable: 'age', is: 'less', value: '10' }), true);
  t.equal(is({ variable: 'word', is: 'less', value: '10' }), false);
  t.equal(is({ variable: 'word', is: 'greater', value: '10' }), false);
  t.equal(is({ variable: 'empty', is: 'less', value: '10' }), false);
  t.equal(is({ variable: 'age', is: 'greater', value: '8.5' }), true);
  t.equal(is({ variable: 'word', is: 'startsWith', value: 'x' }), true);
  t.equal(is({ variable: 'none', is: 'startsWith', value: '' }), false);
  t.equal(is({ variable: 'empty', is: 'set' }), true);
  t.equal(is({ variable: 'none', is: 'notSet' }), true);
  t.end();
});
