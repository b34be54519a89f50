/**
 * After a restart: what the engine remembers of its calls, laid beside the legs that the switch still carries.
 * Pure; the engine carries out the plan.
 */
import type { LegInfo } from '../switch/switch-event.js';
import { agentLegOf, legsOf } from './legs-of.js';
import type { CallState } from './model/call-state.js';
import type { AgentLeg } from './resume.js';

export interface TakeUpPlan {
  /** In the order in which they wait. */
  readonly goOn: readonly {
    readonly call: CallState;
    readonly agentLeg: AgentLeg;
    /** Legs of the call that were answered. */
    readonly answered: readonly string[];
  }[];
  /** Their callers are gone. */
  readonly closed: readonly CallState[];
  /** Legs of these calls that are not there any more, in the order in which to say so. */
  readonly gone: readonly string[];
  /** Callers who came while the engine was away. */
  readonly arrived: readonly LegInfo[];
  /** Phones that ring, or were answered, for nobody. */
  readonly stray: readonly string[];
}

/** @param legs all that the node carries. */
export function planTakeUp(remembered: readonly CallState[], legs: readonly LegInfo[]): TakeUpPlan {
  const found = new Map(legs.map((leg) => [leg.uuid, leg]));
  const goOn = remembered
    .filter((call) => found.has(call.leg))
    .sort(byPlace)
    .map((call) => ({
      call,
      agentLeg: stateOf(agentLegOf(call), found),
      answered: legsOf(call).filter((leg) => stateOf(leg, found) === 'answered'),
    }));
  const known = new Set(goOn.flatMap(({ call }) => legsOf(call)));
  const others = legs.filter((leg) => !known.has(leg.uuid));
  return {
    goOn,
    closed: remembered.filter((call) => !found.has(call.leg)),
    gone: remembered.flatMap((call) => legsOf(call)).filter((leg) => !found.has(leg)),
    arrived: others.filter((leg) => leg.direction === 'inbound' && !leg.hungUp && !isOurs(leg)),
    stray: others.filter(isOurs).map((leg) => leg.uuid),
  };
}

/** @returns undefined for what is no snapshot of this version. */
export function readSnapshot(json: string): CallState | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    return isCallState(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isCallState(value: unknown): value is CallState {
  if (typeof value !== 'object' || value === null) return false;
  const texts = ['id', 'leg', 'node', 'caller', 'called', 'flowName', 'flowVersion'];
  const fields = value as Record<string, unknown>;
  const stage = fields['stage'];
  return (
    texts.every((name) => typeof fields[name] === 'string') &&
    Array.isArray(fields['watchers']) &&
    typeof stage === 'object' &&
    stage !== null &&
    'name' in stage
  );
}

/** One that the engine rang, or that an agent dialled with, for a call that is over. */
export function isOurs(leg: LegInfo): boolean {
  return ['agent', 'external', 'supervisor'].includes(leg.variable('yihao_role') ?? '');
}

function stateOf(uuid: string | undefined, found: ReadonlyMap<string, LegInfo>): AgentLeg {
  const leg = found.get(uuid ?? '');
  if (!leg) return 'none';
  return leg.answeredAt === undefined ? 'ringing' : 'answered';
}

function byPlace(a: CallState, b: CallState): number {
  const [placeA, placeB] = [a, b].map(({ stage }) => ('entry' in stage ? stage.entry.place : undefined));
  if (!placeA || !placeB) return a.startedAt - b.startedAt;
  return placeA.joinedAt - placeB.joinedAt || placeA.seq - placeB.seq;
}
