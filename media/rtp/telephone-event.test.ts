import fc from 'fast-check';
import t from 'tap';
import { digitOfEvent, eventOfDigit, parseTelephoneEvent, writeTelephoneEvent } from './telephone-event.js';

t.test('RFC 4733 2.3: a payload that was written is read back', async (t) => {
  fc.assert(
    fc.property(
      fc.record({
        event: fc.integer({ min: 0, max: 255 }),
        end: fc.boolean(),
        volume: fc.integer({ min: 0, max: 63 }),
        duration: fc.integer({ min: 0, max: 0xffff }),
      }),
      (event) => {
        const bytes = new Uint8Array(4);
        writeTelephoneEvent(bytes, 0, event);
        t.same(parseTelephoneEvent(bytes), { ok: true, value: event });
      },
    ),
  );
});

t.test('RFC 4733 3.2: sixteen digits, each with its event', async (t) => {
  for (const [event, digit] of Array.from('0123456789*#ABCD').entries()) {
    t.equal(eventOfDigit(digit), event);
    t.equal(digitOfEvent(event), digit);
  }
  t.equal(eventOfDigit('a'), 12);
  t.equal(eventOfDigit('x'), undefined);
  t.equal(eventOfDigit(''), undefined);
  t.equal(digitOfEvent(16), undefined);
});

t.test('no payload makes it throw', async (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 8 }),
      (bytes) => parseTelephoneEvent(bytes).ok === bytes.length >= 4,
    ),
  );
  t.pass();
});
