import t from 'tap';
import type { AgentView } from '../../engine/control.js';
import type { ConversationView } from '../../engine/desk.js';
import {
  changedData,
  concerns,
  currentOf,
  editableData,
  noMemory,
  remember,
  shownConversation,
} from './desk-model.js';

const agent: AgentView = { id: '1001', name: '', state: 'wrapUp', reason: '', since: 1, registered: true };
const talk = (
  id: string,
  startedAt: number,
  state: ConversationView['state'] = 'talking',
): ConversationView => ({
  ...{ id, direction: 'inbound', state, since: 1, startedAt, agent: '1001', caller: '1', callerName: '' },
  ...{ called: '12345', keys: [], data: {}, parties: [] },
});

t.test('of two conversations that go on the later one is shown', async (t) => {
  t.equal(currentOf([talk('a', 5), talk('b', 9), talk('c', 7)])?.id, 'b');
  t.equal(currentOf([talk('a', 5), talk('b', 9, 'ended')])?.id, 'a');
});

t.test('a conversation stays for the wrap-up after it ended, until the next one', async (t) => {
  const memory = remember(noMemory, [talk('a', 5)]);
  const after = shownConversation(remember(memory, []), [], agent);
  t.equal(after?.conversation.id, 'a');
  t.equal(after?.phase, 'after');
  t.equal(shownConversation(memory, [talk('b', 9)], agent)?.conversation.id, 'b');
});

t.test('nothing is left on the desk of who signed out', async (t) => {
  const memory = remember(noMemory, [talk('a', 5)]);
  t.equal(shownConversation(memory, [], { ...agent, state: 'signedOut' }), undefined);
});

t.test('only changed call data is sent, and an emptied value counts as a change', async (t) => {
  t.same(
    changedData({ category: 'report', notes: 'x' }, { category: 'report', notes: '', place: undefined }),
    [{ key: 'notes', value: '' }],
  );
});

t.test('what the wrap-up form has fields for does not stand among the call data as well', async (t) => {
  t.same(editableData({ category: 'report', notes: 'x', place: '北京路' }), [
    { key: 'place', value: '北京路' },
  ]);
});

t.test('an agent sees messages to itself and to all, and states that others set it to', async (t) => {
  const message = { kind: 'message', id: 1, at: 1, from: 'zhou', to: '1001', text: '' } as const;
  t.ok(concerns(message, '1001', 'min'));
  t.ok(concerns({ ...message, to: 'all' }, '1001', 'min'));
  t.notOk(concerns({ ...message, to: '1002' }, '1001', 'min'));
  const forced = { kind: 'stateForced', id: 1, at: 1, by: 'zhou', agent } as const;
  t.ok(concerns(forced, '1001', 'min'));
  t.notOk(concerns({ ...forced, by: 'min' }, '1001', 'min'));
  t.notOk(concerns({ kind: 'help', id: 1, at: 1, agent: '1001', text: '' }, '1001', 'min'));
});
