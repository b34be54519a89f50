import fc from 'fast-check';
import t from 'tap';
import { Expressions, isOfType } from './expression.js';

const expressions = new Expressions(
  new Map([
    ['name', 'text'],
    ['count', 'integer'],
    ['ratio', 'number'],
    ['vip', 'boolean'],
  ]),
);
const values: Readonly<Record<string, string>> = {
  ...{ name: '张三', count: '3', ratio: '0.5', vip: 'true' },
  ...{ caller: '13800138000', hour: '09', weekday: '1', region: '北京' },
};

function value(text: string): string | undefined {
  const made = expressions.of(text);
  return made.ok ? made.value.evaluate((name) => values[name]) : `refused: ${made.why}`;
}

t.test('values by type, and none where there can be none', (t) => {
  t.equal(value('count + 1'), '4');
  t.equal(value('caller.startsWith("138") && hour < 12'), 'true');
  t.equal(value('vip ? name : "nobody"'), '张三');
  t.equal(value('region in ["北京", "上海"]'), 'true');
  t.equal(value('double(count) * ratio'), '1.5');
  t.equal(value('caller.substring(0, 3) + string(count)'), '1383');
  t.equal(value('count / (count - 3)'), undefined, 'division by zero');
  t.equal(value('int(name)'), undefined);
  t.equal(value('count * 9223372036854775807'), undefined, 'more than 64 bits');
  t.equal(value('dialled + "x"'), 'x', 'a text that is not set is empty');
  t.end();
});

t.test('what could run long, or is no value, is refused where it is written', (t) => {
  t.match(value('name.matches("(a+)+$")'), /refused: matches/);
  t.match(value('[1, 2].map(x, x * 2) == [2, 4]'), /refused: map/);
  t.match(value('[1, 2].all(x, x > 0)'), /refused: all/);
  t.match(value('cel.bind(x, name + name, x + x)'), /refused: /);
  t.match(value('[count]'), /refused: gives list/);
  t.match(value('nothing == 1'), /refused: Unknown variable: nothing/);
  t.match(value('count +'), /refused: /);
  t.match(value(`${'('.repeat(60)}1${')'.repeat(60)}`), /refused: /);
  t.match(value(Array.from({ length: 150 }, () => '1').join('+')), /refused: /);
  t.end();
});

t.test('no text throws, and every value can be kept', (t) => {
  const word = fc.constantFrom(
    ...[
      'name',
      'count',
      'ratio',
      'vip',
      '"a"',
      '1',
      '0',
      '2.5',
      'true',
      'null',
      '[1]',
      '{"a":1}',
      'constructor',
    ],
    ...[
      '+',
      '-',
      '*',
      '/',
      '%',
      '==',
      '<',
      '&&',
      '||',
      '!',
      '?',
      ':',
      '(',
      ')',
      '.size()',
      '.__proto__',
      'in',
      'size(',
    ],
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const made = new Expressions(
        new Map([
          ['count', 'integer'],
          ['name', 'text'],
        ] as const),
      ).of(words.join(' '));
      if (!made.ok) return made.why !== '';
      const got = made.value.evaluate((name) => values[name]);
      return got === undefined || got.length <= 512;
    }),
    { numRuns: 500 },
  );
  t.end();
});

t.test('values of a type', (t) => {
  t.ok(isOfType('integer', '-12'));
  t.notOk(isOfType('integer', '1.5'));
  t.notOk(isOfType('integer', ''));
  t.ok(isOfType('number', '1.5'));
  t.notOk(isOfType('number', '1e9'));
  t.notOk(isOfType('boolean', 'yes'));
  t.end();
});
