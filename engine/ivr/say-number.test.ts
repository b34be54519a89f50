import t from 'tap';
import type { Prompt } from './model.js';
import { MAX_SPOKEN, sayAgentNumber, sayDigits, sayNumber, sayPosition, sayWait } from './say-number.js';

const ids = (prompts: readonly Prompt[]): string =>
  prompts.map((prompt) => (prompt.kind === 'recorded' ? prompt.id.replace('number-', '') : '')).join(' ');

t.test('Mandarin: a gap of zeros is said once, 两 stands before 千 and 万, 10 to 19 begin with 十', (t) => {
  const cases: Readonly<Record<number, string>> = {
    0: '0',
    7: '7',
    10: '10',
    12: '10 2',
    20: '2 10',
    21: '2 10 1',
    100: '1 hundred',
    102: '1 hundred 0 2',
    110: '1 hundred 1 10',
    112: '1 hundred 1 10 2',
    1002: '1 thousand 0 2',
    2020: 'liang thousand 0 2 10',
    2200: 'liang thousand 2 hundred',
    20_000: 'liang ten-thousand',
    20_002: 'liang ten-thousand 0 2',
    30_204: '3 ten-thousand 0 2 hundred 0 4',
    99_999: '9 ten-thousand 9 thousand 9 hundred 9 10 9',
  };
  for (const [n, said] of Object.entries(cases)) t.equal(ids(sayNumber('zh-CN', Number(n))), said, n);
  t.end();
});

t.test('English: hundreds and thousands, teens whole', (t) => {
  const cases: Readonly<Record<number, string>> = {
    0: '0',
    19: '19',
    20: '20',
    42: '40 2',
    100: '1 hundred',
    215: '2 hundred 15',
    1001: '1 thousand 1',
    99_999: '90 9 thousand 9 hundred 90 9',
  };
  for (const [n, said] of Object.entries(cases)) t.equal(ids(sayNumber('en', Number(n))), said, n);
  t.end();
});

t.test('what is no number that can be said is said digit by digit', (t) => {
  t.equal(ids(sayNumber('en', MAX_SPOKEN + 1)), 'digit-1 digit-0 digit-0 digit-0 digit-0 digit-0');
  t.equal(ids(sayNumber('en', -5)), 'digit-5');
  t.equal(ids(sayNumber('en', Number.NaN)), '');
  t.end();
});

t.test('an agent number is said digit by digit between its two halves', (t) => {
  t.equal(ids(sayAgentNumber('zh-CN', '1001')), 'agent-before digit-1 digit-0 digit-0 digit-1 agent-after');
  t.equal(ids(sayPosition('en', 3)), 'position-before 3 position-after');
  t.equal(ids(sayWait('en', 12)), 'wait-before 12 wait-after');
  t.equal(ids(sayWait('zh-CN', 2)), 'wait-before liang wait-after');
  t.equal(ids(sayWait('zh-CN', 1)), '');
  t.equal(ids(sayDigits('en', 'a1-2')), 'digit-1 digit-2');
  t.end();
});
