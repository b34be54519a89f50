import t from 'tap';
import { systemClock } from '../kernel/clock.js';
import { FakeClock } from '../kernel/fake-clock.js';
import { Child, type ChildEvent, type ChildSpec } from './child.js';

/** A Node program given as text. */
function program(script: string, more: Partial<ChildSpec> = {}): ChildSpec {
  return {
    ...{ name: 'program', command: process.execPath, args: ['-e', script], env: {}, cwd: '/' },
    ...{ channel: false, stopSignal: 'SIGTERM', stopMs: 5_000 },
    isReady: (line) => line === 'up',
    ...more,
  };
}

function next<T extends ChildEvent['type']>(
  child: Child,
  type: T,
): Promise<Extract<ChildEvent, { type: T }>> {
  return new Promise((resolve) => {
    const done = child.events.on((event) => {
      if (event.type !== type) return;
      done();
      resolve(event as Extract<ChildEvent, { type: T }>);
    });
  });
}

const serving = 'console.log("up"); setInterval(() => {}, 1000);';

void t.test('start resolves when the program serves, by a line or by a message', async (t) => {
  const byLine = new Child(program(serving), systemClock);
  await byLine.start();
  await byLine.stop();
  const byMessage = new Child(
    program('process.send({ kind: "ready" }); setInterval(() => {}, 1000);', { channel: true }),
    systemClock,
  );
  await byMessage.start();
  await byMessage.stop();
  t.equal(byLine.pid, undefined);
  t.equal(byMessage.pid, undefined);
});

void t.test(
  'one that dies is started again; the waits double while it keeps dying, up to ten seconds',
  async (t) => {
    const clock = new FakeClock();
    const child = new Child(program(serving), clock);
    await child.start();
    const waits: (number | undefined)[] = [];
    for (let n = 0; n < 9; n++) {
      const exited = next(child, 'child.exited');
      child.kill();
      waits.push((await exited).restartMs);
      const ready = next(child, 'child.ready');
      clock.advance(waits.at(-1) ?? 0);
      await ready;
    }
    t.same(waits, [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
    t.equal(child.restarts, 9);
    clock.advance(20_000);
    const exited = next(child, 'child.exited');
    child.kill();
    t.equal((await exited).restartMs, 100, 'one that lived for long starts at once');
    await child.stop();
    t.equal(clock.pending, 0);
  },
);

void t.test('one that never serves is given up after three tries, with its last line', async (t) => {
  const child = new Child(program('console.log("no such file"); process.exit(3);'), systemClock);
  await t.rejects(child.start(), {
    code: 'child.failed',
    message: /program does not start: exit 3: no such file/,
  });
});

void t.test('one that does not stop is killed', async (t) => {
  const deaf = `process.on("SIGTERM", () => {}); ${serving}`;
  const child = new Child(program(deaf, { stopMs: 50 }), systemClock);
  await child.start();
  const exited = next(child, 'child.exited');
  await child.stop();
  t.match(await exited, { how: 'SIGKILL', restartMs: undefined });
});
