/** The ACD of a restarted engine: configured anew, its agents as they were remembered, its queues still empty. */
import { Acd } from '../acd/acd.js';
import type { AgentState, KeptPlace } from '../acd/model.js';
import type { AgentSnapshot } from '../acd/snapshot.js';
import type { Configuration } from '../store/configuration.js';
import { rememberedMeasures } from '../routing/wait-memos.js';
import { memoOf } from './agents.js';
import { agentSettings, queueSettings } from './settings.js';

interface Memo {
  readonly state: AgentState;
  readonly since: number;
  readonly idleSince: number;
  /** Absent in one written by an older version. */
  readonly regions?: NonNullable<AgentSnapshot['regions']>;
  readonly taken?: number;
}

/**
 * Its first input should be a tick, which starts its timer.
 * @param memos by id, as written by Agents.
 * @param acceptedBy work of other media that is still with the agent.
 * @param kept places of callers who gave up.
 */
export function restoreAcd(
  configuration: Configuration,
  memos: ReadonlyMap<string, string>,
  now: number,
  acceptedBy: (agent: string) => NonNullable<AgentSnapshot['work']> = () => [],
  kept: readonly KeptPlace[] = [],
): Acd {
  const remembered = configuration.agents.map((agent) => ({
    agent,
    memo: readMemo(memos.get(memoOf(agent.id)), now),
  }));
  const byIdleTime = [...remembered].sort((a, b) => a.memo.idleSince - b.memo.idleSince);
  const agents: AgentSnapshot[] = remembered.map(({ agent, memo }, order) => ({
    settings: agentSettings(agent),
    order: order + 1,
    state: memo.state,
    since: memo.since,
    idleSince: memo.idleSince,
    work: acceptedBy(agent.id),
    ...(memo.regions && { regions: memo.regions }),
    ...(memo.taken !== undefined && { taken: memo.taken }),
    idleSeq: byIdleTime.findIndex((other) => other.agent === agent) + 1,
  }));
  const counters = { task: 1, offer: 1, idle: agents.length + 1, agent: agents.length + 1 };
  const queues = configuration.queues.map(queueSettings);
  const policy = configuration.routing?.routing.policy;
  const known = new Set(queues.map(({ id }) => id));
  const measures = queues.flatMap(({ id }) => {
    const measured = rememberedMeasures(memos, id);
    return measured ? [[id, measured] as const] : [];
  });
  return Acd.restore({
    ...{ version: 1, queues, agents, tasks: [], counters, wakeAt: null },
    kept: kept.filter(({ queue }) => known.has(queue)),
    measures: Object.fromEntries(measures),
    ...(policy && { policy }),
  });
}

function readMemo(json: string | undefined, now: number): Memo {
  const signedOut: Memo = { state: { name: 'signedOut' }, since: now, idleSince: now };
  if (json === undefined) return signedOut;
  try {
    const parsed: unknown = JSON.parse(json);
    return isMemo(parsed) ? { ...parsed, state: withoutOffer(parsed.state) } : signedOut;
  } catch {
    return signedOut;
  }
}

/** The phone that rang is let go by the call that it rang for, and the agent rung again. */
function withoutOffer(state: AgentState): AgentState {
  return state.name === 'reserved' ? { name: 'ready' } : state;
}

const stateNames: readonly string[] = [
  'signedOut',
  'ready',
  'notReady',
  'reserved',
  'talking',
  'wrapUp',
  'noAnswer',
  'deviceFault',
] satisfies readonly AgentState['name'][];

function isMemo(value: unknown): value is Memo {
  if (typeof value !== 'object' || value === null) return false;
  const { state, since, idleSince, taken } = value as Record<string, unknown>;
  return (
    (taken === undefined || typeof taken === 'number') &&
    typeof since === 'number' &&
    typeof idleSince === 'number' &&
    typeof state === 'object' &&
    state !== null &&
    'name' in state &&
    typeof state.name === 'string' &&
    stateNames.includes(state.name)
  );
}
