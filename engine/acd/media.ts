/** Media and how many tasks of each an agent handles at once (ACD13). */
import type { AgentRecord } from './records.js';
import type { Medium } from './settings.js';

/** What needs the agent's telephone is one thing to distribution; every other medium is one of its own. */
export type Channel = 'voice' | Exclude<Medium, 'phone' | 'webCall' | 'callBack'>;

export function channelOf(medium: Medium): Channel {
  return medium === 'phone' || medium === 'webCall' || medium === 'callBack' ? 'voice' : medium;
}

/** Whether the agent handles such tasks at all. */
export function handles({ settings }: AgentRecord, channel: Channel): boolean {
  const { capacity } = settings;
  return channel === 'voice' ? capacity?.phone !== 0 : (capacity?.[channel] ?? 0) > 0;
}

/** Whether one more task of the channel could be offered to the agent, who is ready. */
export function hasRoom(agent: AgentRecord, channel: Channel): boolean {
  const { work, settings } = agent;
  if (!handles(agent, channel)) return false;
  if (channel === 'voice') return work.size === 0 || settings.callsInterrupt !== false;
  // One offer at a time; only a call comes before what is offered.
  for (const { offer } of work.values()) if (offer) return false;
  if (settings.together !== undefined && work.size >= settings.together) return false;
  let held = 0;
  for (const { medium } of work.values()) if (medium === channel) held++;
  return held < (settings.capacity?.[channel] ?? 0);
}

/** What may be offered to the agent now. */
export function openChannels(agent: AgentRecord): readonly Channel[] {
  if (agent.state.name !== 'ready') return [];
  if (!agent.settings.capacity && agent.work.size === 0) return onlyVoice;
  const all: Channel[] = ['voice'];
  for (const medium of Object.keys(agent.settings.capacity ?? {}) as Medium[]) {
    const channel = channelOf(medium);
    if (channel !== 'voice') all.push(channel);
  }
  return all.filter((channel) => hasRoom(agent, channel));
}

const onlyVoice: readonly Channel[] = ['voice'];
