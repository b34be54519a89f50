import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import type { Place } from '../acd/model.js';
import type { Destination } from '../desk.js';
import type { AcdDesk } from '../agent/acd-desk.js';
import type { Registrations } from '../agent/registrations.js';
import type { FlowSet } from '../ivr/model.js';
import type { LegRecords } from '../record/leg-records.js';
import type { Recordings } from '../record/recordings.js';
import type { FactSink } from '../store/facts.js';
import type { LegInfo, SwitchEvent } from '../switch/switch-event.js';
import type { Calls } from './calls.js';
import type { CallState } from './model/call-state.js';
import type { Reception } from './reception.js';
import { isOurs, planTakeUp, readSnapshot } from './take-up.js';

export interface LegRouterOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly calls: Calls;
  readonly legs: LegRecords;
  readonly recordings: Recordings;
  readonly reception: Reception;
  readonly desk: AcdDesk;
  readonly registrations: Registrations;
  readonly kill: (leg: string) => Promise<unknown>;
  /** A caller of before comes back to this place: who waited before them comes first. */
  readonly comesBack: (place: Place) => void;
  /** Of the version that a call began with. */
  readonly flows: (version: string) => FlowSet;
  /** What a phone dials, as a destination. */
  readonly destinationOf: (dialled: string) => Destination;
  /** Snapshots of calls that an engine before this one left. */
  readonly remembered: ReadonlyMap<string, string>;
  readonly facts: FactSink;
}

/** More legs than a switch carries. */
const mostGivenUp = 20_000;

/** Brings what the switches say to whom it concerns: a call, an agent, a record. */
export class LegRouter {
  readonly #options: LegRouterOptions;
  /** Calls of before, by node, until the node's legs are known. */
  readonly #remembered = new Map<string, CallState[]>();
  /** Legs of nodes that are not synchronised yet: those who waited before come first. */
  readonly #early = new Map<string, LegInfo[]>();
  readonly #synchronised = new Set<string>();
  /** Legs of calls that were given up because their switch was away for long, the oldest first. */
  readonly #givenUp = new Set<string>();
  /** Those of them that were still in conversation when the switch was back. */
  readonly #talkOn = new Set<string>();

  constructor(options: LegRouterOptions) {
    this.#options = options;
    for (const [id, snapshot] of options.remembered) this.#remember(id, snapshot);
  }

  take(event: SwitchEvent): void {
    const { calls, legs, recordings } = this.#options;
    switch (event.type) {
      case 'legParked':
        this.#parked(event.leg);
        break;
      case 'legFound':
        this.#found(event.leg);
        break;
      case 'legRinging':
        legs.ringing(event.uuid, event.at);
        this.#agentLeg(event.uuid, 'agentRinging');
        break;
      case 'legAnswered':
        this.#answered(event.uuid, event.at);
        break;
      case 'applicationDone': {
        // Of other legs than the main ones it matters when a supervisor's stops listening.
        const listener = event.application === 'eavesdrop' ? legs.callOf(event.uuid) : undefined;
        const call = calls.ofCaller(event.uuid) ?? listener;
        if (call !== undefined) calls.input(call, { ...event, kind: 'applicationDone' });
        break;
      }
      case 'bridged':
        this.#bridged(event.a, event.b);
        break;
      case 'recordStopped':
        recordings.stopped(event.path, event.durationMs, event.failed);
        break;
      case 'legEnded':
        this.#ended(event.uuid, event.at, event);
        break;
      case 'legLost':
        this.#giveUp(event.uuid);
        this.#ended(event.uuid, event.at, undefined);
        break;
      case 'synchronised':
        if (!this.#synchronised.has(event.node)) this.#synchronise(event.node);
        else if (event.afterGap) this.#catchUp(event.node);
        break;
      case 'registered':
      case 'registrations':
        this.#registration(event);
        break;
      case 'disconnected':
        // A phone that could not be rung because the switch was away has no fault.
        this.#options.registrations.lostTouch(event.node);
        break;
      case 'unregistered':
      case 'connected':
        break;
    }
  }

  #parked(leg: LegInfo): void {
    const { calls, kill } = this.#options;
    const call = calls.ofCaller(leg.uuid);
    // Nobody is left who would tell it what to do.
    if (this.#talkOn.delete(leg.uuid)) void kill(leg.uuid);
    else if (call !== undefined) calls.input(call, { kind: 'parked', ...this.#referred(leg) });
    else if (leg.direction === 'outbound' || this.#options.legs.callOf(leg.uuid) !== undefined)
      this.#agentLeg(leg.uuid, 'agentAnswered', this.#referred(leg));
    else this.#arrived(leg);
  }

  #found(leg: LegInfo): void {
    const { calls, legs } = this.#options;
    if (calls.ofCaller(leg.uuid) !== undefined || this.#talksOn(leg)) return;
    if (leg.direction === 'outbound' && this.#synchronised.has(leg.node)) this.#foundOut(leg);
    else if (legs.callOf(leg.uuid) === undefined) this.#arrived(leg);
  }

  #giveUp(leg: string): void {
    this.#givenUp.add(leg);
    const [oldest] = this.#givenUp;
    if (this.#givenUp.size > mostGivenUp && oldest !== undefined) this.#givenUp.delete(oldest);
  }

  /** Its call was given up, and the two have talked all the while: they are left to it. */
  #talksOn(leg: LegInfo): boolean {
    if (this.#givenUp.delete(leg.uuid) && leg.bridgedWith !== undefined && !leg.hungUp)
      this.#talkOn.add(leg.uuid);
    return this.#talkOn.has(leg.uuid);
  }

  /** A phone whose answer may not have been heard: it is put through, or let go, as if it had been. */
  #foundOut(leg: LegInfo): void {
    const { calls, legs, kill } = this.#options;
    if (leg.answeredAt === undefined) return;
    if (legs.callOf(leg.uuid) !== undefined) this.#agentLeg(leg.uuid, 'agentAnswered');
    // Of several phones of who is rung, the answer to the dialling tells which it is.
    else if (isOurs(leg) && !calls.isDialling(leg.variable('yihao_call') ?? '')) void kill(leg.uuid);
  }

  /** The phone that this leg talked with sent it elsewhere (RFC 3515). */
  #referred(leg: LegInfo): { readonly referredTo?: Destination } {
    if (leg.variable('sip_refer_to') === undefined || leg.called === '') return {};
    return { referredTo: this.#options.destinationOf(leg.called) };
  }

  #arrived(leg: LegInfo): void {
    if (!this.#synchronised.has(leg.node)) {
      const early = this.#early.get(leg.node) ?? [];
      // Parked and found are one when they meet.
      this.#early.set(leg.node, [...early.filter(({ uuid }) => uuid !== leg.uuid), leg]);
    } else if (leg.direction === 'inbound' && !leg.hungUp) this.#options.reception.take(leg);
  }

  #answered(leg: string, at: number): void {
    const { calls, legs } = this.#options;
    legs.answered(leg, at);
    const call = calls.ofCaller(leg);
    if (call !== undefined) calls.input(call, { kind: 'callerAnswered', at });
    else if (calls.isUnwanted(leg)) calls.killAgain(leg);
  }

  #agentLeg(
    leg: string,
    kind: 'agentRinging' | 'agentAnswered',
    referred: { readonly referredTo?: Destination } = {},
  ): void {
    const { calls, legs } = this.#options;
    if (calls.ofCaller(leg) !== undefined) return;
    const call = legs.callOf(leg);
    if (calls.isUnwanted(leg)) calls.killAgain(leg);
    else if (call !== undefined) calls.input(call, { kind, leg, ...referred });
  }

  #bridged(a: string, b: string): void {
    const { calls } = this.#options;
    const [call, other] = calls.ofCaller(a) === undefined ? [calls.ofCaller(b), a] : [calls.ofCaller(a), b];
    if (call !== undefined) calls.input(call, { kind: 'bridged', leg: other });
  }

  /** @param end undefined: it is gone and nobody heard how. */
  #ended(leg: string, at: number, end: Extract<SwitchEvent, { type: 'legEnded' }> | undefined): void {
    const { calls, legs, recordings } = this.#options;
    const caller = calls.ofCaller(leg);
    const call = caller ?? legs.callOf(leg);
    this.#talkOn.delete(leg);
    recordings.legEnded(leg, end === undefined);
    if (end) legs.ended(end);
    else legs.lost(leg, at);
    calls.legEnded(leg);
    for (const early of this.#early.values()) {
      const index = early.findIndex(({ uuid }) => uuid === leg);
      if (index >= 0) early.splice(index, 1);
    }
    const isTold = end !== undefined && calls.isDialled(leg);
    if (caller !== undefined) {
      if (!isTold || calls.get(caller)?.stage.name !== 'dialling')
        calls.input(caller, { kind: 'callerGone', at, end });
    } else if (call !== undefined && !isTold) calls.input(call, { kind: 'agentGone', leg, end });
  }

  #registration(event: Extract<SwitchEvent, { type: 'registered' | 'registrations' }>): void {
    const { registrations } = this.#options;
    if (event.type === 'registered') {
      registrations.add(event.node, event.user);
      this.#device(event.user, true);
    } else {
      const { gone, come } = registrations.replace(event.node, event.users);
      for (const user of gone) this.#device(user, false);
      for (const user of come) this.#device(user, true);
      // Agents restored as ready whose phones are not there any more.
      for (const { id, state } of this.#options.desk.acd.agents()) {
        if (state.name === 'ready' && !registrations.has(id)) this.#device(id, false);
      }
    }
  }

  #device(agent: string, works: boolean): void {
    this.#options.desk.apply({ kind: works ? 'agent.deviceRestored' : 'agent.deviceFailed', agent });
  }

  #remember(id: string, snapshot: string): void {
    const call = readSnapshot(snapshot);
    if (!call) {
      this.#options.log.error({ call: id }, 'the snapshot of a call cannot be read; it is given up');
      this.#options.facts.write({ kind: 'live', id, snapshot: undefined });
      return;
    }
    this.#remembered.set(call.node, [...(this.#remembered.get(call.node) ?? []), call]);
  }

  #catchUp(node: string): void {
    const { calls } = this.#options;
    for (const call of calls.all()) if (call.node === node) calls.input(call.id, { kind: 'missed' });
  }

  /** The first time for a node: its calls of before go on, then who came in the meantime. */
  #synchronise(node: string): void {
    this.#synchronised.add(node);
    const { calls, desk, reception, log, kill, flows, clock, comesBack } = this.#options;
    const plan = planTakeUp(this.#remembered.get(node) ?? [], this.#early.get(node) ?? []);
    this.#remembered.delete(node);
    this.#early.delete(node);
    for (const call of [...plan.goOn.map((one) => one.call), ...plan.closed])
      calls.adopt(call, flows(call.flowVersion));
    for (const { call, agentLeg, answered } of plan.goOn) {
      const place = call.stage.name === 'waiting' ? call.stage.entry.place : undefined;
      if (place) comesBack(place);
      calls.input(call.id, { kind: 'resumed', agentLeg, answered });
    }
    for (const leg of plan.gone) this.#ended(leg, clock.now(), undefined);
    for (const leg of plan.stray) void kill(leg);
    for (const leg of plan.arrived) reception.take(leg);
    for (const { id, state } of desk.acd.agents()) {
      if (state.name === 'talking' && !calls.get(state.task) && !this.#isRemembered(state.task)) {
        desk.apply({ kind: 'agent.talkEnded', agent: id, task: state.task });
      }
    }
    const { goOn, closed, arrived, stray } = plan;
    log.info(
      { node, goOn: goOn.length, closed: closed.length, arrived: arrived.length, stray: stray.length },
      'synchronised with the switch',
    );
  }

  /** On a node that is not synchronised yet. */
  #isRemembered(call: string): boolean {
    return [...this.#remembered.values()].some((calls) => calls.some(({ id }) => id === call));
  }
}
