import t from 'tap';
import { Registrations } from './registrations.js';

t.test('a list tells who came and who went since the one before', (t) => {
  const registrations = new Registrations();
  t.equal(registrations.known, false);
  t.same(registrations.replace('a', ['1', '2']), { gone: [], come: ['1', '2'] });
  t.same(registrations.replace('a', ['2', '3']), { gone: ['1'], come: ['3'] });
  t.end();
});

t.test('a user who is left at another switch is not gone', (t) => {
  const registrations = new Registrations();
  registrations.replace('a', ['1']);
  registrations.add('b', '1');
  t.same(registrations.replace('a', []), { gone: [], come: [] });
  t.ok(registrations.has('1'));
  t.end();
});

t.test(
  'the first list after a switch was away tells of everybody, so that nobody keeps a fault of that time',
  (t) => {
    const registrations = new Registrations();
    registrations.replace('a', ['1', '2']);
    registrations.lostTouch('a');
    t.ok(registrations.has('1'), 'until then they count as registered');
    t.same(registrations.replace('a', ['1']), { gone: ['2'], come: ['1'] });
    t.same(registrations.replace('a', ['1']), { gone: [], come: [] });
    t.end();
  },
);
