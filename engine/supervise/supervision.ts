import { YihaoError } from '../../kernel/errors.js';
import type { AgentState } from '../acd/model.js';
import type { Calls } from '../call/calls.js';
import type { CallState } from '../call/model/call-state.js';
import type { CallSupervision } from '../call/model/input.js';
import type { SupervisorCommand } from '../desk.js';
import type { Configuration } from '../store/configuration.js';
import { canBeArranged } from './waiting-callers.js';
import { canBeWatched } from './watching.js';

export interface SupervisionOptions {
  readonly calls: Calls;
  readonly configuration: () => Configuration;
  readonly stateOf: (agent: string) => AgentState | undefined;
}

/** Who supervises: the user, and the phone of the user where there is one. */
export interface Supervisor {
  readonly name: string;
  readonly phone: string | undefined;
}

/** What supervisors do with calls. Whether it is possible is decided here. */
export class Supervision {
  readonly #options: SupervisionOptions;

  constructor(options: SupervisionOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the switch has taken it.
   * @throws YihaoError 'not.found', 'call.state', 'agent.state', 'dial.impossible', 'switch.refused'.
   */
  async supervise(by: Supervisor, command: SupervisorCommand): Promise<void> {
    const { calls } = this.#options;
    const call = calls.get(command.call);
    if (!call) throw new YihaoError('not.found', { what: 'call', id: command.call });
    if (command.do === 'hangUp') {
      calls.input(call.id, { kind: 'hangUp', by: by.name });
      return;
    }
    const wanted = this.#checked(call, by, command);
    const answers = await calls.ask(call.id, { kind: 'supervise', by: by.name, command: wanted });
    for (const answer of answers) {
      if (!answer.ok) throw new YihaoError('switch.refused', { command: command.do, reason: answer.why });
    }
  }

  #checked(
    call: CallState,
    by: Supervisor,
    command: Exclude<SupervisorCommand, { do: 'hangUp' }>,
  ): CallSupervision {
    const state = call.stage.name;
    const refuse = (): never => {
      throw new YihaoError('call.state', { call: call.id, state, wanted: command.do });
    };
    switch (command.do) {
      case 'join':
      case 'takeOver': {
        if (!canBeWatched(call)) refuse();
        const phone = this.#phoneOf(call, by, command.phone);
        return command.do === 'join' ? { do: 'join', mode: command.mode, phone } : { do: 'takeOver', phone };
      }
      case 'leave':
        return { do: 'leave' };
      case 'moveWaiting':
        if (!canBeArranged(call)) refuse();
        if (!this.#options.configuration().queues.some(({ id }) => id === command.queue))
          throw new YihaoError('not.found', { what: 'queue', id: command.queue });
        return { do: 'moveWaiting', queue: command.queue };
      case 'prioritise':
        if (!canBeArranged(call)) refuse();
        return { do: 'prioritise', priority: command.priority };
      case 'give': {
        if (!canBeArranged(call)) refuse();
        const agent = this.#options.stateOf(command.agent);
        if (!agent) throw new YihaoError('not.found', { what: 'agent', id: command.agent });
        if (agent.name !== 'ready')
          throw new YihaoError('agent.state', { agent: command.agent, state: agent.name, wanted: 'give' });
        return { do: 'give', agent: command.agent };
      }
    }
  }

  /** The supervisor's own phone, or one that is no agent's at work. One who is on the call already needs none any more. */
  #phoneOf(call: CallState, by: Supervisor, given: string | undefined): string {
    const own = call.watchers.find(({ supervisor }) => supervisor === by.name);
    const phone = own?.phone ?? given ?? by.phone;
    if (phone === undefined)
      throw new YihaoError('dial.impossible', {
        what: by.name,
        reason: 'you have no phone; name an extension',
      });
    const agent = this.#options.stateOf(phone);
    if (!own && agent && (agent.name === 'talking' || agent.name === 'reserved'))
      throw new YihaoError('agent.state', { agent: phone, state: agent.name, wanted: 'supervise' });
    if (!own && phone !== by.phone && agent && agent.name !== 'signedOut')
      throw new YihaoError('dial.impossible', {
        what: phone,
        reason: 'it is the phone of an agent who is signed in; name your own',
      });
    return phone;
  }
}
