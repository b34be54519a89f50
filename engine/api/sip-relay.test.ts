import { EventEmitter } from 'node:events';
import t from 'tap';
import type { WebSocket } from 'ws';
import { FakeClock } from '../../kernel/fake-clock.js';
import { silentLogger } from '../../kernel/log.js';
import { relaySip, type RelayFigures } from './sip-relay.js';

/** One side of a relay: keeps what is done to it, and hands over what it was sent when told to. */
class FakeSide extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  isPaused = false;
  readonly done: string[] = [];
  readonly #waiting: { readonly octets: number; readonly sent: () => void }[] = [];

  send(data: Buffer, _how: unknown, sent: () => void): void {
    this.bufferedAmount += data.length;
    this.done.push(`send ${data.length}`);
    this.#waiting.push({ octets: data.length, sent });
  }

  /** The peer has read the oldest message. */
  drain(): void {
    const first = this.#waiting.shift();
    this.bufferedAmount -= first?.octets ?? 0;
    first?.sent();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  ping(): void {
    this.done.push('ping');
  }

  close(code: number): void {
    this.done.push(`close ${code}`);
  }

  terminate(): void {
    this.done.push('terminate');
  }
}

function relay() {
  const clock = new FakeClock();
  const [browser, upstream] = [new FakeSide(), new FakeSide()];
  const figures: RelayFigures = { open: 0, messages: 0, pauses: 0, refused: 0 };
  let ends = 0;
  const side = (one: FakeSide): WebSocket => one as unknown as WebSocket;
  relaySip(side(browser), side(upstream), { clock, log: silentLogger, figures, ended: () => ends++ });
  return { clock, browser, upstream, figures, ends: () => ends };
}

const says = (side: FakeSide, octets: number) => side.emit('message', Buffer.alloc(octets), false);

t.test('nothing is read of the browser before the switch has taken the connection', async (t) => {
  const { browser, upstream } = relay();
  t.equal(browser.isPaused, true);
  upstream.emit('open');
  t.equal(browser.isPaused, false);
});

t.test('a side that does not keep up stops the other, until half of what waits is gone', async (t) => {
  const { browser, upstream, figures } = relay();
  upstream.emit('open');
  for (let i = 0; i < 3; i++) says(browser, 48 * 1024);
  t.equal(browser.isPaused, true);
  t.equal(upstream.isPaused, false, 'the other direction goes on');
  upstream.drain();
  t.equal(browser.isPaused, true, '96 KiB are still too many');
  upstream.drain();
  t.equal(browser.isPaused, false);
  t.match(figures, { messages: 3, pauses: 1 });
});

t.test('the end of either side is the end of both, once', async (t) => {
  for (const which of ['browser', 'upstream'] as const) {
    const all = relay();
    all[which].emit('close');
    all[which].emit('close');
    t.match(all.browser.done, ['close 1001']);
    t.match(all.upstream.done, ['close 1001']);
    all.clock.advance(1000);
    t.equal(all.browser.done.at(-1), 'terminate');
    t.equal(all.ends(), 1);
    t.equal(all.figures.open, 0);
    t.equal(all.clock.pending, 0);
  }
});

t.test('a browser that vanishes is noticed within 10 s', async (t) => {
  const { clock, browser, ends } = relay();
  for (let ping = 0; ping < 3; ping++) {
    clock.advance(5_000);
    browser.emit('pong');
  }
  t.equal(ends(), 0);
  clock.advance(10_000);
  t.equal(ends(), 1);
});

t.test('a switch that is away is told as 1013 and counted', async (t) => {
  const { browser, upstream, figures } = relay();
  upstream.readyState = 0;
  upstream.emit('error', new Error('refused'));
  t.equal(browser.done[0], 'close 1013');
  t.equal(upstream.done[0], 'terminate');
  t.equal(figures.refused, 1);
});
