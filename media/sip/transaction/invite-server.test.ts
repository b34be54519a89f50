import t from 'tap';
import { beginInviteServer, stepInviteServer, type InviteServerState } from './invite-server.js';
import { defaultTimes, type Rules } from './step.js';

const udp: Rules = { ...defaultTimes, reliable: false };
const tcp: Rules = { ...defaultTimes, reliable: true };
const respond = (status: number) => ({ kind: 'respond', status }) as const;
const timer = (name: 'G' | 'H' | 'I' | 'L' | 'trying') => ({ kind: 'timer', timer: name }) as const;
const request = { kind: 'request' } as const;
const ack = { kind: 'ack' } as const;
const silent: InviteServerState = { name: 'proceeding', answered: false };
const answered: InviteServerState = { name: 'proceeding', answered: true };
const accepted: InviteServerState = { name: 'accepted' };
const completed: InviteServerState = { name: 'completed', waitMs: 500 };
const confirmed: InviteServerState = { name: 'confirmed' };
const terminated: InviteServerState = { name: 'terminated' };

t.test('RFC 3261 17.2.1: 100 goes out by itself when the user is silent for 200 ms', async (t) => {
  t.same(beginInviteServer(udp), [silent, [{ do: 'start', timer: 'trying', ms: 200 }]]);
  t.same(stepInviteServer(silent, timer('trying'), udp), [answered, [{ do: 'trying' }]]);
});

t.test('RFC 3261 17.2.1: a response of the user in time makes the 100 needless', async (t) => {
  t.same(stepInviteServer(silent, respond(180), udp), [
    answered,
    [{ do: 'stop', timers: ['trying'] }, { do: 'send' }],
  ]);
});

t.test(
  'RFC 3261 17.2.1: a repeated INVITE gets the last provisional response, when there was one',
  async (t) => {
    t.same(stepInviteServer(silent, request, udp), [silent, []]);
    t.same(stepInviteServer(answered, request, udp), [answered, [{ do: 'resend' }]]);
  },
);

t.test('RFC 3261 17.2.1: 300 to 699 starts H over both and G over UDP only', async (t) => {
  t.same(stepInviteServer(answered, respond(486), udp), [
    completed,
    [{ do: 'send' }, { do: 'start', timer: 'H', ms: 32_000 }, { do: 'start', timer: 'G', ms: 500 }],
  ]);
  t.same(stepInviteServer(answered, respond(486), tcp), [
    completed,
    [{ do: 'send' }, { do: 'start', timer: 'H', ms: 32_000 }],
  ]);
});

t.test('RFC 3261 17.2.1: Timer G doubles from T1 and stops at T2', async (t) => {
  let state: InviteServerState = completed;
  const waits: number[] = [];
  for (let i = 0; i < 5; i++) {
    const [next, effects] = stepInviteServer(state, timer('G'), udp);
    state = next;
    t.same(effects[0], { do: 'resend' });
    for (const effect of effects) if (effect.do === 'start') waits.push(effect.ms);
  }
  t.same(waits, [1000, 2000, 4000, 4000, 4000]);
});

t.test('RFC 3261 17.2.1: in Completed a repeated INVITE gets the final response again', async (t) => {
  t.same(stepInviteServer(completed, request, udp), [completed, [{ do: 'resend' }]]);
});

t.test('RFC 3261 17.2.1: H without an ACK ends it and is told to the user', async (t) => {
  t.same(stepInviteServer(completed, timer('H'), udp), [terminated, [{ do: 'fail', cause: 'timeout' }]]);
});

t.test('RFC 3261 17.2.1: the ACK stops G and H and starts I (T4; 0 over TCP)', async (t) => {
  t.same(stepInviteServer(completed, ack, udp), [
    confirmed,
    [
      { do: 'stop', timers: ['G', 'H'] },
      { do: 'start', timer: 'I', ms: 5000 },
    ],
  ]);
  t.same(stepInviteServer(completed, ack, tcp)[1][1], { do: 'start', timer: 'I', ms: 0 });
});

t.test('RFC 3261 17.2.1: Confirmed absorbs ACKs and INVITEs until I', async (t) => {
  t.same(stepInviteServer(confirmed, ack, udp), [confirmed, []]);
  t.same(stepInviteServer(confirmed, request, udp), [confirmed, []]);
  t.same(stepInviteServer(confirmed, timer('I'), udp), [terminated, []]);
});

t.test('RFC 6026 7.1: a 2xx leads to Accepted, where L runs for 64*T1 over UDP and TCP alike', async (t) => {
  for (const rules of [udp, tcp])
    t.same(stepInviteServer(answered, respond(200), rules), [
      accepted,
      [{ do: 'send' }, { do: 'start', timer: 'L', ms: 32_000 }],
    ]);
});

t.test(
  'RFC 6026 7.1: Accepted absorbs INVITEs, sends the user’s 2xx again, passes ACKs, and ends with L',
  async (t) => {
    t.same(stepInviteServer(accepted, request, udp), [accepted, []]);
    t.same(stepInviteServer(accepted, respond(200), udp), [accepted, [{ do: 'send' }]]);
    t.same(stepInviteServer(accepted, respond(486), udp), [accepted, []]);
    t.same(stepInviteServer(accepted, ack, udp), [accepted, [{ do: 'passAck' }]]);
    t.same(stepInviteServer(accepted, timer('L'), udp), [terminated, []]);
  },
);

t.test('RFC 6026 7.1: a transport error is told to the user and changes no state', async (t) => {
  for (const state of [silent, answered, accepted, completed, confirmed])
    t.same(stepInviteServer(state, { kind: 'transportFailed' }, udp), [
      state,
      [{ do: 'fail', cause: 'transport' }],
    ]);
});

t.test('a late timer of another state does nothing', async (t) => {
  t.same(stepInviteServer(accepted, timer('G'), udp), [accepted, []]);
  t.same(stepInviteServer(confirmed, timer('H'), udp), [confirmed, []]);
  t.same(stepInviteServer(terminated, timer('L'), udp), [terminated, []]);
});
