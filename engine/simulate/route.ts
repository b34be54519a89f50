import type { Acd } from '../acd/acd.js';
import type { QueueState, RoutingFacts } from '../routing/condition.js';
import { decideRoute } from '../routing/decide.js';
import type { Routing } from '../routing/rules.js';
import type { KnownOfCaller, Wanted } from './model.js';

const DAY_MS = 24 * 3_600_000;

/**
 * What routing rules make of a caller, by what is known of them and by the simulated queues as they are at this moment.
 * @param now milliseconds since the epoch.
 */
export function routed(
  routing: Routing,
  wanted: Wanted,
  known: KnownOfCaller,
  acd: Acd,
  now: number,
): Wanted {
  const { earlier = [] } = known;
  const facts: RoutingFacts = {
    now,
    caller: known.caller ?? '',
    called: known.called ?? '',
    region: wanted.region ?? '',
    level: wanted.level ?? 0,
    language: known.language ?? '',
    medium: 'phone',
    queue: wanted.queue,
    priority: wanted.priority ?? 0,
    skills: wanted.skills ?? {},
    keys: known.keys ?? [],
    data: known.data ?? {},
    lastAgent: known.lastAgent,
    earlier: (what, days) =>
      earlier.filter(({ at, outcome }) => at >= now - days * DAY_MS && (what === 'calls' || outcome === what))
        .length,
    queueState: (queue) => queueState(acd, queue, now),
  };
  return { ...wanted, ...decideRoute(routing, facts).task };
}

function queueState(acd: Acd, id: string, now: number): QueueState | undefined {
  const queue = acd.queue(id);
  return (
    queue && {
      waiting: queue.waiting,
      longestWaitMs: queue.longestWaitingSince === null ? 0 : now - queue.longestWaitingSince,
      readyAgents: queue.ready,
      signedIn: queue.signedIn,
      estimatedWaitMs: acd.estimateForNewMs(id),
    }
  );
}
