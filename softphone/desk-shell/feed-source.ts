/** Which conversations the live feed of a user reads. */
import type { Client, User } from '../api/client.js';
import { Refused } from '../api/refused.js';
import type { FeedSource } from './live-feed.js';

/** An agent's desk follows its own conversations and tasks, a leader's board all of them. */
export function feedSource(client: Client, role: User['role']): FeedSource {
  return {
    tasks: async () => (role === 'agent' ? (await client.myTasks()).items : client.tasks()),
    live: () => client.live(),
    async conversations() {
      try {
        return await (role === 'agent' ? client.myConversations() : client.conversations());
      } catch (error) {
        // An engine that keeps no conversations has no such address; the board shows its calls all the same.
        if (error instanceof Refused && error.status === 404) return [];
        throw error;
      }
    },
  };
}
