import t from 'tap';
import type { ConversationView } from '../../engine/desk.js';
import { reduceBar, type BarEvent, type BarState } from './bar-state.js';
import { newsBetween, snapshotOf } from './snapshot.js';
import {
  readyScene,
  sceneAgent,
  sceneCall,
  sceneConversation,
  sceneNow,
  scenes,
  workingPhone,
} from './testing/scenes.js';

const play = (state: BarState, ...events: BarEvent[]): BarState => events.reduce(reduceBar, state);
const changed = (conversation: Partial<ConversationView>): BarEvent => ({
  type: 'pushed',
  event: { type: 'conversation.changed', at: 1, conversation: { ...sceneConversation, ...conversation } },
});

t.test('a conversation of this agent shows; another agent’s does not', (t) => {
  t.equal(play(readyScene, changed({ agent: '1002' })).conversation, null);
  t.equal(play(readyScene, changed({})).conversation?.id, 'c1');
  const consulted = {
    leg: 'l',
    role: 'consulted',
    party: '1001',
    name: '',
    state: 'ringing',
    since: 1,
  } as const;
  t.equal(play(readyScene, changed({ agent: '1002', parties: [consulted] })).conversation?.id, 'c1');
  t.end();
});

t.test(
  'a conversation that went to somebody else, or ended, is over here, and its result stays known',
  (t) => {
    const talking = play(readyScene, changed({ state: 'talking' }));
    t.equal(play(talking, changed({ agent: '1002' })).conversation, null);
    const ended = play(talking, changed({ state: 'ended', result: 'busy' }));
    t.equal(ended.conversation, null);
    t.equal(ended.lastEnded?.result, 'busy');
    t.end();
  },
);

t.test('a state that somebody else set names who; the agent’s own and the system’s name nobody', (t) => {
  const agent = { ...sceneAgent, state: 'notReady', reason: 'training', since: sceneNow } as const;
  const by = (who: string): BarEvent => ({
    type: 'pushed',
    event: { type: 'agent.changed', at: 1, agent, by: who },
  });
  t.equal(play(readyScene, by('leader')).forcedBy, 'leader');
  t.equal(play(readyScene, by('wang')).forcedBy, null);
  t.equal(play(readyScene, by('system')).forcedBy, null);
  t.equal(play(readyScene, by('leader'), { type: 'agent.known', agent }).forcedBy, 'leader', 'read again');
  t.equal(play(readyScene, by('leader'), { type: 'agent.known', agent: sceneAgent }).forcedBy, null);
  t.end();
});

t.test('the survey can be asked for once a conversation', (t) => {
  const asked = play(readyScene, changed({ state: 'talking' }), { type: 'command.done', action: 'survey' });
  t.ok(asked.surveyAsked);
  t.ok(play(asked, changed({ state: 'held' })).surveyAsked);
  t.notOk(play(asked, changed({ state: 'ended' }), changed({ id: 'c2' })).surveyAsked);
  t.end();
});

t.test('signing out forgets everything of the person and keeps the phone’s state', (t) => {
  const out = play(scenes.talking, { type: 'session.none' });
  t.match(out, { session: 'signedOut', user: null, agent: null, conversation: null });
  t.equal(out.phone, scenes.talking.phone);
  t.end();
});

t.test('other systems hear of a call once, of its changes, and of its end', (t) => {
  const names = (before: BarState, after: BarState): string[] =>
    newsBetween(before, after, 'browser').map(({ name }) => name);
  const ringing = play(readyScene, { type: 'phone.changed', phone: { ...workingPhone, call: sceneCall } });
  t.same(names(readyScene, ringing), ['state', 'incoming']);
  const known = play(ringing, changed({}));
  t.same(names(ringing, known), ['state', 'call']);
  t.same(names(known, known), []);
  t.same(names(known, play(known, changed({ state: 'ended' }))), ['state', 'ended']);
  t.same(names(readyScene, scenes.noMicrophone), ['state', 'problem']);
  t.end();
});

t.test('the snapshot is plain data that survives a message between windows', (t) => {
  for (const [name, scene] of Object.entries(scenes)) {
    const snapshot = snapshotOf(scene, 'browser');
    t.same(structuredClone(snapshot), snapshot, name);
  }
  t.end();
});
