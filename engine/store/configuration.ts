/** What operators keep: read from the database as a whole at start and after each change, handed to the engine. */

import type { AgentDistribution, QueueDistribution } from '../routing/distribution.js';
import type { Routing } from '../routing/rules.js';
import type { DeskSettings, ForbiddenNumber, TrunkSettings } from '../desk.js';

export interface SkillLevel {
  readonly skill: string;
  /** 1 (lowest) to 9 (highest). */
  readonly level: number;
}

export interface AgentConfig {
  /** The agent's number (工号), also the SIP user: digits. */
  readonly id: string;
  readonly name: string;
  readonly skills: readonly SkillLevel[];
  /** Ids of the queues served; the order of service comes from the queues' priorities. */
  readonly queues: readonly string[];
  /** Seconds of wrap-up after each call; 0 is none. */
  readonly wrapUpSeconds: number;
  /** Ranks, region shares, capacity for other media; absent: nothing was said. */
  readonly distribution?: AgentDistribution;
}

export interface QueueConfig {
  readonly id: string;
  readonly name: string;
  /** Higher is served first by an agent of several queues. */
  readonly priority: number;
  readonly capacity: number;
  readonly skills: readonly SkillLevel[];
  /** Seconds an agent's phone rings. */
  readonly ringSeconds: number;
  readonly surveyOn: boolean;
  readonly recordOn: boolean;
  readonly announceAgentOn: boolean;
  /** Relaxation, promotion, overflow; absent: nothing was said. */
  readonly distribution?: QueueDistribution;
}

export interface NumberConfig {
  /** The number dialled (DNIS). */
  readonly number: string;
  readonly name: string;
  /** Name of a flow. */
  readonly flow: string;
  readonly language: 'zh-CN' | 'en';
}

/** A line to a carrier. */
export interface TrunkConfig extends TrunkSettings {
  readonly id: string;
}

export interface Configuration {
  readonly skills: readonly { readonly id: string; readonly name: string }[];
  readonly agents: readonly AgentConfig[];
  readonly queues: readonly QueueConfig[];
  readonly numbers: readonly NumberConfig[];
  readonly trunks: readonly TrunkConfig[];
  readonly forbidden: readonly ForbiddenNumber[];
  /** How agents take calls, by agent; absent: they answer by hand. */
  readonly deskSettings: Readonly<Record<string, DeskSettings>>;
  /** Absent, as in a file that an older version kept: no rules. */
  readonly routing?: { readonly version: number; readonly routing: Routing };
}
