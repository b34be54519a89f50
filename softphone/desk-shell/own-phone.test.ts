import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { initialPhoneState, reducePhone, type PhoneEvent } from '../phone/phone-state.js';
import { Store } from '../phone/store.js';
import { OwnPhone, type PhoneLike } from './own-phone.js';

const working: readonly PhoneEvent[] = [
  { type: 'ownership.changed', ownership: 'mine' },
  { type: 'user.known', user: 'user-zhou' },
  { type: 'microphone.changed', microphone: 'ready' },
  { type: 'socket.changed', socket: 'open', retryAt: null },
  { type: 'registration.changed', registration: 'registered' },
];

function phoneForTest() {
  const store = new Store(initialPhoneState, reducePhone);
  const seen = { opened: 0, started: 0, expected: 0, dialled: [] as string[], digits: '' };
  const phone: PhoneLike = {
    get: store.get,
    subscribe: store.subscribe,
    start: () => seen.started++,
    close: async () => undefined,
    expectCall: () => seen.expected++,
    dial: async (number) => void seen.dialled.push(number),
    sendDigits: (digits) => {
      seen.digits += digits;
      return true;
    },
    mute: () => undefined,
    hangUp: async () => undefined,
  };
  const clock = new FakeClock();
  const open = async (): Promise<PhoneLike> => {
    seen.opened++;
    return phone;
  };
  return { seen, clock, store, own: new OwnPhone(open, clock) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

t.test('no phone is opened, and no microphone asked for, before it is needed', async (t) => {
  const { seen, own } = phoneForTest();
  t.equal(own.get(), undefined);
  t.equal(seen.opened, 0);
});

t.test('a call is expected when the phone has registered, and the phone is opened once', async (t) => {
  const { seen, store, own, clock } = phoneForTest();
  const first = own.expectCall();
  const second = own.expectCall();
  await settled();
  t.equal(seen.expected, 0);
  for (const event of working) store.dispatch(event);
  t.equal(await first, null);
  t.equal(await second, null);
  t.equal(seen.opened, 1);
  t.equal(seen.started, 1);
  t.ok(seen.expected > 0);
  t.equal(clock.pending, 0);
});

t.test('a phone that cannot work says why, and no call is expected', async (t) => {
  const { seen, store, own } = phoneForTest();
  const asked = own.expectCall();
  await settled();
  store.dispatch({ type: 'ownership.changed', ownership: 'mine' });
  store.dispatch({ type: 'user.known', user: 'user-zhou' });
  store.dispatch({ type: 'microphone.changed', microphone: 'denied' });
  store.dispatch({ type: 'socket.changed', socket: 'open', retryAt: null });
  store.dispatch({ type: 'registration.changed', registration: 'registered' });
  t.equal(await asked, 'microphoneDenied');
  t.equal(seen.expected, 0);
});

t.test('a phone that never registers is given up', async (t) => {
  const { own, clock, store } = phoneForTest();
  const asked = own.expectCall();
  await settled();
  for (const event of working.slice(0, 4)) store.dispatch(event);
  clock.advance(15_000);
  t.equal(await asked, 'registration');
  t.equal(clock.pending, 0);
});

t.test('a number is dialled when the phone works, and keys go to its call', async (t) => {
  const { seen, store, own } = phoneForTest();
  own.sendDigits('1');
  t.equal(seen.digits, '', 'there is no phone yet');
  const asked = own.dial('*88123456');
  await settled();
  t.same(seen.dialled, []);
  for (const event of working) store.dispatch(event);
  t.equal(await asked, null);
  t.same(seen.dialled, ['*88123456']);
  own.sendDigits('2#');
  t.equal(seen.digits, '2#');
});
