/** Call-backs that callers ask for in flows, in the running engine on the model switch. */
import t, { type Test } from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { FactLedger } from '../call/testing/fact-ledger.js';
import { agentOf, configuration, general, Hall } from '../call/testing/hall.js';
import type { FlowNode } from '../ivr/flow.js';
import { afterCall, dueAt } from './attempts.js';
import type { Configuration } from '../store/configuration.js';
import type { TaskView } from './task.js';
import { Tasks, type TasksOptions } from './tasks.js';

const minute = 60_000;
const callback: FlowNode = {
  ...{
    kind: 'callback',
    queue: 'general',
    next: 'end',
    attempts: 2,
    retryMs: 5 * minute,
    expiresMs: 60 * minute,
  },
};

async function open(t: Test, more: Partial<Configuration> = {}): Promise<Hall> {
  const flow = { flow: 'hotline', language: 'zh-CN', start: 'a', nodes: { a: callback } } as const;
  const hall = new Hall({ ...configuration, agents: [agentOf('1001')], ...more }, flow);
  t.teardown(() => hall.close());
  await hall.settle();
  return hall;
}

async function asks(hall: Hall, caller: string): Promise<string> {
  hall.switch.arrive(caller, '12345', caller);
  await hall.advance(1_000);
  return hall.engine.tasks.list().at(-1)?.id ?? '';
}

/** The agent's own phone is picked up, then that of who is called: or not. */
async function dials(hall: Hall, id: string, answered: boolean): Promise<void> {
  hall.engine.tasks.accept('1001', id);
  await hall.settle();
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  const far = hall.ringing() ?? '';
  if (answered) hall.switch.pickUp(far);
  else hall.switch.hangUp(far, 'NO_ANSWER');
  await hall.settle();
  const own = hall.switch.legs.find(({ direction }) => direction === 'outbound')?.uuid;
  if (own !== undefined) hall.switch.hangUp(own);
  await hall.advance(10_000);
  hall.engine.setAgent('1001', { want: 'ready' }, '1001');
  await hall.settle();
}

const ends = (hall: Hall): unknown[] =>
  hall.facts.timeline.filter(({ type }) => type === 'callback.ended').map(({ data }) => data);

t.test('who asked first is called first; who answers is done with, and the record says so', async (t) => {
  const hall = await open(t);
  const first = await asks(hall, '13900000001');
  const second = await asks(hall, '13900000002');
  t.match(hall.engine.tasks.list(), [
    { medium: 'callBack', state: 'waiting', number: '13900000001', attempts: 2 },
    { medium: 'callBack', state: 'waiting', number: '13900000002' },
  ]);
  hall.ready('1001');
  t.match(hall.engine.tasks.get(first), { state: 'offered', agent: '1001' });
  await dials(hall, first, true);
  t.match(hall.engine.tasks.get(first), { state: 'done', tried: 1 });
  const [asked] = hall.facts.timeline.filter(({ type }) => type === 'callback.requested');
  t.same(ends(hall), [{ request: asked?.seq, how: 'reached', agent: '1001' }]);
  t.match(hall.engine.tasks.get(second), { state: 'offered', agent: '1001' });
});

t.test(
  'who does not answer is tried again after the pause, also by the next engine, and not for ever',
  async (t) => {
    const hall = await open(t);
    const id = await asks(hall, '13900000001');
    hall.ready('1001');
    await dials(hall, id, false);
    t.match(hall.engine.tasks.get(id), { state: 'waiting', agent: null, tried: 1 });
    await hall.restart();
    t.equal(hall.engine.agents()[0]?.state, 'ready', 'nobody is offered it yet');
    await hall.advance(5 * minute);
    t.match(hall.engine.tasks.get(id), { state: 'offered', agent: '1001' });
    await dials(hall, id, false);
    t.match(hall.engine.tasks.get(id), { state: 'refused', why: 'notReached', tried: 2 });
    t.match(ends(hall), [{ how: 'notReached', agent: '1001' }]);
  },
);

t.test('a call that was under way when the engine died counts as one that nobody answered', async (t) => {
  const hall = await open(t);
  const id = await asks(hall, '13900000001');
  hall.ready('1001');
  hall.engine.tasks.accept('1001', id);
  await hall.settle();
  t.match(hall.engine.tasks.get(id), { state: 'accepted', tried: 1 });
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  await hall.restart();
  await hall.advance(20_000);
  t.match(hall.engine.tasks.get(id), { state: 'waiting', tried: 1 });
});

t.test('nobody is called when it is too late; who was called by hand is not called again', async (t) => {
  const hall = await open(t);
  const late = await asks(hall, '13900000001');
  const byHand = await asks(hall, '13900000002');
  const requested = hall.facts.timeline.filter(({ type }) => type === 'callback.requested').at(-1);
  hall.engine.tasks.requestDone(requested?.call ?? '', requested?.seq ?? -1, 'boss');
  t.match(hall.engine.tasks.get(byHand), { state: 'cancelled' });
  await hall.advance(61 * minute);
  t.match(hall.engine.tasks.get(late), { state: 'refused', why: 'expired' });
  t.match(ends(hall), [{ how: 'cancelled' }, { how: 'expired', agent: null }]);
  hall.ready('1001');
  await hall.settle();
  t.equal(hall.engine.agents()[0]?.state, 'ready');
});

t.test('a supervisor arranges one that pauses between two attempts', async (t) => {
  const hall = await open(t);
  const id = await asks(hall, '13900000001');
  hall.ready('1001');
  await dials(hall, id, false);
  hall.engine.tasks.arrange(id, { priority: 7 }, 'boss');
  t.match(hall.engine.tasks.get(id), { state: 'waiting', priority: 7 }, 'it pauses on');
  t.match(hall.engine.tasks.arrange(id, { agent: '1001' }, 'boss'), { state: 'offered', agent: '1001' });
  t.match(hall.engine.tasks.get(id), { priority: 7, tried: 1 });
  await hall.advance(5 * minute);
  t.notMatch(
    hall.engine.tasks.get(id),
    { state: 'refused' },
    'the end of the pause puts it in no second time',
  );
});

t.test('a supervisor moves one that pauses, or that a restart has not brought back', async (t) => {
  const other = { ...general, id: 'other', name: 'Other' };
  const queues = [general, other];
  const hall = await open(t, {
    queues,
    agents: [agentOf('1001'), { ...agentOf('1002'), queues: ['other'] }],
  });
  const id = await asks(hall, '13900000001');
  hall.ready('1001');
  hall.ready('1002');
  await dials(hall, id, false);
  const moved = { queue: 'other', priority: 9 };
  t.match(hall.engine.tasks.arrange(id, moved, 'boss'), { state: 'waiting', ...moved });
  await hall.advance(5 * minute);
  t.match(hall.engine.tasks.get(id), { state: 'offered', agent: '1002', ...moved });

  const snapshots = new Map(hall.facts.live);
  const { tasks, joined } = bare(snapshots);
  tasks.arrange(id, { queue: 'general', agent: '1001' }, 'boss');
  t.match(tasks.get(id), { queue: 'general', priority: 9 });
  t.same(joined, [], 'it comes back in its turn');
  tasks.rejoin();
  t.match(joined, [{ id, queue: 'general', priority: 9, wants: { agent: '1001' } }]);
  t.equal(joined.length, 1);
});

t.test('what cannot be dialled is in nobody’s way, and is given up in the end', async (t) => {
  const forbidden = [{ number: '139', match: 'prefix', agents: [], reason: 'abroad', id: 'f' }] as const;
  const hall = await open(t, { forbidden: [...forbidden] });
  const request = { medium: 'callBack', queue: 'general', subject: '', data: {} } as const;
  const nothing = { priority: 0, level: 0, skills: {} };
  t.throws(() => hall.engine.tasks.create({ ...request, ...nothing }), { code: 'request.invalid' });
  const asked = await asks(hall, '13900000001');
  const { id } = hall.engine.tasks.create({ ...request, ...nothing, number: '13900000002' });
  const accepts = async (task: string): Promise<void> => {
    t.throws(() => hall.engine.tasks.accept('1001', task), { code: 'number.forbidden' });
    await hall.advance(5_000);
  };
  hall.ready('1001');
  await accepts(asked);
  t.match(hall.engine.tasks.get(asked), { state: 'waiting', tried: 1 });
  t.match(hall.engine.tasks.get(id), { state: 'offered' }, 'the next has its turn');
  for (const tried of [1, 2, 3]) {
    await accepts(id);
    t.match(hall.engine.tasks.get(id), { tried, state: tried < 3 ? 'waiting' : 'refused' });
    await hall.advance(minute);
  }
  await hall.advance(105_000);
  await accepts(asked);
  t.match(hall.engine.tasks.get(asked), { state: 'refused', why: 'notDialled', tried: 2 });
  t.match(ends(hall), [{ how: 'notDialled' }]);
});

t.test('an agent’s own phone that fails is no attempt to reach the caller', async (t) => {
  const hall = await open(t);
  const id = await asks(hall, '13900000001');
  hall.ready('1001');
  for (let n = 0; n < 3; n++) {
    hall.engine.tasks.accept('1001', id);
    await hall.settle();
    hall.switch.hangUp(hall.ringing() ?? '', 'NO_USER_RESPONSE');
    await hall.settle();
    t.match(hall.engine.tasks.get(id), { state: 'waiting', tried: 0 });
    t.match(hall.engine.tasks.get(id).history.at(-1), { what: 'returned', why: 'ownPhoneFailed' });
    await hall.advance(30_000);
    t.match(hall.engine.tasks.get(id), { state: 'offered' });
  }
  t.same(ends(hall), []);
});

t.test('done by hand while it is called: nobody calls again, and only the call can end it', async (t) => {
  const hall = await open(t);
  const id = await asks(hall, '13900000001');
  hall.ready('1001');
  hall.engine.tasks.accept('1001', id);
  await hall.settle();
  t.throws(() => hall.engine.tasks.done('1001', id), { code: 'task.state' });
  const [request] = hall.facts.timeline.filter(({ type }) => type === 'callback.requested');
  hall.engine.tasks.requestDone(request?.call ?? '', request?.seq ?? -1, 'boss');
  t.match(hall.engine.tasks.get(id), { state: 'accepted' });
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  hall.switch.hangUp(hall.ringing() ?? '', 'NO_ANSWER');
  await hall.advance(60 * minute);
  t.match(hall.engine.tasks.get(id), { state: 'cancelled', tried: 1 });
  t.match(ends(hall), [{ request: request?.seq, how: 'cancelled' }]);
});

t.test('every end of what a caller asked for is in the record of their call', async (t) => {
  const hall = await open(t);
  const first = await asks(hall, '13900000001');
  hall.engine.tasks.cancel(first, 'boss');
  t.match(ends(hall), [{ how: 'cancelled' }]);
});

t.test('what somebody had accepted who is gone after a restart goes back to its place', (t) => {
  const place = { joinedAt: 1, seq: 1 };
  const view = {
    ...{ id: 'a', state: 'accepted', medium: 'chat', queue: 'general', agent: '1009', place, history: [] },
    ...{ priority: 0, level: 0, skills: {}, subject: '', data: {}, createdAt: 1, changedAt: 1 },
  };
  const stays = { ...view, id: 'b', agent: '1001' };
  const { tasks, joined } = bare(
    new Map([view, stays].map((one) => [`task:${one.id}`, JSON.stringify(one)])),
  );
  t.match(tasks.acceptedBy('1001'), [{ task: 'b' }]);
  t.same(tasks.acceptedBy('1009'), []);
  tasks.rejoin();
  t.match(joined, [{ id: 'a', place }]);
  t.match(tasks.get('a'), { state: 'waiting', agent: null });
  t.match(tasks.get('a').history, [{ what: 'returned', agent: '1009', why: 'agentRemoved' }]);
  t.match(tasks.get('b'), { state: 'accepted', agent: '1001' });
  t.end();
});

t.test('a kept place is not lost when there is no room for the call back', (t) => {
  const dropped: string[] = [];
  const { tasks } = bare(new Map(), {
    keptPlaces: () => [
      { task: 'c', caller: '13900000001', queue: 'general', place: { joinedAt: 1, seq: 1 }, until: 9 },
    ],
    dropPlace: (call) => dropped.push(call),
    random: {
      uuid: () => {
        throw new Error('no more');
      },
      ...{ hex: () => '', below: () => 0 },
    },
  });
  t.throws(() => tasks.callBack('c'));
  t.same(dropped, []);
  t.end();
});

/** Tasks of an engine before, beside an ACD that takes what it is told. */
function bare(
  remembered: ReadonlyMap<string, string>,
  more: Partial<TasksOptions> = {},
): { readonly tasks: Tasks; readonly joined: unknown[] } {
  const joined: unknown[] = [];
  const options: TasksOptions = {
    ...{ clock: new FakeClock(), facts: new FactLedger(), requestOf: () => undefined },
    random: { uuid: () => 'new', hex: () => '', below: () => 0 },
    isAgent: (agent) => agent === '1001',
    tellAcd: (input) => input.kind === 'task.joined' && joined.push(input.task),
    ...{ hasRoom: () => true, keptPlaces: () => [], dropPlace: () => undefined, changed: () => undefined },
    route: () => {
      throw new Error('no rules');
    },
    dial: () => '',
    ...more,
  };
  return { tasks: new Tasks(options, remembered), joined };
}

t.test('attempts and times', (t) => {
  const view = { state: 'accepted', tried: 1, attempts: 2, retryMs: 100, expiresAt: 1_000 } as TaskView;
  t.same(afterCall(view, 'reached', 0), { state: 'done' });
  t.same(afterCall(view, 'notReached', 0), { state: 'waiting', tried: 1, notBefore: 100 });
  t.same(afterCall({ ...view, tried: 2 }, 'notReached', 0), { state: 'refused', why: 'notReached' });
  t.same(afterCall(view, 'notReached', 950), { state: 'refused', why: 'expired' });
  t.match(afterCall({ ...view, closedBy: 'boss' }, 'notReached', 0), { state: 'cancelled', by: 'boss' });
  t.equal(dueAt({ ...view, state: 'waiting', notBefore: 50 }), 50);
  t.equal(dueAt({ ...view, state: 'offered' }), 1_000);
  t.equal(dueAt(view), undefined);
  t.end();
});
