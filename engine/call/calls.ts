import type { Cancel, Clock } from '../../kernel/clock.js';
import { personal, type Logger } from '../../kernel/log.js';
import { refuse, type Result } from '../../kernel/result.js';
import type { DialResult } from '../desk.js';
import type { FlowSet } from '../ivr/model.js';
import type { LegRecords } from '../record/leg-records.js';
import type { Recordings } from '../record/recordings.js';
import type { Synthesiser } from '../speech/synthesiser.js';
import type { FactSink } from '../store/facts.js';
import type { SwitchCommands } from '../switch/switch.js';
import { withOwnFlows } from './own-flows.js';
import { LegCommands } from './leg-commands.js';
import { offersOf } from './legs-of.js';
import type { CallState } from './model/call-state.js';
import type { CallContext } from './model/context.js';
import type { CallEffect } from './model/effect.js';
import type { CallInput, TimerName } from './model/input.js';
import type { Offer } from './model/offer.js';
import { acceptCall, callStep, dialCall, rejectCall, type Arrival, type CallStep } from './step.js';
import { answerOf, isSilent, type FlowServices } from './flow-services.js';
import type { CallSurroundings } from './surroundings.js';
import type { Turn } from './turn.js';
import { looksDifferent } from './views.js';

export interface CallsOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly turn: Turn;
  readonly commands: SwitchCommands;
  readonly facts: FactSink;
  readonly legs: LegRecords;
  readonly recordings: Recordings;
  readonly sipDomain: string;
  readonly speech?: Synthesiser;
  readonly services?: FlowServices;
  readonly around: CallSurroundings;
}

type ExecuteEffect = Extract<CallEffect, { do: 'execute' }>;

interface LiveCall {
  state: CallState;
  readonly context: Omit<CallContext, 'now'>;
  readonly timers: Map<TimerName, Cancel>;
  readonly log: Logger;
  /** Its snapshot is behind its state. */
  stale: boolean;
}

/** The conversations there are: steps each with what happens to it and carries out what the step says. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #calls = new Map<string, LiveCall>();
  /** Main legs → calls. */
  readonly #callers = new Map<string, string>();
  readonly #legCommands: LegCommands;
  /** Answers of the switch to what a person asked for and waits for. */
  #awaited: Promise<Result<string>>[] | undefined;
  #refused = 0;

  constructor(options: CallsOptions) {
    this.#options = options;
    const { clock, commands, legs, sipDomain, around } = options;
    this.#legCommands = new LegCommands({
      ...{ clock, commands, legs, sipDomain },
      nodeOf: (agent) => around.nodeOf(agent),
      answerAfterSeconds: (agent) => around.answerAfterSeconds(agent),
      callerNumberOf: (trunk) => around.callerNumberOf(trunk),
      answered: (call, leg, by) =>
        this.input(call, { kind: 'agentAnswered', leg, ...(by === undefined ? {} : { by }) }),
      failed: (call, leg, cause) => this.input(call, { kind: 'agentFailed', leg, cause }),
    });
  }

  get size(): number {
    return this.#calls.size;
  }

  /** Commands that a switch refused. */
  get refusedCommands(): number {
    return this.#refused + this.#legCommands.refused;
  }

  all(): readonly CallState[] {
    return [...this.#calls.values()].map(({ state }) => state);
  }

  get(id: string): CallState | undefined {
    return this.#calls.get(id)?.state;
  }

  /** Whether the flows that the call began with have this one. */
  hasFlow(id: string, flow: string): boolean {
    return this.#calls.get(id)?.context.flows.has(flow) === true;
  }

  ofCaller(leg: string): string | undefined {
    return this.#callers.get(leg);
  }

  /** It is being dialled: when one phone of several ends it, the answer to the dialling tells what becomes of it. */
  isDialled(leg: string): boolean {
    return this.#legCommands.isDialled(leg);
  }

  isDialling(call: string): boolean {
    return this.#legCommands.isDialling(call);
  }

  isUnwanted(leg: string): boolean {
    return this.#legCommands.isUnwanted(leg);
  }

  accept(arrival: Arrival, flows: FlowSet): void {
    this.#begin(arrival, flows, (context) => acceptCall(arrival, context));
  }

  /** @param blockedBy the entry of the blacklist that turns the caller away. */
  reject(arrival: Arrival, cause: string, result?: DialResult, blockedBy?: string): void {
    this.#begin(arrival, new Map(), (context) => rejectCall(arrival, context, cause, { result, blockedBy }));
  }

  /** An agent calls somebody; @param fromPhone whether the agent's phone did, and waits for an answer. */
  dial(
    arrival: Arrival,
    flows: FlowSet,
    parties: { readonly own: Offer; readonly far: Offer; readonly fromPhone: boolean },
  ): void {
    const { own } = parties;
    if (parties.fromPhone)
      this.#options.legs.opened(own.leg, arrival.id, 'agent', own.agent, arrival.startedAt);
    this.#begin(arrival, flows, (context) => dialCall(arrival, parties, context), false);
  }

  /**
   * An input that somebody waits for.
   * @returns what the switch said to each command of the step, but for phones that ring.
   */
  async ask(id: string, input: CallInput): Promise<readonly Result<string>[]> {
    const awaited: Promise<Result<string>>[] = [];
    this.#awaited = awaited;
    this.input(id, input);
    this.#awaited = undefined;
    return Promise.all(awaited);
  }

  /** A call of before the engine's restart; it needs an input to go on. */
  adopt(state: CallState, flows: FlowSet): void {
    this.#add(state, flows);
    this.#options.legs.adopt(state.leg, state.id, state.caller);
    for (const { leg, agent } of offersOf(state)) this.#options.legs.adopt(leg, state.id, agent);
    for (const { leg, phone } of state.watchers) this.#options.legs.adopt(leg, state.id, phone);
    const { stage } = state;
    const talk = 'recording' in stage ? stage : state.visit?.talk;
    if (talk && talk.recording !== null) {
      this.#options.recordings.adopt(state.leg, talk.recording, talk.since);
    }
    if (stage.name === 'flow' && stage.running?.message) {
      const { path, startedAt } = stage.running.message;
      this.#options.recordings.adopt(state.leg, path, startedAt);
    }
    this.#options.around.changed(state, undefined);
  }

  input(id: string, input: CallInput): void {
    this.#options.turn.run(() => {
      const live = this.#calls.get(id);
      if (live) this.#apply(live, callStep(live.state, input, this.#context(live)));
      else if (input.kind === 'agentAnswered')
        this.#legCommands.kill(input.by ?? input.leg, 'ORIGINATOR_CANCEL', false);
    });
  }

  killAgain(leg: string): void {
    this.#legCommands.killAgain(leg);
  }

  legEnded(leg: string): void {
    this.#legCommands.ended(leg);
    this.#callers.delete(leg);
  }

  async close(): Promise<void> {
    await this.#legCommands.close();
    for (const live of this.#calls.values()) for (const cancel of live.timers.values()) cancel();
  }

  /** @param isThere whether the main leg exists already. */
  #begin(arrival: Arrival, flows: FlowSet, first: (context: CallContext) => CallStep, isThere = true): void {
    this.#options.turn.run(() => {
      const { id, leg, caller, startedAt } = arrival;
      if (isThere) this.#options.legs.opened(leg, id, 'caller', caller, startedAt);
      const context = this.#contextFor(id, flows);
      const step = first({ ...context, now: this.#options.clock.now() });
      const live = this.#add(step[0], flows);
      live.log.info({ caller: personal(caller), called: arrival.called }, 'call');
      this.#options.around.changed(step[0], undefined);
      this.#apply(live, step);
    });
  }

  #add(state: CallState, flows: FlowSet): LiveCall {
    const live: LiveCall = {
      state,
      context: this.#contextFor(state.id, flows),
      timers: new Map(),
      log: this.#options.log.child({ call: state.id }),
      stale: false,
    };
    this.#calls.set(state.id, live);
    this.#callers.set(state.leg, state.id);
    return live;
  }

  #contextFor(id: string, flows: FlowSet): Omit<CallContext, 'now'> {
    const { around, recordings, clock } = this.#options;
    return {
      flows: withOwnFlows(flows),
      queue: (queue) => around.queue(queue),
      promptFile: (prompt) => around.promptFile(prompt),
      tables: () => around.tables(),
      music: (name) => around.music(name),
      position: () => around.position(id),
      estimateMs: () => around.estimateMs(id),
      utterancePath: (name) => `utterances/${name}.wav`,
      recordingPath: (name) => recordings.pathFor(name, clock.now()),
      absolute: (path) => recordings.absolute(path),
      ringSeconds: (queue) => (queue === null ? undefined : around.queue(queue)?.ringSeconds) ?? 20,
      trunks: () => around.trunks(),
      isAgent: (agent) => around.isAgent(agent),
      isForbidden: (agent, number) => around.isForbidden(agent, number),
      isFree: (agent) => around.isFree(agent, id),
      route: (asked) => around.route(asked),
      keepPlaceMs: (queue) => (around.queue(queue)?.distribution?.keepPlaceSeconds ?? 0) * 1000,
    };
  }

  #context(live: LiveCall): CallContext {
    return { ...live.context, now: this.#options.clock.now() };
  }

  #apply(live: LiveCall, [state, effects]: CallStep): void {
    const before = live.state;
    live.state = state;
    if (before.leg !== state.leg) {
      this.#callers.delete(before.leg);
      this.#callers.set(state.leg, state.id);
    }
    for (const effect of effects) this.#carryOut(live, effect);
    if (state === before && effects.length === 0) return;
    this.#snapshotLater(live);
    if (state.stage.name === 'over') this.#forget(live);
    if (looksDifferent(before, state)) this.#options.around.changed(state, before);
  }

  /** Once a turn, however many steps it took. */
  #snapshotLater(live: LiveCall): void {
    if (live.stale) return;
    live.stale = true;
    this.#options.turn.atEnd(() => {
      live.stale = false;
      const { state } = live;
      const snapshot = state.stage.name === 'over' ? undefined : JSON.stringify(state);
      this.#options.facts.write({ kind: 'live', id: state.id, snapshot });
    });
  }

  #forget(live: LiveCall): void {
    for (const cancel of live.timers.values()) cancel();
    live.timers.clear();
    const { id, leg } = live.state;
    this.#calls.delete(id);
    // Closed by the watch: the leg's end was not heard of and is not waited for.
    if (this.#callers.delete(leg))
      this.#options.legs.ending(leg, this.#options.clock.now(), 'NORMAL_UNSPECIFIED');
  }

  #carryOut(live: LiveCall, effect: CallEffect): void {
    const { commands, facts, recordings, around, turn } = this.#options;
    const { leg, id } = live.state;
    switch (effect.do) {
      case 'execute':
        if (effect.later) turn.atEnd(() => this.#execute(live, effect));
        else this.#execute(live, effect);
        break;
      case 'ask':
        void this.#ask(live, effect);
        break;
      case 'interrupt':
        this.#report(live, 'interrupt', commands.interrupt(effect.leg ?? leg));
        break;
      case 'originate':
        this.#legCommands.originate(live.state, effect, effect.offer.leg === leg);
        break;
      case 'bridge':
        void this.#await(commands.bridge(effect.with ?? leg, effect.leg)).then((answer) => {
          if (!answer.ok) this.input(id, { kind: 'bridgeRefused', leg: effect.leg, why: answer.why });
        });
        break;
      case 'park':
        this.#report(live, 'park', this.#await(commands.park(effect.leg)));
        break;
      case 'answer':
        this.#report(live, 'answer', this.#await(commands.answer(effect.leg)));
        break;
      case 'steer':
        this.#report(live, 'steer', this.#await(commands.steer(effect.leg, effect.step)));
        break;
      case 'kill':
        this.#legCommands.kill(effect.leg, effect.cause, this.#callers.get(effect.leg) === id);
        break;
      case 'startRecording':
        recordings.start(id, leg, effect.path);
        break;
      case 'stopRecording':
        recordings.stop(effect.path);
        break;
      case 'recordMessage':
        recordings.expectMessage(id, leg, effect.path);
        break;
      case 'askCallBack':
        around.askCallBack(live.state, effect);
        break;
      case 'requestCallBack':
        around.requestCallBack(live.state, effect);
        break;
      case 'dropMessage':
        this.#dropMessage(effect.path);
        break;
      case 'weighMessage':
        void isSilent(this.#options.services, recordings.absolute(effect.path)).then((silent) => {
          if (silent) this.#dropMessage(effect.path);
        });
        break;
      case 'dropUtterance':
        this.#options.services?.ears?.drop(effect.file);
        break;
      case 'acd':
        turn.run(() => around.tellAcd(effect.input, live.state));
        break;
      case 'fact':
        facts.write(effect.fact);
        break;
      case 'timer':
        this.#timer(live, effect.name, effect.ms);
        break;
    }
  }

  #dropMessage(path: string): void {
    const { recordings, services } = this.#options;
    recordings.foundEmpty(path);
    services?.ears?.drop(recordings.absolute(path));
  }

  #await(answer: Promise<Result<string>>): Promise<Result<string>> {
    this.#awaited?.push(answer);
    return answer;
  }

  #execute(live: LiveCall, effect: ExecuteEffect): void {
    if (effect.speech.length > 0) {
      void this.#speakFirst(live, effect);
      return;
    }
    const { leg: main, id: call } = live.state;
    const { id, leg, application } = effect;
    void this.#options.commands.execute(leg ?? main, id, application).then((answer) => {
      if (answer.ok) return;
      this.#refused++;
      this.input(call, { kind: 'executeRefused', id, why: answer.why });
    });
  }

  /** A call that went on meanwhile takes no notice of the answer. */
  async #ask(live: LiveCall, { id, ask }: Extract<CallEffect, { do: 'ask' }>): Promise<void> {
    const { services } = this.#options;
    const answer = await answerOf(services, ask, id);
    if (answer.kind === 'answered' && answer.answer.status === 0 && 'why' in answer.answer)
      live.log.warn({ why: answer.answer.why }, 'another system did not answer a flow');
    if (answer.kind === 'heard' && answer.heard.as === 'failed')
      live.log.warn({ why: answer.heard.why }, 'what a caller said was not recognised');
    this.input(live.state.id, { kind: 'asked', id, answer });
  }

  /** The call may have gone on while the text was spoken: then nobody waits for it any more. */
  async #speakFirst(live: LiveCall, effect: ExecuteEffect): Promise<void> {
    const { speech } = this.#options;
    for (const { text, language } of effect.speech) {
      const spoken = (await speech?.speak(text, language)) ?? refuse('nobody here can speak');
      if (spoken.ok) continue;
      live.log.error({ why: spoken.why }, 'a text could not be spoken');
      this.input(live.state.id, { kind: 'executeRefused', id: effect.id, why: spoken.why });
      return;
    }
    const { stage } = live.state;
    if (stage.name === 'flow' && stage.running?.id === effect.id)
      this.#execute(live, { ...effect, speech: [] });
  }

  #report(live: LiveCall, command: string, answer: ReturnType<SwitchCommands['interrupt']>): void {
    void answer.then((result) => {
      if (result.ok) return;
      this.#refused++;
      live.log.debug({ command, why: result.why }, 'the switch refused a command');
    });
  }

  #timer(live: LiveCall, name: TimerName, ms: number | null): void {
    live.timers.get(name)?.();
    live.timers.delete(name);
    if (ms === null) return;
    const cancel = this.#options.clock.after(ms, () => {
      live.timers.delete(name);
      this.input(live.state.id, { kind: 'timer', name });
    });
    live.timers.set(name, cancel);
  }
}
