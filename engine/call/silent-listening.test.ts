import t from 'tap';
import type { EngineEvent } from '../control.js';
import type { DeskEvent } from '../desk.js';
import { isVisible, shownEvent } from '../api/visible.js';
import type { User } from '../store/people.js';
import { Hall } from './testing/hall.js';

const agent: User = { name: 'a', role: 'agent', agent: '1001', mustChangePassword: false };

t.test('no event tells the agent of a supervisor before that one can be heard', async (t) => {
  const hall = new Hall();
  t.teardown(() => hall.close());
  await hall.settle();
  hall.ready('1001');
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '1');
  await hall.settle();
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  hall.switch.finish('caller');
  await hall.settle();
  const told: string[] = [];
  const take = (event: EngineEvent | DeskEvent): void => {
    if (isVisible(agent, event)) told.push(JSON.stringify(shownEvent(agent, event)));
  };
  hall.engine.events.on(take);
  hall.engine.deskEvents.on(take);
  const call = hall.engine.conversations()[0]?.id ?? '';
  const boss = { name: 'boss', phone: '9000' };
  await hall.engine.supervise(boss, { do: 'join', call, mode: 'listen' });
  await hall.settle();
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  t.match(hall.engine.conversations()[0]?.supervision, { supervisor: 'boss', mode: 'listen' });
  t.same(told, [], 'rung, joined');
  await hall.engine.supervise(boss, { do: 'join', call, mode: 'whisper' });
  t.equal(told.length, 1);
  t.match(told[0], '"supervision":{"supervisor":"boss","mode":"whisper"}');
  await hall.engine.supervise(boss, { do: 'join', call, mode: 'listen' });
  t.equal(told.length, 2, 'silent again');
  t.notMatch(told[1], 'boss');
  await hall.engine.supervise(boss, { do: 'leave', call });
  await hall.settle();
  t.equal(told.length, 2, 'left');
});
