/** What the caller says to a speech menu: recorded until silence, handed to the recogniser, and forgotten. */
import type { FlowEffect, Heard } from '../ivr/model.js';
import type { ApplicationEnd } from '../switch/switch-event.js';
import type { Draft } from './draft.js';
import type { AskAnswer } from './model/ask.js';
import type { Listening, Running } from './model/stage.js';

type Listen = Extract<FlowEffect, { do: 'listen' }>;

/** Recordings that one utterance is put together from. */
const mostParts = 4;

/** @returns what runs now. */
export function listen(draft: Draft, effect: Listen): Running {
  return record(draft, { paths: [], effect, until: draft.now + effect.timeoutMs });
}

/**
 * The recording ended, and the caller may not have done: the silence that ended it was before what they say, or in it.
 * @returns what runs now; undefined: they have done.
 */
export function listenOn(draft: Draft, listening: Listening, answer: AskAnswer): Running | undefined {
  const { until } = listening;
  if (answer.kind === 'speaking') return record(draft, listening);
  if (answer.kind !== 'heard' || answer.heard.as !== 'silence' || draft.now >= until) return undefined;
  dropUtterance(draft, listening);
  return record(draft, { ...listening, paths: [] });
}

function record(draft: Draft, { paths, effect, until }: Listening): Running {
  const path = draft.context.utterancePath(draft.nextId());
  const { maxMs, silenceMs, keys } = effect;
  draft.execute({ app: 'set', values: { playback_terminators: keys || 'none' } });
  const id = draft.execute({
    ...{ app: 'record', path: draft.context.absolute(path), maxMs, silenceMs, terminators: keys },
  });
  const listening: Listening = { paths: [...paths, path], effect, until };
  return { id, kind: 'listen', maxDigits: 0, interruptible: false, listening };
}

/** The caller has spoken, or pressed a key. @returns what was heard; undefined: the recogniser is to be asked. */
export function spoken(draft: Draft, done: ApplicationEnd): Heard | undefined {
  draft.execute({ app: 'set', values: { playback_terminators: 'none' } });
  const key = done.terminator?.at(0);
  if (key === undefined && done.recordedMs > 0) return undefined;
  return key === undefined ? { as: 'silence' } : { as: 'key', key };
}

/** @returns the id under which the answer comes. */
export function recognise(
  draft: Draft,
  { paths, effect }: Listening,
  { recordedMs }: ApplicationEnd,
): string {
  const id = draft.nextId();
  const { language, phrases, recogniseMs: timeoutMs, silenceMs, maxMs } = effect;
  const files = paths.map((path) => draft.context.absolute(path));
  const isFull = paths.length >= mostParts || recordedMs >= maxMs;
  // A switch may take a moment to see the silence: half of it is enough to tell it from speech that had just begun.
  const pauseMs = isFull ? null : Math.max(1_000, silenceMs) / 2;
  draft.do({ do: 'ask', id, ask: { do: 'recognise', files, language, phrases, timeoutMs, pauseMs } });
  return id;
}

export function dropUtterance(draft: Draft, { paths }: Listening): void {
  for (const path of paths) draft.do({ do: 'dropUtterance', file: draft.context.absolute(path) });
}

export function noteHeard(draft: Draft, heard: Heard): void {
  const node = draft.call.flow?.node ?? '';
  draft.note(
    'speech.heard',
    heard.as === 'words' ? { node, as: heard.as, text: heard.text } : { node, as: heard.as },
  );
}
