import t from 'tap';
import type { AgentView, LiveCallView } from '../../engine/control.js';
import type { ConversationView, TaskLine } from '../../engine/desk.js';
import { applyEvent, dismiss, emptyLive, takePicture, type LiveEvent, type LiveState } from './live-model.js';

const agent = (state: AgentView['state']): AgentView => ({
  ...{ id: '1001', name: '张敏', state, reason: '', since: 5, registered: true },
});
const call: LiveCallView = { id: 'c1', caller: '1', called: '12345', startedAt: 1, stage: 'waiting' };
const conversation = (state: ConversationView['state']): ConversationView => ({
  ...{ id: 'c1', direction: 'inbound', state, since: 1, startedAt: 1, caller: '1', callerName: '' },
  ...{ called: '12345', keys: [], data: {}, parties: [] },
});

function after(...events: LiveEvent[]): LiveState {
  return events.reduce((state, event) => applyEvent(state, event).state, emptyLive);
}

t.test('an agent is one line, whatever number of changes came', async (t) => {
  const { picture } = after(
    { type: 'agent.changed', at: 1, agent: agent('ready'), by: '1001' },
    { type: 'agent.changed', at: 2, agent: agent('talking'), by: 'system' },
  );
  t.same(
    picture.agents.map((one) => one.state),
    ['talking'],
  );
});

t.test('a state that somebody else set says who; the own and the engine’s do not', async (t) => {
  const state = after(
    { type: 'agent.changed', at: 1, agent: agent('ready'), by: '1001' },
    { type: 'agent.changed', at: 2, agent: agent('talking'), by: 'system' },
    { type: 'agent.changed', at: 3, agent: agent('notReady'), by: 'zhou' },
  );
  t.same(
    state.happenings.map((one) => one.kind === 'stateForced' && one.by),
    ['zhou'],
  );
});

t.test('a call is there until it ended, and so is a conversation', async (t) => {
  const talking = after(
    { type: 'call.started', at: 1, call },
    { type: 'conversation.changed', at: 1, conversation: conversation('talking') },
  );
  t.equal(talking.picture.calls.length, 1);
  t.equal(talking.conversations.length, 1);
  const ended = [
    { type: 'call.ended', at: 2, call, cause: 'NORMAL_CLEARING' },
    { type: 'conversation.changed', at: 2, conversation: conversation('ended') },
  ] as const;
  const over = ended.reduce<LiveState>((state, event) => applyEvent(state, event).state, talking);
  t.equal(over.picture.calls.length, 0);
  t.equal(over.conversations.length, 0);
});

t.test('events that do not say what changed have the picture read again', async (t) => {
  t.ok(applyEvent(emptyLive, { type: 'queue.changed', at: 1, queue: 'general', waiting: 2 }).refresh);
  t.notOk(applyEvent(emptyLive, { type: 'agent.changed', at: 1, agent: agent('ready'), by: '' }).refresh);
});

t.test('an event of a newer engine changes nothing', async (t) => {
  const unknown = { type: 'weather.changed', at: 1 } as unknown as LiveEvent;
  t.equal(applyEvent(emptyLive, unknown).state, emptyLive);
});

t.test('the feed is bounded, latest first, and what was dealt with leaves it', async (t) => {
  const asked = Array.from({ length: 80 }, (_, at): LiveEvent => {
    return { type: 'help.asked', at, agent: '1001', text: 'help' };
  });
  const state = after(...asked);
  t.equal(state.happenings.length, 50);
  t.equal(state.happenings[0]?.at, 79);
  const [latest] = state.happenings;
  t.equal(dismiss(state, latest?.id ?? 0).happenings[0]?.at, 78);
});

t.test('a new picture keeps the feed', async (t) => {
  const state = after({ type: 'message', at: 1, from: 'zhou', to: '1001', text: 'hi' });
  t.equal(takePicture(state, emptyLive.picture, [], []).happenings.length, 1);
});

t.test('work of other media is there until it is over', async (t) => {
  const task: Omit<TaskLine, 'state'> = {
    ...{
      id: 't1',
      medium: 'chat',
      queue: 'general',
      priority: 0,
      level: 0,
      skills: {},
      subject: '',
      data: {},
    },
    ...{ agent: null, createdAt: 1, changedAt: 1 },
  };
  const changed = (state: 'waiting' | 'accepted' | 'done'): LiveEvent => ({
    ...{ type: 'task.changed', at: 1, task: { ...task, state } },
  });
  t.match(after(changed('waiting'), changed('accepted')).tasks, [{ id: 't1', state: 'accepted' }]);
  t.same(after(changed('waiting'), changed('done')).tasks, []);
  t.ok(applyEvent(emptyLive, changed('waiting')).refresh, 'who waits is read again');
});
