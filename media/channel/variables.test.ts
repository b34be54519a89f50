import t from 'tap';
import { DigitQueue } from './digit-queue.js';
import { Variables } from './variables.js';

void t.test('an empty value unsets', (t) => {
  const variables = new Variables();
  variables.set('a', '1');
  variables.set('a', '');
  t.equal(variables.get('a'), undefined);
  t.equal(variables.size, 0);
  t.end();
});

void t.test('number and size are bounded; what is set can still change', (t) => {
  const variables = new Variables();
  for (let n = 0; n < 500; n++) t.ok(variables.set(`v${n}`, 'x'));
  t.notOk(variables.set('one-more', 'x'));
  t.ok(variables.set('v0', 'y'));
  t.notOk(variables.set('v0', 'x'.repeat(65 * 1024)));
  t.equal(variables.get('v0'), 'y');
  t.end();
});

void t.test('expand puts values in once', (t) => {
  const variables = new Variables();
  variables.set('a', '${b}');
  variables.set('b', 'secret');
  t.equal(variables.expand('x ${a} ${none}y'), 'x ${b} y');
  t.end();
});

void t.test('a full digit queue drops the oldest', (t) => {
  const digits = new DigitQueue(3);
  for (const digit of '12345') digits.push(digit);
  t.equal(digits.take(), '3');
  t.equal(digits.size, 2);
  t.end();
});
