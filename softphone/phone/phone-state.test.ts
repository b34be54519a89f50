import fc from 'fast-check';
import t from 'tap';
import { healthOf, isStarting, phoneProblem } from './phone-health.js';
import { initialPhoneState, reducePhone, type PhoneEvent, type PhoneState } from './phone-state.js';

const play = (...events: PhoneEvent[]): PhoneState => events.reduce(reducePhone, initialPhoneState);
const incoming: PhoneEvent = {
  ...{ type: 'call.appeared', at: 1 },
  call: { id: 'a', direction: 'in', number: '1', name: '', conversation: null },
};
const working: PhoneEvent[] = [
  { type: 'ownership.changed', ownership: 'mine' },
  { type: 'user.known', user: '1001' },
  { type: 'microphone.changed', microphone: 'ready' },
  { type: 'socket.changed', socket: 'open', retryAt: null },
  { type: 'registration.changed', registration: 'registered' },
];

t.test('a call rings, is answered, and leaves how it ended', (t) => {
  const talking = play(
    incoming,
    { type: 'call.answering', id: 'a' },
    { type: 'call.established', id: 'a', at: 5 },
  );
  t.match(talking.call, { state: 'talking', startedAt: 1, answeredAt: 5 });
  const ended = reducePhone(talking, { type: 'call.ended', id: 'a', at: 9, end: 'remote' });
  t.equal(ended.call, null);
  t.same(ended.lastEnd, { at: 9, end: 'remote', number: '1' });
  t.end();
});

t.test('what comes late, of a call that is over or of another, changes nothing', (t) => {
  const state = play(incoming);
  for (const event of [
    { type: 'call.established', id: 'b', at: 2 },
    { type: 'call.ended', id: 'b', at: 2, end: 'remote' },
    { type: 'digits.sent', id: 'b', digits: '1' },
  ] satisfies PhoneEvent[]) {
    t.equal(reducePhone(state, event), state);
  }
  const ending = reducePhone(state, { type: 'call.ending', id: 'a' });
  t.equal(
    reducePhone(ending, { type: 'call.established', id: 'a', at: 3 }),
    ending,
    'hung up while it was answered',
  );
  t.end();
});

t.test('a second call does not push out the first', (t) => {
  const state = play(incoming);
  t.equal(reducePhone(state, { ...incoming, call: { ...incoming.call, id: 'b' } }), state);
  t.end();
});

t.test('without a connection there is no registration', (t) => {
  const state = play(...working, { type: 'socket.changed', socket: 'closed', retryAt: 5 });
  t.equal(state.registration, 'none');
  t.same(healthOf(state), { ok: false, problem: 'socket' });
  t.end();
});

t.test(
  'the phone works when microphone, connection and registration are there, and says what is not',
  (t) => {
    t.same(healthOf(play(...working)), { ok: true });
    const faults: readonly [PhoneEvent, string][] = [
      [{ type: 'microphone.changed', microphone: 'denied' }, 'microphone'],
      [{ type: 'microphone.changed', microphone: 'missing' }, 'microphone'],
      [{ type: 'media.changed', media: 'failed' }, 'media'],
      [{ type: 'registration.changed', registration: 'refused' }, 'registration'],
      [{ type: 'ownership.changed', ownership: 'otherTab' }, 'otherTab'],
    ];
    for (const [event, problem] of faults) t.same(healthOf(play(...working, event)), { ok: false, problem });
    t.equal(phoneProblem(play(...working, { type: 'microphone.changed', microphone: 'silent' })), null);
    t.end();
  },
);

t.test('coming up is no fault, and a fault is not coming up', (t) => {
  for (let n = 0; n < working.length; n++) t.ok(isStarting(play(...working.slice(0, n))), `after ${n} steps`);
  t.notOk(isStarting(play(...working)));
  t.notOk(isStarting(play(...working, { type: 'socket.changed', socket: 'closed', retryAt: 9 })));
  t.notOk(isStarting(play(...working, { type: 'registration.changed', registration: 'refused' })));
  t.end();
});

t.test('whatever comes, answered calls have a time and nobody talks in a call that is not there', (t) => {
  const id = fc.constantFrom('a', 'b');
  const event = fc.oneof(
    id.map((one): PhoneEvent => ({ ...incoming, call: { ...incoming.call, id: one } })),
    id.map((one): PhoneEvent => ({ type: 'call.answering', id: one })),
    id.map((one): PhoneEvent => ({ type: 'call.established', id: one, at: 2 })),
    id.map((one): PhoneEvent => ({ type: 'call.ending', id: one })),
    id.map((one): PhoneEvent => ({ type: 'call.ended', id: one, at: 3, end: 'local' })),
    fc.constant<PhoneEvent>({ type: 'socket.changed', socket: 'closed', retryAt: null }),
  );
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const { call, quality } = play(...events);
      return call === null ? quality === null : call.state !== 'talking' || call.answeredAt !== null;
    }),
  );
  t.end();
});
