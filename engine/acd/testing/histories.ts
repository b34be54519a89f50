/** Random histories over everything that the ACD takes, for the property tests. */
import fc from 'fast-check';
import type { AcdInput, Medium, OverflowRule, Policy, Promotion, Relaxation } from '../model.js';

export const QUEUES = ['q0', 'q1', 'q2'];
export const AGENTS = ['a0', 'a1', 'a2', 'a3', 'a4'];
const TASKS = ['t0', 't1', 't2', 't3', 't4', 't5', 't6', 't7', 't8', 't9'];
export const REGIONS = ['north', 'south'];

/** `offer` counts back from the newest: real numbers are given while the history runs. */
export type Act = AcdInput | { readonly kind: 'restart' };

const queueId = fc.constantFrom(...QUEUES);
const agentId = fc.constantFrom(...AGENTS);
const taskId = fc.constantFrom(...TASKS);
const small = fc.integer({ min: 0, max: 2 });
const skills = fc.dictionary(fc.constantFrom('english', 'tax'), fc.integer({ min: 1, max: 3 }));
const afterMs = fc.constantFrom(0, 5, 10, 30);
const medium = fc.constantFrom<Medium>('phone', 'phone', 'phone', 'callBack', 'chat', 'email');
const some = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 2 });

/** The property leaves out what is undefined. */
const maybe = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(shape, { requiredKeys: [] }) as unknown as fc.Arbitrary<Partial<T>>;

const relaxation = fc
  .record({
    afterMs,
    more: maybe({
      skills: fc.dictionary(fc.constantFrom('english', 'tax'), small),
      anySkill: fc.boolean(),
      anyRegion: fc.boolean(),
    }),
  })
  .map(({ afterMs: ms, more }): Relaxation => ({ afterMs: ms, ...more }));
const promotion = fc
  .record({
    afterMs,
    more: maybe({
      everyMs: fc.constantFrom(3, 10),
      times: fc.constantFrom(1, 3),
      addPriority: small,
      addLevel: small,
      levels: fc.constantFrom({ from: 1 }, { to: 0 }),
    }),
  })
  .map(({ afterMs: ms, more }): Promotion => ({ afterMs: ms, ...more }));
const overflow: fc.Arbitrary<OverflowRule> = fc
  .record({
    when: fc.oneof(
      fc.record({ on: fc.constant('waited' as const), ms: fc.constantFrom(5, 20) }),
      fc.record({ on: fc.constant('longestWait' as const), ms: fc.constantFrom(5, 20) }),
      fc.record({ on: fc.constant('length' as const), tasks: fc.constantFrom(2, 4) }),
      fc.constant({ on: 'nobody' as const }),
      fc.record({ on: fc.constant('estimatedWait' as const), ms: fc.constantFrom(5, 50) }),
    ),
    to: fc.oneof(
      fc.record({ kind: fc.constant('queue' as const), queue: queueId, also: fc.boolean() }),
      fc.constant({ kind: 'voicemail' as const, mailbox: 'm' }),
      fc.constant({ kind: 'callBack' as const }),
    ),
    levels: fc.option(fc.constantFrom({ from: 1 }, { to: 1 }), { nil: undefined }),
  })
  .map(({ when, to, levels }) => ({ when, to, ...(levels && { levels }) }));

const policy: fc.Arbitrary<Policy> = fc.record({
  tasks: fc.shuffledSubarray([
    'designated',
    'queuePriority',
    'rank',
    'priority',
    'level',
    'regionShare',
    'wait',
    'skillLevel',
  ] as const),
  agents: fc.shuffledSubarray(['skillLevel', 'regionShare', 'rank', 'fewestTaken', 'longestIdle'] as const),
});

const queue = fc
  .record({
    id: queueId,
    priority: small,
    weight: fc.constantFrom(1, 3),
    capacity: fc.constantFrom(3, 256),
    skills,
    offerMs: fc.constantFrom(5, 20),
    wrapUpMs: fc.constantFrom(0, 10),
    relax: some(relaxation),
    promote: some(promotion),
    overflow: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, some(overflow)),
  })
  .map((one) => one);

const agent = fc
  .record({
    id: agentId,
    queues: fc.array(fc.record({ queue: queueId, rank: fc.integer({ min: 1, max: 2 }) }), { maxLength: 3 }),
    skills,
    more: maybe({
      shares: fc.record({
        weights: fc.constantFrom({ north: 60, south: 40 }, { north: 1 }),
        strict: fc.boolean(),
      }),
      capacity: maybe({ phone: fc.constantFrom(0, 1), chat: fc.constantFrom(1, 2), email: fc.constant(1) }),
      together: fc.constantFrom(1, 2),
      callsInterrupt: fc.boolean(),
    }),
  })
  .map(({ more, ...one }) => ({ ...one, ...more }));

const task = fc
  .record({
    id: taskId,
    queue: queueId,
    priority: small,
    level: small,
    skills,
    medium,
    more: maybe({
      region: fc.constantFrom(...REGIONS),
      routes: fc
        .array(
          fc.record({ queue: queueId, addPriority: fc.constantFrom(0, 1), afterMs: fc.constantFrom(0, 10) }),
          { maxLength: 2 },
        )
        .map((routes) =>
          routes.filter((one, i) => routes.findIndex((other) => other.queue === one.queue) === i),
        ),
      wants: fc.record({
        agent: agentId,
        waitMs: fc.constantFrom(0, 10, 30),
        why: fc.constantFrom('designated' as const, 'last' as const),
      }),
      relax: some(relaxation),
      promote: some(promotion),
      overflow: some(overflow),
      placeOf: taskId,
    }),
  })
  .map(({ more, ...one }) => ({ ...one, ...more }));

const wish = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ name: 'ready' as const }) },
  fc.constant({ name: 'notReady' as const, reason: 'rest' }),
  fc.constant({ name: 'signedOut' as const }),
);
const offer = fc.integer({ min: 0, max: 3 });
const kind = <K extends string>(name: K): fc.Arbitrary<K> => fc.constant(name);
const weighed = <T>(
  weight: number,
  arbitrary: fc.Arbitrary<T>,
): { weight: number; arbitrary: fc.Arbitrary<T> } => ({ weight, arbitrary });

export const act: fc.Arbitrary<Act> = fc.oneof(
  weighed(1, fc.record({ kind: kind('policy.set'), policy })),
  weighed(2, fc.record({ kind: kind('queue.set'), queue })),
  weighed(1, fc.record({ kind: kind('queue.removed'), queue: queueId })),
  weighed(3, fc.record({ kind: kind('agent.set'), agent })),
  weighed(1, fc.record({ kind: kind('agent.removed'), agent: agentId })),
  weighed(9, fc.record({ kind: kind('agent.asked'), agent: agentId, wish })),
  weighed(1, fc.record({ kind: kind('agent.wrapUpExtended'), agent: agentId, byMs: fc.constant(7) })),
  weighed(
    1,
    fc.record({
      kind: kind('agent.occupied'),
      agent: agentId,
      task: fc.oneof(taskId, fc.constant('outbound')),
      queue: fc.option(queueId),
    }),
  ),
  weighed(
    5,
    fc.record({
      kind: kind('agent.talkEnded'),
      agent: agentId,
      task: fc.oneof(taskId, fc.constant('outbound')),
    }),
  ),
  weighed(
    1,
    fc.record({
      kind: fc.constantFrom('agent.deviceFailed' as const, 'agent.deviceRestored' as const),
      agent: agentId,
    }),
  ),
  weighed(14, fc.record({ kind: kind('task.joined'), task })),
  weighed(
    1,
    fc.record({
      kind: kind('task.named'),
      task: taskId,
      agent: agentId,
      offerMs: fc.constant(7),
      past: fc.constantFrom('queues' as const, 'readiness' as const),
    }),
  ),
  weighed(3, fc.record({ kind: kind('task.left'), task: taskId, keepMs: fc.constantFrom(0, 20) })),
  weighed(1, fc.record({ kind: kind('task.turned'), task: taskId, into: taskId, medium })),
  weighed(2, fc.record({ kind: kind('task.changed'), task: taskId, priority: small, skills })),
  weighed(1, fc.record({ kind: kind('task.changed'), task: taskId, queue: queueId })),
  weighed(1, fc.record({ kind: kind('task.given'), task: taskId, agent: agentId })),
  weighed(1, fc.record({ kind: kind('place.dropped'), task: taskId })),
  weighed(6, fc.record({ kind: kind('offer.answered'), offer })),
  weighed(
    4,
    fc.record({
      kind: kind('offer.failed'),
      offer,
      why: fc.constantFrom('noAnswer' as const, 'rejected' as const, 'busy' as const, 'deviceFault' as const),
    }),
  ),
  weighed(3, fc.record({ kind: kind('work.done'), agent: agentId, task: taskId })),
  weighed(2, fc.record({ kind: kind('restart') })),
);

const historyOf = (acts: fc.Arbitrary<Act>): fc.Arbitrary<[Act, number][]> =>
  fc.array(fc.tuple(acts, fc.constantFrom(0, 0, 0, 1, 5)), { maxLength: 150, size: 'max' });

export const history = historyOf(act);

const chatter = fc.record({
  id: agentId,
  queues: fc.constantFrom([{ queue: 'q0' }], [{ queue: 'q0' }, { queue: 'q1' }], [{ queue: 'q1' }]),
  skills: fc.constantFrom({}, { english: 1 }, { english: 2 }),
  capacity: fc.record({ chat: fc.integer({ min: 1, max: 4 }), email: fc.constantFrom(0, 2) }),
});

const chat = fc
  .record({
    id: taskId,
    queue: fc.constantFrom('q0', 'q0', 'q1'),
    medium: fc.constantFrom<Medium>('chat', 'chat', 'chat', 'email', 'phone'),
    priority: fc.constantFrom(0, 0, 1),
    skills: fc.constantFrom({}, {}, { english: 1 }),
    more: maybe({
      // Older than all others, and not in the order in which they come.
      place: fc.record({ joinedAt: fc.integer({ min: 999_000, max: 999_009 }), seq: fc.constant(0) }),
      routes: fc.constantFrom([{ queue: 'q1' }], [{ queue: 'q1', afterMs: 10, addPriority: 1 }]),
      wants: fc.record({ agent: agentId, waitMs: fc.constantFrom(0, 30), why: fc.constant('last' as const) }),
    }),
  })
  .map(({ more, ...one }) => ({ ...one, ...more }));

/** Agents who miss offers of work or go, while others have room for some. */
export const mediaHistory = historyOf(
  fc.oneof(
    weighed(12, act),
    weighed(4, fc.record({ kind: kind('agent.set'), agent: chatter })),
    weighed(14, fc.record({ kind: kind('agent.asked'), agent: agentId, wish })),
    weighed(30, fc.record({ kind: kind('task.joined'), task: chat })),
    weighed(
      8,
      fc.record({
        ...{ kind: kind('offer.failed'), offer },
        why: fc.constantFrom('rejected' as const, 'busy' as const),
      }),
    ),
    weighed(4, fc.record({ kind: kind('offer.answered'), offer })),
    weighed(4, fc.record({ kind: kind('task.left'), task: taskId })),
    weighed(4, fc.record({ kind: kind('work.done'), agent: agentId, task: taskId })),
  ),
);
