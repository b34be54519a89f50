/** Work of other media in the running engine: rules, the supervisor's hand, what is remembered (ACD13). */
import t, { type Test } from 'tap';
import type { EngineEvent } from '../control.js';
import type { Configuration, QueueConfig } from '../store/configuration.js';
import type { TaskRequest } from '../task/task.js';
import type { Routing } from '../routing/rules.js';
import { agentOf, configuration, general, Hall } from './testing/hall.js';

const tax: QueueConfig = { ...general, id: 'tax', name: 'Tax' };
const chatter = (id: string, queues = ['general', 'tax']) => ({
  ...agentOf(id),
  queues,
  distribution: { capacity: { chat: 1, email: 2 } },
});

async function open(
  test: Test,
  given: Partial<Configuration> = {},
  routing: Routing = { rules: [] },
): Promise<Hall> {
  const agents = [chatter('1001'), chatter('1002')];
  const queues = [general, tax];
  const hall = new Hall({ ...configuration, queues, agents, routing: { version: 1, routing }, ...given });
  test.teardown(() => hall.close());
  await hall.settle();
  return hall;
}

const task = (medium: TaskRequest['medium'], more: Partial<TaskRequest> = {}): TaskRequest => ({
  ...{ medium, queue: 'general', priority: 0, level: 0, skills: {}, subject: 'a leak', data: {} },
  ...more,
});

const said = (hall: Hall, id: string) =>
  hall.engine.tasks.get(id).history.map(({ what, agent = '' }) => `${what} ${agent}`.trim());

t.test('ACD12: routing rules lead work of other media too, and may ask what it comes by', async (t) => {
  const rules = [
    { id: 'mail', when: { medium: ['email'] }, then: { queue: 'tax', addPriority: 2 }, goOn: true },
    { id: 'water', when: { data: { name: 'business', equals: ['water'] } }, then: { level: 4 } },
    { id: 'calls', when: { medium: ['phone'] }, then: { queue: 'general', priority: 9 } },
  ];
  const hall = await open(t, {}, { rules });
  const { id } = hall.engine.tasks.create(task('email', { data: { business: 'water' } }));
  t.match(hall.engine.tasks.get(id), { queue: 'tax', priority: 2, level: 4 });
  t.match(hall.engine.tasks.get(id).history[1], { what: 'routed', rules: ['mail', 'water'] });
  t.match(hall.engine.tasks.create(task('chat')), { queue: 'general', priority: 0 });
});

t.test('what rules made of a task is there after a restart', async (t) => {
  const routes = [{ queue: 'tax', afterSeconds: 10 }];
  const hall = await open(t, {}, { rules: [{ id: 'all', then: { routes, level: 3 } }] });
  hall.engine.tasks.create(task('chat'));
  await hall.restart();
  await hall.advance(10_000);
  t.match(
    hall.engine.queues().map(({ waiting }) => waiting.map(({ level, medium }) => ({ level, medium }))),
    [[{ level: 3, medium: 'chat' }], [{ level: 3, medium: 'chat' }]],
  );
});

t.test('an offer that is taken back names the agent from whom', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  const events: EngineEvent[] = [];
  hall.engine.events.on((event) => events.push(event));
  const { id } = hall.engine.tasks.create(task('chat'));
  hall.engine.setAgent('1001', { want: 'notReady', reason: 'rest' }, '1001');
  const told = events.filter((event) => event.type === 'task.changed');
  t.match(told.at(-1), { task: { id, state: 'waiting', agent: null }, withdrawnFrom: '1001' });
  t.same(said(hall, id), ['created', 'queued', 'offered 1001', 'withdrawn 1001']);
});

t.test('ACD16: an offer of work that is let go by is a miss, and the history says whose', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  const { id } = hall.engine.tasks.create(task('chat'));
  await hall.advance(general.ringSeconds * 1000);
  t.equal(hall.engine.agents()[0]?.state, 'noAnswer');
  t.same(said(hall, id), ['created', 'queued', 'offered 1001', 'missed 1001']);
});

t.test('ACD13: each medium has its own room with an agent, who has one offer at a time', async (t) => {
  const hall = await open(t, { agents: [chatter('1001')] });
  hall.ready('1001');
  for (const medium of ['chat', 'email', 'chat', 'email'] as const) hall.engine.tasks.create(task(medium));
  const states = (): string =>
    hall.engine.tasks
      .list()
      .map(({ state }) => state)
      .join(' ');
  const accept = (): void => {
    const offered = hall.engine.tasks.list().find(({ state }) => state === 'offered');
    hall.engine.tasks.accept('1001', offered?.id ?? '');
  };
  t.equal(states(), 'offered waiting waiting waiting');
  accept();
  t.equal(states(), 'accepted offered waiting waiting');
  accept();
  t.equal(states(), 'accepted accepted waiting offered', 'no second chat');
  accept();
  t.equal(states(), 'accepted accepted waiting accepted');
});

t.test('a call takes the place of work that is offered, which is not the agent’s miss', async (t) => {
  const hall = await open(t, { agents: [chatter('1001')] });
  hall.ready('1001');
  const { id } = hall.engine.tasks.create(task('chat'));
  hall.switch.arrive('caller', '12345', '13900000001');
  await hall.settle();
  hall.switch.finish('caller', '1');
  await hall.settle();
  t.equal(hall.engine.calls()[0]?.stage, 'ringing');
  t.match(hall.engine.tasks.get(id), { state: 'waiting', agent: null });
  t.same(said(hall, id).slice(2), ['offered 1001', 'withdrawn 1001']);
  hall.switch.hangUp('caller');
  await hall.settle();
  t.match(hall.engine.tasks.get(id), { state: 'offered', agent: '1001' });
});

t.test(
  'a supervisor takes an accepted task back: the agent has room again, and it is recorded',
  async (t) => {
    const hall = await open(t, { agents: [chatter('1001')] });
    hall.ready('1001');
    const { id } = hall.engine.tasks.create(task('chat'));
    const second = hall.engine.tasks.create(task('chat'));
    hall.engine.tasks.accept('1001', id);
    t.match(hall.engine.tasks.cancel(id, 'chief'), { state: 'cancelled' });
    t.match(hall.engine.tasks.get(second.id), { state: 'offered', agent: '1001' });
    t.match(hall.facts.tasks.get(id), {
      ...{ state: 'cancelled', medium: 'chat', subject: 'a leak', agent: '1001' },
      history: [{ what: 'created' }, {}, {}, { what: 'accepted' }, { what: 'cancelled', by: 'chief' }],
    });
    t.throws(() => hall.engine.tasks.cancel(id, 'chief'), { code: 'task.state' });
  },
);

t.test('a supervisor moves waiting, offered and accepted tasks', async (t) => {
  const hall = await open(t, { agents: [chatter('1001', ['general']), chatter('1002', ['tax'])] });
  const waiting = hall.engine.tasks.create(task('chat'));
  t.match(hall.engine.tasks.arrange(waiting.id, { queue: 'tax', priority: 5 }, 'chief'), {
    ...{ state: 'waiting', queue: 'tax', priority: 5 },
  });
  hall.ready('1002');
  t.match(hall.engine.tasks.get(waiting.id), { state: 'offered', agent: '1002' });
  hall.engine.tasks.accept('1002', waiting.id);
  const events: EngineEvent[] = [];
  hall.engine.events.on((event) => events.push(event));
  const before = hall.engine.tasks.get(waiting.id).place;
  hall.ready('1001');
  t.match(hall.engine.tasks.arrange(waiting.id, { queue: 'general' }, 'chief'), {
    ...{ state: 'offered', agent: '1001', queue: 'general', place: before },
  });
  t.ok(events.some((event) => event.type === 'task.changed' && event.withdrawnFrom === '1002'));
  t.throws(() => hall.engine.tasks.arrange(waiting.id, { agent: '1009' }, 'chief'), { code: 'not.found' });
  hall.engine.tasks.accept('1001', waiting.id);
  await hall.restart();
  t.match(hall.engine.tasks.arrange(waiting.id, { agent: '1002' }, 'chief'), {
    ...{ state: 'offered', agent: '1002', priority: 5 },
  });
  t.throws(() => hall.engine.tasks.arrange(hall.engine.tasks.create(task('fax')).id, { agent: '1001' }, ''), {
    code: 'agent.state',
  });
});

t.test('ACD18: tasks and callers come back in the order in which they had joined', async (t) => {
  const hall = await open(t, { agents: [chatter('1001')] });
  hall.engine.setAgent('1001', { want: 'signIn' }, '1001');
  const queued = async (leg: string, from: string): Promise<void> => {
    hall.switch.arrive(leg, '12345', from);
    await hall.settle();
    hall.switch.finish(leg, '1');
    await hall.settle();
    await hall.advance(1_000);
  };
  await queued('first', '13900000001');
  const { id } = hall.engine.tasks.create(task('callBack', { number: '13900000002' }));
  await hall.advance(1_000);
  await queued('third', '13900000003');
  hall.engine.setAgent('1001', { want: 'ready' }, '1001');
  const ringing = () => hall.engine.calls().find(({ stage }) => stage === 'ringing')?.caller;
  t.equal(ringing(), '13900000001');
  await hall.restart();
  t.equal(ringing(), '13900000001', 'a caller comes back before a task that joined later');
  t.match(hall.engine.tasks.get(id), { state: 'waiting' });
  hall.switch.hangUp('first');
  await hall.settle();
  t.match(hall.engine.tasks.get(id), { state: 'offered' });
  await hall.restart();
  t.match(hall.engine.tasks.get(id), { state: 'offered' }, 'a task before a caller who joined later');
  t.equal(ringing(), undefined);
});

t.test('ACD15: a caller who is called back from a kept place has what they had', async (t) => {
  const queue: QueueConfig = { ...general, distribution: { keepPlaceSeconds: 60 } };
  const then = { level: 5, priority: 3, skills: { english: 2 } };
  const hall = await open(t, { queues: [queue] }, { rules: [{ id: 'all', then }] });
  hall.engine.setAgent('1001', { want: 'signIn' }, '1001');
  hall.switch.arrive('first', '12345', '13900000001');
  await hall.settle();
  hall.switch.finish('first', '1');
  await hall.settle();
  hall.switch.hangUp('first');
  await hall.settle();
  await hall.restart();
  const [kept] = hall.engine.routing.keptPlaces();
  t.match(hall.engine.tasks.callBack(kept?.task ?? ''), { number: '13900000001', ...then });
  t.match(hall.engine.queues()[0]?.waiting, [{ level: 5, priority: 3, medium: 'callBack' }]);
});

t.test('ACD11: how many tasks an agent has taken counts on after a restart', async (t) => {
  const policy = { tasks: [], agents: ['fewestTaken'] } as const;
  const hall = await open(t, {}, { rules: [], policy: { tasks: [], agents: [...policy.agents] } });
  hall.ready('1001');
  const { id } = hall.engine.tasks.create(task('email'));
  hall.engine.tasks.accept('1001', id);
  hall.engine.tasks.done('1001', id);
  hall.ready('1002');
  await hall.restart();
  t.match(hall.engine.tasks.create(task('email')), { agent: '1002' });
});
