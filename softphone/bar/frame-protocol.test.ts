import fc from 'fast-check';
import t from 'tap';
import { attributesAsked, readRequest } from './frame-protocol.js';

const message = (method: unknown, ...args: unknown[]) => ({ yihao: 1, id: 1, method, args });

t.test('a call of a documented method with its arguments is taken', (t) => {
  for (const good of [
    message('answer'),
    message('dial', '12345'),
    message('transfer', { kind: 'queue', queue: 'complaint' }),
    message('mute', true),
    { yihao: 1, id: 'x', method: 'hangUp' },
  ]) {
    t.ok(readRequest(good).ok);
  }
  t.end();
});

t.test('what is wrong is answered with the reason', (t) => {
  for (const bad of [
    message('constructor'),
    message('remove'),
    message('dial'),
    message('dial', '1', '2'),
    message('dial', { kind: 'flow', flow: 'x' }),
    message('mute', 'yes'),
    message('extendWrapUp', NaN),
    message('askForHelp', 'x'.repeat(501)),
  ]) {
    t.match(readRequest(bad), { ok: false, id: 1, why: /./ });
  }
  t.end();
});

t.test('messages that are not for us get no answer at all', (t) => {
  fc.assert(fc.property(fc.anything(), (data) => !readRequest(data).ok));
  for (const other of [
    null,
    'x',
    { id: 1, method: 'dial' },
    { yihao: 2, id: 1 },
    { yihao: 1, method: 'dial' },
  ]) {
    t.match(readRequest(other), { ok: false, id: undefined });
  }
  t.end();
});

t.test('where a call pops up is set by the address for a page that may embed the bar alone', (t) => {
  const query = new URLSearchParams('theme=dark&pop-url=https://evil.example/{caller}&pop-on=ring&onclick=x');
  t.same(attributesAsked(query, false), [['theme', 'dark']]);
  t.same(attributesAsked(query, true), [
    ['theme', 'dark'],
    ['pop-url', 'https://evil.example/{caller}'],
    ['pop-on', 'ring'],
  ]);
  t.end();
});
