import t from 'tap';
import type { AgentView } from '../../engine/control.js';
import type { ConversationView } from '../../engine/desk.js';
import { deskTimers, timerMs } from './desk-timers.js';

const agent: AgentView = { id: '1001', name: '', state: 'talking', reason: '', since: 100, registered: true };
const talk: ConversationView = {
  ...{ id: 'c1', direction: 'inbound', state: 'held', since: 300, startedAt: 200, agent: '1001' },
  ...{ caller: '1', callerName: '', called: '12345', keys: [], data: {} },
  parties: [{ leg: 'l', role: 'caller', party: '1', name: '', state: 'held', since: 300 }],
};
const names = (timers: ReturnType<typeof deskTimers>) => timers.map((timer) => timer.name);

t.test('without a call only the state counts', async (t) => {
  t.same(names(deskTimers({ ...agent, state: 'ready' }, undefined)), ['state']);
  t.same(deskTimers(undefined, undefined), []);
});

t.test('a held caller has a clock of its own from the moment of holding', async (t) => {
  const timers = deskTimers(agent, talk);
  t.same(names(timers), ['state', 'call', 'hold']);
  t.same(
    timers.map((timer) => timerMs(timer, 1000)),
    [900, 800, 700],
  );
});

t.test('wrap-up counts down to its end and stops at zero', async (t) => {
  const timers = deskTimers({ ...agent, state: 'wrapUp', wrapUpUntil: 1500 }, undefined);
  const wrapUp = timers.find((timer) => timer.name === 'wrapUp');
  t.equal(wrapUp && timerMs(wrapUp, 1000), 500);
  t.equal(wrapUp && timerMs(wrapUp, 9000), 0);
});

t.test('a conversation that ended has no clock', async (t) => {
  t.same(names(deskTimers(agent, { ...talk, state: 'ended' })), ['state']);
});
