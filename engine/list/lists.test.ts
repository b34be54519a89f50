import t from 'tap';
import { NumberLists, type ListedNumber } from './number-lists.js';
import { NumberRegions } from './number-regions.js';

const entry = (number: string, more: Partial<ListedNumber> = {}): ListedNumber => ({
  ...{ id: number, list: 'black', number, match: 'exact', name: '', level: 1, reason: '', warning: '' },
  ...{ expiresAt: null, createdBy: 'x', createdAt: 0 },
  ...more,
});

t.test(
  'a number is found however a carrier writes it; the better fit wins, what has expired does not count',
  (t) => {
    const lists = new NumberLists([
      entry('13800138000'),
      entry('139', { match: 'prefix', id: 'short' }),
      entry('13900', { match: 'prefix', id: 'long', expiresAt: 1000 }),
      entry('02155550123', { expiresAt: 1000 }),
      entry('13911111111', { list: 'white' }),
    ]);
    for (const number of [
      '13800138000',
      '+8613800138000',
      '008613800138000',
      '8613800138000',
      '013800138000',
    ])
      t.equal(lists.listed('black', number, 0)?.id, '13800138000', number);
    t.equal(lists.listed('black', '1380013800', 0), undefined);
    t.equal(lists.listed('black', '13900000000', 0)?.id, 'long');
    t.equal(lists.listed('black', '13900000000', 1000)?.id, 'short');
    t.equal(lists.listed('black', '02155550123', 999)?.id, '02155550123');
    t.equal(lists.listed('black', '02155550123', 1000), undefined);
    t.equal(lists.listed('white', '13911111111', 0)?.list, 'white');
    t.equal(lists.listed('important', '13800138000', 0), undefined);
    t.equal(lists.listed('black', '', 0), undefined);
    t.end();
  },
);

t.test('a region is that of the longest prefix', (t) => {
  const regions = new NumberRegions(
    new Map([
      ['0755', '深圳'],
      ['010', '北京'],
      ['1380013', '北京'],
      ['138', '移动'],
    ]),
  );
  t.equal(regions.region('075512345678'), '深圳');
  t.equal(regions.region('+8613800138000'), '北京');
  t.equal(regions.region('013812345678'), '移动');
  t.equal(regions.region('02112345678'), '');
  t.equal(regions.region(''), '');
  t.end();
});

t.test('a prefix fits in whatever form it was put', async (t) => {
  const lists = new NumberLists([
    entry('0138', { match: 'prefix', id: 'a' }),
    entry('+86139', { match: 'prefix', id: 'b' }),
    entry('021', { match: 'prefix', id: 'c' }),
  ]);
  t.equal(lists.listed('black', '013812345678', 0)?.id, 'a');
  t.equal(lists.listed('black', '+8613912345678', 0)?.id, 'b');
  t.equal(lists.listed('black', '02112345678', 0)?.id, 'c');
  t.same(new NumberRegions(new Map([['0755', '深圳']])).match('+867551'), undefined);
  t.same(new NumberRegions(new Map([['0755', '深圳']])).match('075512345678'), {
    ...{ prefix: '0755', region: '深圳' },
  });
});
