import type { AcdDesk } from '../agent/acd-desk.js';
import type { Agents } from '../agent/agents.js';
import type { Registrations } from '../agent/registrations.js';
import type { AcdInput } from '../acd/model.js';
import type { Prompt } from '../ivr/model.js';
import type { FlowTables } from '../ivr/tables.js';
import type { PromptFiles } from '../record/prompt-files.js';
import type { RoutingDecision } from '../routing/decide.js';
import type { Asked, Router } from '../routing/router.js';
import type { Configuration, QueueConfig } from '../store/configuration.js';
import type { CallBacks } from './call-backs.js';
import { forbiddenBy } from './dial-plan.js';
import type { CallBackRequest, CallBackWish } from './model/call-back.js';
import type { CallState } from './model/call-state.js';
import type { Trunks } from './trunks.js';

/** What the calls look up and whom they tell. */
export interface CallSurroundings {
  queue(id: string): QueueConfig | undefined;
  promptFile(prompt: Prompt): string | undefined;
  tables(): FlowTables;
  music(name: string | null): string;
  position(call: string): number | undefined;
  estimateMs(call: string): number | null;
  /** For calls out, the first to try in front. */
  trunks(): readonly string[];
  route(asked: Asked): RoutingDecision;
  callerNumberOf(trunk: string): string | undefined;
  isAgent(id: string): boolean;
  isForbidden(agent: string, number: string): boolean;
  /** @param but the call that the agent may be in all the same. */
  isFree(agent: string, but: string): boolean;
  nodeOf(agent: string): string | undefined;
  answerAfterSeconds(agent: string): number | undefined;
  tellAcd(input: AcdInput, call: CallState): void;
  askCallBack(call: CallState, wish: CallBackWish): void;
  requestCallBack(call: CallState, request: CallBackRequest): void;
  /** @param before undefined: it is new. */
  changed(call: CallState, before: CallState | undefined): void;
}

export interface SurroundingsOptions {
  readonly configuration: () => Configuration;
  readonly tables: () => FlowTables;
  readonly files: PromptFiles;
  /** Played to who waits, unless the flow names another. */
  readonly holdMusic: string;
  readonly desk: AcdDesk;
  readonly routing: Router;
  readonly agents: Agents;
  readonly registrations: Registrations;
  readonly trunks: Trunks;
  readonly callBacks: CallBacks;
  readonly isFree: CallSurroundings['isFree'];
  readonly changed: CallSurroundings['changed'];
}

/** The calls among the parts of the engine. */
export function callSurroundings(options: SurroundingsOptions): CallSurroundings {
  const { configuration, files, holdMusic, desk, routing, agents, registrations } = options;
  const { trunks, callBacks } = options;
  return {
    queue: (id) => configuration().queues.find((queue) => queue.id === id),
    promptFile: (prompt) => files.prompt(prompt),
    tables: options.tables,
    music: (name) => (name === null ? holdMusic : (files.music(name) ?? holdMusic)),
    position: (call) => desk.acd.position(call),
    estimateMs: (call) => desk.acd.estimateMs(call),
    trunks: () => trunks.order(),
    route: (asked) => routing.route(asked),
    callerNumberOf: (trunk) => trunks.callerNumberOf(trunk),
    isAgent: (id) => agents.has(id),
    isForbidden: (agent, number) => forbiddenBy(number, agent, configuration().forbidden) !== undefined,
    isFree: options.isFree,
    nodeOf: (agent) => registrations.nodeOf(agent),
    answerAfterSeconds: (agent) => {
      const settings = configuration().deskSettings[agent];
      return settings?.autoAnswer === true ? settings.autoAnswerSeconds : undefined;
    },
    tellAcd: (input, { caller }) => {
      desk.apply(input);
      if (input.kind !== 'task.left') return;
      for (const task of routing.gaveUp(caller, input.task)) desk.apply({ kind: 'place.dropped', task });
    },
    askCallBack: (call, wish) => callBacks.ask(call, wish),
    requestCallBack: (call, request) => callBacks.request(call, request),
    changed: options.changed,
  };
}
