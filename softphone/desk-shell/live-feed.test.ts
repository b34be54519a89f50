import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { Signal } from '../../kernel/signal.js';
import type { LinkEvent } from '../api/event-link.js';
import { Refused } from '../api/refused.js';
import { LiveFeed } from './live-feed.js';
import { emptyLive } from './live-model.js';

function feedForTest(answer: () => Promise<void> = async () => undefined) {
  const clock = new FakeClock();
  const events = new Signal<LinkEvent>();
  const seen = { reads: 0, signedOut: 0 };
  const feed = new LiveFeed({
    clock,
    link: { events, close: () => undefined },
    source: {
      async live() {
        seen.reads++;
        await answer();
        return { ...emptyLive.picture, at: 5 };
      },
      conversations: async () => [],
      tasks: async () => [],
    },
    signedOut: () => seen.signedOut++,
  });
  const queueChanged = { type: 'queue.changed', at: 1, queue: 'general', waiting: 1 } as const;
  return { clock, feed, seen, events, queueChanged };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

t.test('the picture is read when the link opens and again after a gap', async (t) => {
  const { clock, feed, seen, events } = feedForTest();
  events.emit({ type: 'link.opened' });
  clock.advance(0);
  await settled();
  t.equal(seen.reads, 1);
  t.ok(feed.get().loaded);
  events.emit({ type: 'link.resync' });
  clock.advance(0);
  await settled();
  t.equal(seen.reads, 2);
});

t.test('a burst of events reads the picture once', async (t) => {
  const { clock, seen, events, queueChanged } = feedForTest();
  for (let i = 0; i < 50; i++) events.emit({ type: 'link.event', event: queueChanged });
  clock.advance(300);
  await settled();
  clock.advance(1000);
  t.equal(seen.reads, 1);
});

t.test('an event during a reading has it read once more', async (t) => {
  let release = (): void => undefined;
  const { clock, seen, events, queueChanged } = feedForTest(
    () => new Promise((resolve) => (release = resolve)),
  );
  events.emit({ type: 'link.opened' });
  clock.advance(0);
  events.emit({ type: 'link.event', event: queueChanged });
  release();
  await settled();
  clock.advance(300);
  t.equal(seen.reads, 2);
});

t.test('a reading that failed is tried again; one without a session ends the feed’s session', async (t) => {
  let failure = new Refused(503, { code: 'database.failed', message: 'away' });
  const { clock, seen, events } = feedForTest(() => Promise.reject(failure));
  events.emit({ type: 'link.opened' });
  clock.advance(0);
  await settled();
  t.equal(seen.signedOut, 0);
  failure = new Refused(401, { code: 'auth.required', message: 'sign in first' });
  clock.advance(3000);
  await settled();
  t.equal(seen.reads, 2);
  t.equal(seen.signedOut, 1);
});

t.test('a lost link is shown, and what was known stays', async (t) => {
  const { clock, feed, events } = feedForTest();
  events.emit({ type: 'link.opened' });
  clock.advance(0);
  await settled();
  events.emit({ type: 'link.lost' });
  t.notOk(feed.get().linked);
  t.ok(feed.get().loaded);
});
