import fc from 'fast-check';
import t from 'tap';
import { formatRoute, parseRoute } from './route.js';

t.test('what is formatted is parsed again, whatever the names hold', async () => {
  const name = fc.string({ minLength: 1, unit: 'grapheme' });
  fc.assert(
    fc.property(fc.array(name, { minLength: 1 }), fc.dictionary(name, fc.string()), (path, query) => {
      const route = parseRoute(formatRoute(path, query));
      return (
        route.path.join('\n') === path.join('\n') &&
        JSON.stringify(Object.entries(route.query).sort()) === JSON.stringify(Object.entries(query).sort())
      );
    }),
  );
});

t.test('an empty and a broken address are routes too', async (t) => {
  t.same(parseRoute(''), { path: [], query: {} });
  t.same(parseRoute('#/100%/x'), { path: ['100%', 'x'], query: {} });
});
