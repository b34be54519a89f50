import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { Acd } from './acd.js';
import type { AcdEffect, AcdInput, AgentView, Skills, TaskView } from './model.js';
import { demandOf, fit } from './skills.js';
import type { AcdSnapshot } from './snapshot.js';

const QUEUES = ['q0', 'q1', 'q2'];
const AGENTS = ['a0', 'a1', 'a2', 'a3', 'a4'];
const TASKS = ['t0', 't1', 't2', 't3', 't4', 't5', 't6', 't7'];

const skills = fc.dictionary(fc.constantFrom('english', 'tax'), fc.integer({ min: 1, max: 3 }));
const queueId = fc.constantFrom(...QUEUES);
const agentId = fc.constantFrom(...AGENTS);
const taskId = fc.constantFrom(...TASKS);
const priority = fc.integer({ min: 0, max: 2 });

/** Offers are named by how many before the newest: real numbers are given while the history runs. */
type Act = AcdInput | { readonly kind: 'restart' };
const offer = fc.integer({ min: 0, max: 3 });

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('queue.set' as const),
      queue: fc.record({
        id: queueId,
        priority,
        weight: fc.constantFrom(1, 3),
        capacity: fc.constantFrom(2, 256),
        skills,
        offerMs: fc.constantFrom(5, 20),
        wrapUpMs: fc.constantFrom(0, 10),
      }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('queue.removed' as const), queue: queueId }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('agent.set' as const),
      agent: fc.record({
        id: agentId,
        queues: fc.array(fc.record({ queue: queueId, rank: fc.integer({ min: 1, max: 2 }) }), {
          maxLength: 3,
        }),
        skills,
      }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('agent.removed' as const), agent: agentId }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('agent.asked' as const),
      agent: agentId,
      wish: fc.oneof(
        { weight: 3, arbitrary: fc.constant({ name: 'ready' as const }) },
        fc.constant({ name: 'notReady' as const, reason: 'rest' }),
        fc.constant({ name: 'signedOut' as const }),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('agent.wrapUpExtended' as const),
      agent: agentId,
      byMs: fc.constant(7),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('agent.occupied' as const),
      agent: agentId,
      task: fc.oneof(taskId, fc.constant('outbound')),
      queue: fc.option(queueId),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('agent.talkEnded' as const),
      agent: agentId,
      task: fc.oneof(taskId, fc.constant('outbound')),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('agent.deviceFailed' as const, 'agent.deviceRestored' as const),
      agent: agentId,
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('task.joined' as const),
      task: fc.record({ id: taskId, queue: queueId, priority, skills }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('task.left' as const), task: taskId }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('task.changed' as const),
      task: taskId,
      queue: queueId,
      priority,
      skills,
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('offer.answered' as const), offer }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('offer.failed' as const),
      offer,
      why: fc.constantFrom('noAnswer' as const, 'rejected' as const, 'busy' as const, 'deviceFault' as const),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'tick' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** The bookkeeping of an engine that only sees inputs and effects. */
class Witness {
  readonly acd = new Acd();
  /** Restored from JSON now and then; it must do what the other does. */
  twin = new Acd();
  readonly offers = new Map<number, { readonly task: string; readonly agent: string }>();
  readonly tasks = new Set<string>();
  #lastOffer = 0;
  #wakeAt: number | null = null;

  take(act: Act, now: number): void {
    if (act.kind === 'restart') {
      this.twin = Acd.restore(JSON.parse(JSON.stringify(this.twin.snapshot())) as AcdSnapshot);
      return;
    }
    const input = 'offer' in act ? { ...act, offer: this.#lastOffer - act.offer } : act;
    const effects = this.acd.apply(input, now);
    check(isDeepStrictEqual(this.twin.apply(input, now), effects), 'a restored ACD decides otherwise');
    this.#follow(input, effects);
    this.#compare(now, input);
  }

  #follow(input: AcdInput, effects: readonly AcdEffect[]): void {
    if (input.kind === 'task.left') this.tasks.delete(input.task);
    if (input.kind === 'offer.failed') this.offers.delete(input.offer);
    if (input.kind === 'offer.answered') {
      const answered = this.offers.get(input.offer);
      if (answered) this.tasks.delete(answered.task);
      this.offers.delete(input.offer);
    }
    if (input.kind === 'agent.occupied' && input.queue !== null && this.acd.agent(input.agent)) {
      this.tasks.delete(input.task);
      for (const [id, one] of this.offers)
        if (one.task === input.task && one.agent === input.agent) this.offers.delete(id);
    }
    for (const effect of effects) {
      if (effect.do === 'wake') this.#wakeAt = effect.at;
      if (effect.do === 'joined') this.tasks.add(effect.task);
      if (effect.do === 'dropped') this.tasks.delete(effect.task);
      if (effect.do === 'cancelOffer')
        check(this.offers.delete(effect.offer), 'an offer is withdrawn that is not there');
      if (effect.do !== 'offer') continue;
      this.#lastOffer = effect.offer;
      for (const one of this.offers.values()) {
        check(one.agent !== effect.agent, 'two offers for one agent');
        check(one.task !== effect.task, 'one task offered to two');
      }
      this.offers.set(effect.offer, effect);
    }
    for (const effect of effects)
      if (effect.do === 'offer' && this.offers.has(effect.offer)) this.#isFair(effect.task, effect.agent);
  }

  /** Nobody who still waits, or is still ready, had the better claim. */
  #isFair(taskId: string, agentId: string): void {
    const task = this.acd.task(taskId);
    const agent = this.acd.agent(agentId);
    if (!task || !agent) return;
    for (const other of this.acd.tasks())
      if (other.offer === null && other.queue === task.queue && isDeepStrictEqual(other.skills, task.skills))
        check(!isBefore(other, task), `${other.id} was overtaken by ${task.id}`);
    for (const other of this.acd.agents()) {
      const level = this.#fit(other, task);
      const given = this.#fit(agent, task);
      if (other.state.name !== 'ready' || level === undefined || given === undefined) continue;
      check(level <= given, `${other.id} has the higher level`);
      check(level < given || other.idleSince >= agent.idleSince, `${other.id} is idle for longer`);
    }
  }

  #compare(now: number, input: AcdInput): void {
    const tasks = this.acd.tasks();
    const agents = this.acd.agents();
    check(isDeepStrictEqual(new Set(tasks.map(({ id }) => id)), this.tasks), 'a task is lost or left over');
    check(
      isDeepStrictEqual(new Set(tasks.flatMap((one) => one.offer ?? [])), new Set(this.offers.keys())),
      'offers differ',
    );

    const reserved = agents.flatMap(({ id, state }) =>
      state.name === 'reserved' ? [`${id} ${state.task} ${state.offer}`] : [],
    );
    const ringing = [...this.offers].map(([id, one]) => `${one.agent} ${one.task} ${id}`);
    check(isDeepStrictEqual(reserved.sort(), ringing.sort()), 'reserved agents and offers differ');

    for (const task of tasks)
      if (task.offer === null)
        for (const agent of agents)
          check(
            agent.state.name !== 'ready' || this.#fit(agent, task) === undefined,
            `${task.id} waits though ${agent.id} is ready`,
          );

    const ends = agents.flatMap(({ state }) =>
      'until' in state && state.until !== null ? [state.until] : [],
    );
    check(
      this.#wakeAt === (ends.length === 0 ? null : Math.min(...ends)),
      'the next wake is not the earliest end',
    );
    if (input.kind === 'tick')
      check(
        ends.every((end) => end > now),
        'an agent is stuck in a state that is over',
      );
    for (const id of QUEUES) this.#comparePositions(tasks, id);
  }

  #comparePositions(tasks: readonly TaskView[], queue: string): void {
    const waiting = tasks.filter((one) => one.queue === queue && one.offer === null);
    waiting.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    check(
      waiting.every(({ id }, i) => this.acd.position(id) === i + 1),
      'positions are not the order of service',
    );
    if (this.acd.queue(queue))
      check(this.acd.queue(queue)?.waiting === waiting.length, 'the count of waiting is wrong');
  }

  #fit(agent: AgentView, task: TaskView): number | undefined {
    if (!agent.queues.some(({ queue }) => queue === task.queue)) return undefined;
    const demanded: Skills | undefined = this.acd.queue(task.queue)?.settings.skills;
    return fit(new Map(Object.entries(agent.skills)), demandOf(demanded, task.skills));
  }
}

const isBefore = (a: TaskView, b: TaskView): boolean =>
  a.priority !== b.priority
    ? a.priority > b.priority
    : a.place.joinedAt !== b.place.joinedAt
      ? a.place.joinedAt < b.place.joinedAt
      : a.place.seq < b.place.seq;

function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

t.test(
  'in any history no task is lost, overtaken or offered twice, no agent is stuck, and a restart changes nothing',
  (t) => {
    const setUp: readonly AcdInput[] = [
      ...QUEUES.slice(0, 2).map((id): AcdInput => ({
        kind: 'queue.set',
        queue: { id, offerMs: 10, wrapUpMs: 5 },
      })),
      ...AGENTS.slice(0, 3).map((id, i): AcdInput => ({
        kind: 'agent.set',
        agent: { id, queues: [{ queue: 'q0' }, { queue: 'q1' }], skills: { english: i + 1 } },
      })),
    ];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(act, fc.constantFrom(0, 0, 0, 1, 5)), { maxLength: 150, size: 'max' }),
        (history) => {
          const witness = new Witness();
          let now = 1_000_000;
          for (const input of setUp) witness.take(input, now);
          for (const [one, ms] of history) witness.take(one, (now += ms));
        },
      ),
      { numRuns: 2000 },
    );
    t.end();
  },
);
