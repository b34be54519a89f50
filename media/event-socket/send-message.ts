import type { Frame } from '../../kernel/event-socket.js';
import type { Channel } from '../channel/channel.js';
import { parseCause } from '../channel/hangup-cause.js';

const mostLoops = 100_000;

/**
 * Carries out a `sendmsg` on a channel.
 * @param headers of the message, names in lower case.
 * @param newUuid makes the id of an application that came without one.
 * @returns the reply.
 */
export function sendMessage(
  channel: Channel,
  headers: ReadonlyMap<string, string>,
  body: Frame['body'],
  newUuid: () => string,
): string {
  switch (headers.get('call-command')) {
    case 'execute': {
      const loops = Number(headers.get('loops') ?? 1);
      const accepted = channel.applications.push({
        name: headers.get('execute-app-name') ?? '',
        argument: headers.get('execute-app-arg') ?? body,
        uuid: headers.get('event-uuid') ?? newUuid(),
        // FreeSWITCH takes a negative number as endless.
        loops: Number.isInteger(loops) && loops >= 0 ? Math.min(loops, mostLoops) : mostLoops,
      });
      return accepted ? '+OK' : '-ERR memory error';
    }
    case 'hangup':
      channel.hangup(parseCause(headers.get('hangup-cause') ?? 'NORMAL_CLEARING'));
      return '+OK';
    case undefined:
    default:
      return '-ERR invalid call-command';
  }
}
