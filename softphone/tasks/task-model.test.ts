import t from 'tap';
import type { TaskLine } from '../../engine/desk.js';
import { roomsOf, secondsLeft, taskName, tasksAtAgents, tasksOf } from './task-model.js';

const task = (
  id: string,
  state: TaskLine['state'],
  agent: string | null,
  more: Partial<TaskLine> = {},
): TaskLine => ({
  ...{ id, medium: 'chat', queue: 'general', priority: 0, level: 0, skills: {}, subject: '', data: {} },
  ...{ state, agent, createdAt: 1, changedAt: 1 },
  ...more,
});

t.test('an agent sees what is offered to them before what they work at, and nothing of others', async (t) => {
  const tasks = [
    task('a', 'accepted', '1001'),
    task('b', 'offered', '1001', { changedAt: 9 }),
    task('c', 'offered', '1002'),
    task('d', 'waiting', null),
  ];
  t.same(
    tasksOf(tasks, '1001').map(({ id }) => id),
    ['b', 'a'],
  );
  t.same(tasksOf(tasks, null), []);
  t.same(
    tasksAtAgents(tasks).map(({ id }) => id),
    ['a', 'b', 'c'],
  );
});

t.test('the room for each medium counts offers and work', async (t) => {
  const own = [task('a', 'accepted', '1001'), task('b', 'offered', '1001', { medium: 'email' })];
  t.same(roomsOf({ capacity: { chat: 3, email: 1, fax: 0 } }, own), [
    { medium: 'chat', held: 1, most: 3 },
    { medium: 'email', held: 1, most: 1 },
  ]);
});

t.test('a task is called by its subject, its number, or its id', async (t) => {
  t.equal(taskName({ id: '0123456789', subject: 'a leak', number: '139' }), 'a leak');
  t.equal(taskName({ id: '0123456789', subject: '', number: '139' }), '139');
  t.equal(taskName({ id: '0123456789', subject: '' }), '01234567');
});

t.test('only an offer runs out', async (t) => {
  t.equal(secondsLeft(task('a', 'offered', '1001', { offeredUntil: 5_500 }), 1_000), 5);
  t.equal(secondsLeft(task('a', 'offered', '1001', { offeredUntil: 500 }), 1_000), 0);
  t.equal(secondsLeft(task('a', 'accepted', '1001'), 1_000), undefined);
});
