import t from 'tap';
import { actionNames, actionView, type ActionName } from './actions.js';
import type { BarState } from './bar-state.js';
import { readyScene, sceneAgent, scenes } from './testing/scenes.js';

const possible = (state: BarState): ActionName[] =>
  actionNames.filter((action) => actionView(state, action, 'browser').enabled);

t.test('what is possible follows the state', (t) => {
  const always = ['notReady', 'help', 'settings', 'signOut'];
  t.same(possible(scenes.signIn), []);
  t.same(possible(scenes.ready), ['dial', ...always]);
  t.same(possible(scenes.incoming), ['answer', 'hangUp', ...always]);
  t.same(possible(scenes.talking), ['hangUp', 'hold', 'mute', 'keypad', 'transfer', 'survey', ...always]);
  t.same(possible(scenes.consulting), [
    ...['hangUp', 'mute', 'keypad', 'completeTransfer', 'conference', 'swap', 'cancelConsult'],
    ...always,
  ]);
  t.same(possible(scenes.wrapUp), [
    'dial',
    'notReady',
    'endWrapUp',
    'extendWrapUp',
    'help',
    'settings',
    'signOut',
  ]);
  t.end();
});

t.test('nobody can become ready with a phone that does not work', (t) => {
  const notReady = { ...sceneAgent, state: 'notReady' } as const;
  t.ok(possible({ ...readyScene, agent: notReady }).includes('ready'));
  for (const scene of [scenes.noMicrophone, scenes.otherTab]) {
    t.notOk(possible({ ...scene, agent: notReady }).includes('ready'));
  }
  t.ok(
    actionView({ ...scenes.noMicrophone, agent: notReady }, 'ready', 'none').enabled,
    'a desk phone needs no microphone here',
  );
  t.end();
});

t.test('who is only consulted can hang up, and not send the caller elsewhere', (t) => {
  const consulted: BarState = {
    ...scenes.consulting,
    conversation: { ...scenes.consulting.conversation, agent: '1002' },
  };
  const list = possible(consulted);
  t.ok(list.includes('hangUp'));
  for (const action of ['hold', 'transfer', 'completeTransfer', 'survey'] as const)
    t.notOk(list.includes(action));
  t.end();
});

t.test('a command that is not answered yet cannot be given again', (t) => {
  t.notOk(possible({ ...scenes.talking, pending: 'hold' }).includes('hold'));
  t.end();
});

t.test('what is not shown is not possible', (t) => {
  for (const scene of Object.values(scenes)) {
    for (const action of actionNames) {
      const { shown, enabled } = actionView(scene, action, 'none');
      t.ok(shown || !enabled);
    }
  }
  t.end();
});
