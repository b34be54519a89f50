import fc from 'fast-check';
import t from 'tap';
import { settle, testBoard, type TestBoard } from '../test-board.js';
import type { Channel } from '../channel.js';

const prompt = '/prompt.wav';

function ask(b: TestBoard, channel: Channel, least: number, most: number, rest: string): Promise<string> {
  return b.run(channel, 'play_and_get_digits', `${least} ${most} ${rest}`);
}

t.test('a key cuts the prompt short; the most digits end it at once', async (t) => {
  const b = testBoard();
  const { channel, leg } = await b.inbound();
  const done = ask(b, channel, 1, 2, `1 5000 # ${prompt} silence pressed`);
  t.ok(leg.playing);
  leg.press('1');
  t.notOk(leg.playing);
  leg.press('2');
  await done;
  t.equal(channel.variables.get('pressed'), '12');
  t.equal(channel.variables.get('read_result'), 'success');
  t.equal(b.clock.pending, 0);
});

t.test('a terminator ends it, is told, and is no digit', async (t) => {
  const b = testBoard();
  const { channel, leg } = await b.inbound();
  const done = ask(b, channel, 1, 9, `1 5000 #* ${prompt} silence pressed`);
  leg.press('42*');
  await done;
  t.equal(channel.variables.get('pressed'), '42');
  t.equal(channel.variables.get('read_terminator_used'), '*');
});

t.test('the time for the first key runs from the end of the prompt, then between keys', async (t) => {
  const b = testBoard();
  const { channel, leg } = await b.inbound();
  const done = ask(b, channel, 1, 9, String.raw`1 5000 # ${prompt} silence pressed \d+ 2000`);
  b.clock.advance(60_000);
  leg.endPlay();
  await settle();
  b.clock.advance(4999);
  leg.press('7');
  b.clock.advance(1999);
  leg.press('8');
  b.clock.advance(2000);
  await done;
  t.equal(channel.variables.get('pressed'), '78');
});

t.test('with nothing pressed the variable is absent', async (t) => {
  const b = testBoard();
  const { channel, leg } = await b.inbound();
  channel.variables.set('pressed', 'old');
  const done = ask(b, channel, 1, 1, `1 1000 # ${prompt} silence pressed`);
  leg.endPlay();
  await settle();
  b.clock.advance(1000);
  await done;
  t.equal(channel.variables.get('pressed'), undefined);
  t.equal(channel.variables.get('read_result'), 'failure');
});

t.test('what does not match is played the invalid prompt and tried again, as often as TRIES', async (t) => {
  const b = testBoard();
  const { channel, leg } = await b.inbound();
  const done = ask(b, channel, 1, 1, `2 1000 # ${prompt} /invalid.wav pressed [12]`);
  leg.press('9');
  await settle();
  t.equal(channel.variables.get('pressed_invalid'), '9');
  leg.endPlay();
  await settle();
  t.same(leg.asked, [`play ${prompt}`, 'play /invalid.wav', `play ${prompt}`]);
  leg.press('2');
  await done;
  t.equal(channel.variables.get('pressed'), '2');
  t.equal(channel.variables.get('pressed_invalid'), undefined);
});

t.test('digits pressed before it began do not count', async (t) => {
  const b = testBoard();
  const { channel, leg } = await b.inbound();
  leg.press('5');
  const done = ask(b, channel, 1, 1, `1 1000 # ${prompt} silence pressed`);
  t.ok(leg.playing);
  leg.press('6');
  await done;
  t.equal(channel.variables.get('pressed'), '6');
});

t.test('a break ends it and leaves no timer', async (t) => {
  const b = testBoard();
  const { channel } = await b.inbound();
  const done = ask(b, channel, 1, 4, `3 1000 # ${prompt} /invalid.wav pressed`);
  channel.applications.break(false);
  await done;
  t.equal(b.clock.pending, 0);
});

t.test('whatever is asked for and pressed, it ends, and what is set is within MAX', async (t) => {
  const word = fc.string({
    unit: fc.constantFrom(...Array.from("0123456789#*'\\ ([{abc!/$^")),
    maxLength: 30,
  });
  const keys = fc.string({ unit: fc.constantFrom(...Array.from('0123456789*#ABCD')), maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(word, fc.nat(9), keys, async (argument, most, pressed) => {
      const b = testBoard();
      const { channel, leg } = await b.inbound();
      const done = b.run(
        channel,
        'play_and_get_digits',
        `0 ${most} 1 1000 # silence silence pressed ${argument}`,
      );
      leg.press(pressed);
      await settle();
      b.clock.advance(700_000);
      await done;
      const value = channel.variables.get('pressed') ?? '';
      t.ok(value.length <= Math.max(1, most) && !value.includes('#'));
    }),
    { numRuns: 60 },
  );
});
