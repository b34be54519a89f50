import { promptSources, type PromptSources } from './prompt-sources.js';
import type { AcdInput } from '../acd/model.js';
import type { Prompt } from '../ivr/model.js';
import type { CallColumns, QueueEntryColumns } from '../store/facts.js';
import type { Application } from '../switch/application.js';
import type { CallState } from './model/call-state.js';
import type { CallContext } from './model/context.js';
import type { Continuation } from './model/continuation.js';
import type { CallEffect, SpokenPrompt } from './model/effect.js';
import type { Entry } from './model/entry.js';
import type { TimerName } from './model/input.js';
import type { Stage } from './model/stage.js';
import type { TimelineType } from './timeline.js';

const longestPath = 200;
/** For who follows a caller live: a step seldom enters more. */
const longestTrail = 8;

/** One step being taken: the call's state as a draft of its own, and the effects so far. */
export class Draft {
  readonly effects: CallEffect[] = [];
  readonly call: { -readonly [K in keyof CallState]: CallState[K] };
  readonly context: CallContext;
  #set: Partial<CallColumns> = {};
  #next: Continuation | undefined;

  constructor(call: CallState, context: CallContext) {
    this.call = { ...call };
    this.context = context;
  }

  get now(): number {
    return this.context.now;
  }

  enter(stage: Stage): void {
    this.call.stage = stage;
  }

  /** Hands the call to another stage when this one has finished; a stage does so last. */
  pass(next: Continuation): void {
    this.#next = next;
  }

  takeNext(): Continuation | undefined {
    const next = this.#next;
    this.#next = undefined;
    return next;
  }

  do(effect: CallEffect): void {
    this.effects.push(effect);
  }

  acd(input: AcdInput): void {
    this.effects.push({ do: 'acd', input });
  }

  /** Queues an application on the caller's leg. @returns its id. */
  execute(application: Application, later = false, speech: readonly SpokenPrompt[] = []): string {
    const id = this.nextId();
    this.effects.push({ do: 'execute', id, application, speech, later });
    return id;
  }

  /** Queues an application on another leg than the main one. @returns its id. */
  executeOn(leg: string, application: Application): string {
    const id = this.nextId();
    this.effects.push({ do: 'execute', id, leg, application, speech: [], later: false });
    return id;
  }

  /** An id that no other thing of this call has. */
  nextId(): string {
    this.call.count++;
    return `${this.call.id}.${this.call.count}`;
  }

  /** @param ms null stops it; a new time replaces the old one. */
  timer(name: TimerName, ms: number | null): void {
    this.effects.push({ do: 'timer', name, ms });
  }

  /** Columns of the call's record; those of one step are written together. */
  set(columns: Partial<CallColumns>): void {
    this.#set = { ...this.#set, ...columns };
  }

  setEntry(entry: Entry, set: Partial<QueueEntryColumns>): void {
    this.effects.push({ do: 'fact', fact: { kind: 'queueEntry', id: entry.id, set } });
  }

  /** A line of the timeline. */
  note(type: TimelineType, data: Readonly<Record<string, unknown>> = {}): void {
    const { id, seq } = this.call;
    this.call.seq++;
    this.effects.push({ do: 'fact', fact: { kind: 'callEvent', call: id, seq, at: this.now, type, data } });
  }

  visit(flow: string, node: string): void {
    const { entered, nodes } = this.call.trail ?? { entered: 0, nodes: [] };
    const last = { flow, node, at: this.now };
    this.call.trail = { entered: entered + 1, nodes: [...nodes.slice(1 - longestTrail), last] };
    if (this.call.path.length < longestPath) this.call.path = [...this.call.path, node];
    this.set({ ivrPath: this.call.path });
  }

  /** The files of prompts that are recorded, in order. */
  sources(prompts: readonly Prompt[]): readonly string[] {
    return this.sound(prompts).sources;
  }

  /** What prompts sound like; one that is missing is noted and left out. */
  sound(prompts: readonly Prompt[]): PromptSources {
    return promptSources(prompts, this.context, (missing) =>
      this.note('prompt.missing', { prompt: missing }),
    );
  }

  /** The effects, with the record's columns in front, and the state. */
  finish(): readonly [CallState, readonly CallEffect[]] {
    const { id } = this.call;
    const fact: CallEffect[] =
      Object.keys(this.#set).length === 0 ? [] : [{ do: 'fact', fact: { kind: 'call', id, set: this.#set } }];
    return [this.call, [...fact, ...this.effects]];
  }
}
