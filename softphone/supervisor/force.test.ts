import t from 'tap';
import { possibleForces } from './force.js';

t.test('who is signed out cannot be set to anything', async (t) => {
  t.same(possibleForces('signedOut'), []);
});

t.test('a state that the agent is in already is not offered, another reason for it is', async (t) => {
  t.notOk(possibleForces('ready').includes('ready'));
  t.ok(possibleForces('notReady').includes('notReady'));
});

t.test('wrap-up can be ended, and nothing else can', async (t) => {
  t.ok(possibleForces('wrapUp').includes('endWrapUp'));
  t.notOk(possibleForces('talking').includes('endWrapUp'));
});
