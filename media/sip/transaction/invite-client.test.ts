import t from 'tap';
import { beginInviteClient, stepInviteClient, type InviteClientState } from './invite-client.js';
import { defaultTimes, type Rules } from './step.js';

const udp: Rules = { ...defaultTimes, reliable: false };
const tcp: Rules = { ...defaultTimes, reliable: true };
const response = (status: number) => ({ kind: 'response', status }) as const;
const timer = (name: 'A' | 'B' | 'D' | 'M') => ({ kind: 'timer', timer: name }) as const;
const calling: InviteClientState = { name: 'calling', waitMs: 500 };
const proceeding: InviteClientState = { name: 'proceeding', cancelled: false };
const cancelled: InviteClientState = { name: 'proceeding', cancelled: true };
const completed: InviteClientState = { name: 'completed' };
const accepted: InviteClientState = { name: 'accepted' };

t.test('RFC 3261 17.1.1.2: Calling sends, and starts B at 64*T1 and, over UDP only, A at T1', async (t) => {
  t.same(beginInviteClient(udp), [
    calling,
    [{ do: 'send' }, { do: 'start', timer: 'B', ms: 32_000 }, { do: 'start', timer: 'A', ms: 500 }],
  ]);
  t.same(beginInviteClient(tcp)[1], [{ do: 'send' }, { do: 'start', timer: 'B', ms: 32_000 }]);
});

t.test('RFC 3261 17.1.1.2: Timer A doubles each time and knows no upper bound', async (t) => {
  let state: InviteClientState = calling;
  const waits: number[] = [];
  for (let i = 0; i < 6; i++) {
    const [next, effects] = stepInviteClient(state, timer('A'), udp);
    state = next;
    t.same(effects[0], { do: 'send' });
    for (const effect of effects) if (effect.do === 'start') waits.push(effect.ms);
  }
  t.same(waits, [1000, 2000, 4000, 8000, 16_000, 32_000]);
});

t.test('RFC 3261 17.1.1.2: Timer B ends Calling and tells the user of a time-out', async (t) => {
  t.same(stepInviteClient(calling, timer('B'), udp), [
    { name: 'terminated' },
    [{ do: 'fail', cause: 'timeout' }],
  ]);
});

t.test('RFC 3261 17.1.1.2: a transport error ends Calling and is told to the user', async (t) => {
  t.same(stepInviteClient(calling, { kind: 'transportFailed' }, udp), [
    { name: 'terminated' },
    [{ do: 'fail', cause: 'transport' }],
  ]);
});

t.test('RFC 3261 17.1.1.2: the first 1xx stops A and B; later ones are passed on as they come', async (t) => {
  t.same(stepInviteClient(calling, response(180), udp), [
    proceeding,
    [{ do: 'stop', timers: ['A', 'B'] }, { do: 'pass' }],
  ]);
  t.same(stepInviteClient(proceeding, response(183), udp), [proceeding, [{ do: 'pass' }]]);
});

t.test(
  'RFC 3261 17.1.1.2: no timer of ours ends Proceeding; how long to ring is the user’s affair',
  async (t) => {
    for (const name of ['A', 'B', 'D', 'M'] as const)
      t.same(stepInviteClient(proceeding, timer(name), udp), [proceeding, []]);
  },
);

t.test(
  'RFC 3261 17.1.1.2: 300 to 699 is acknowledged, starts D (32 s; 0 over TCP) and is passed on',
  async (t) => {
    for (const status of [300, 486, 699]) {
      t.same(stepInviteClient(proceeding, response(status), udp), [
        completed,
        [{ do: 'ack' }, { do: 'start', timer: 'D', ms: 32_000 }, { do: 'pass' }],
      ]);
    }
    t.same(stepInviteClient(calling, response(486), tcp)[1], [
      { do: 'stop', timers: ['A', 'B'] },
      { do: 'ack' },
      { do: 'start', timer: 'D', ms: 0 },
      { do: 'pass' },
    ]);
  },
);

t.test(
  'RFC 3261 17.1.1.2: in Completed a repeated final response is acknowledged and not passed on',
  async (t) => {
    t.same(stepInviteClient(completed, response(486), udp), [completed, [{ do: 'ack' }]]);
    t.same(stepInviteClient(completed, response(180), udp), [completed, []]);
  },
);

t.test('RFC 3261 17.1.1.2: D, or an ACK that could not be sent, ends Completed', async (t) => {
  t.same(stepInviteClient(completed, timer('D'), udp), [{ name: 'terminated' }, []]);
  t.same(stepInviteClient(completed, { kind: 'transportFailed' }, udp), [{ name: 'terminated' }, []]);
});

t.test('RFC 6026 7.2: a 2xx leads to Accepted, where M runs for 64*T1 over UDP and TCP alike', async (t) => {
  for (const rules of [udp, tcp])
    t.same(stepInviteClient(proceeding, response(200), rules), [
      accepted,
      [{ do: 'start', timer: 'M', ms: 32_000 }, { do: 'pass' }],
    ]);
});

t.test(
  'RFC 6026 7.2: in Accepted every 2xx goes to the user, anything else nowhere, and M ends it',
  async (t) => {
    t.same(stepInviteClient(accepted, response(200), udp), [accepted, [{ do: 'pass' }]]);
    t.same(stepInviteClient(accepted, response(486), udp), [accepted, []]);
    t.same(stepInviteClient(accepted, response(180), udp), [accepted, []]);
    t.same(stepInviteClient(accepted, timer('M'), udp), [{ name: 'terminated' }, []]);
  },
);

t.test('nothing leaves Terminated', async (t) => {
  const end: InviteClientState = { name: 'terminated' };
  for (const input of [response(200), timer('A'), { kind: 'transportFailed' } as const])
    t.same(stepInviteClient(end, input, udp), [end, []]);
});

t.test('RFC 3261 9.1: after CANCEL the end of the INVITE is waited for 64*T1, once', async (t) => {
  t.same(stepInviteClient(proceeding, { kind: 'cancelled' }, udp), [
    cancelled,
    [{ do: 'start', timer: 'cancelled', ms: 32_000 }],
  ]);
  t.same(stepInviteClient(cancelled, { kind: 'cancelled' }, udp), [cancelled, []]);
  t.same(stepInviteClient(cancelled, response(180), udp), [cancelled, [{ do: 'pass' }]]);
  t.same(stepInviteClient(cancelled, response(487), udp)[1][0], { do: 'stop', timers: ['cancelled'] });
  t.same(stepInviteClient(cancelled, { kind: 'timer', timer: 'cancelled' }, udp), [
    { name: 'terminated' },
    [{ do: 'fail', cause: 'timeout' }],
  ]);
});
