import { answer } from '../answering.js';
import { noResponse, type Application } from '../application-queue.js';

/**
 * `conference NAME[@PROFILE][+flags{FLAG|FLAG}]`: answers, and talks with all others of that name until it is broken
 * off, kicked, or hung up. Flags with meaning: `mute`, `moderator`, `endconf` (the conference ends when the last such
 * member leaves).
 */
export const conference: Application = {
  name: 'conference',
  async run({ channel, argument, signal }) {
    const room = parseConference(argument);
    const leg = channel.media?.leg;
    if (!room || !leg || !answer(channel) || signal.aborted) return noResponse;
    channel.bridge?.leave(channel);
    const { conferences } = channel.host;
    const ended = new AbortController();
    const release = (): void => ended.abort();
    const joined = conferences.join(room, { channel, leg, flags: room.flags, release });
    if (!joined) {
      channel.host.log.warn({ leg: channel.uuid }, 'the conference is full');
      return noResponse;
    }
    const { conference: own, member } = joined;
    signal.addEventListener('abort', release, { once: true });
    await new Promise<void>((resolve) => {
      ended.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    signal.removeEventListener('abort', release);
    conferences.leave(own, member);
    const ends = member.flags.has('endconf') && !own.members.some(({ flags }) => flags.has('endconf'));
    if (ends) for (const left of own.members) left.release();
    return noResponse;
  },
};

/** @returns undefined when there is no name. */
export function parseConference(
  text: string,
): { readonly name: string; readonly profile: string; readonly flags: ReadonlySet<string> } | undefined {
  const [, before = '', flags = ''] = /^(.*?)(?:\+flags\{([^}]*)\})?$/s.exec(text.trim()) ?? [];
  const at = before.lastIndexOf('@');
  const name = (at < 0 ? before : before.slice(0, at)).trim();
  if (name === '') return undefined;
  return {
    name,
    profile: at < 0 ? 'default' : before.slice(at + 1),
    flags: new Set(flags.split('|').filter((flag) => flag !== '')),
  };
}
