/** What rules made of a caller is there after a restart, and on other ways out of the queue. */
import t, { type Test } from 'tap';
import type { Configuration, QueueConfig } from '../store/configuration.js';
import type { Routing } from '../routing/rules.js';
import { agentOf, configuration, general, Hall } from './testing/hall.js';

async function open(
  test: Test,
  given: Partial<Configuration>,
  routing: Routing = { rules: [] },
): Promise<Hall> {
  const hall = new Hall({ ...configuration, routing: { version: 1, routing }, ...given });
  test.teardown(() => hall.close());
  await hall.settle();
  return hall;
}

async function queued(hall: Hall, leg = 'caller', from?: string): Promise<void> {
  hall.switch.arrive(leg, '12345', from);
  await hall.settle();
  hall.switch.finish(leg, '1');
  await hall.settle();
}

const queueOf = (id: string, distribution: QueueConfig['distribution'] = {}): QueueConfig => ({
  ...general,
  ...{ id, name: id, distribution },
});
const agents = [agentOf('1001'), { ...agentOf('1002'), queues: ['tax'] }];
const lengths = (hall: Hall) => hall.engine.queues().map(({ id, waiting }) => [id, waiting.length]);

t.test('ACD8: a route that is not open yet opens in its time after a restart', async (t) => {
  const routes = [
    { queue: 'tax', afterSeconds: 10 },
    { queue: 'duty', afterSeconds: 20 },
  ];
  const queues = [general, queueOf('tax'), queueOf('duty')];
  const hall = await open(t, { queues, agents }, { rules: [{ id: 'all', then: { routes } }] });
  hall.engine.setAgent('1001', { want: 'signIn' }, '1001');
  await queued(hall);
  await hall.advance(12_000);
  t.same(lengths(hall), [
    ['general', 1],
    ['tax', 1],
    ['duty', 0],
  ]);
  await hall.restart();
  await hall.advance(10_000);
  t.same(lengths(hall), [
    ['general', 1],
    ['tax', 1],
    ['duty', 1],
  ]);
});

t.test(
  'ACD12: the record of a stay has what the flow asked for beside what the rules made of it',
  async (t) => {
    const rules = [{ id: 'vip', then: { queue: 'tax', addPriority: 5, level: 4, skills: { tax: 1 } } }];
    const hall = await open(t, { queues: [general, queueOf('tax')], agents }, { rules });
    hall.engine.setAgent('1002', { want: 'signIn' }, '1002');
    await queued(hall);
    t.match(
      [...hall.facts.entries.values()],
      [
        {
          queue: 'tax',
          priority: 5,
          asked: { queue: 'general', priority: 0, skills: {}, level: 0, region: '' },
        },
      ],
    );
  },
);

t.test('ACD10: a caller whom a rule led to another queue is not led back after a restart', async (t) => {
  const rule = (seconds: number, queue: string) => ({
    overflow: [{ when: { on: 'waited' as const, seconds }, to: { kind: 'queue' as const, queue } }],
  });
  const queues = [queueOf('general', rule(10, 'tax')), queueOf('tax', rule(5, 'general'))];
  const hall = await open(t, { queues, agents });
  for (const { id } of agents) hall.engine.setAgent(id, { want: 'signIn' }, id);
  await queued(hall);
  await hall.advance(12_000);
  t.same(lengths(hall), [
    ['general', 0],
    ['tax', 1],
  ]);
  await hall.restart();
  t.same(lengths(hall), [
    ['general', 0],
    ['tax', 1],
  ]);
});

t.test('ACD10: a caller sent on to a call back has the level and the demands of before', async (t) => {
  const to = { kind: 'callBack' } as const;
  const queue = queueOf('general', { overflow: [{ when: { on: 'waited', seconds: 10 }, to }] });
  const then = { level: 5, priority: 3, skills: { english: 2 } };
  const hall = await open(t, { queues: [queue] }, { rules: [{ id: 'important', then }] });
  hall.engine.setAgent('1001', { want: 'signIn' }, '1001');
  await queued(hall, 'caller', '13900000001');
  await hall.advance(10_000);
  t.match(hall.engine.tasks.list(), [{ medium: 'callBack', number: '13900000001', ...then }]);
});

t.test('ACD13: an agent who handles chats alone needs no telephone', async (t) => {
  const chatter = { ...agentOf('1001'), distribution: { capacity: { phone: 0, chat: 1 } } };
  const hall = await open(t, { agents: [chatter] });
  hall.engine.setAgent('1001', { want: 'signIn' }, '1001');
  hall.engine.phoneHealth('1001', { ok: false, problem: 'microphone' });
  hall.engine.setAgent('1001', { want: 'ready' }, '1001');
  t.equal(hall.engine.agents()[0]?.state, 'ready');
});

t.test('ACD13: what an agent had accepted who is removed goes back to its queue', async (t) => {
  const chatters = ['1001', '1002'].map((id) => ({
    ...agentOf(id),
    distribution: { capacity: { chat: 1 } },
  }));
  const hall = await open(t, { agents: chatters });
  hall.ready('1001');
  hall.ready('1002');
  const chat = {
    medium: 'chat',
    queue: 'general',
    priority: 0,
    level: 0,
    skills: {},
    subject: '',
    data: {},
  } as const;
  const { id, agent } = hall.engine.tasks.create(chat);
  hall.engine.tasks.accept(agent ?? '', id);
  hall.engine.configure({ ...configuration, agents: chatters.filter((one) => one.id !== agent) });
  t.match(hall.engine.tasks.get(id), { state: 'offered', agent: agent === '1001' ? '1002' : '1001' });
});
