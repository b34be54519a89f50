import t from 'tap';
import type { SupervisedCall } from './supervised-call.js';
import { needsConfirmation, possibleActions, ringsPhone, supervisorCommand } from './supervision.js';

const talk: SupervisedCall = {
  ...{
    id: 'c1',
    state: 'talking',
    startedAt: 1,
    agent: '1001',
    caller: '1',
    callerName: '',
    called: '12345',
  },
};

t.test('a talk can be listened to, joined, taken over and ended', async (t) => {
  t.same(possibleActions(talk, 'zhou'), ['listen', 'whisper', 'barge', 'takeOver', 'hangUp']);
});

t.test('who supervises already switches to the other modes, and can leave', async (t) => {
  const own = { ...talk, supervision: { supervisor: 'zhou', mode: 'listen' as const } };
  t.same(possibleActions(own, 'zhou'), ['whisper', 'barge', 'leave', 'takeOver', 'hangUp']);
});

t.test('a call that another supervisor joined can only be ended', async (t) => {
  const others = { ...talk, supervision: { supervisor: 'wu', mode: 'barge' as const } };
  t.same(possibleActions(others, 'zhou'), ['hangUp']);
});

t.test(
  'nobody can listen to a call that nobody talks on, and nothing is done with one that ended',
  async (t) => {
    t.same(possibleActions({ ...talk, state: 'ringing' }, 'zhou'), ['hangUp']);
    t.same(possibleActions({ ...talk, state: 'ended' }, 'zhou'), []);
  },
);

t.test('what the caller hears, or what ends the call, asks first', async (t) => {
  t.same((['listen', 'whisper', 'barge', 'leave', 'takeOver', 'hangUp'] as const).filter(needsConfirmation), [
    'barge',
    'takeOver',
    'hangUp',
  ]);
});

t.test('a chosen phone is rung, otherwise the browser’s', async (t) => {
  t.same(supervisorCommand('listen', 'c1', ''), { do: 'join', call: 'c1', mode: 'listen' });
  t.same(supervisorCommand('takeOver', 'c1', '8001'), { do: 'takeOver', call: 'c1', phone: '8001' });
  t.same(supervisorCommand('hangUp', 'c1', '8001'), { do: 'hangUp', call: 'c1' });
});

t.test('a phone takes part in what is heard, and in nothing else', async (t) => {
  t.same((['listen', 'takeOver', 'leave', 'hangUp'] as const).filter(ringsPhone), ['listen', 'takeOver']);
});
