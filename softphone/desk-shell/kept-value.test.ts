import t from 'tap';
import { KeptValue, type Keeper } from './kept-value.js';

const read = (kept: unknown): number => (typeof kept === 'number' ? kept : 7);

function keeper(
  initial: Readonly<Record<string, string>> = {},
): Keeper & { readonly kept: Map<string, string> } {
  const kept = new Map(Object.entries(initial));
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}

t.test('a value outlives the page', async (t) => {
  const storage = keeper();
  new KeptValue('k', read, storage).set(3);
  t.equal(new KeptValue('k', read, storage).get(), 3);
});

t.test('nothing, nonsense and a browser that keeps nothing give the default', async (t) => {
  const refusing: Keeper = {
    getItem: () => {
      throw new Error('denied');
    },
    setItem: () => {
      throw new Error('denied');
    },
  };
  t.equal(new KeptValue('k', read, undefined).get(), 7);
  t.equal(new KeptValue('k', read, keeper({ k: '{"a":' })).get(), 7);
  const value = new KeptValue('k', read, refusing);
  t.equal(value.get(), 7);
  value.set(4);
  t.equal(value.get(), 4);
});

t.test('what another tab kept is taken over and told', async (t) => {
  const storage = keeper();
  const value = new KeptValue('k', read, storage);
  let told = 0;
  value.subscribe(() => told++);
  storage.kept.set('k', '9');
  value.keptElsewhere('other');
  value.keptElsewhere('k');
  t.equal(value.get(), 9);
  t.equal(told, 1);
});
