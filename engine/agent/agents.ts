import type { Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import type { Random } from '../../kernel/random.js';
import type { AcdEffect, AcdInput, AgentState, AgentView as AcdAgent, StateCause } from '../acd/model.js';
import type { AgentStateName, AgentView, AgentWish } from '../control.js';
import type { PhoneHealth } from '../desk.js';
import type { AgentConfig } from '../store/configuration.js';
import type { FactSink } from '../store/facts.js';
import type { Registrations } from './registrations.js';

export interface AgentsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly facts: FactSink;
  readonly registrations: Registrations;
  /** The agent as the ACD has it. */
  readonly look: (agent: string) => AcdAgent | undefined;
  readonly tellAcd: (input: AcdInput) => void;
  readonly changed: (view: AgentView, by: string) => void;
}

const system = 'system';

const names: Readonly<Record<AgentState['name'], AgentStateName>> = {
  signedOut: 'signedOut',
  ready: 'ready',
  notReady: 'notReady',
  reserved: 'offered',
  talking: 'talking',
  wrapUp: 'wrapUp',
  noAnswer: 'noAnswer',
  deviceFault: 'deviceFault',
};

/** Agents as people see them: names, states, whose doing; each change is remembered. The ACD decides, this tells. */
export class Agents {
  readonly #options: AgentsOptions;
  readonly #agents = new Map<string, AgentConfig>();
  readonly #causes = new Map<string, StateCause>();

  constructor(options: AgentsOptions) {
    this.#options = options;
  }

  configure(agents: readonly AgentConfig[]): void {
    this.#agents.clear();
    for (const agent of agents) this.#agents.set(agent.id, agent);
  }

  has(agent: string): boolean {
    return this.#agents.has(agent);
  }

  views(): readonly AgentView[] {
    return [...this.#agents.keys()].map((id) => this.view(id));
  }

  /** @throws YihaoError 'not.found'. */
  view(id: string): AgentView {
    const config = this.#agents.get(id);
    const acd = this.#options.look(id);
    if (!config || !acd) throw new YihaoError('not.found', { what: 'agent', id });
    return this.#show(config, acd);
  }

  #show(config: AgentConfig, { id, state, since }: Pick<AcdAgent, 'id' | 'state' | 'since'>): AgentView {
    return {
      id,
      name: config.name,
      state: names[state.name],
      reason: this.#reason(id, state),
      since,
      registered: this.#options.registrations.has(id),
      ...('task' in state ? { call: state.task } : {}),
      ...(state.name === 'wrapUp' ? { wrapUpUntil: state.until } : {}),
    };
  }

  /** What the agent's browser says about its phone: one that fails takes the agent out of distribution. */
  phoneHealth(agent: string, health: PhoneHealth): void {
    this.#options.registrations.report(agent, health);
    this.#options.tellAcd({ kind: health.ok ? 'agent.deviceRestored' : 'agent.deviceFailed', agent });
  }

  nameOf(agent: string): string | undefined {
    return this.#agents.get(agent)?.name;
  }

  /** @throws YihaoError 'not.found', 'agent.state'. */
  ask(id: string, wish: AgentWish, by: string): AgentView {
    const { state } = this.view(id);
    const refused = refusal(state, wish);
    if (refused) throw new YihaoError('agent.state', { agent: id, state, wanted: wish.want });
    // Whatever a browser said before is of another session.
    if (wish.want === 'signIn') this.#options.registrations.report(id, { ok: true });
    this.#options.tellAcd(inputFor(id, wish, by));
    return this.view(id);
  }

  /** The ACD has the agent in another state, or in the same for another reason. */
  stateChanged(effect: Extract<AcdEffect, { do: 'setAgentState' }>): void {
    const { agent, state, cause, by } = effect;
    const acd = this.#options.look(agent);
    const config = this.#agents.get(agent);
    if (!acd || !config) return;
    this.#causes.set(agent, cause);
    const at = this.#options.clock.now();
    const who = by ?? system;
    this.#options.facts.write({
      kind: 'agentState',
      id: this.#options.random.uuid(),
      agent,
      at,
      state: names[state.name],
      reason: this.#reason(agent, state),
      by: who,
      ...('task' in state ? { call: state.task } : {}),
    });
    this.remember(acd);
    // The ACD may be a state further by now; that one is told of next.
    this.#options.changed(this.#show(config, { id: agent, state, since: at }), who);
  }

  workChanged(agent: string): void {
    const acd = this.#options.look(agent);
    if (acd) this.remember(acd);
  }

  /** What a restarted engine needs. One memo an agent: a change costs the same with ten agents as with a thousand. */
  remember(acd: AcdAgent): void {
    const { id, state, since, idleSince, regions, taken } = acd;
    const snapshot = JSON.stringify({ state, since, idleSince, regions, taken });
    this.#options.facts.write({ kind: 'memo', id: memoOf(id), snapshot });
  }

  #reason(agent: string, state: AgentState): string {
    if (state.name === 'notReady') return state.reason;
    if (state.name === 'deviceFault') {
      const problem = this.#options.registrations.problemOf(agent);
      return problem === undefined ? state.cause : `phone.${problem}`;
    }
    return state.name === 'noAnswer' ? (this.#causes.get(agent) ?? 'noAnswer') : '';
  }
}

/** The id under which an agent's state is remembered. */
export const memoOf = (agent: string): string => `agent:${agent}`;

function refusal(state: AgentStateName, wish: AgentWish): boolean {
  switch (wish.want) {
    case 'signIn':
      return state !== 'signedOut';
    case 'signOut':
      return false;
    case 'ready':
    case 'notReady':
      return state === 'signedOut';
    case 'extendWrapUp':
    case 'endWrapUp':
      return state !== 'wrapUp';
  }
}

function inputFor(agent: string, wish: AgentWish, by: string): AcdInput {
  switch (wish.want) {
    case 'signIn':
      // Nobody is rung before they said that they are ready.
      return { kind: 'agent.asked', agent, wish: { name: 'notReady', reason: 'signedIn' }, by };
    case 'signOut':
      return { kind: 'agent.asked', agent, wish: { name: 'signedOut' }, by };
    case 'ready':
      return { kind: 'agent.asked', agent, wish: { name: 'ready' }, by };
    case 'notReady':
      return { kind: 'agent.asked', agent, wish: { name: 'notReady', reason: wish.reason }, by };
    case 'extendWrapUp':
      return { kind: 'agent.wrapUpExtended', agent, byMs: wish.seconds * 1000 };
    case 'endWrapUp':
      return { kind: 'agent.asked', agent, wish: { name: 'ready' }, by };
  }
}
