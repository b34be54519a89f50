import t from 'tap';
import { TabLock, type LockChange, type Locks } from './tab-lock.js';

/** Web Locks as far as one name goes: one holder, a queue, stealing. */
class OneLock implements Locks {
  #holder: { reject: (error: Error) => void; done: Promise<void> } | undefined;
  #queue: (() => void)[] = [];

  request(
    _name: string,
    {
      steal = false,
      ifAvailable = false,
      signal,
    }: { steal?: boolean; ifAvailable?: boolean; signal?: AbortSignal },
    granted: (lock: unknown) => Promise<void>,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const hold = (): void => {
        const mine = { reject, done: granted({}) };
        this.#holder = mine;
        void mine.done.then(() => {
          resolve();
          if (this.#holder !== mine) return;
          this.#holder = undefined;
          this.#queue.shift()?.();
        });
      };
      if (steal) {
        this.#holder?.reject(new Error('stolen'));
        hold();
      } else if (this.#holder && ifAvailable) void granted(null).then(resolve);
      else if (this.#holder) {
        this.#queue.push(hold);
        signal?.addEventListener('abort', () => {
          this.#queue = this.#queue.filter((one) => one !== hold);
          reject(new Error('aborted'));
        });
      } else hold();
    });
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

t.test('the first tab has the phone; the second gets it when the first closes', async (t) => {
  const locks = new OneLock();
  const told: [number, LockChange][] = [];
  const first = new TabLock(locks, 'phone', (change) => told.push([1, change]));
  const second = new TabLock(locks, 'phone', (change) => told.push([2, change]));
  await settled();
  const both = [
    [1, 'mine'],
    [2, 'otherTab'],
  ];
  t.same(told, both);
  first.close();
  await settled();
  t.same(told, [...both, [2, 'mine']]);
  second.close();
});

t.test('a tab can take the phone, and get it taken again: always one owner', async (t) => {
  const locks = new OneLock();
  const owners = new Set<number>();
  const watch = (tab: number) => (change: LockChange) => {
    if (change === 'mine') owners.add(tab);
    else owners.delete(tab);
  };
  const first = new TabLock(locks, 'phone', watch(1));
  const second = new TabLock(locks, 'phone', watch(2));
  await settled();
  second.takeOver();
  await settled();
  t.same([...owners], [2]);
  first.takeOver();
  await settled();
  t.same([...owners], [1]);
  first.close();
  await settled();
  t.ok(owners.has(2), 'the one that lost it waits in the queue again');
  second.close();
});
