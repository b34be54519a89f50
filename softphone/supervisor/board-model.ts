/** The figures and lines of the live board, out of the engine's picture. Times in milliseconds since the epoch. */
import type { AgentView, QueueView } from '../../engine/control.js';
import type { Explanation } from '../../engine/distribution.js';
import type { Live } from '../api/client.js';
import { severityOf, worst, type Severity, type Thresholds } from './thresholds.js';

export interface BoardFigures {
  readonly calls: number;
  readonly waiting: number;
  readonly longestWaitMs: number;
  readonly ready: number;
  readonly talking: number;
  readonly signedIn: number;
  /** Agents who can't take a call though they should: device fault or offers not answered. */
  readonly troubled: number;
}

export function boardFigures(picture: Live, now: number): BoardFigures {
  const { agents, queues, calls } = picture;
  const inState = (...states: AgentView['state'][]): number =>
    agents.filter((agent) => states.includes(agent.state)).length;
  return {
    calls: calls.length,
    waiting: queues.reduce((sum, queue) => sum + queue.waiting.length, 0),
    longestWaitMs: Math.max(0, ...queues.map((queue) => longestWaitMs(queue, now))),
    ready: inState('ready'),
    talking: inState('talking', 'offered'),
    signedIn: agents.length - inState('signedOut'),
    troubled: inState('deviceFault', 'noAnswer'),
  };
}

export function longestWaitMs(queue: QueueView, now: number): number {
  return Math.max(0, ...queue.waiting.map((entry) => now - entry.joinedAt));
}

/** Waiting with nobody who could answer is the worst there is, however short. */
export function queueSeverity(queue: QueueView, now: number, thresholds: Thresholds): Severity {
  if (queue.waiting.length > 0 && queue.agentsSignedIn === 0) return 'critical';
  return worst([
    severityOf(queue.waiting.length, thresholds.waitingCallers),
    severityOf(longestWaitMs(queue, now) / 1000, thresholds.waitSeconds),
  ]);
}

export function agentSeverity(agent: AgentView, now: number, thresholds: Thresholds): Severity {
  const seconds = (now - agent.since) / 1000;
  switch (agent.state) {
    case 'noAnswer':
    case 'deviceFault':
      return 'critical';
    case 'talking':
      return severityOf(seconds, thresholds.talkSeconds);
    case 'wrapUp':
      return severityOf(seconds, thresholds.wrapUpSeconds);
    case 'notReady':
      return severityOf(seconds, thresholds.notReadySeconds);
    case 'ready':
    case 'offered':
    case 'signedOut':
      return 'normal';
  }
}

const order: readonly AgentView['state'][] = [
  ...(['deviceFault', 'noAnswer', 'talking', 'offered', 'wrapUp', 'ready', 'notReady', 'signedOut'] as const),
];

/** Trouble first, who is away last; within a state the longest in it first. */
export function sortedAgents(agents: readonly AgentView[]): readonly AgentView[] {
  return [...agents].sort(
    (a, b) =>
      order.indexOf(a.state) - order.indexOf(b.state) || a.since - b.since || a.id.localeCompare(b.id),
  );
}

export interface WaitingLine {
  readonly call: string;
  readonly caller: string;
  readonly queue: string;
  readonly queueName: string;
  readonly position: number;
  readonly priority: number;
  /** Of an important caller (重点来电). */
  readonly level?: number | undefined;
  readonly joinedAt: number;
  readonly why: Explanation;
  /** `phone` for a call; else work of another medium, with the id `call`. */
  readonly medium?: string | undefined;
}

/** Everybody who waits, in whatever queue, longest first. */
export function waitingLines(queues: readonly QueueView[]): readonly WaitingLine[] {
  return queues
    .flatMap((queue) => queue.waiting.map((entry) => ({ ...entry, queue: queue.id, queueName: queue.name })))
    .sort((a, b) => a.joinedAt - b.joinedAt || a.call.localeCompare(b.call));
}
