import t from 'tap';
import type { LiveCallView } from '../../engine/control.js';
import type { ConversationView } from '../../engine/desk.js';
import { callOfAgent, callOfSupervisor, supervisedCalls } from './supervised-call.js';

const call = (id: string, startedAt: number, stage: LiveCallView['stage'] = 'talking'): LiveCallView => ({
  ...{ id, caller: '1', called: '12345', startedAt, stage, agent: '1001' },
});
const conversation = (id: string, more: Partial<ConversationView> = {}): ConversationView => ({
  ...{ id, direction: 'inbound', state: 'held', since: 1, startedAt: 5, agent: '1001', caller: '1' },
  ...{ callerName: '', called: '12345', keys: [], data: {}, parties: [] },
  ...more,
});

t.test('a call and its conversation are one line, and the conversation tells its state', async (t) => {
  const lines = supervisedCalls([call('c1', 5), call('c2', 3, 'flow')], [conversation('c1')]);
  t.same(
    lines.map(({ id, state }) => [id, state]),
    [
      ['c2', 'flow'],
      ['c1', 'held'],
    ],
  );
});

t.test('a caller whom no agent has yet is said to wait, or to be in the menu', async (t) => {
  const unserved: ConversationView = {
    ...{ id: 'c1', direction: 'inbound', state: 'inFlow', since: 1, startedAt: 5, caller: '1' },
    ...{ callerName: '', called: '12345', keys: [], data: {}, parties: [] },
  };
  t.equal(supervisedCalls([call('c1', 5, 'waiting')], [unserved])[0]?.state, 'waiting');
  const sent = conversation('c1', { state: 'inFlow' });
  t.equal(supervisedCalls([call('c1', 5, 'flow')], [sent])[0]?.state, 'inFlow', 'sent there by an agent');
});

t.test('an engine that keeps no conversations still shows its calls', async (t) => {
  t.same(
    supervisedCalls([call('c1', 5)], []).map(({ id, state }) => [id, state]),
    [['c1', 'talking']],
  );
});

t.test('a conversation that ended is no line', async (t) => {
  t.same(supervisedCalls([], [conversation('c1', { state: 'ended' })]), []);
});

t.test('the call of an agent, and the one that a supervisor joined, are found', async (t) => {
  const joined = conversation('c2', { supervision: { supervisor: 'zhou', mode: 'listen' } });
  const lines = supervisedCalls([], [conversation('c1'), joined]);
  t.equal(callOfAgent(lines, '1001')?.id, 'c2');
  t.equal(callOfAgent(lines, '1002'), undefined);
  t.equal(callOfSupervisor(lines, 'zhou')?.id, 'c2');
  t.equal(callOfSupervisor(lines, 'wu'), undefined);
});
