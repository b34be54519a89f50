import { preAnswer } from '../answering.js';
import { noResponse, type Application, type ApplicationRun } from '../application-queue.js';
import { parseSources } from '../play-source.js';
import { terminatorsOf } from '../terminators.js';

/** Plays once; a key of `playback_terminators` ends it. */
export const playback: Application = { name: 'playback', run: (run) => play(run, 1) };

/** Plays until broken off. */
export const endlessPlayback: Application = {
  name: 'endless_playback',
  run: (run) => play(run, Infinity),
};

/** Says and does nothing for MS milliseconds. */
export const sleep: Application = {
  name: 'sleep',
  run: ({ channel, argument, signal }) =>
    new Promise((resolve) => {
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve(noResponse);
      };
      const cancel = channel.host.clock.after(Math.max(0, Number(argument) || 0), end);
      signal.addEventListener('abort', end);
    }),
};

async function play({ channel, argument, signal }: ApplicationRun, times: number): Promise<string> {
  const { media, variables } = channel;
  const sources = parseSources(argument);
  if (!sources.ok) {
    channel.host.log.warn({ leg: channel.uuid, why: sources.why }, 'cannot play');
    return 'FILE NOT FOUND';
  }
  if (!media || !preAnswer(channel)) return 'PLAYBACK ERROR';
  const stop = new AbortController();
  const abort = (): void => stop.abort('ended');
  signal.addEventListener('abort', abort);
  const terminators = terminatorsOf(variables);
  variables.set('playback_terminator_used', undefined);
  const forget = channel.keys.on(({ digit }) => {
    if (!terminators.includes(digit)) return;
    variables.set('playback_terminator_used', digit);
    channel.digits.take();
    stop.abort('ended');
  });
  channel.notice('PLAYBACK_START', [['Playback-File-Path', argument]]);
  const played = await media.play({ sources: sources.value, times }, stop.signal);
  forget();
  signal.removeEventListener('abort', abort);
  const ms = Math.round(played.playedMs);
  variables.set('playback_ms', String(ms));
  variables.set('playback_seconds', String(Math.floor(ms / 1000)));
  variables.set('playback_samples', String(ms * 8));
  const status = played.how === 'finished' ? 'done' : 'break';
  channel.notice('PLAYBACK_STOP', [
    ['Playback-File-Path', argument],
    ['Playback-Status', status],
  ]);
  if (!channel.up) return 'PLAYBACK ERROR';
  if (played.how !== 'failed') return 'FILE PLAYED';
  channel.host.log.warn({ leg: channel.uuid, why: played.why }, 'playback failed');
  return 'FILE NOT FOUND';
}
