import { YihaoError } from '../../kernel/errors.js';
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import type { AgentState } from '../acd/model.js';
import type { Calls } from '../call/calls.js';
import { agentsOf } from '../call/conversation-view.js';
import { possibleWishes } from '../call/desk-step.js';
import { destinationOf, forbiddenBy, plainNumber } from '../call/dial-plan.js';
import type { CallState } from '../call/model/call-state.js';
import type { Offer } from '../call/model/offer.js';
import type { Arrival } from '../call/step.js';
import type { DeskCommand, Destination } from '../desk.js';
import type { LoadedFlows } from '../flow-files/load-flows.js';
import type { Configuration } from '../store/configuration.js';
import type { FactSink } from '../store/facts.js';
import type { Registrations } from './registrations.js';

type SetData = Extract<DeskCommand, { do: 'setData' }>;

/** Calls that are over and may be wrapped up yet; more agents than this never wrap up at once. */
const mostEnded = 2_000;

export interface OwnCallsOptions {
  readonly clock: Clock;
  readonly facts: FactSink;
  readonly random: Random;
  readonly calls: Calls;
  readonly registrations: Registrations;
  readonly configuration: () => Configuration;
  readonly flows: () => LoadedFlows;
  readonly trunks: () => readonly string[];
  readonly stateOf: (agent: string) => AgentState | undefined;
  /** Whether anybody who serves the queue is signed in. */
  readonly isStaffed: (queue: string) => boolean;
  /** A switch that is connected, for calls that begin with us. */
  readonly anyNode: () => string | undefined;
}

/** Entries of call data: as many as a flow has variables, and as many again of the agents. */
const mostData = 128;

/** What agents do with calls: dial, and handle the one they have. Whether they may is decided here, in one place. */
export class OwnCalls {
  readonly #options: OwnCallsOptions;
  /** Call data of calls that are over, by the call's id, oldest first. */
  readonly #ended = new Map<string, Readonly<Record<string, string>>>();

  constructor(options: OwnCallsOptions) {
    this.#options = options;
  }

  /** The call in which the agent takes part. */
  of(agent: string): CallState | undefined {
    const state = this.#options.stateOf(agent);
    const call = state && 'task' in state ? this.#options.calls.get(state.task) : undefined;
    return call && agentsOf(call).includes(agent) ? call : undefined;
  }

  /**
   * Resolves when the switch has taken it.
   * @throws YihaoError 'call.none', 'call.state', 'agent.state', 'number.forbidden', 'not.found', 'dial.impossible',
   * 'request.invalid', 'switch.refused'.
   */
  async control(agent: string, command: DeskCommand): Promise<void> {
    if (command.do === 'dial') {
      this.#dialFor(agent, command.to);
      return;
    }
    const state = this.#options.stateOf(agent);
    if (command.do === 'setData' && state?.name === 'wrapUp') {
      await this.#complete(agent, state.task, command);
      return;
    }
    const call = this.of(agent);
    if (!call) throw new YihaoError('call.none', { agent });
    if (!possibleWishes(call, agent).includes(command.do)) throw this.#refusal(call, command.do);
    if (command.do === 'consult' && command.to.kind !== 'agent' && command.to.kind !== 'number')
      throw this.#refusal(call, `consult ${command.to.kind}`);
    if (
      command.do === 'setData' &&
      !Object.hasOwn(call.data, command.key) &&
      Object.keys(call.data).length >= mostData
    ) {
      const reason = `a call keeps at most ${mostData} entries of data`;
      throw new YihaoError('request.invalid', { where: 'body/key', reason });
    }
    const asked =
      command.do === 'transfer' || command.do === 'consult'
        ? { ...command, to: this.#checked(agent, command.to, call) }
        : command;
    const { calls } = this.#options;
    const answers = await calls.ask(call.id, { kind: 'desk', agent, command: asked });
    for (const answer of answers) {
      if (!answer.ok) throw new YihaoError('switch.refused', { command: command.do, reason: answer.why });
    }
  }

  /** A call is over; whoever served it may complete its data yet (话后整理). */
  callEnded({ id, agent, data }: CallState): void {
    if (agent === undefined) return;
    this.#ended.set(id, data);
    for (const oldest of this.#ended.keys()) {
      if (this.#ended.size <= mostEnded) break;
      this.#ended.delete(oldest);
    }
  }

  /** The agent has talked and writes down what it was about; the caller may be at the survey, or gone. */
  async #complete(agent: string, id: string, command: SetData): Promise<void> {
    const { calls, facts } = this.#options;
    if (calls.get(id)) {
      await calls.ask(id, { kind: 'desk', agent, command, wrapsUp: true });
      return;
    }
    const before = this.#ended.get(id);
    if (!before) throw new YihaoError('call.none', { agent });
    const data = { ...before, [command.key]: command.value };
    this.#ended.set(id, data);
    facts.write({ kind: 'call', id, set: { data } });
  }

  /** An agent's phone dialled: @returns false when that leads nowhere. */
  dialledByPhone(agent: string, arrival: Arrival): boolean {
    const { calls } = this.#options;
    const to = destinationOf(arrival.called, this.#options.configuration());
    if (to.kind !== 'agent' && to.kind !== 'number') return false;
    const named = to.kind === 'agent' ? to.agent : to.number;
    const outgoing: Arrival = {
      ...arrival,
      ...{ caller: agent, called: named, mainAgent: undefined },
      direction: to.kind === 'agent' ? 'internal' : 'outbound',
    };
    if (to.kind === 'number' && this.#isForbidden(agent, named)) {
      calls.reject(outgoing, 'CALL_REJECTED', 'forbidden');
      return true;
    }
    const far = this.#offerFar(arrival.id, to);
    if (this.isBusy(agent) || !far || (to.kind === 'agent' && !this.isFree(named))) {
      calls.reject(outgoing, far ? 'USER_BUSY' : 'NORMAL_TEMPORARY_FAILURE', far ? 'busy' : 'failed');
      return true;
    }
    const own: Offer = {
      number: null,
      agent,
      outside: null,
      leg: arrival.leg,
      at: this.#options.clock.now(),
    };
    calls.dial({ ...outgoing, leg: far.leg }, this.#options.flows().flows, { own, far, fromPhone: true });
    return true;
  }

  /** Neither talking nor rung; @param but a call that does not count. */
  isFree(agent: string, but?: string): boolean {
    const state = this.#options.stateOf(agent);
    return (state?.name !== 'talking' && state?.name !== 'reserved') || state.task === but;
  }

  /** In a call, or rung for one: no second one is begun beside it. */
  isBusy(agent: string): boolean {
    return !this.isFree(agent) && this.of(agent) !== undefined;
  }

  /** The agent, who has accepted to call the number back, is in no other call. @returns the call's id. @throws YihaoError as `control`. */
  callBack(agent: string, number: string): string {
    return this.#dialFor(agent, { kind: 'number', number }, true);
  }

  #dialFor(agent: string, wanted: Destination, isReserved = false): string {
    const { calls, random, clock, registrations, configuration, flows } = this.#options;
    const state = this.#options.stateOf(agent);
    if (!state || (!isReserved && !this.isFree(agent)))
      throw new YihaoError('agent.state', { agent, state: state?.name ?? 'unknown', wanted: 'dial' });
    const to = this.#checked(agent, wanted);
    if (to.kind !== 'agent' && to.kind !== 'number')
      throw new YihaoError('dial.impossible', { what: to.kind, reason: 'only people can be dialled' });
    if (to.kind === 'agent' && to.agent === agent)
      throw new YihaoError('dial.impossible', { what: agent, reason: 'that is you' });
    const node = registrations.nodeOf(agent) ?? this.#options.anyNode();
    if (node === undefined) throw new YihaoError('switch.unreachable', { address: 'any' });
    const id = random.uuid();
    const far = this.#offerFar(id, to);
    if (!far)
      throw new YihaoError('dial.impossible', { what: 'a number outside', reason: 'no trunk is free' });
    const arrival: Arrival = {
      ...{ id, leg: far.leg, node, caller: agent, called: far.agent, startedAt: clock.now() },
      direction: to.kind === 'agent' ? 'internal' : 'outbound',
      callerName: configuration().agents.find((one) => one.id === agent)?.name ?? '',
      ...{ language: 'zh-CN', flowName: '', flowVersion: flows().version, mainAgent: undefined },
    };
    const own: Offer = { number: null, agent, outside: null, leg: `${id}.own`, at: clock.now() };
    calls.dial(arrival, flows().flows, { own, far, fromPhone: false });
    return id;
  }

  #offerFar(call: string, to: Extract<Destination, { kind: 'agent' | 'number' }>): Offer | undefined {
    const at = this.#options.clock.now();
    if (to.kind === 'agent') return { number: null, agent: to.agent, outside: null, leg: `${call}.far`, at };
    const [trunk, ...others] = this.#options.trunks();
    return trunk === undefined
      ? undefined
      : { number: null, agent: to.number, leg: `${call}.far`, at, outside: { trunk, others } };
  }

  /** The destination as it really is, which is there, free and allowed. @param call that is to be sent there. */
  #checked(agent: string, wanted: Destination, call?: CallState): Destination {
    const configuration = this.#options.configuration();
    const to = wanted.kind === 'number' ? destinationOf(wanted.number, configuration) : wanted;
    switch (to.kind) {
      case 'agent':
        if (!configuration.agents.some(({ id }) => id === to.agent))
          throw new YihaoError('not.found', { what: 'agent', id: to.agent });
        if (!this.isFree(to.agent))
          throw new YihaoError('agent.state', {
            ...{ agent: to.agent, wanted: 'a call' },
            state: this.#options.stateOf(to.agent)?.name ?? 'unknown',
          });
        return to;
      case 'queue':
        if (!configuration.queues.some(({ id }) => id === to.queue))
          throw new YihaoError('not.found', { what: 'queue', id: to.queue });
        if (!this.#options.isStaffed(to.queue))
          throw new YihaoError('dial.impossible', { what: to.queue, reason: 'nobody there is signed in' });
        return to;
      case 'flow':
        if (
          !(call ? this.#options.calls.hasFlow(call.id, to.flow) : this.#options.flows().flows.has(to.flow))
        )
          throw new YihaoError('not.found', { what: 'flow', id: to.flow });
        return to;
      case 'number': {
        const number = plainNumber(to.number);
        const entry = forbiddenBy(number, agent, configuration.forbidden);
        if (entry) throw new YihaoError('number.forbidden', { number, reason: entry.reason });
        if (this.#options.trunks().length === 0)
          throw new YihaoError('dial.impossible', { what: 'a number outside', reason: 'no trunk is free' });
        return { kind: 'number', number };
      }
    }
  }

  #isForbidden(agent: string, number: string): boolean {
    return forbiddenBy(number, agent, this.#options.configuration().forbidden) !== undefined;
  }

  #refusal(call: CallState, wanted: string): YihaoError {
    return new YihaoError('call.state', { call: call.id, state: call.stage.name, wanted });
  }
}
