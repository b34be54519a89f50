import t from 'tap';
import { dialable, destinationsOf, searchDestinations } from './destinations.js';

const agent = (id: string, name: string, state: 'ready' | 'talking' | 'signedOut') => ({
  ...{ id, name, state, reason: '', since: 0, registered: true },
});
const all = destinationsOf(
  {
    agents: [
      agent('1001', '我', 'ready'),
      agent('1002', '张丽', 'talking'),
      agent('1003', '张强', 'ready'),
      agent('1004', '张三', 'signedOut'),
    ],
    queues: [{ id: 'complaint', name: '投诉' }],
    contacts: [{ id: 'k1', department: '水务局', name: '值班室', number: '66001234' }],
    flows: [{ name: 'verify' }],
  },
  '1001',
);

t.test('who is signed out, and oneself, are no destination', (t) => {
  t.same(
    all.map(({ detail }) => detail),
    ['1002', '1003', 'complaint', '66001234', ''],
  );
  t.end();
});

t.test('every word must be found; who is free comes first', (t) => {
  t.same(
    searchDestinations(all, '张').map(({ detail }) => detail),
    ['1003', '1002'],
  );
  t.same(
    searchDestinations(all, '水务 值班').map(({ name }) => name),
    ['水务局 值班室'],
  );
  t.same(searchDestinations(all, '没有'), []);
  t.end();
});

t.test('a number that is none of them can be dialled as it is; one that is theirs is not doubled', (t) => {
  t.match(searchDestinations(all, '138 1234-5678')[0], { to: { kind: 'number', number: '13812345678' } });
  t.match(searchDestinations(all, '1002'), [{ to: { kind: 'agent', agent: '1002' } }]);
  t.end();
});

t.test('a number may be typed as people write it, also with full-width figures', (t) => {
  t.equal(dialable('(021) 6600-1234'), '02166001234');
  t.equal(dialable('１２３４５'), '12345');
  t.equal(dialable('+86 138 1234 5678'), '+8613812345678');
  for (const text of ['', '1', '12a', "1'; drop", '1'.repeat(33)]) t.equal(dialable(text), null);
  t.end();
});
