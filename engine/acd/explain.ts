import { type Channel, channelOf, handles } from './media.js';
import type { AgentState, Explanation, Medium } from './model.js';
import { type Standing, standingOf } from './progress.js';
import type { QueueRecord, TaskRecord } from './records.js';
import { isUsedUp } from './shares.js';
import { type Demand, fit } from './skills.js';

/** By queue, channel, demand and region: tasks that are alike in these wait for one reason. */
export type KnownReasons = Map<string, Explanation>;

/**
 * Why the task waits in this queue. Looks at every agent of it: a question for people, not for each event.
 * @param known of the same moment; what is found out is added.
 */
export function explain(
  task: TaskRecord | undefined,
  queue: QueueRecord | undefined,
  known: KnownReasons = new Map(),
): Explanation {
  if (!task || !queue) return { why: 'unknownTask' };
  if (task.offer) return { why: 'offered', agent: task.offer.agent.id, until: task.offer.until };
  const { waitsFor, wants } = task;
  if (waitsFor && wants) {
    const until = task.joinedAt + wants.waitMs;
    return { why: 'waitsForAgent', agent: waitsFor.id, state: waitsFor.state.name, until };
  }
  const channel = channelOf(task.medium);
  const route = task.routes.find((one) => one.queue === queue.settings.id) ?? { queue: queue.settings.id };
  const stand =
    task.stands.find((one) => one.queue === queue) ??
    standingOf(task, queue.settings, route, task.progressedMs);
  const key = JSON.stringify([queue.settings.id, task.medium, stand.region, stand.demand]);
  const reason = known.get(key) ?? reasonOf(queue, task.medium, channel, stand);
  known.set(key, reason);
  return reason;
}

function reasonOf(
  queue: QueueRecord,
  medium: Medium,
  channel: Channel,
  { demand, region }: Standing,
): Explanation {
  const signedIn = [...queue.members].filter((agent) => agent.state.name !== 'signedOut');
  if (signedIn.length === 0) return { why: 'nobodySignedIn' };
  const able = signedIn.filter((agent) => handles(agent, channel));
  if (able.length === 0) return { why: 'nobodyForMedium', signedIn: signedIn.length, medium };

  const skilled = able.filter((agent) => fit(agent.profile.skills, demand) !== undefined);
  if (skilled.length === 0) {
    const lacks = (one: Demand[number]): boolean =>
      able.every((agent) => fit(agent.profile.skills, [one]) === undefined);
    const missing = demand.filter(lacks).map(([skill]) => skill);
    return { why: 'nobodySkilled', signedIn: signedIn.length, missing };
  }
  const ahead = skilled.filter(
    ({ standsFor, settings, regions }) =>
      standsFor.includes(channel) && isUsedUp(settings.shares, regions, region),
  );
  if (ahead.length > 0) return { why: 'shareUsedUp', region, agents: ahead.length };
  const states: Partial<Record<AgentState['name'], number>> = {};
  for (const agent of skilled) states[agent.state.name] = (states[agent.state.name] ?? 0) + 1;
  return { why: 'allBusy', signedIn: signedIn.length, skilled: skilled.length, states };
}
