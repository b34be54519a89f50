import * as agents from './agent-steps.js';
import { Distribution, viewWork } from './distribution.js';
import { estimate, figuresOf, type Measures } from './estimate.js';
import { explain, type KnownReasons } from './explain.js';
import { channelOf, openChannels } from './media.js';
import type {
  AcdEffect,
  AcdInput,
  AgentView,
  Explanation,
  KeptPlace,
  Medium,
  Policy,
  QueueSettings,
  QueueView,
  TaskRequest,
  TaskView,
} from './model.js';
import { type Outlook, outlook } from './outlook.js';
import { settle } from './progressing.js';
import { type AgentRecord, demandNow, queueOf, type TaskRecord } from './records.js';
import { type AcdSnapshot, restoreInto, takeSnapshot } from './snapshot.js';
import { removeAgent, removeQueue, setAgent, setPolicy, setQueue } from './staffing.js';
import { change, dropPlace, give, join, joinAt, leave, turn } from './task-steps.js';
import { tick } from './tick.js';

/**
 * Distribution of waiting tasks to agents (智能话务分配).
 *
 * Pure in the sense that counts here: what it decides follows from its inputs and the times handed in, nothing else;
 * it starts no timer, reads no clock and throws no dice. The state is changed in place for speed; snapshot() and
 * restore() make it a value, and a restored one decides as the original would have.
 *
 * Only what an input touched is matched again: a task that begins to wait asks for the best ready agent, an agent
 * who becomes ready asks for the best waiting task.
 */
export class Acd {
  readonly #core = new Distribution();
  #wakeAt: number | null = null;

  /**
   * Takes one event. What is unknown or out of date (an answer to a withdrawn offer, a wish of an agent who is gone)
   * changes nothing.
   * @param now milliseconds since the epoch; may stand still or jump back.
   * @returns what is to be done, in this order; 'wake' is last.
   */
  apply(input: AcdInput, now: number): readonly AcdEffect[] {
    const core = this.#core;
    core.effects = [];
    this.#step(input, now);
    settle(core, now);
    const earliest = core.deadlines.earliest?.at ?? null;
    if (earliest !== this.#wakeAt || (input.kind === 'tick' && earliest !== null)) {
      this.#wakeAt = earliest;
      core.effects.push({ do: 'wake', at: earliest });
    }
    return core.effects;
  }

  /**
   * Place from 1 in one of its queues (absent: the first), ringing tasks not counted as waiting; of a task that waits
   * for one agent, among those who do. Undefined when there is no such task.
   */
  position(task: string, queue?: string): number | undefined {
    const record = this.#core.tasks.get(task);
    return record && this.#core.floor.positionOf(record, queue);
  }

  /** How much longer the task will wait, as reckoned now; the least of its queues. Null: nothing to reckon with. */
  estimateMs(task: string): number | null {
    const record = this.#core.tasks.get(task);
    const all = (record?.stands ?? []).flatMap(
      ({ queue }) => estimate(queue, this.position(task, queue.settings.id) ?? 1) ?? [],
    );
    return all.length === 0 ? null : Math.min(...all);
  }

  /** How long a task that joined now, with no claim before others, would wait. */
  estimateForNewMs(queue: string): number | null {
    const record = this.#core.floor.queues.get(queue);
    if (!record) return null;
    return record.ready.size > 0 ? 0 : estimate(record, record.waiting + 1);
  }

  /** Why the task waits in that queue (absent: its first), or what is being done for it. */
  explain(task: string, queue?: string): Explanation {
    return this.explainer()(task, queue);
  }

  /** explain() for many tasks of one moment: agents are looked at once for tasks that are alike. */
  explainer(): (task: string, queue?: string) => Explanation {
    const known: KnownReasons = new Map();
    return (task, queue) => {
      const record = this.#core.tasks.get(task);
      return explain(record, record && this.#core.floor.queues.get(queue ?? queueOf(record)), known);
    };
  }

  /** Where such a task would go if it came now, and why; nothing happens. */
  outlook(request: Omit<TaskRequest, 'id' | 'place'>, now: number): Outlook {
    return outlook(this.#core, request, now);
  }

  /** Places of callers who gave up, in the order in which they had waited. */
  kept(): KeptPlace[] {
    return [...this.#core.kept.all()].sort(
      (a, b) => a.place.joinedAt - b.place.joinedAt || a.place.seq - b.place.seq,
    );
  }

  keptPlace(task: string): KeptPlace | undefined {
    return this.#core.kept.get(task);
  }

  /** What the queue's estimates rest on. */
  measures(queue: string): Readonly<Measures> | undefined {
    return this.#core.floor.queues.get(queue)?.measures;
  }

  get policy(): Policy {
    return this.#core.floor.orders.policy;
  }

  task(id: string): TaskView | undefined {
    const task = this.#core.tasks.get(id);
    return task && viewTask(task);
  }

  /** With what it would have to join to stand where it does: for whoever remembers it over a restart. */
  request(task: string): TaskRequest | undefined {
    const record = this.#core.tasks.get(task);
    if (!record) return undefined;
    const { id, medium, joinedAt, seq } = record;
    return { ...demandNow(record), id, medium, place: { joinedAt, seq } };
  }

  /** Whether the agent could be offered one more of the medium now; undefined: there is no such agent. */
  hasRoom(agent: string, medium: Medium): boolean | undefined {
    const record = this.#core.agents.get(agent);
    return record && openChannels(record).includes(channelOf(medium));
  }

  /** Every task that waits or rings, in no particular order. */
  tasks(): TaskView[] {
    return [...this.#core.tasks.values()].map(viewTask);
  }

  agent(id: string): AgentView | undefined {
    const agent = this.#core.agents.get(id);
    return agent && viewAgent(agent);
  }

  agents(): AgentView[] {
    return [...this.#core.agents.values()].map(viewAgent);
  }

  queue(id: string): QueueView | undefined {
    const queue = this.#core.floor.queues.get(id);
    if (!queue) return undefined;
    let ready = 0;
    for (const agent of queue.members) if (agent.state.name === 'ready') ready++;
    return {
      settings: queue.settings,
      waiting: queue.waiting,
      longestWaitingSince: queue.byAge.first?.task.joinedAt ?? null,
      signedIn: queue.signedIn,
      ready,
      figures: figuresOf(queue),
    };
  }

  queues(): QueueSettings[] {
    return [...this.#core.floor.queues.values()].map((queue) => queue.settings);
  }

  /** When the next tick is due; for whoever restored a snapshot and has seen no 'wake'. */
  get wakeAt(): number | null {
    return this.#wakeAt;
  }

  snapshot(): AcdSnapshot {
    return takeSnapshot(this.#core, this.#wakeAt);
  }

  /** An ACD that goes on from the snapshot with the same decisions. */
  static restore(snapshot: AcdSnapshot): Acd {
    const acd = new Acd();
    restoreInto(acd.#core, snapshot);
    acd.#wakeAt = snapshot.wakeAt;
    return acd;
  }

  #step(input: AcdInput, now: number): void {
    const core = this.#core;
    switch (input.kind) {
      case 'policy.set':
        setPolicy(core, input.policy, now);
        break;
      case 'queue.set':
        setQueue(core, input.queue, now);
        break;
      case 'queue.removed':
        removeQueue(core, input.queue, now);
        break;
      case 'agent.set':
        setAgent(core, input.agent, now);
        break;
      case 'offer.answered':
        agents.answered(core, input.offer, now);
        break;
      case 'offer.failed':
        agents.offerFailed(core, input.offer, input.why, now);
        break;
      case 'tick':
        tick(core, now);
        break;
      case 'task.joined':
      case 'task.named':
      case 'task.left':
      case 'task.turned':
      case 'task.changed':
      case 'task.given':
      case 'place.dropped':
        this.#stepTask(input, now);
        break;
      case 'agent.removed':
      case 'agent.asked':
      case 'agent.wrapUpExtended':
      case 'agent.occupied':
      case 'agent.talkEnded':
      case 'agent.deviceFailed':
      case 'agent.deviceRestored':
      case 'work.done': {
        const agent = core.agents.get(input.agent);
        if (agent) this.#stepAgent(agent, input, now);
      }
    }
  }

  #stepTask(input: TaskInput, now: number): void {
    const core = this.#core;
    switch (input.kind) {
      case 'task.joined':
        join(core, input.task, now);
        break;
      case 'task.named': {
        const { task, agent, offerMs, past } = input;
        const record = core.agents.get(agent);
        if (past === 'queues') joinAt(core, record, task, offerMs, now);
        else agents.claim(core, record, task, agent, now);
        break;
      }
      case 'task.left':
        leave(core, input.task, now, input.keepMs);
        break;
      case 'task.turned':
        turn(core, input.task, input.into, input.medium, now);
        break;
      case 'task.changed':
        change(core, input.task, input, now);
        break;
      case 'task.given':
        give(core, input.task, input.agent, now);
        break;
      case 'place.dropped':
        dropPlace(core, input.task);
        break;
    }
  }

  #stepAgent(agent: AgentRecord, input: AgentInput, now: number): void {
    const core = this.#core;
    switch (input.kind) {
      case 'agent.removed':
        removeAgent(core, agent, now);
        break;
      case 'agent.asked':
        agents.asked(core, agent, input.wish, now, input.by);
        break;
      case 'agent.wrapUpExtended':
        agents.extendWrapUp(core, agent, input.byMs, now);
        break;
      case 'agent.occupied':
        agents.occupied(core, agent, input.task, input.queue, now);
        break;
      case 'agent.talkEnded':
        agents.talkEnded(core, agent, input.task, now);
        break;
      case 'agent.deviceFailed':
        agents.deviceFailed(core, agent, now);
        break;
      case 'agent.deviceRestored':
        agents.deviceRestored(core, agent, now);
        break;
      case 'work.done':
        agents.workDone(core, agent, input.task, now);
        break;
    }
  }
}

type AgentInput = Exclude<
  Extract<AcdInput, { kind: `agent.${string}` | 'work.done' }>,
  { kind: 'agent.set' }
>;
type TaskInput = Extract<AcdInput, { kind: `task.${string}` | 'place.dropped' }>;

function viewTask(task: TaskRecord): TaskView {
  const { id, routes, medium, region, skills, attributes, joinedAt, seq, estimateMs } = task;
  const [stand] = task.stands;
  return {
    ...{ id, queue: queueOf(task), medium, region, skills, attributes, estimateMs },
    queues:
      task.stands.length > 0
        ? task.stands.map(({ queue }) => queue.settings.id)
        : routes.map((one) => one.queue),
    priority: stand?.priority ?? task.priority,
    level: stand?.level ?? task.level,
    place: { joinedAt, seq },
    offer: task.offer?.id ?? null,
    stands: task.stands.map(({ queue, demand, priority, level, region: from }) => ({
      ...{ queue: queue.settings.id, skills: Object.fromEntries(demand), priority, level, region: from },
    })),
  };
}

function viewAgent(agent: AgentRecord): AgentView {
  const { id, settings, state, since, idleSince, taken, work, regions } = agent;
  return {
    ...{ id, queues: settings.queues, skills: settings.skills ?? {}, state, since, idleSince, taken },
    work: [...work.values()].map(viewWork),
    regions: Object.fromEntries([...regions].map(([region, count]) => [region, { ...count }])),
  };
}
