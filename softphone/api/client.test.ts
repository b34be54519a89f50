import t from 'tap';
import { Client } from './client.js';
import { httpTo } from './http.js';

t.test('all tasks that are not over are read, however many, also when some end in between', async (t) => {
  let ids = Array.from({ length: 12_000 }, (_, n) => `t${n}`);
  const asked: string[] = [];
  const client = new Client(
    httpTo('http://engine', (address) => {
      const query = new URL(address as string).searchParams;
      const [limit, offset] = [Number(query.get('limit')), Number(query.get('offset'))];
      const items = ids.slice(offset, offset + limit).map((id) => ({ id }));
      asked.push(`${offset}`);
      ids = ids.slice(50);
      return Promise.resolve(new Response(JSON.stringify({ items })));
    }),
  );
  const found = new Set((await client.tasks()).map(({ id }) => id));
  t.equal(asked.length, 3);
  t.ok(ids.every((id) => found.has(id)));
});
