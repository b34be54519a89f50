import type { Clock } from '../../kernel/clock.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import { silenceCode, type G711 } from '../codec/g711.js';
import type { Clip } from './clip.js';
import type { ClipCache } from './clip-cache.js';
import type { LocalStreams } from './local-streams.js';
import type { PlayRequest, Source } from './media-plane.js';

/** A part of what is played: clips one after the other, or silence where there is none. */
export interface Track {
  readonly clips: readonly Clip[];
  readonly samples: number;
  /** How often; Infinity for endless. */
  readonly times: number;
  /** Where the first round begins, so that all listeners of a stream hear the same. */
  readonly startSample: number;
}

const samplesAMs = 8;
const maxSources = 256;

/**
 * Fetches all sources of a request; one that cannot be read is passed over, as in FreeSWITCH, while others can. The
 * refusal says why the last of them could not.
 */
export async function loadTracks(
  request: PlayRequest,
  clips: ClipCache,
  streams: LocalStreams,
  clock: Clock,
): Promise<Result<readonly Track[]>> {
  if (request.sources.length > maxSources) return refuse(`more than ${maxSources} sources`);
  const loaded: Result<Track>[] = [];
  for (const source of request.sources) loaded.push(await loadTrack(source, clips, streams, clock));
  const tracks = loaded.flatMap((track) => (track.ok ? [track.value] : []));
  const unreadable = loaded.findLast((track) => !track.ok);
  if (tracks.length === 0 && unreadable) return unreadable;
  return ok(tracks.filter((track) => track.samples > 0));
}

async function loadTrack(
  source: Source,
  clips: ClipCache,
  streams: LocalStreams,
  clock: Clock,
): Promise<Result<Track>> {
  switch (source.kind) {
    case 'silence':
      return ok({ clips: [], samples: Math.round(source.ms * samplesAMs), times: 1, startSample: 0 });
    case 'tone': {
      const tone = clips.tone(source.tgml);
      if (!tone.ok) return tone;
      const { clip, times } = tone.value;
      return ok({ clips: [clip], samples: clip.samples, times, startSample: 0 });
    }
    case 'file': {
      const clip = await clips.file(source.path);
      if (!clip.ok) return clip;
      return ok({ clips: [clip.value], samples: clip.value.samples, times: 1, startSample: 0 });
    }
    case 'stream':
      return streams.track(source.name, clock.monotonic());
  }
}

/** A position in a list of tracks that is played some times over. */
export class Player {
  readonly id: number;
  readonly #tracks: readonly Track[];
  #roundsLeft: number;
  #track = 0;
  #trackRoundsLeft: number;
  /** Within the track. */
  #sample: number;
  #played = 0;

  constructor(id: number, tracks: readonly Track[], times: number) {
    this.id = id;
    this.#tracks = tracks;
    this.#roundsLeft = tracks.length === 0 ? 0 : times;
    this.#trackRoundsLeft = tracks[0]?.times ?? 0;
    this.#sample = tracks[0]?.startSample ?? 0;
  }

  get finished(): boolean {
    return this.#roundsLeft <= 0;
  }

  get playedMs(): number {
    return Math.round(this.#played / samplesAMs);
  }

  /** Fills `out[from, to)` with codes of `law`; silence after the end. */
  read(out: Uint8Array, from: number, to: number, law: G711): void {
    let at = from;
    while (at < to) {
      const track = this.#tracks[this.#track];
      if (this.finished || !track) {
        out.fill(silenceCode[law], at, to);
        return;
      }
      const count = Math.min(to - at, track.samples - this.#sample);
      copyTrack(track, this.#sample, out, at, count, law);
      at += count;
      this.#sample += count;
      this.#played += count;
      if (this.#sample >= track.samples) this.#endOfTrack();
    }
  }

  #endOfTrack(): void {
    this.#sample = 0;
    if (--this.#trackRoundsLeft > 0) return;
    this.#track++;
    if (this.#track >= this.#tracks.length) {
      this.#track = 0;
      this.#roundsLeft--;
    }
    const next = this.#tracks[this.#track];
    this.#trackRoundsLeft = next?.times ?? 0;
    this.#sample = next?.startSample ?? 0;
  }
}

function copyTrack(track: Track, from: number, out: Uint8Array, at: number, count: number, law: G711): void {
  if (track.clips.length === 0) {
    out.fill(silenceCode[law], at, at + count);
    return;
  }
  let start = 0;
  for (const clip of track.clips) {
    const first = Math.max(from, start);
    const last = Math.min(from + count, start + clip.samples);
    if (first < last) out.set(clip.codes(law).subarray(first - start, last - start), at + first - from);
    start += clip.samples;
  }
}
