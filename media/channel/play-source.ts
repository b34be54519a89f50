import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Source } from '../mix/media-plane.js';

const mostSources = 200;
const mostSilenceMs = 24 * 60 * 60 * 1000;

/**
 * Parses what `playback` plays: an absolute path, `file_string://A!B!C`, `silence_stream://MS`, `tone_stream://TGML`
 * or `local_stream://NAME`. Leading `{...}` options, as FreeSWITCH's file interface takes, are passed over.
 */
export function parseSources(text: string): Result<Source[]> {
  const bare = text.trim().replace(/^(\{[^}]*\})+/, '');
  const parts = bare.startsWith('file_string://') ? bare.slice('file_string://'.length).split('!') : [bare];
  if (parts.length > mostSources) return refuse(`more than ${mostSources} sources`);
  const sources: Source[] = [];
  for (const part of parts.map((p) => p.trim()).filter((p) => p !== '')) {
    const source = parseSource(part);
    if (!source.ok) return source;
    sources.push(source.value);
  }
  return sources.length > 0 ? ok(sources) : refuse('nothing to play');
}

function parseSource(text: string): Result<Source> {
  const scheme = /^(\w+):\/\/(.*)$/s.exec(text);
  if (!scheme)
    return text.startsWith('/') ? ok({ kind: 'file', path: text }) : refuse(`${text} is no absolute path`);
  const [, name = '', rest = ''] = scheme;
  switch (name) {
    case 'silence_stream':
      return silence(rest);
    case 'tone_stream':
      return ok({ kind: 'tone', tgml: rest });
    case 'local_stream':
      return ok({ kind: 'stream', name: rest });
    default:
      return refuse(`${name}:// is not a source`);
  }
}

/** `MS[,COMFORT_NOISE]`; -1 is FreeSWITCH's endless. */
function silence(text: string): Result<Source> {
  const ms = /^(-?\d{1,9})(?:,-?\d+)?$/.exec(text)?.[1];
  if (ms === undefined) return refuse(`silence_stream://${text} has no length`);
  return ok({ kind: 'silence', ms: Number(ms) < 0 ? mostSilenceMs : Number(ms) });
}
