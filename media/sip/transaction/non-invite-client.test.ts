import t from 'tap';
import { beginNonInviteClient, stepNonInviteClient, type NonInviteClientState } from './non-invite-client.js';
import { defaultTimes, type Rules } from './step.js';

const udp: Rules = { ...defaultTimes, reliable: false };
const tcp: Rules = { ...defaultTimes, reliable: true };
const response = (status: number) => ({ kind: 'response', status }) as const;
const timer = (name: 'E' | 'F' | 'K') => ({ kind: 'timer', timer: name }) as const;
const trying: NonInviteClientState = { name: 'trying', waitMs: 500 };
const proceeding: NonInviteClientState = { name: 'proceeding' };
const completed: NonInviteClientState = { name: 'completed' };
const terminated: NonInviteClientState = { name: 'terminated' };

t.test('RFC 3261 17.1.2.2: Trying sends, and starts F at 64*T1 and, over UDP only, E at T1', async (t) => {
  t.same(beginNonInviteClient(udp), [
    trying,
    [{ do: 'send' }, { do: 'start', timer: 'F', ms: 32_000 }, { do: 'start', timer: 'E', ms: 500 }],
  ]);
  t.same(beginNonInviteClient(tcp)[1], [{ do: 'send' }, { do: 'start', timer: 'F', ms: 32_000 }]);
});

t.test('RFC 3261 17.1.2.2: Timer E doubles from T1 and stops at T2', async (t) => {
  let state: NonInviteClientState = trying;
  const waits: number[] = [];
  for (let i = 0; i < 5; i++) {
    const [next, effects] = stepNonInviteClient(state, timer('E'), udp);
    state = next;
    t.same(effects[0], { do: 'send' });
    for (const effect of effects) if (effect.do === 'start') waits.push(effect.ms);
  }
  t.same(waits, [1000, 2000, 4000, 4000, 4000]);
});

t.test('RFC 3261 17.1.2.2: a 1xx leaves E and F running; E is T2 from then on', async (t) => {
  t.same(stepNonInviteClient(trying, response(100), udp), [proceeding, [{ do: 'pass' }]]);
  t.same(stepNonInviteClient(proceeding, timer('E'), udp), [
    proceeding,
    [{ do: 'send' }, { do: 'start', timer: 'E', ms: 4000 }],
  ]);
});

t.test('RFC 3261 17.1.2.2: F ends Trying and Proceeding with a time-out', async (t) => {
  for (const state of [trying, proceeding])
    t.same(stepNonInviteClient(state, timer('F'), udp), [terminated, [{ do: 'fail', cause: 'timeout' }]]);
});

t.test('RFC 3261 17.1.2.2: a final response stops E and F and starts K (T4; 0 over TCP)', async (t) => {
  for (const status of [200, 302, 486, 699])
    t.same(stepNonInviteClient(proceeding, response(status), udp), [
      completed,
      [{ do: 'stop', timers: ['E', 'F'] }, { do: 'start', timer: 'K', ms: 5000 }, { do: 'pass' }],
    ]);
  t.same(stepNonInviteClient(trying, response(200), tcp)[1][1], { do: 'start', timer: 'K', ms: 0 });
});

t.test('RFC 3261 17.1.2.2: Completed absorbs repeated responses until K', async (t) => {
  t.same(stepNonInviteClient(completed, response(200), udp), [completed, []]);
  t.same(stepNonInviteClient(completed, { kind: 'transportFailed' }, udp), [completed, []]);
  t.same(stepNonInviteClient(completed, timer('K'), udp), [terminated, []]);
});

t.test('RFC 3261 17.1.4: a transport error ends Trying and Proceeding and is told to the user', async (t) => {
  for (const state of [trying, proceeding])
    t.same(stepNonInviteClient(state, { kind: 'transportFailed' }, udp), [
      terminated,
      [{ do: 'fail', cause: 'transport' }],
    ]);
});
