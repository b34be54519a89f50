import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { PendingBridges } from './pending-bridges.js';

function open(): { clock: FakeClock; bridges: PendingBridges; moved: string[]; move: (leg: string) => void } {
  const clock = new FakeClock();
  const bridges = new PendingBridges(clock);
  const moved: string[] = [];
  const move = (leg: string): void => {
    void bridges.whenStill([leg], () => Promise.resolve(moved.push(leg)));
  };
  return { clock, bridges, moved, move };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

t.test('a leg that nobody bridges moves at once', async (t) => {
  const { bridges, moved, move } = open();
  bridges.begin('a', 'b');
  move('c');
  t.same(moved, ['c']);
  bridges.close();
});

t.test(
  'either leg of a bridge that is being made waits for it, whichever way round it is told of',
  async (t) => {
    const { bridges, moved, move } = open();
    bridges.begin('a', 'b');
    move('b');
    move('a');
    bridges.bridged('b', 'c');
    await settled();
    t.same(moved, [], 'another bridge that one of them was in');
    bridges.bridged('b', 'a');
    await settled();
    t.same(moved, ['b', 'a'], 'in their order');
  },
);

t.test('it waits no longer when the other leg is gone, or nothing is heard', async (t) => {
  const { clock, bridges, moved, move } = open();
  bridges.begin('a', 'b');
  move('a');
  bridges.gone('b');
  await settled();
  t.same(moved, ['a']);
  bridges.begin('a', 'b');
  move('b');
  clock.advance(2_000);
  await settled();
  t.same(moved, ['a', 'b']);
});

t.test('what waited and bridges a leg anew is waited for in its turn', async (t) => {
  const { bridges, moved, move } = open();
  bridges.begin('a', 'b');
  void bridges.whenStill(['c', 'b'], () => {
    bridges.begin('c', 'b');
    return Promise.resolve(moved.push('c and b'));
  });
  move('b');
  bridges.bridged('a', 'b');
  await settled();
  t.same(moved, ['c and b']);
  bridges.bridged('c', 'b');
  await settled();
  t.same(moved, ['c and b', 'b']);
});

t.test('what waited comes before what the news of the bridge gives rise to', async (t) => {
  const { bridges, moved, move } = open();
  bridges.begin('a', 'b');
  move('a');
  bridges.gone('b');
  moved.push('after');
  await settled();
  t.same(moved, ['a', 'after']);
});

t.test('what a leg is to do comes after what waits to move it, and at once when nothing does', async (t) => {
  const { bridges, moved, move } = open();
  const act = (what: string): void => {
    void bridges.inTurn('a', () => Promise.resolve(moved.push(what)));
  };
  bridges.begin('a', 'b');
  act('record');
  move('a');
  act('music');
  await settled();
  t.same(moved, ['record']);
  bridges.bridged('a', 'b');
  await settled();
  t.same(moved, ['record', 'a', 'music']);
});
