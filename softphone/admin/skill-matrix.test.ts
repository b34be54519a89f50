import t from 'tap';
import { changedAgents, setLevel, shownLevel } from './skill-matrix.js';

const agent = {
  ...{ id: '1001', name: '张敏', queues: ['general'], wrapUpSeconds: 10 },
  skills: [{ skill: 'english', level: 3 }],
};

t.test('a cell shows the edit, and without one what is saved', async (t) => {
  t.equal(shownLevel(agent, 'english', {}), 3);
  t.equal(shownLevel(agent, 'law', {}), 0);
  t.equal(shownLevel(agent, 'law', setLevel({}, agent, 'law', 5)), 5);
});

t.test('an edit back to what is saved leaves nothing to save', async (t) => {
  const edits = setLevel(setLevel({}, agent, 'english', 9), agent, 'english', 3);
  t.same(edits, {});
  t.same(changedAgents([agent], edits), []);
});

t.test('level 0 takes the skill away; the others and the rest of the agent stay', async (t) => {
  const edits = setLevel(setLevel({}, agent, 'english', 0), agent, 'law', 2);
  t.same(changedAgents([agent], edits), [{ ...agent, skills: [{ skill: 'law', level: 2 }] }]);
});
