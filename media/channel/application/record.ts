import { preAnswer } from '../answering.js';
import { noResponse, type Application } from '../application-queue.js';
import { splitArguments } from '../split-arguments.js';
import { terminatorsOf } from '../terminators.js';
import { simple } from './answer.js';

/** `record_session PATH [+LIMIT_S]`: records while everything else goes on. */
export const recordSession: Application = simple('record_session', (channel, argument) => {
  const [path = '', limit] = splitArguments(argument);
  const seconds = Number(limit?.replace('+', ''));
  channel.recordings.start(path, {
    stereo: channel.variables.isTrue('RECORD_STEREO'),
    ...(seconds > 0 && { limitMs: seconds * 1000 }),
  });
});

export const stopRecordSession: Application = simple('stop_record_session', (channel, argument) =>
  channel.recordings.stop(argument),
);

/** Mean amplitude that FreeSWITCH takes for silence when nothing is said. */
const usualThreshold = 200;

/**
 * `record PATH [LIMIT_S [THRESHOLD [SILENCE_S]]]`: voicemail; ends at the limit, after SILENCE_S seconds below the
 * threshold, at a key of `playback_terminators`, or when broken off.
 */
export const record: Application = {
  name: 'record',
  async run({ channel, argument, signal }) {
    const [path = '', limit, threshold, silence] = splitArguments(argument);
    channel.variables.set('playback_terminator_used', undefined);
    const [limitS, silenceS] = [Number(limit), Number(silence)];
    const started =
      preAnswer(channel) &&
      channel.recordings.start(path, {
        stereo: false,
        ...(limitS > 0 && { limitMs: limitS * 1000 }),
        ...(silenceS > 0 && {
          silence: { threshold: Number(threshold) || usualThreshold, ms: silenceS * 1000 },
        }),
      });
    if (!started) return '-ERR cannot record';
    const stop = (): unknown => channel.recordings.stop(path);
    const terminators = terminatorsOf(channel.variables);
    const forget = channel.keys.on(({ digit }) => {
      if (!terminators.includes(digit)) return;
      channel.variables.set('playback_terminator_used', digit);
      stop();
    });
    signal.addEventListener('abort', stop);
    // A break before the worker has opened the file stops it as well: the leg carries out what it is told in order.
    await channel.recordings.whenStopped(path);
    signal.removeEventListener('abort', stop);
    forget();
    return noResponse;
  },
};
