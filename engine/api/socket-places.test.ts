import t from 'tap';
import { SocketPlaces } from './socket-places.js';

t.test('one user does not take all places, and a place given back is free once', (t) => {
  const places = new SocketPlaces(2, 3);
  const first = places.take('a');
  t.ok(places.take('a'));
  t.equal(places.take('a'), undefined, 'the third of one user');
  t.ok(places.take('b'));
  t.equal(places.take('c'), undefined, 'the fourth of all');
  first?.();
  first?.();
  t.ok(places.take('c'));
  t.equal(places.take('d'), undefined);
  t.end();
});
