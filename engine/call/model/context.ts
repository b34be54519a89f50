import type { FlowSet, Prompt } from '../../ivr/model.js';
import type { FlowTables } from '../../ivr/tables.js';
import type { RoutingDecision } from '../../routing/decide.js';
import type { Asked } from '../../routing/router.js';
import type { QueueConfig } from '../../store/configuration.js';

/** What a step may look up. Nothing of it changes within a step. */
export interface CallContext {
  readonly now: number;
  /** The flows of the version that the call began with. */
  readonly flows: FlowSet;
  /** Working hours, lists and regions of now. */
  tables(): FlowTables;
  queue(id: string): QueueConfig | undefined;
  /** The file of a prompt; undefined when there is none. */
  promptFile(prompt: Prompt): string | undefined;
  /** What to play for a name of music; null: the usual one. */
  music(name: string | null): string;
  /** The place in the queue, from 1. */
  position(): number | undefined;
  /** How much longer the caller will wait, as reckoned now; null: nothing to reckon with. */
  estimateMs(): number | null;
  /** Where a recording that begins now goes, relative to the data folder; `name` is unique. */
  recordingPath(name: string): string;
  /** Where what the caller says to a speech menu goes, relative to the data folder; `name` is unique. */
  utterancePath(name: string): string;
  /** A path relative to the data folder as the switch needs it. */
  absolute(path: string): string;
  /** How long an agent's phone rings for a call of the queue. */
  readonly ringSeconds: (queue: string | null) => number;
  /** Trunks for calls out, the first to try in front. */
  trunks(): readonly string[];
  isAgent(id: string): boolean;
  /** What routing rules make of a caller who is to wait in a queue. */
  route(asked: Asked): RoutingDecision;
  /** How long the place of a caller who gives up is kept. */
  keepPlaceMs(queue: string): number;
  /** Whether the agent may not dial the number (禁拨字段). */
  isForbidden(agent: string, number: string): boolean;
  /** Whether the agent neither talks nor is rung, but for this call. */
  isFree(agent: string): boolean;
}
