import t from 'tap';
import { BuiltEvent } from './built-event.js';
import { formatJson, formatPlain, percentEncode } from './event-format.js';
import { Subscription } from './subscription.js';

const answer = new BuiltEvent('CHANNEL_ANSWER', '', [
  ['Event-Name', 'CHANNEL_ANSWER'],
  ['Unique-ID', 'Leg-1'],
]);

t.test('repeated calls add; names after CUSTOM are subclasses', (t) => {
  const s = new Subscription();
  t.equal(s.add(['CHANNEL_ANSWER', 'nonsense', 'CUSTOM', 'sofia::register']), 2);
  t.equal(s.add(['channel_park']), 1);
  t.ok(s.mayWant('CHANNEL_ANSWER', '') && s.mayWant('CHANNEL_PARK', ''));
  t.ok(s.mayWant('CUSTOM', 'sofia::register'));
  t.notOk(s.mayWant('CUSTOM', 'sofia::expire'));
  t.notOk(s.mayWant('DTMF', ''));
  t.end();
});

t.test('ALL is everything; nixevent takes single names away from it', (t) => {
  const s = new Subscription();
  s.add(['ALL']);
  t.ok(s.mayWant('CUSTOM', 'anything'));
  s.remove(['DTMF']);
  t.notOk(s.mayWant('DTMF', ''));
  t.ok(s.mayWant('CHANNEL_ANSWER', ''));
  s.clear();
  t.notOk(s.active);
  t.end();
});

t.test('any one matching filter lets an event through; without filters all pass', (t) => {
  const s = new Subscription();
  t.ok(s.passes(answer));
  s.addFilter('Unique-ID', 'leg-2');
  t.notOk(s.passes(answer));
  s.addFilter('unique-id', 'leg-1');
  t.ok(s.passes(answer), 'names and values have no case');
  s.removeFilter('Unique-ID', 'LEG-1');
  t.notOk(s.passes(answer));
  s.removeFilter('Unique-ID');
  t.ok(s.passes(answer));
  t.end();
});

t.test('every value comes out of JSON as it went in', (t) => {
  for (const value of [
    '',
    ' ',
    '[~]',
    '"',
    '\\',
    '\t',
    '\u0000',
    '\u007f',
    '一号',
    '😀',
    '\ud83d',
    'a/b?c=<d>&e',
  ])
    t.same(JSON.parse(formatJson([['Name', value]], '')), { Name: value });
  t.end();
});

t.test('a filter finds each of several headers of one name, in any case', (t) => {
  const event = new BuiltEvent('CUSTOM', '', [
    ['Event-Name', 'CUSTOM'],
    ['Contact', 'first'],
    ['contact', 'Second'],
  ]);
  t.ok(event.has('contact', 'first') && event.has('contact', 'second'));
  t.notOk(event.has('contact', 'third') || event.has('absent', 'first'));
  t.end();
});

t.test('JSON has strings only, and the body with its length', (t) => {
  const text = formatJson(
    [
      ['Event-Name', 'BACKGROUND_JOB'],
      ['variable_x"y', 'a\n"b"'],
    ],
    '+OK 一号\n',
  );
  t.same(JSON.parse(text), {
    'Event-Name': 'BACKGROUND_JOB',
    'variable_x"y': 'a\n"b"',
    'Content-Length': '11',
    _body: '+OK 一号\n',
  });
  t.end();
});

t.test('plain percent-encodes what FreeSWITCH does, and decodes back', (t) => {
  t.equal(percentEncode('Zhang San/+86 "x"'), 'Zhang%20San/%2B86%20%22x%22');
  t.equal(percentEncode('plain-text_1.0~!'), 'plain-text_1.0~!');
  t.equal(decodeURIComponent(percentEncode('一号\n%')), '一号\n%');
  t.equal(formatPlain([['A', '']], ''), 'A: _undef_\n\n');
  t.equal(formatPlain([['A', 'b']], 'body'), 'A: b\nContent-Length: 4\n\nbody');
  t.end();
});

t.test('an event is written once for each form', (t) => {
  const event = new BuiltEvent('HEARTBEAT', '', [['Event-Name', 'HEARTBEAT']]);
  t.equal(event.frame('json'), event.frame('json'));
  t.match(event.frame('json'), /^Content-Length: 26\nContent-Type: text\/event-json\n\n\{/);
  t.match(event.frame('plain'), /Content-Type: text\/event-plain\n\nEvent-Name: HEARTBEAT\n\n$/);
  t.end();
});
