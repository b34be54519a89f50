/** What a waiting caller hears. One thing sounds at a time; the next begins when the switch says that it has ended. */
import { sayAgentNumber, sayCallBackKey, sayPosition, sayWait } from '../ivr/say-number.js';
import type { Application } from '../switch/application.js';
import type { ApplicationEnd } from '../switch/switch-event.js';
import type { Draft } from './draft.js';
import type { Entry } from './model/entry.js';
import type { Sound, Stage } from './model/stage.js';

type Sounding = Extract<Stage, { name: 'waiting' | 'announcing' | 'held' | 'consulting' }>;

/** Music that lasts less than this is not music: the file is missing or broken. */
const shortestMusicMs = 1_000;
const retryMusicMs = 5_000;

export function startMusic(draft: Draft, entry: Entry): void {
  const { stage, quieted } = draft.call;
  if (stage.name !== 'waiting' && stage.name !== 'held' && stage.name !== 'consulting') return;
  if (quieted) {
    // Two of them in the leg's queue, and the second one would sound over a conversation (docs/freeswitch.md).
    draft.enter({ ...stage, sound: { name: 'stopping', id: quieted.id, next: 'music' } });
    return;
  }
  const key = stage.name === 'waiting' ? callBackKey(draft, entry) : undefined;
  const id = draft.execute(waitingSound([draft.context.music(entry.music)], key), true);
  draft.enter({ ...stage, sound: { name: 'music', id, startedAt: draft.now } });
}

/** The key by which the waiting caller asks to be called back; undefined: none, or nobody knows the number. */
export function callBackKey(draft: Draft, { queue }: Entry): string | undefined {
  if (queue === null || draft.call.caller === '') return undefined;
  return draft.context.queue(queue)?.distribution?.callBackKey;
}

/** With a key that means something it is a collection of one key that waits for none afterwards. */
function waitingSound(sources: readonly string[], key: string | undefined): Application {
  return key === undefined
    ? { app: 'play', sources }
    : { app: 'collect', sources, maxDigits: 1, timeoutMs: 1, interDigitMs: 1, terminators: '' };
}

/** What somebody hears whose call rings elsewhere: 450 Hz, a second in five (GB/T 3380). */
const ringbackTone = 'tone_stream://%(1000,4000,450);loops=-1';

export function ringback(draft: Draft, leg: string): void {
  draft.executeOn(leg, { app: 'stream', source: ringbackTone });
}

/** How long a switch may take to say that what was told to stop has; then it is told again. */
const quietMs = 500;
const mostTries = 4;
/** Who is in a conversation must not be taken out of it. */
const alone: readonly Stage['name'][] = ['flow', 'waiting', 'announcing', 'held', 'consulting'];

/** Ends what sounds, so that the next application of the leg begins at once. */
export function quiet(draft: Draft, sound: Sound): void {
  if (sound.name !== 'music' && sound.name !== 'announcement') return;
  draft.do({ do: 'interrupt' });
  draft.call.quieted = { id: sound.id, tries: 1 };
  draft.timer('quiet', quietMs);
}

/** What was told to stop may not have begun by then: FreeSWITCH ends what runs, not what waits to. */
export function quietAgain(draft: Draft): void {
  const { quieted, stage } = draft.call;
  if (!quieted) return;
  if (quieted.tries >= mostTries || !alone.includes(stage.name)) {
    draft.call.quieted = undefined;
    return;
  }
  draft.do({ do: 'interrupt' });
  draft.call.quieted = { ...quieted, tries: quieted.tries + 1 };
  draft.timer('quiet', quietMs);
}

/** @param done the application that ended; undefined: what ended meanwhile was not heard of. */
export function isQuiet(draft: Draft, done: string | undefined): void {
  const { quieted } = draft.call;
  if (!quieted || (done !== undefined && quieted.id !== done)) return;
  draft.call.quieted = undefined;
  draft.timer('quiet', null);
}

/** Something ended: the next one, if it was what should have ended. */
export function nextSound(draft: Draft, stage: Sounding, done: ApplicationEnd): void {
  const { sound } = stage;
  if (sound.name === 'silence' || sound.id !== done.id) return;
  if (sound.name === 'stopping') {
    if (sound.next === 'music') startMusic(draft, stage.entry);
    else if (sound.next === 'agentNumber') playAgentNumber(draft, stage);
    else playPosition(draft, stage);
  } else if (stage.name === 'announcing')
    draft.pass({ to: 'bridge', entry: stage.entry, offer: stage.offer });
  else if (sound.name === 'music' && done.digits === '' && draft.now - sound.startedAt < shortestMusicMs) {
    draft.enter({ ...stage, sound: { name: 'silence' } });
    draft.timer('music', retryMusicMs);
  } else startMusic(draft, stage.entry);
}

function playPosition(draft: Draft, stage: Sounding): void {
  if (stage.name !== 'waiting') return;
  const position = draft.context.position();
  const { language } = stage.entry;
  const waitMs = draft.context.estimateMs();
  const wait = waitMs === null ? [] : sayWait(language, Math.ceil(waitMs / 60_000));
  const key = callBackKey(draft, stage.entry);
  const offered = key === undefined ? [] : sayCallBackKey(language, key);
  const sources =
    position === undefined ? [] : draft.sources([...sayPosition(language, position), ...wait, ...offered]);
  if (sources.length === 0) {
    startMusic(draft, stage.entry);
    return;
  }
  const id = draft.execute(waitingSound(sources, key));
  draft.enter({ ...stage, sound: { name: 'announcement', id } });
  draft.note('queue.position', { position, waitMs });
}

/** 播报工号. */
export function playAgentNumber(draft: Draft, stage: Sounding): void {
  if (stage.name !== 'announcing') return;
  const sources = draft.sources(sayAgentNumber(stage.entry.language, stage.offer.agent));
  if (sources.length === 0) {
    draft.pass({ to: 'bridge', entry: stage.entry, offer: stage.offer });
    return;
  }
  const id = draft.execute({ app: 'play', sources });
  draft.enter({ ...stage, sound: { name: 'announcement', id } });
  draft.note('agent.announced', { agent: stage.offer.agent });
}
