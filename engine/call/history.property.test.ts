import fc from 'fast-check';
import { YihaoError } from '../../kernel/errors.js';
import t from 'tap';
import type { Configuration } from '../store/configuration.js';
import type { DeskCommand, Destination, SupervisorCommand } from '../desk.js';
import { agentOf, configuration, Hall } from './testing/hall.js';

/** One thing that people, phones, the network, the clock or fate may do. */
type Deed =
  | { do: 'call'; number: string }
  | { do: 'callerHangsUp'; which: number }
  | { do: 'key'; which: number; digit: string }
  | { do: 'answer'; which: number }
  | { do: 'phoneEnds'; which: number; cause: string }
  | { do: 'agent'; id: string; wish: 'ready' | 'notReady' | 'signOut' | 'endWrapUp' }
  | { do: 'time'; ms: number }
  | { do: 'refuse'; commands: number }
  | { do: 'events'; most: number }
  | { do: 'restart' }
  | { do: 'switchDies' }
  | { do: 'force'; which: number }
  | { do: 'desk'; id: string; command: DeskCommand }
  | { do: 'phoneDials'; id: string; number: string }
  | { do: 'phoneRefers'; which: number; number: string }
  | { do: 'supervise'; by: string; which: number; wish: Supervised }
  | { do: 'health'; id: string; ok: boolean };

type Supervised = SupervisorCommand['do'];

const which = fc.nat(5);
const agentId = fc.constantFrom('1001', '1002', '1003');
const destination: fc.Arbitrary<Destination> = fc.oneof(
  fc.record({ kind: fc.constant('agent' as const), agent: agentId }),
  fc.record({ kind: fc.constant('queue' as const), queue: fc.constant('general') }),
  fc.record({ kind: fc.constant('number' as const), number: fc.constantFrom('13800002222', '001') }),
  fc.record({ kind: fc.constant('flow' as const), flow: fc.constant('hotline'), back: fc.boolean() }),
);
const command: fc.Arbitrary<DeskCommand> = fc.oneof(
  fc.record({
    do: fc.constantFrom('dial' as const, 'transfer' as const, 'consult' as const, 'consult' as const),
    to: destination,
  }),
  fc.record({
    do: fc.constantFrom(
      ...(['hold', 'retrieve', 'hangUp', 'completeTransfer', 'conference'] as const),
      ...(['swap', 'cancelConsult', 'survey'] as const),
    ),
  }),
  fc.constant({ do: 'setData' as const, key: 'a', value: 'b' }),
);
const referred = fc.constantFrom('1001', '1002', '12345', '13800002222', '001');
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('desk' as const), id: agentId, command }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('phoneDials' as const),
      id: agentId,
      number: fc.constantFrom('1001', '1002', '12345', '13800002222'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('phoneRefers' as const), which, number: referred }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('supervise' as const),
      by: fc.constantFrom('a', 'b'),
      which,
      wish: fc.constantFrom<Supervised[]>(
        ...(['join', 'join', 'leave', 'takeOver', 'moveWaiting', 'prioritise', 'give', 'hangUp'] as const),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('health' as const), id: agentId, ok: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      number: fc.constantFrom('12345', '12345', '9'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('callerHangsUp' as const), which }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('key' as const),
      which,
      digit: fc.constantFrom('', '1', '1', '2', '3'),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('answer' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('phoneEnds' as const),
      which,
      cause: fc.constantFrom(
        'NORMAL_CLEARING',
        'USER_BUSY',
        'CALL_REJECTED',
        'NO_ANSWER',
        'NETWORK_OUT_OF_ORDER',
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('agent' as const),
      id: fc.constantFrom('1001', '1002'),
      wish: fc.constantFrom(
        'ready' as const,
        'ready' as const,
        'notReady' as const,
        'signOut' as const,
        'endWrapUp' as const,
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('time' as const),
      ms: fc.constantFrom(0, 100, 3_000, 20_000, 61_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('refuse' as const), commands: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 10,
    arbitrary: fc.record({ do: fc.constant('events' as const), most: fc.constantFrom(1, 2, 6, 50, 50) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('switchDies' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('force' as const), which }) },
);

/** What happens to a call that two agents and two supervisors handle. */
const inIt = fc.constantFrom('1001', '1001', '1001', '1002');
const near = fc.nat(2);
const handling: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('desk' as const), id: inIt, command }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('supervise' as const),
      by: fc.constantFrom('a', 'b'),
      which: fc.constant(0),
      wish: fc.constantFrom<Supervised[]>('join', 'join', 'leave', 'takeOver', 'give'),
    }),
  },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('answer' as const), which: near }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('phoneRefers' as const), which: near, number: referred }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('phoneEnds' as const),
      which: near,
      cause: fc.constantFrom('NORMAL_CLEARING', 'USER_BUSY', 'NETWORK_OUT_OF_ORDER'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('key' as const), which: near, digit: fc.constantFrom('', '1') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('time' as const), ms: fc.constantFrom(100, 2_500, 20_000) }),
  },
  {
    weight: 20,
    arbitrary: fc.record({ do: fc.constant('events' as const), most: fc.constantFrom(1, 3, 50, 50) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), commands: fc.constant(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);

const given: Configuration = {
  ...configuration,
  agents: [agentOf('1001'), agentOf('1002'), { ...agentOf('1003'), queues: [] }],
  trunks: ['t1', 't2'].map((id, priority) => ({
    ...{
      id,
      name: id,
      address: '192.0.2.1',
      port: 5060,
      transport: 'udp' as const,
      register: false,
      user: '',
    },
    ...{ priority, weight: 1, maxCalls: 0, callerNumber: '', enabled: true },
  })),
  forbidden: [{ id: 'f', number: '00', match: 'prefix', agents: [], reason: 'abroad' }],
};

async function carryOut(hall: Hall, one: Deed, n: number): Promise<void> {
  const legs = (direction: 'inbound' | 'outbound'): string[] =>
    hall.switch.legs.filter((leg) => leg.direction === direction).map(({ uuid }) => uuid);
  const pick = (list: readonly string[], at: number): string => list[at % Math.max(1, list.length)] ?? 'none';
  switch (one.do) {
    case 'call':
      hall.switch.arrive(`caller-${n}`, one.number);
      break;
    case 'callerHangsUp':
      hall.switch.hangUp(pick(legs('inbound'), one.which));
      break;
    case 'key':
      hall.switch.finish(pick(legs('inbound'), one.which), one.digit);
      break;
    case 'answer':
      hall.switch.pickUp(pick(legs('outbound'), one.which));
      break;
    case 'phoneEnds':
      hall.switch.hangUp(pick(legs('outbound'), one.which), one.cause);
      break;
    case 'agent':
      askAgent(hall, one.id, one.wish);
      break;
    case 'time':
      hall.clock.advance(one.ms);
      break;
    case 'refuse':
      hall.switch.refuseNext = one.commands;
      break;
    case 'events':
      hall.switch.deliver(one.most);
      break;
    case 'restart':
      await hall.restart();
      break;
    case 'switchDies':
      hall.switch.die();
      for (const user of ['1001', '1002']) hall.switch.register(user);
      break;
    case 'force': {
      const call = hall.engine.calls()[one.which];
      if (call) hall.engine.hangUp(call.id, 'x');
      break;
    }
    case 'desk':
      void hall.engine.control(one.id, one.command).catch(refused);
      break;
    case 'phoneDials':
      hall.switch.arrive(`phone-${n}`, one.number, one.id, { user_name: one.id });
      break;
    case 'phoneRefers':
      hall.switch.refer(pick(legs('inbound'), one.which), one.number);
      break;
    case 'supervise': {
      const call = hall.engine.calls()[one.which];
      if (call) superviseAs(hall, one.by, one.wish, call.id, n);
      break;
    }
    case 'health':
      hall.engine.phoneHealth(one.id, one.ok ? { ok: true } : { ok: false, problem: 'media' });
  }
  await hall.breathe();
}

/** What is not possible at the moment is refused, with a code. */
function refused(error: unknown): void {
  if (!(error instanceof YihaoError)) throw error;
}

function superviseAs(hall: Hall, name: string, wish: Supervised, call: string, n: number): void {
  const mode = (['listen', 'whisper', 'barge'] as const)[n % 3] ?? 'listen';
  const extra = { mode, priority: n, queue: 'general', agent: '1003' };
  void hall.engine.supervise({ name, phone: `900${name}` }, { do: wish, call, ...extra }).catch(refused);
}

/** A caller who talks with an agent: where most of what desks can do begins. */
async function talk(hall: Hall): Promise<void> {
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '1');
  await hall.settle();
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  hall.switch.finish('caller');
  await hall.settle();
}

/** Asks for what the agent's state allows. */
function askAgent(hall: Hall, id: string, wish: Extract<Deed, { do: 'agent' }>['wish']): void {
  const state = hall.engine.agents().find((agent) => agent.id === id)?.state;
  if (wish === 'endWrapUp' && state !== 'wrapUp') return;
  if (state === 'signedOut') hall.engine.setAgent(id, { want: 'signIn' }, id);
  hall.engine.setAgent(id, wish === 'notReady' ? { want: wish, reason: 'tea' } : { want: wish }, id);
}

/** Two phones never ring or talk for one agent at once, and nobody talks without a call. */
function checkAlways(hall: Hall): void {
  for (const agent of hall.engine.agents()) {
    const call = hall.engine.calls().find(({ id }) => id === agent.call);
    if (agent.state === 'offered' && !call)
      throw new Error(`${agent.id} is offered a call that is not there`);
  }
}

/** What must hold when everybody has gone home. */
function checkAtEnd(hall: Hall): void {
  const { facts, engine } = hall;
  const fail = (what: string, of: unknown): never => {
    throw new Error(
      `${what}: ${JSON.stringify(of)}\n${facts.timeline.map((e) => `${e.call} ${e.type}`).join('\n')}`,
    );
  };
  if (hall.switch.legs.length > 0) fail('legs are left', hall.switch.legs);
  if (engine.calls().length > 0) fail('calls are left', engine.calls());
  if (facts.live.size > 0) fail('snapshots are left', [...facts.live.keys()]);
  for (const [id, call] of facts.calls) {
    if (call.endedAt === undefined || call.outcome === 'inProgress') fail('a record is open', [id, call]);
  }
  for (const [id, entry] of facts.entries)
    if (entry.outcome === 'waiting') fail('an entry is open', [id, entry]);
  for (const [id, leg] of facts.legs)
    if (leg.endedAt === undefined) fail('a leg’s record is open', [id, leg]);
  for (const [id, one] of facts.recordings)
    if (one.state === 'recording') fail('a recording runs', [id, one]);
  for (const agent of engine.agents()) {
    if (agent.state === 'talking' || agent.state === 'offered') fail('an agent is stuck', agent);
  }
  const waiting = engine.queues().flatMap((queue) => queue.waiting);
  if (waiting.length > 0) fail('somebody still waits', waiting);
}

async function live(inTalk: boolean, deeds: readonly Deed[]): Promise<void> {
  const hall = new Hall(given);
  await hall.settle();
  for (const id of ['1001', '1002']) hall.ready(id);
  if (inTalk) await talk(hall);
  for (const [n, one] of deeds.entries()) {
    await carryOut(hall, one, n);
    checkAlways(hall);
  }
  hall.switch.refuseNext = 0;
  await hall.settle();
  // Everybody hangs up; whoever is rung then does not answer.
  for (const { uuid, answered, direction } of hall.switch.legs)
    if (answered || direction === 'inbound') hall.switch.hangUp(uuid);
  for (let n = 0; n < 6; n++) await hall.advance(61_000);
  checkAtEnd(hall);
  await hall.close();
}

t.test(
  'whatever happens in whatever order: no caller is lost, no agent is stuck, every record closes',
  async (t) => {
    await fc.assert(fc.asyncProperty(fc.boolean(), fc.array(deed, { maxLength: 60, size: 'max' }), live), {
      numRuns: 300,
    });
    t.pass('300 histories');
  },
);

t.test('whatever agents and supervisors ask of a call, in whatever order, twice or late', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(handling, { maxLength: 40, size: 'max' }), (deeds) => live(true, deeds)),
    {
      numRuns: 400,
    },
  );
  t.pass('400 histories');
});
