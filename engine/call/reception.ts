import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import type { Arriving } from '../flow-files/canary.js';
import type { LoadedFlows } from '../flow-files/load-flows.js';
import type { TestCall } from '../flow-files/test-calls.js';
import type { ListEntry } from '../ivr/tables.js';
import type { Recordings } from '../record/recordings.js';
import type { NumberConfig } from '../store/configuration.js';
import type { LegInfo } from '../switch/switch-event.js';
import type { Calls } from './calls.js';
import type { Arrival } from './step.js';

export interface ReceptionOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly calls: Calls;
  readonly recordings: Recordings;
  readonly number: (called: string) => NumberConfig | undefined;
  readonly flows: (call: Arriving) => LoadedFlows;
  /** The draft that a number leads into, if it does and the phone is a user's. */
  readonly testCall: (leg: LegInfo) => TestCall | undefined;
  /** The entry of the blacklist that turns a caller away. */
  readonly blocked: (caller: string) => ListEntry | undefined;
  /** The agent whose phone dials; undefined for anybody else. */
  readonly agentOf: (leg: LegInfo) => string | undefined;
  /** Whether the agent is in a call already. */
  readonly isBusy: (agent: string) => boolean;
  /** Who calls from the caller page, by the name that it was given; undefined for anybody else. */
  readonly guestOf: (leg: LegInfo) => string | undefined;
  /** @returns false when the number is not for agents' phones to dial. */
  readonly dial: (agent: string, arrival: Arrival) => boolean;
}

/** Calls that come in: a hotline number leads into its flow, everything else is turned away with a record. */
export class Reception {
  readonly #options: ReceptionOptions;
  #accepted = 0;
  #rejected = 0;

  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  get accepted(): number {
    return this.#accepted;
  }

  get rejected(): number {
    return this.#rejected;
  }

  take(leg: LegInfo): void {
    const { calls, recordings, random, clock } = this.#options;
    const test = this.#options.testCall(leg);
    const number = test ?? this.#options.number(leg.called);
    const agent = this.#options.agentOf(leg);
    const guest = this.#options.guestOf(leg);
    const id = random.uuid();
    // A guest may call itself whatever it likes.
    const caller = guest ?? leg.callerNumber;
    const { version, flows } = test?.loaded ?? this.#options.flows({ flow: number?.flow ?? '', caller, id });
    const arrival: Arrival = {
      id,
      direction: 'inbound',
      mainAgent: agent,
      leg: leg.uuid,
      node: leg.node,
      caller,
      // Without a name of its own, a phone repeats the number.
      callerName: leg.callerName === leg.callerNumber ? '' : leg.callerName,
      called: leg.called,
      startedAt: leg.createdAt || clock.now(),
      language: number?.language ?? 'zh-CN',
      flowName: number?.flow ?? '',
      flowVersion: version,
    };
    if (!number && agent !== undefined && this.#options.dial(agent, arrival)) {
      this.#accepted++;
      return;
    }
    if (!number) {
      this.#rejected++;
      calls.reject({ ...arrival, mainAgent: undefined }, 'UNALLOCATED_NUMBER');
      return;
    }
    const entry = agent === undefined ? this.#options.blocked(caller) : undefined;
    if (entry) {
      this.#rejected++;
      calls.reject(arrival, 'CALL_REJECTED', undefined, entry.id);
      return;
    }
    if (agent !== undefined ? this.#options.isBusy(agent) : this.#hasCall(guest)) {
      this.#rejected++;
      calls.reject({ ...arrival, mainAgent: undefined }, 'USER_BUSY', 'busy');
      return;
    }
    this.#accepted++;
    recordings.prepare(clock.now());
    calls.accept(arrival, flows);
  }

  /** Nobody knows a guest, who could fill the queue alone. */
  #hasCall(guest: string | undefined): boolean {
    return guest !== undefined && this.#options.calls.all().some(({ caller }) => caller === guest);
  }
}
