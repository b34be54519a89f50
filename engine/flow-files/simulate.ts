/** A call in a flow without a telephone: the interpreter that calls run in, from the start through given inputs. */
import type { CaseStep } from '../ivr/flow-case.js';
import { Rehearsal } from '../ivr/rehearsal.js';
import { AskedTables, tablesOf, type Scene } from '../ivr/scene.js';
import { noTables, type FlowTables } from '../ivr/tables.js';
import type { FlowEffect, FlowInput, FlowSet, FlowState } from '../ivr/model.js';

export interface Simulation {
  readonly flow: string;
  readonly caller: string;
  readonly dialled: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly variables: Readonly<Record<string, string>>;
  /** What the switch would say, … */
  readonly inputs?: readonly FlowInput[];
  /** … and after it what happens, as a case file says it. */
  readonly steps?: readonly CaseStep[];
  /** What holds instead of what operators keep. */
  readonly scene?: Scene;
}

export interface SimulatedVisit {
  readonly flow: string;
  readonly node: string;
  readonly kind: string;
  readonly title?: string;
  /** The input, from 1, that led here; 0: the start. */
  readonly after: number;
}

/** What came of one input. */
export interface SimulatedTurn {
  /** The input, from 1; 0: the start. */
  readonly after: number;
  /** What the engine would do then. */
  readonly does: FlowEffect | null;
  /** Why the input was not taken; null: it was. */
  readonly refused: string | null;
}

export interface Simulated {
  readonly path: readonly SimulatedVisit[];
  readonly variables: Readonly<Record<string, string>>;
  readonly awaiting: FlowState['awaiting'];
  readonly language: string;
  /** What the engine would do now. */
  readonly now: FlowEffect | undefined;
  /** Ratings, call-backs and faults so far. */
  readonly noted: readonly FlowEffect[];
  /** Inputs that the flow did not wait for, from 1. */
  readonly ignored: readonly number[];
  readonly turns: readonly SimulatedTurn[];
  /** Lists, region and calendars that the flow asked about, and what held. */
  readonly scene: Scene;
  /** Milliseconds since the epoch, as far as time went on. */
  readonly at: number;
}

export function simulate(flows: FlowSet, given: Simulation, tables: FlowTables = noTables): Simulated {
  const { flow, caller, dialled, at, variables, inputs = [], steps = [], scene = {} } = given;
  const asked = new AskedTables(tablesOf(scene, tables));
  const call = new Rehearsal(flows, flow, { caller, dialled, variables }, at, asked);
  const path: SimulatedVisit[] = [];
  const noted: FlowEffect[] = [];
  const turns: SimulatedTurn[] = [];
  let seen = 0;
  const note = (refused: string | undefined): void => {
    const after = turns.length;
    for (const effect of call.effects.slice(seen))
      if (effect.do === 'trace')
        path.push({
          ...{ flow: effect.flow, node: effect.node, kind: effect.nodeKind, after },
          ...(effect.title !== undefined && { title: effect.title }),
        });
      else if (effect.do === 'rate' || effect.do === 'requestCallback' || effect.do === 'fault')
        noted.push(effect);
    seen = call.effects.length;
    turns.push({ after, does: call.effects.findLast(isDeed) ?? null, refused: refused ?? null });
  };
  note(undefined);
  for (const input of inputs) note(call.take(input));
  for (const one of steps) note(call.act(one));
  const { state, effects, language } = call;
  return {
    ...{ path, noted, turns, language, variables: state.variables, awaiting: state.awaiting },
    ignored: turns.flatMap(({ after, refused }) => (refused === null ? [] : [after])),
    now: effects.findLast(isDeed),
    ...{ scene: asked.scene(at), at: call.now },
  };
}

/** Whether the caller would notice: not book-keeping. */
function isDeed(effect: FlowEffect): boolean {
  switch (effect.do) {
    case 'trace':
    case 'setData':
    case 'rate':
    case 'fault':
    case 'requestCallback':
      return false;
    case 'play':
    case 'collect':
    case 'enqueue':
    case 'transfer':
    case 'record':
    case 'listen':
    case 'request':
    case 'lookup':
    case 'hangup':
      return true;
  }
}
