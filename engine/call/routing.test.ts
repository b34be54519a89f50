/** Routing rules, overflow and tasks of other media in the running engine. */
import t, { type Test } from 'tap';
import type { Configuration, QueueConfig } from '../store/configuration.js';
import type { TaskRequest } from '../task/task.js';
import { noTables } from '../ivr/tables.js';
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

/** On duty, not ready. */
function onDuty(hall: Hall, ...agents: string[]): void {
  for (const agent of agents) hall.engine.setAgent(agent, { want: 'signIn' }, agent);
}

const task = (medium: TaskRequest['medium'], more: Partial<TaskRequest> = {}): TaskRequest => ({
  ...{ medium, queue: 'general', priority: 0, level: 0, skills: {}, subject: '', data: {} },
  ...more,
});

const tax: QueueConfig = { ...general, id: 'tax', name: 'Tax' };
const agents = [agentOf('1001'), { ...agentOf('1002'), queues: ['tax'] }];

t.test(
  'ACD12: a rule by keys pressed leads to another queue, and the record says which rule and why this agent',
  async (t) => {
    const routing: Routing = {
      rules: [
        { id: 'night', when: { time: { from: '00:00', to: '00:00' } }, then: { queue: 'general' } },
        { id: 'tax', when: { keys: { node: 'menu', digits: ['1'] } }, then: { queue: 'tax', priority: 3 } },
      ],
    };
    const hall = await open(t, { queues: [general, tax], agents }, routing);
    hall.ready('1001');
    hall.ready('1002');
    await queued(hall);
    const call = hall.engine.calls()[0]?.id ?? '';
    t.equal(hall.engine.calls()[0]?.agent, '1002');
    const line = (type: string) =>
      hall.facts.timeline.find((one) => one.call === call && one.type === type)?.data;
    t.match(line('queue.routed'), {
      asked: 'general',
      queue: 'tax',
      rules: ['tax'],
      failed: [{ rule: 'night', at: 'time' }],
    });
    t.match(line('offer.made'), { agent: '1002', why: { by: 'task', over: null } });
    t.match([...hall.facts.entries.values()], [{ queue: 'tax', priority: 3 }]);
  },
);

t.test('LST1: an important caller’s level counts in the queue and is shown to the agent', async (t) => {
  const hall = await open(t, {});
  const mayor = {
    id: 'm',
    number: '1380',
    match: 'prefix',
    name: 'Mayor',
    level: 5,
    warning: 'polite',
  } as const;
  hall.tables = {
    ...noTables,
    listed: (list, number) =>
      list === 'important' && number.startsWith(mayor.number) ? { ...mayor, list } : undefined,
  };
  onDuty(hall, '1001');
  await queued(hall, 'plain', '13900000000');
  await queued(hall, 'mayor', '13800000001');
  const [waiting] = hall.engine.queues();
  t.match(
    waiting?.waiting.map(({ caller, position }) => [caller, position]),
    [
      ['13900000000', 2],
      ['13800000001', 1],
    ],
  );
  hall.engine.setAgent('1001', { want: 'ready' }, '1001');
  await hall.settle();
  t.match(
    hall.engine.conversations().find(({ agent }) => agent === '1001'),
    { callerLevel: '5', data: { warning: 'polite' } },
  );
});

t.test('ACD6: the agent who served the caller before is preferred by rule', async (t) => {
  const routing: Routing = { rules: [{ id: 'last', then: { wants: { agent: 'last', waitSeconds: 30 } } }] };
  const hall = await open(t, {}, routing);
  hall.ready('1002');
  await queued(hall, 'first', '13900000000');
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  hall.switch.finish('first');
  await hall.settle();
  hall.switch.hangUp('first');
  await hall.advance(6_000);
  hall.ready('1001');
  await hall.advance(1_000);
  await queued(hall, 'again', '13900000000');
  t.match(
    hall.engine.queues()[0]?.waiting,
    [{ why: { why: 'waitsForAgent', agent: '1002', state: 'wrapUp' } }],
    '1001 is ready',
  );
  await hall.advance(5_000);
  t.match(hall.engine.calls(), [{ caller: '13900000000', agent: '1002' }]);
});

t.test('ACD10: with nobody on duty the caller leaves a message, by the queue’s rule', async (t) => {
  const overflow = [{ when: { on: 'nobody' }, to: { kind: 'voicemail', mailbox: 'general' } }] as const;
  const queue = { ...general, distribution: { overflow: [...overflow] } };
  const hall = await open(t, { queues: [queue] });
  await queued(hall);
  t.match([...hall.facts.entries.values()], [{ outcome: 'overflowed', queue: 'general' }]);
  t.match(hall.switch.playing('caller'), { app: 'collect', sources: [/leave-message/] });
  hall.switch.finish('caller');
  await hall.settle();
  t.match(hall.switch.playing('caller'), { app: 'record' });
});

t.test(
  'ACD10: after a time in the queue the caller waits in another one too, and keeps the place over a restart',
  async (t) => {
    const overflow = [{ when: { on: 'waited', seconds: 10 }, to: { kind: 'queue', queue: 'tax' } }] as const;
    const queue = { ...general, distribution: { overflow: [...overflow] } };
    const hall = await open(t, { queues: [queue, tax], agents });
    onDuty(hall, '1001', '1002');
    await queued(hall);
    await hall.advance(10_000);
    t.match(
      [...hall.facts.entries.values()],
      [{ outcome: 'overflowed' }, { queue: 'tax', outcome: 'waiting' }],
    );
    await hall.restart();
    t.equal(hall.engine.queues().find(({ id }) => id === 'tax')?.waiting.length, 1);
    hall.engine.setAgent('1002', { want: 'ready' }, '1002');
    await hall.settle();
    t.ok(hall.ringing());
  },
);

t.test('ACD15: who gave up and calls again has the place of before, for as long as it is kept', async (t) => {
  const queue = { ...general, distribution: { keepPlaceSeconds: 60 } };
  const hall = await open(t, { queues: [queue] });
  onDuty(hall, '1001');
  await queued(hall, 'first', '13900000001');
  await hall.advance(1_000);
  await queued(hall, 'second', '13900000002');
  hall.switch.hangUp('first');
  await hall.advance(5_000);
  t.equal(hall.engine.routing.keptPlaces().length, 1);
  const asked = { called: '', language: '', queue: 'general', priority: 0, skills: {}, keys: [], data: {} };
  const positionOf = (caller: string): unknown =>
    hall.engine.routing.try({ ...asked, caller }, undefined).result;
  t.match(positionOf('13900000001'), { to: 'queue', position: 1 }, 'as it would be, and the place stays');
  t.match(positionOf('13900000003'), { to: 'queue', position: 2 });
  await queued(hall, 'again', '13900000001');
  t.same(hall.engine.routing.keptPlaces(), []);
  t.match(hall.engine.queues()[0]?.waiting, [{ caller: '13900000001', position: 1 }, { position: 2 }]);
});

t.test(
  'ACD13: a chat goes through the queue to an agent who has room, who accepts it and has done with it',
  async (t) => {
    const chatter = { ...agentOf('1001'), distribution: { capacity: { chat: 1 } } };
    const hall = await open(t, { agents: [chatter, agentOf('1002')] });
    hall.ready('1001');
    hall.ready('1002');
    const { id } = hall.engine.tasks.create(task('chat'));
    const second = hall.engine.tasks.create(task('chat'));
    t.match(hall.engine.tasks.list(), [{ state: 'offered', agent: '1001' }, { state: 'waiting' }]);
    t.match(hall.engine.tasks.accept('1001', id), { state: 'accepted' });
    t.throws(() => hall.engine.tasks.accept('1002', second.id), { code: 'task.state' });
    await hall.restart();
    t.match(hall.engine.tasks.list(), [{ state: 'accepted', agent: '1001' }, { state: 'waiting' }]);
    t.match(hall.engine.tasks.done('1001', id), { state: 'done' });
    t.match(hall.engine.tasks.list()[1], { state: 'offered', agent: '1001' });
  },
);

t.test(
  'ACD15: a call back is offered like a call; the agent who accepts it has the number dialled',
  async (t) => {
    const hall = await open(t, {});
    hall.ready('1001');
    const { id } = hall.engine.tasks.create(task('callBack', { number: '13900000003' }));
    t.equal(hall.engine.agents()[0]?.state, 'offered');
    t.match(hall.engine.tasks.accept('1001', id), { state: 'done' });
    await hall.settle();
    t.match(hall.engine.calls(), [{ called: '13900000003' }]);
    t.equal(hall.engine.agents()[0]?.state, 'talking');
  },
);

t.test('ACD15: a caller who gave up is called back at the place that they had (漏话回拨)', async (t) => {
  const hall = await open(t, { queues: [{ ...general, distribution: { keepPlaceSeconds: 60 } }] });
  onDuty(hall, '1001');
  await queued(hall, 'first', '13900000001');
  await hall.advance(1_000);
  await queued(hall, 'second', '13900000002');
  hall.switch.hangUp('first');
  await hall.settle();
  const [kept] = hall.engine.routing.keptPlaces();
  t.match(kept, { caller: '13900000001' });
  const { id } = hall.engine.tasks.callBack(kept?.task ?? '');
  t.match(hall.engine.queues()[0]?.waiting, [
    { call: id, medium: 'callBack', position: 1 },
    { caller: '13900000002', position: 2 },
  ]);
  t.throws(() => hall.engine.tasks.callBack(kept?.task ?? ''), { code: 'not.found' });
  hall.engine.setAgent('1001', { want: 'ready' }, '1001');
  t.match(hall.engine.tasks.get(id), { state: 'offered', agent: '1001' });
});

t.test('ACD15: a kept place, and whose it is, survives restarts, for as long as it is kept', async (t) => {
  const hall = await open(t, { queues: [{ ...general, distribution: { keepPlaceSeconds: 60 } }] });
  onDuty(hall, '1001');
  await queued(hall, 'first', '13900000001');
  await hall.advance(1_000);
  await queued(hall, 'second', '13900000002');
  await queued(hall, 'third', '13900000003');
  hall.switch.hangUp('first');
  await hall.settle();
  const before = hall.engine.routing.keptPlaces();
  t.match(before, [{ caller: '13900000001' }]);
  await hall.restart();
  await hall.restart();
  t.same(hall.engine.routing.keptPlaces(), before);
  await queued(hall, 'again', '13900000001');
  t.match(hall.engine.queues()[0]?.waiting, [{ caller: '13900000001', position: 1 }, {}, {}]);
  hall.switch.hangUp('again');
  hall.switch.hangUp('second');
  await hall.settle();
  await hall.restart();
  t.same(
    hall.engine.routing.keptPlaces().map(({ caller }) => caller),
    ['13900000001', '13900000002'],
  );
  await hall.advance(60_000);
  t.same(hall.engine.routing.keptPlaces(), []);
  t.same(
    [...hall.facts.live.keys()].filter((id) => id.startsWith('place:')),
    [],
  );
});

t.test('ACD15: no place is kept that nobody can come back to', async (t) => {
  const hall = await open(t, { queues: [{ ...general, distribution: { keepPlaceSeconds: 60 } }] });
  onDuty(hall, '1001');
  await queued(hall, 'withheld', '');
  // The same number twice: none of the two has given up when the other comes.
  await queued(hall, 'one', '13900000001');
  await queued(hall, 'other', '13900000001');
  for (const call of ['withheld', 'one', 'other']) hall.switch.hangUp(call);
  await hall.settle();
  t.match(hall.engine.routing.keptPlaces(), [{ caller: '13900000001' }]);
  t.equal(hall.engine.routing.keptPlaces().length, 1);
  hall.engine.configure({ ...configuration, queues: [] });
  t.same(hall.engine.routing.keptPlaces(), []);
  t.same(
    [...hall.facts.live.keys()].filter((id) => id.startsWith('place:')),
    [],
  );
});

t.test('ACD15: a place that ran out while no engine ran is forgotten', async (t) => {
  const hall = await open(t, { queues: [{ ...general, distribution: { keepPlaceSeconds: 60 } }] });
  onDuty(hall, '1001');
  await queued(hall, 'first', '13900000001');
  hall.switch.hangUp('first');
  await hall.settle();
  await hall.engine.close();
  hall.clock.advance(60_000);
  await hall.restart();
  t.same(hall.engine.routing.keptPlaces(), []);
  t.same(
    [...hall.facts.live.keys()].filter((id) => id.startsWith('place:')),
    [],
  );
});

t.test('ACD15: what was measured of waiting survives a restart', async (t) => {
  const hall = await open(t, {});
  onDuty(hall, '1001');
  for (const leg of ['first', 'second']) await queued(hall, leg);
  await hall.advance(20_000);
  hall.engine.setAgent('1001', { want: 'ready' }, '1001');
  await hall.settle();
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  const [before] = hall.engine.routing.waitFigures();
  t.type(before?.estimateMs, 'number');
  await hall.restart();
  t.match(hall.engine.routing.waitFigures()[0]?.figures, { intervalMs: before?.figures?.intervalMs });
});

t.test('ACD13: accepted work is still with its agent after the second restart', async (t) => {
  const chatter = { ...agentOf('1001'), distribution: { capacity: { chat: 1 } } };
  const hall = await open(t, { agents: [chatter] });
  hall.ready('1001');
  const { id } = hall.engine.tasks.create(task('chat'));
  hall.engine.tasks.accept('1001', id);
  await hall.restart();
  await hall.restart();
  t.match(hall.engine.tasks.list(), [{ id, state: 'accepted', agent: '1001' }]);
  t.match(hall.engine.tasks.done('1001', id), { state: 'done' });
});

const withKey: QueueConfig = { ...general, distribution: { callBackKey: '8' } };

t.test(
  'ACD15: who waits and presses the queue’s key is called back, at the place and with the rank that they had',
  async (t) => {
    const hall = await open(t, { queues: [withKey] });
    onDuty(hall, '1001');
    await queued(hall, 'first', '13900000001');
    await hall.advance(1_000);
    await queued(hall, 'second', '13900000002');
    const call = hall.engine.calls().find(({ caller }) => caller === '13900000001')?.id ?? '';
    hall.switch.finish('first', '8');
    await hall.settle();
    t.match(hall.switch.playing('first'), { sources: [/call-back-promised/, /goodbye/] });
    hall.switch.finish('first');
    await hall.settle();
    t.same(
      hall.engine.calls().map(({ caller }) => caller),
      ['13900000002'],
    );
    t.match(hall.facts.entries.get([...hall.facts.entries.keys()][0] ?? ''), { outcome: 'callBack' });
    t.match(hall.facts.calls.get(call), { outcome: 'callBack' }, 'the caller has not given up');
    await hall.restart();
    const [waiting] = hall.engine.queues();
    t.match(waiting?.waiting, [
      { medium: 'callBack', position: 1 },
      { caller: '13900000002', position: 2 },
    ]);
    const [asked] = hall.engine.tasks.list();
    t.match(asked, { number: '13900000001', data: { call }, state: 'waiting' });
    hall.engine.setAgent('1001', { want: 'ready' }, '1001');
    await hall.settle();
    t.match(hall.engine.tasks.accept('1001', asked?.id ?? ''), { state: 'done' });
    await hall.settle();
    t.ok(
      hall.engine.calls().some(({ called }) => called === '13900000001'),
      'the number is dialled',
    );
  },
);

t.test('ACD15: a phone that rings for a caller who asks to be called back is let go', async (t) => {
  const hall = await open(t, { queues: [withKey] });
  hall.ready('1001');
  await queued(hall, 'first', '13900000001');
  const phone = hall.ringing();
  t.ok(phone);
  hall.switch.finish('first', '8');
  await hall.settle();
  t.equal(hall.ringing(), undefined);
  t.match(hall.engine.tasks.list(), [{ state: 'offered', agent: '1001' }]);
});

t.test(
  'ACD15: another key, or a number withheld, leaves the caller waiting; the key is announced',
  async (t) => {
    const hall = await open(t, { queues: [withKey] });
    onDuty(hall, '1001');
    await queued(hall, 'first', '13900000001');
    await queued(hall, 'withheld', '');
    t.match(hall.switch.playing('first'), { app: 'collect', maxDigits: 1, sources: ['/music.wav'] });
    t.match(hall.switch.playing('withheld'), { app: 'play' });
    hall.switch.finish('first', '5');
    await hall.settle();
    t.match(hall.switch.playing('first'), { app: 'collect', sources: ['/music.wav'] });
    await hall.advance(2_000);
    t.match(hall.switch.playing('first'), { app: 'collect' });
    const { sources } = hall.switch.playing('first') as { readonly sources: readonly string[] };
    t.match(sources.slice(-2), [/call-back-before/, /digit-8/]);
    t.equal(hall.engine.queues()[0]?.waiting.length, 2);
  },
);

t.test(
  'ACD10: who overflows into a call back hears of it; a number withheld goes on in the flow',
  async (t) => {
    const overflow = [{ when: { on: 'nobody' }, to: { kind: 'callBack' } }] as const;
    const queue = { ...general, distribution: { overflow: [...overflow] } };
    const hall = await open(t, { queues: [queue] });
    await queued(hall, 'known', '13900000001');
    await queued(hall, 'withheld', '');
    t.match(hall.switch.playing('known'), { sources: [/call-back-promised/, /goodbye/] });
    t.match(hall.engine.tasks.list(), [{ medium: 'callBack', number: '13900000001' }]);
    t.match(hall.switch.playing('withheld'), { app: 'record' }, 'the message that the flow has for it');
  },
);

t.test('where a caller would go now is tried without anything happening', async (t) => {
  const routing: Routing = {
    rules: [{ id: 'tax', when: { callerPrefix: ['139'] }, then: { queue: 'tax' } }],
  };
  const hall = await open(t, { queues: [general, tax], agents }, routing);
  hall.ready('1002');
  const asked = {
    ...{ caller: '13900000000', called: '12345', language: 'zh-CN', queue: 'general' },
    ...{ priority: 0, skills: {}, keys: [], data: {} },
  };
  t.match(hall.engine.routing.try(asked, undefined), {
    decision: { rules: ['tax'] },
    result: { to: 'agent', agent: '1002', queue: 'tax' },
  });
  t.match(hall.engine.routing.try({ ...asked, caller: '' }, undefined), {
    result: { to: 'queue', why: { why: 'nobodySignedIn' } },
  });
  const byMedium: Routing = {
    rules: [{ id: 'chats', when: { medium: ['chat'] }, then: { queue: 'tax' } }],
  };
  t.match(hall.engine.routing.try({ ...asked, medium: 'chat' }, undefined, byMedium), {
    decision: { rules: ['chats'], task: { queue: 'tax' } },
    result: { to: 'queue', why: { why: 'nobodyForMedium' } },
  });
  t.same(hall.engine.routing.try(asked, undefined, byMedium).decision.rules, []);
  t.equal(hall.engine.agents()[1]?.state, 'ready');
});
