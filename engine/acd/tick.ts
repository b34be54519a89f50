import { timeIsUp } from './agent-steps.js';
import { type Distribution, READY } from './distribution.js';
import type { AgentRecord } from './records.js';
import { expire } from './task-steps.js';

/** Timed steps of tasks in one input, so that no input takes long; the rest follows with the next tick, due at once. */
const mostSteps = 64;

/** Does what is due. */
export function tick(on: Distribution, now: number): void {
  let steps = 0;
  for (;;) {
    const next = on.deadlines.earliest;
    if (!next || next.at > now) return;
    if (next.due.of === 'agent' && lacksOffer(on, next.due.agent, now)) continue;
    const together = on.deadlines.tasksAndOffersAt(next.at, mostSteps - steps);
    const { tasks, offers } = together;
    if (tasks.length > 0 || offers.length > 0) {
      steps += tasks.length;
      timeIsUp(on, together, now);
    } else if (next.due.of === 'agent') stateEnds(on, next.due.agent, now);
    else if (next.due.of === 'place') {
      on.kept.take(next.due.kept.task);
      expire(on, next.due.kept);
    } else return;
  }
}

/** A snapshot put together by hand may lack the offer; its agent is ready again. */
function lacksOffer(on: Distribution, agent: AgentRecord, now: number): boolean {
  const { state } = agent;
  if (state.name !== 'reserved' || on.offers.has(state.offer)) return false;
  on.effects.push({ do: 'cancelOffer', offer: state.offer, task: state.task, agent: agent.id });
  on.follow(agent, READY, 'offerCancelled', now);
  return true;
}

function stateEnds(on: Distribution, agent: AgentRecord, now: number): void {
  const { state } = agent;
  if (state.name === 'wrapUp') on.follow(agent, state.then, 'wrapUpEnded', now);
  else on.follow(agent, READY, 'deviceRestored', now);
}
