import type { WatchMode } from '../../mix/media-plane.js';
import { preAnswer } from '../answering.js';
import { noResponse, type Application } from '../application-queue.js';
import type { Channel } from '../channel.js';

/** Keys and commands that change the mode, as in FreeSWITCH; `*` ends it. */
const modes: ReadonlyMap<string, WatchMode> = new Map([
  ['0', { intoSaid: false, intoHeard: false }],
  ['1', { intoSaid: true, intoHeard: false }],
  ['2', { intoSaid: false, intoHeard: true }],
  ['3', { intoSaid: true, intoHeard: true }],
]);
const endKey = '*';

/**
 * `eavesdrop UUID`: hears what that leg says and hears, until that leg hangs up, `*`, or a break. It begins in the mode
 * of `eavesdrop_whisper_aleg` (heard by whom the leg talks with) and `eavesdrop_whisper_bleg` (heard by the leg).
 * Commands (`sendevent`) change it, those that came while it waited for its turn too, and so do keys unless
 * `eavesdrop_enable_dtmf=false`.
 */
export const eavesdrop: Application = {
  name: 'eavesdrop',
  async run({ channel, argument, signal }) {
    const target = channel.host.find(argument.trim());
    const own = channel.media?.leg;
    if (!own || !target?.up || target === channel || !preAnswer(channel) || signal.aborted) return noResponse;
    const watched = target.media?.leg;
    if (!watched) return noResponse;
    channel.bridge?.leave(channel);
    const { variables } = channel;
    own.watch(watched, {
      intoSaid: variables.isTrue('eavesdrop_whisper_aleg'),
      intoHeard: variables.isTrue('eavesdrop_whisper_bleg'),
    });
    const takesKeys =
      variables.get('eavesdrop_enable_dtmf') === undefined || variables.isTrue('eavesdrop_enable_dtmf');
    const steer = (command: string): boolean => {
      const mode = modes.get(command);
      if (mode) own.watch(watched, mode);
      return command === endKey;
    };
    await untilEnd(channel, target, signal, {
      command: steer,
      key(digit) {
        if (!takesKeys) return false;
        channel.digits.take();
        return steer(digit);
      },
    });
    own.unbridge();
    return noResponse;
  },
};

/** @param told take a key or a command; return whether it ends the watch. */
function untilEnd(
  channel: Channel,
  target: Channel,
  signal: AbortSignal,
  told: { readonly key: (digit: string) => boolean; readonly command: (command: string) => boolean },
): Promise<void> {
  const queue = channel.eavesdropCommands;
  return new Promise((resolve) => {
    const end = (): void => {
      forgetKeys();
      forgetCommands();
      forgetTarget();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const forgetKeys = channel.keys.on(({ digit }) => {
      if (told.key(digit)) end();
    });
    const takeCommands = (): void => {
      for (let taken = queue.take(); taken !== undefined; taken = queue.take())
        if (told.command(taken)) {
          end();
          return;
        }
    };
    const forgetCommands = channel.eavesdropTold.on(takeCommands);
    const forgetTarget = target.notices.on(({ name }) => {
      if (name === 'CHANNEL_HANGUP') end();
    });
    signal.addEventListener('abort', end, { once: true });
    takeCommands();
  });
}
