import t from 'tap';
import { askingForSession, reduceSession, type SessionEvent } from './session.js';

const user = { name: 'zhou', role: 'supervisor', agent: null, mustChangePassword: false } as const;
const after = (...events: SessionEvent[]) => events.reduce(reduceSession, askingForSession);
const newcomer = { type: 'user.known', user: { ...user, mustChangePassword: true } } as const;

t.test('a one-time password is changed before anything else', async (t) => {
  t.equal(after(newcomer).name, 'mustChange');
  t.equal(after(newcomer, { type: 'password.changed' }).name, 'signedIn');
  t.equal(after({ type: 'user.known', user }).name, 'signedIn');
});

t.test('a session that ended by itself is told apart from a sign-out', async (t) => {
  t.same(after({ type: 'session.missing' }), { name: 'signedOut', expired: false });
  t.same(after({ type: 'user.known', user }, { type: 'session.missing' }), {
    name: 'signedOut',
    expired: true,
  });
  t.same(after({ type: 'user.known', user }, { type: 'signed.out' }), { name: 'signedOut', expired: false });
  t.same(after({ type: 'user.known', user }, { type: 'session.missing' }, { type: 'session.missing' }), {
    ...{ name: 'signedOut', expired: true },
  });
});

t.test('a server that is away for a moment signs nobody out', async (t) => {
  t.equal(after({ type: 'user.known', user }, { type: 'server.silent' }).name, 'signedIn');
  t.equal(after({ type: 'server.silent' }).name, 'silent');
});
