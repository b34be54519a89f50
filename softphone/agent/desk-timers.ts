/** The clocks of the agent desk: state, call, hold, wrap-up. Times in milliseconds since the epoch. */
import type { AgentView } from '../../engine/control.js';
import type { ConversationView } from '../../engine/desk.js';

export interface DeskTimer {
  readonly name: 'state' | 'call' | 'hold' | 'wrapUp';
  /** Counts up from here; for `wrapUp` the moment that it counts down to. */
  readonly mark: number;
  readonly counts: 'up' | 'down';
}

export function deskTimers(
  agent: AgentView | undefined,
  conversation: ConversationView | undefined,
): readonly DeskTimer[] {
  const timers: DeskTimer[] = [];
  if (agent) timers.push({ name: 'state', mark: agent.since, counts: 'up' });
  if (conversation && conversation.state !== 'ended') {
    timers.push({ name: 'call', mark: conversation.startedAt, counts: 'up' });
    const held = conversation.parties.find((party) => party.state === 'held');
    if (held) timers.push({ name: 'hold', mark: held.since, counts: 'up' });
  }
  if (agent?.state === 'wrapUp' && agent.wrapUpUntil !== undefined) {
    timers.push({ name: 'wrapUp', mark: agent.wrapUpUntil, counts: 'down' });
  }
  return timers;
}

/** What the clock shows, never below zero. */
export function timerMs(timer: DeskTimer, now: number): number {
  return Math.max(0, timer.counts === 'up' ? now - timer.mark : timer.mark - now);
}
