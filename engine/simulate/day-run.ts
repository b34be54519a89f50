import { Acd } from '../acd/acd.js';
import type { AcdEffect, AcdInput, AgentState, Wish } from '../acd/model.js';
import { Agenda } from './agenda.js';
import { type Caller, callersOf } from './callers.js';
import { type Chance, chanceFor } from './chance.js';
import { DayTally } from './day-tally.js';
import { drawMs } from './duration.js';
import type { DayFigures } from './figures.js';
import type { AgentGroup, Scenario } from './model.js';
import { presenceOf, sizeOf } from './presence.js';
import { routed } from './route.js';

/** What the simulated world does by itself, when its time comes. */
type Due =
  | { readonly kind: 'arrival'; readonly from: Iterator<Caller>; readonly caller: Caller }
  | { readonly kind: 'presence'; readonly group: Group; readonly ready: number; readonly onBreak: number }
  | { readonly kind: 'answer'; readonly offer: Offer }
  | { readonly kind: 'giveUp'; readonly call: Call }
  | { readonly kind: 'talkEnd'; readonly call: Call; readonly agent: Agent }
  /** Of an agent who is still in the state entered then. */
  | { readonly kind: 'ready'; readonly agent: Agent; readonly state: AgentState }
  | { readonly kind: 'tick' };

interface Group {
  readonly of: AgentGroup;
  readonly agents: readonly Agent[];
  readonly chance: { readonly answer: Chance; readonly missed: Chance; readonly back: Chance };
}

interface Agent {
  readonly id: string;
  readonly group: Group;
  /** What the roster says now. */
  wish: Wish;
  state: AgentState | undefined;
  /** Of the last conversation: how long its after-call work takes. */
  wrapUpMs: number | undefined;
}

interface Call {
  readonly id: string;
  readonly caller: Caller;
  /** An agent was free when the caller came. */
  atOnce: boolean;
  stage: 'new' | 'waiting' | 'talking' | 'over';
}

interface Offer {
  readonly id: number;
  readonly agent: Agent;
  readonly call: Call;
}

const SIGNED_OUT: Wish = { name: 'signedOut' };
const READY: Wish = { name: 'ready' };
const ON_BREAK: Wish = { name: 'notReady', reason: 'break' };
/** Those who still wait this long after the end of the day are given up. */
const MOST_AFTER_MS = 6 * 3_600_000;

/**
 * One day: the real ACD, on a simulated clock. Callers, agents' phones and the roster are all that is made up; every
 * decision is the ACD's own. Times here count from the beginning of the day; the ACD sees them since the epoch.
 */
export class DayRun {
  readonly #scenario: Scenario;
  readonly #acd = new Acd();
  readonly #agenda = new Agenda<Due>();
  readonly #tally: DayTally;
  readonly #agents = new Map<string, Agent>();
  readonly #calls = new Map<string, Call>();
  readonly #offers = new Map<number, Offer>();
  #nowMs = 0;
  #came = 0;
  #events = 0;

  /** @param replication which chance the day has; the same number gives the same callers whatever the rules are. */
  constructor(scenario: Scenario, replication: number) {
    this.#scenario = scenario;
    this.#tally = new DayTally(scenario);
    const policy = scenario.routing?.policy;
    if (policy) this.#apply({ kind: 'policy.set', policy });
    for (const queue of scenario.queues) this.#apply({ kind: 'queue.set', queue });
    for (const group of scenario.groups) this.#addGroup(group, replication);
    for (const of of scenario.callers) this.#nextCaller(callersOf(of, scenario.seed, replication));
  }

  run(): DayFigures {
    const lastMs = this.#scenario.lengthMs + MOST_AFTER_MS;
    for (;;) {
      const next = this.#agenda.take();
      if (!next || next.at > lastMs) break;
      if (next.at >= this.#scenario.lengthMs && this.#calls.size === 0) break;
      this.#nowMs = next.at;
      this.#happen(next.what);
    }
    for (const call of this.#calls.values())
      if (call.stage === 'waiting') this.#tally.unfinished(call.caller, this.#nowMs);
    return this.#tally.figures(this.#events);
  }

  #addGroup(of: AgentGroup, replication: number): void {
    const { seed, lengthMs } = this.#scenario;
    const chance = (what: string): Chance => chanceFor(seed, replication, of.id, what);
    const agents: Agent[] = [];
    const group: Group = {
      ...{ of, agents },
      chance: { answer: chance('answer'), missed: chance('missed'), back: chance('back') },
    };
    const size = sizeOf(of);
    for (let n = 1; n <= size; n++) {
      const id = size === 1 ? of.id : `${of.id}#${n}`;
      const agent = { id, group, wish: SIGNED_OUT, state: undefined, wrapUpMs: undefined };
      agents.push(agent);
      this.#agents.set(id, agent);
      this.#tally.addAgent(id, of);
      this.#apply({ kind: 'agent.set', agent: { id, ...of.settings } });
    }
    // Whoever is there at the end of the day serves those who wait.
    for (const { atMs, ready, onBreak } of presenceOf(of))
      if (atMs < lengthMs) this.#agenda.add(atMs, { kind: 'presence', group, ready, onBreak });
  }

  #nextCaller(from: Iterator<Caller>): void {
    const next = from.next();
    if (next.done === true) return;
    const atMs = Math.round(next.value.atMs);
    if (atMs < this.#scenario.lengthMs)
      this.#agenda.add(atMs, { kind: 'arrival', from, caller: { ...next.value, atMs } });
  }

  #happen(due: Due): void {
    switch (due.kind) {
      case 'arrival':
        this.#arrive(due.caller);
        this.#nextCaller(due.from);
        break;
      case 'presence':
        for (const [n, agent] of due.group.agents.entries())
          this.#follow(agent, n < due.ready ? READY : n < due.ready + due.onBreak ? ON_BREAK : SIGNED_OUT);
        break;
      case 'answer':
        this.#answer(due.offer);
        break;
      case 'giveUp':
        if (due.call.stage !== 'waiting') break;
        this.#over(due.call);
        this.#tally.abandoned(due.call.caller, this.#nowMs, due.call.atOnce);
        this.#apply({ kind: 'task.left', task: due.call.id });
        break;
      case 'talkEnd':
        this.#over(due.call);
        this.#apply({ kind: 'agent.talkEnded', agent: due.agent.id, task: due.call.id });
        break;
      case 'ready':
        if (due.agent.state === due.state)
          this.#apply({ kind: 'agent.asked', agent: due.agent.id, wish: due.agent.wish });
        break;
      case 'tick':
        this.#apply({ kind: 'tick' });
    }
  }

  #arrive(caller: Caller): void {
    const { routing, startAt } = this.#scenario;
    const { known } = caller;
    const wanted = routing
      ? routed(routing, caller.wanted, known, this.#acd, startAt + this.#nowMs)
      : caller.wanted;
    const call: Call = {
      ...{ id: `c${++this.#came}`, caller: { ...caller, wanted } },
      ...{ atOnce: false, stage: 'new' },
    };
    this.#calls.set(call.id, call);
    this.#tally.came(call.caller);
    this.#later(caller.patienceMs, { kind: 'giveUp', call });
    this.#apply({ kind: 'task.joined', task: { id: call.id, ...wanted } });
  }

  #follow(agent: Agent, wish: Wish): void {
    if (agent.wish.name === wish.name) return;
    agent.wish = wish;
    this.#apply({ kind: 'agent.asked', agent: agent.id, wish });
  }

  #answer(offer: Offer): void {
    const { id, agent, call } = offer;
    if (this.#offers.get(id) !== offer || call.stage !== 'waiting') return;
    this.#offers.delete(id);
    call.stage = 'talking';
    agent.wrapUpMs = call.caller.wrapUpMs;
    this.#tally.answered(call.caller, this.#nowMs, call.atOnce);
    this.#apply({ kind: 'offer.answered', offer: id });
    this.#later(call.caller.talkMs, { kind: 'talkEnd', call, agent });
  }

  #over(call: Call): void {
    call.stage = 'over';
    this.#calls.delete(call.id);
  }

  #later(ms: number, due: Due): void {
    if (ms !== Infinity) this.#agenda.add(this.#nowMs + Math.round(ms), due);
  }

  /** Never from within an effect: what an effect leads to is put on the agenda, if need be for this very moment. */
  #apply(input: AcdInput): void {
    this.#events++;
    for (const effect of this.#acd.apply(input, this.#scenario.startAt + this.#nowMs)) this.#carryOut(effect);
  }

  #carryOut(effect: AcdEffect): void {
    switch (effect.do) {
      case 'joined':
        this.#waits(this.#calls.get(effect.task));
        break;
      case 'refused':
        this.#refused(this.#calls.get(effect.task));
        break;
      case 'offer':
        this.#ring(effect);
        break;
      case 'cancelOffer':
        this.#offers.delete(effect.offer);
        break;
      case 'setAgentState':
        this.#entered(this.#agents.get(effect.agent), effect.state);
        break;
      case 'wake':
        if (effect.at !== null) this.#agenda.add(effect.at - this.#scenario.startAt, { kind: 'tick' });
        break;
      case 'overflowed':
        this.#overflowed(this.#calls.get(effect.task));
        break;
      // No queue is removed, no agent named, no place kept, no work but calls; who waits for nobody goes on waiting.
      case 'dropped':
      case 'granted':
      case 'placeExpired':
      case 'progressed':
      case 'setAgentWork':
      case 'unstaffed':
    }
  }

  #waits(call: Call | undefined): void {
    if (call?.stage !== 'new') return;
    call.stage = 'waiting';
    this.#tally.waitBegan(call.caller, this.#nowMs);
  }

  #refused(call: Call | undefined): void {
    if (call?.stage !== 'new') return;
    this.#over(call);
    this.#tally.refused(call.caller);
  }

  /** Out of the queues, for wherever the rule sends callers. */
  #overflowed(call: Call | undefined): void {
    if (!call || call.stage === 'talking' || call.stage === 'over') return;
    if (call.stage === 'waiting') this.#tally.waitEnded(call.caller, this.#nowMs);
    this.#over(call);
    this.#tally.overflowed(call.caller);
  }

  #ring({ offer: id, task, agent: agentId }: Extract<AcdEffect, { do: 'offer' }>): void {
    const agent = this.#agents.get(agentId);
    const call = this.#calls.get(task);
    if (!agent || !call) return;
    const offer: Offer = { id, agent, call };
    this.#offers.set(id, offer);
    call.atOnce ||= this.#nowMs === call.caller.atMs;
    const { of, chance } = agent.group;
    const missed = of.missedShare > 0 && chance.missed.next() < of.missedShare;
    // A phone that nobody picks up rings until the ACD takes the offer back.
    if (missed) return;
    this.#later(drawMs(of.answer, chance.answer), { kind: 'answer', offer });
  }

  #entered(agent: Agent | undefined, state: AgentState): void {
    if (!agent) return;
    agent.state = state;
    this.#tally.agentEntered(agent.id, state.name, this.#nowMs);
    if (state.name === 'wrapUp' && agent.wrapUpMs !== undefined)
      this.#later(agent.wrapUpMs, { kind: 'ready', agent, state });
    if (state.name === 'noAnswer')
      this.#later(drawMs(agent.group.of.backAfter, agent.group.chance.back), { kind: 'ready', agent, state });
  }
}
