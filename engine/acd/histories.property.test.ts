/**
 * What must hold in any history, with every policy. 500 histories of each kind of up to 150 inputs; with HISTORY_STEPS
 * as many of each as have that many inputs together (`HISTORY_STEPS=2000000 node dist/engine/acd/histories.property.test.js`).
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { Acd } from './acd.js';
import { channelOf } from './media.js';
import type {
  AcdEffect,
  AcdInput,
  AgentSettings,
  AgentView,
  TaskRequest,
  TaskStand,
  TaskView,
} from './model.js';
import type { Outlook } from './outlook.js';
import { demandOf, fit } from './skills.js';
import type { AcdSnapshot } from './snapshot.js';
import { type Act, AGENTS, history, mediaHistory, QUEUES } from './testing/histories.js';

type OfferEffect = Extract<AcdEffect, { do: 'offer' }>;

function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** The bookkeeping of an engine that only sees inputs and effects, and a twin that is restarted now and then. */
class Witness {
  readonly acd = new Acd();
  twin = new Acd();
  readonly #offers = new Map<number, OfferEffect>();
  readonly #tasks = new Set<string>();
  readonly #agents = new Map<string, AgentSettings>();
  #lastOffer = 0;

  take(act: Act, now: number): void {
    if (act.kind === 'restart') {
      this.twin = Acd.restore(JSON.parse(JSON.stringify(this.twin.snapshot())) as AcdSnapshot);
      return;
    }
    this.#apply('offer' in act ? { ...act, offer: this.#lastOffer - act.offer } : act, now);
  }

  /** What an engine does whose timer never is late. */
  tick(from: number, to: number): void {
    for (let turns = 0; this.acd.wakeAt !== null && this.acd.wakeAt <= to; turns++) {
      check(turns < 1000, 'ticks without end');
      this.#apply({ kind: 'tick' }, Math.max(from, this.acd.wakeAt));
    }
  }

  #apply(input: AcdInput, now: number): void {
    const before = new Map(this.acd.tasks().map((task) => [task.id, task]));
    const atWork = new Set(this.acd.agents().flatMap(({ work }) => work.map(({ task }) => task)));
    // The twin is not asked: that it goes on alike shows that asking changes nothing.
    const expected = input.kind === 'task.joined' ? this.acd.outlook(input.task, now) : undefined;
    const effects = this.acd.apply(input, now);
    if (input.kind === 'task.joined' && expected) this.#cameAsExpected(input.task, effects, expected);
    check(
      isDeepStrictEqual(this.twin.apply(input, now), effects),
      `a restored ACD decides otherwise: ${input.kind}`,
    );
    if (input.kind === 'task.turned') this.#turned(input, before, atWork);
    this.#follow(input, effects);
    for (const effect of effects)
      if (effect.do === 'offer' && this.#offers.has(effect.offer)) {
        this.#isFair(effect);
        this.#isWithinCapacity(effect);
      }
    this.#compare();
    if (this.acd.wakeAt === null || this.acd.wakeAt > now) this.#isMatched();
  }

  /** What was said of where the task would go is what happened. */
  #cameAsExpected(task: TaskRequest, effects: readonly AcdEffect[], expected: Outlook): void {
    if (task.place) return;
    const about = effects.filter((effect) => 'task' in effect && effect.task === task.id);
    if (about.some((effect) => effect.do === 'refused' && effect.why === 'duplicate')) return;
    const offer = about.find((effect) => effect.do === 'offer');
    const led = about.find((effect) => effect.do === 'overflowed');
    const refused = about.find((effect) => effect.do === 'refused');
    const came: Outlook = offer
      ? { to: 'agent', agent: offer.agent, queue: offer.queue, why: offer.why }
      : led
        ? { to: 'elsewhere', target: led.to, on: led.on }
        : refused
          ? { to: 'nowhere', why: refused.why }
          : {
              to: 'queue',
              queues: this.acd.task(task.id)?.queues ?? [],
              position: this.acd.position(task.id) ?? 1,
              estimateMs: this.acd.estimateMs(task.id),
              why: this.acd.explain(task.id),
            };
    // Of two with the very same place the id decides, and one that is only asked about has none.
    const own = this.acd.task(task.id);
    const tied = this.acd.tasks().some((other) => own && other.id !== own.id && isAtSamePlace(other, own));
    if (tied && came.to === 'queue' && expected.to === 'queue') return;
    check(isDeepStrictEqual(came, expected), `${JSON.stringify(expected)} but ${JSON.stringify(came)}`);
  }

  #follow(input: AcdInput, effects: readonly AcdEffect[]): void {
    if (input.kind === 'agent.set') this.#agents.set(input.agent.id, input.agent);
    if (input.kind === 'task.left') this.#tasks.delete(input.task);
    if (input.kind === 'offer.failed') this.#failed(input.offer);
    if (input.kind === 'offer.answered') {
      const answered = this.#offers.get(input.offer);
      if (answered) this.#tasks.delete(answered.task);
      this.#offers.delete(input.offer);
    }
    if (input.kind === 'agent.occupied' && input.queue !== null && this.acd.agent(input.agent)) {
      this.#tasks.delete(input.task);
      for (const [id, one] of this.#offers)
        if (one.task === input.task && one.agent === input.agent) this.#offers.delete(id);
    }
    for (const effect of effects) this.#see(effect);
  }

  #turned(
    { task, into }: Extract<AcdInput, { kind: 'task.turned' }>,
    before: ReadonlyMap<string, TaskView>,
    atWork: ReadonlySet<string>,
  ): void {
    const known = before.get(task);
    if (!known || known.queue === '' || (into !== task && (before.has(into) || atWork.has(into)))) return;
    this.#tasks.delete(task);
    this.#tasks.add(into);
  }

  #failed(id: number): void {
    const failed = this.#offers.get(id);
    this.#offers.delete(id);
    if (failed?.queue === '') this.#tasks.delete(failed.task);
  }

  #see(effect: AcdEffect): void {
    if (effect.do === 'joined') this.#tasks.add(effect.task);
    if (effect.do === 'dropped' || effect.do === 'overflowed') this.#tasks.delete(effect.task);
    if (effect.do === 'cancelOffer') {
      check(this.#offers.has(effect.offer), 'an offer is withdrawn that is not there');
      this.#failed(effect.offer);
    }
    if (effect.do !== 'offer') return;
    this.#lastOffer = effect.offer;
    for (const one of this.#offers.values()) {
      check(one.agent !== effect.agent, 'two offers for one agent');
      check(one.task !== effect.task, 'one task offered to two');
    }
    this.#offers.set(effect.offer, effect);
    if (effect.queue === '') this.#tasks.add(effect.task);
  }

  #compare(): void {
    const tasks = this.acd.tasks();
    const agents = this.acd.agents();
    check(isDeepStrictEqual(new Set(tasks.map(({ id }) => id)), this.#tasks), 'a task is lost or left over');
    const ringing = new Set(tasks.flatMap((one) => one.offer ?? []));
    check(isDeepStrictEqual(ringing, new Set(this.#offers.keys())), 'offers differ');
    for (const agent of agents) {
      const own = [...this.#offers].filter(([, one]) => one.agent === agent.id).map(([id]) => id);
      const shown = agent.work.flatMap(({ offer }) => offer?.id ?? []);
      if (agent.state.name === 'reserved') shown.push(agent.state.offer);
      check(isDeepStrictEqual(own.sort(), shown.sort()), 'what rings at an agent differs');
    }
    for (const id of QUEUES) {
      const here = tasks.filter((one) => one.offer === null && one.queues.includes(id));
      const waiting = here.filter((one) => this.acd.explain(one.id).why !== 'waitsForAgent');
      if (this.acd.queue(id))
        check(this.acd.queue(id)?.waiting === waiting.length, 'the count of waiting is wrong');
      const positions = waiting.map((one) => this.acd.position(one.id, id) ?? 0).sort((a, b) => a - b);
      check(
        positions.every((position, i) => position === i + 1),
        'positions are not 1, 2, 3 …',
      );
    }
  }

  /** Whoever waits could not be served by any agent who is ready, in any of its queues. */
  #isMatched(): void {
    const ready = this.acd.agents().filter(({ state }) => state.name === 'ready');
    for (const task of this.acd.tasks()) {
      if (task.offer !== null || this.acd.explain(task.id).why === 'waitsForAgent') continue;
      for (const stand of task.stands)
        for (const agent of ready)
          check(!this.#couldTake(agent, task, stand), `${task.id} waits though ${agent.id} could take it`);
    }
  }

  #couldTake(agent: AgentView, { medium }: TaskView, { queue, skills, region }: TaskStand): boolean {
    if (!agent.queues.some((one) => one.queue === queue)) return false;
    if (fit(new Map(Object.entries(agent.skills)), demandOf(skills, undefined)) === undefined) return false;
    const { shares, capacity, together, callsInterrupt } = this.#agents.get(agent.id) ?? {};
    if (shares?.strict === true && region !== '') {
      if (shares.weights[region] === undefined) return false;
      if ((agent.regions[region]?.owed ?? 0) <= -1) return false;
    }
    if (channelOf(medium) === 'voice')
      return capacity?.phone !== 0 && (callsInterrupt !== false || agent.work.length === 0);
    if (agent.work.some(({ offer }) => offer !== null)) return false;
    const held = agent.work.filter((one) => one.medium === medium).length;
    return held < (capacity?.[medium] ?? 0) && agent.work.length < (together ?? Infinity);
  }

  #isWithinCapacity(offer: OfferEffect): void {
    const { work, state } = this.acd.agent(offer.agent) ?? {};
    if (!work || channelOf(offer.medium) === 'voice') return;
    check(state?.name !== 'talking', 'work is offered to one who talks');
    const { capacity, together } = this.#agents.get(offer.agent) ?? {};
    const held = work.filter(({ medium }) => medium === offer.medium).length;
    check(held <= (capacity?.[offer.medium] ?? 0), 'more work of a medium than the agent handles');
    check(work.length <= (together ?? Infinity), 'more work than the agent handles');
  }

  /** Nobody who still waits and asks for the same with the same rank was there before. */
  #isFair({ task: id, queue, agent, why }: OfferEffect): void {
    const task = this.acd.task(id);
    if (!task || why.by === 'given' || why.by === 'named' || why.by === 'wanted') return;
    const asked = Object.fromEntries(why.skills.map(({ skill, least }) => [skill, least]));
    const hasShares = this.#agents.get(agent)?.shares !== undefined;
    for (const other of this.acd.tasks()) {
      const stand = other.stands.find((one) => one.queue === queue);
      if (!stand || channelOf(other.medium) !== channelOf(task.medium)) continue;
      if (this.acd.explain(other.id).why === 'waitsForAgent') continue;
      const isEqual =
        stand.priority === why.priority &&
        stand.level === why.level &&
        (!hasShares || stand.region === (why.region?.region ?? '')) &&
        isDeepStrictEqual(stand.skills, asked);
      check(!isEqual || !isBefore(other, task), `${other.id} was overtaken by its equal ${id}`);
    }
  }
}

const isAtSamePlace = (a: TaskView, b: TaskView): boolean =>
  a.place.joinedAt === b.place.joinedAt && a.place.seq === b.place.seq;

const isBefore = (a: TaskView, b: TaskView): boolean =>
  a.place.joinedAt !== b.place.joinedAt ? a.place.joinedAt < b.place.joinedAt : a.place.seq < b.place.seq;

const HISTORIES = 500;

const setUp: readonly AcdInput[] = [
  ...QUEUES.slice(0, 2).map((id): AcdInput => ({
    kind: 'queue.set',
    queue: { id, offerMs: 10, wrapUpMs: 5 },
  })),
  ...AGENTS.slice(0, 3).map((id, i): AcdInput => ({
    kind: 'agent.set',
    agent: {
      id,
      queues: [{ queue: 'q0' }, { queue: 'q1' }],
      skills: { english: i + 1 },
      capacity: { chat: 2 },
    },
  })),
];

t.setTimeout(0);
for (const [kind, histories] of [
  ['any history', history],
  ['any history with much work of other media', mediaHistory],
] as const)
  t.test(
    `in ${kind} with every policy no task is lost, offered twice or overtaken by an equal, no agent has two offers, two calls or more work than allowed, and a restart changes nothing`,
    (t) => {
      t.setTimeout(0);
      const leastSteps = Number(process.env['HISTORY_STEPS'] ?? 0);
      const seen = { histories: 0, steps: 0, restarts: 0 };
      do {
        fc.assert(
          fc.property(histories, (inputs) => live(inputs, seen)),
          { numRuns: HISTORIES },
        );
        if (leastSteps > 0) t.comment(JSON.stringify(seen));
      } while (seen.steps < leastSteps);
      t.end();
    },
  );

function live(
  inputs: readonly (readonly [Act, number])[],
  seen: { histories: number; steps: number; restarts: number },
): void {
  const witness = new Witness();
  let now = 1_000_000;
  for (const input of setUp) witness.take(input, now);
  // As over HTTP or from a file: plain objects, nothing undefined.
  const plain = JSON.parse(JSON.stringify(inputs)) as typeof inputs;
  for (const [one, ms] of plain) {
    witness.tick(now, now + ms);
    now += ms;
    witness.take(one, now);
    seen.steps++;
    if (one.kind === 'restart') seen.restarts++;
  }
  seen.histories++;
}
