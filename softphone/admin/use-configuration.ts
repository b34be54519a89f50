import { useCallback } from 'react';
import type { AgentConfig, QueueConfig } from '../../engine/store/configuration.js';
import { useDesk } from '../desk-shell/desk-context.js';
import { useLoaded } from '../desk-shell/use-loaded.js';

export interface Choices {
  readonly agents: readonly AgentConfig[];
  readonly queues: readonly QueueConfig[];
  readonly skills: readonly { readonly id: string; readonly name: string }[];
  /** Names of the flows in force. */
  readonly flows: readonly string[];
}

const nothing: Choices = { agents: [], queues: [], skills: [], flows: [] };

/** What forms offer to choose from; empty until it was read, and the engine refuses what is not there. */
export function useConfiguration(): Choices {
  const { client } = useDesk();
  const load = useCallback(async (): Promise<Choices> => {
    const [agents, queues, skills, flows] = await Promise.all([
      client.agents.list(),
      client.queues.list(),
      client.skills.list(),
      client.flows(),
    ]);
    return { agents, queues, skills, flows: flows.map((one) => one.name) };
  }, [client]);
  const [loaded] = useLoaded(load);
  return loaded.name === 'there' ? loaded.value : nothing;
}
