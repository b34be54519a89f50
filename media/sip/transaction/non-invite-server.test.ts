import t from 'tap';
import { beginNonInviteServer, stepNonInviteServer, type NonInviteServerState } from './non-invite-server.js';
import { defaultTimes, type Rules } from './step.js';

const udp: Rules = { ...defaultTimes, reliable: false };
const tcp: Rules = { ...defaultTimes, reliable: true };
const respond = (status: number) => ({ kind: 'respond', status }) as const;
const request = { kind: 'request' } as const;
const trying: NonInviteServerState = { name: 'trying' };
const proceeding: NonInviteServerState = { name: 'proceeding' };
const completed: NonInviteServerState = { name: 'completed' };
const terminated: NonInviteServerState = { name: 'terminated' };

t.test('RFC 3261 17.2.2: Trying discards repeated requests', async (t) => {
  t.same(beginNonInviteServer(), [trying, []]);
  t.same(stepNonInviteServer(trying, request, udp), [trying, []]);
});

t.test('RFC 3261 17.2.2: a 1xx leads to Proceeding, which repeats it for repeated requests', async (t) => {
  t.same(stepNonInviteServer(trying, respond(100), udp), [proceeding, [{ do: 'send' }]]);
  t.same(stepNonInviteServer(proceeding, request, udp), [proceeding, [{ do: 'resend' }]]);
});

t.test('RFC 3261 17.2.2: a final response starts J: 64*T1, 0 over TCP', async (t) => {
  for (const state of [trying, proceeding]) {
    t.same(stepNonInviteServer(state, respond(200), udp), [
      completed,
      [{ do: 'send' }, { do: 'start', timer: 'J', ms: 32_000 }],
    ]);
    t.same(stepNonInviteServer(state, respond(200), tcp)[1][1], { do: 'start', timer: 'J', ms: 0 });
  }
});

t.test(
  'RFC 3261 17.2.2: Completed repeats the final response, takes no other, and ends with J',
  async (t) => {
    t.same(stepNonInviteServer(completed, request, udp), [completed, [{ do: 'resend' }]]);
    t.same(stepNonInviteServer(completed, respond(500), udp), [completed, []]);
    t.same(stepNonInviteServer(completed, { kind: 'timer', timer: 'J' }, udp), [terminated, []]);
  },
);

t.test(
  'RFC 3261 17.2.4: a transport error ends Proceeding and Completed and is told to the user',
  async (t) => {
    for (const state of [proceeding, completed])
      t.same(stepNonInviteServer(state, { kind: 'transportFailed' }, udp), [
        terminated,
        [{ do: 'fail', cause: 'transport' }],
      ]);
  },
);
