import type { Cancel, Clock } from '../../kernel/clock.js';
import { lineRate } from '../codec/resampler.js';
import type { G711 } from '../codec/g711.js';
import type { SilenceLimit } from './media-plane.js';
import { RecordingLane } from './recording-lane.js';
import { SilenceMeter } from './silence-meter.js';
import { WavFile } from './wav-file.js';

/** How often audio goes to disk: a kill loses at most this and the window, less than a second in all. */
const writeEveryMs = 600;
/** How long a packet may be late and still find its place. */
const windowMs = 300;
/** Of both where silence ends it: what is said a moment later belongs to what follows. */
const soonMs = 100;
const samplesAMs = lineRate / 1000;

/** How a recording ended; `why` when it was not asked to. */
export interface RecordingEnd {
  readonly path: string;
  readonly recordedMs: number;
  readonly why?: string;
}

/**
 * Records both directions of a leg on one time line: left (or alone) what it says, right what it hears. The file is
 * as long as the time that passed, whatever was lost, suppressed or on hold.
 */
export class Recorder {
  readonly path: string;
  readonly #clock: Clock;
  readonly #lanes: readonly [RecordingLane, RecordingLane];
  readonly #stereo: boolean;
  readonly #limitSamples: number;
  readonly #silence: SilenceMeter | undefined;
  readonly #file: WavFile;
  readonly #ended: Promise<void>;
  readonly #startedMs: number;
  #written = 0;
  #why: string | undefined;
  #cancel: Cancel;
  #stopping = false;
  #masked = false;
  #closed: () => void = () => undefined;

  /** @param listener told once that the file is there, and once, after it is closed, how it ended. */
  constructor(
    clock: Clock,
    request: {
      readonly path: string;
      readonly stereo: boolean;
      readonly limitMs?: number;
      readonly silence?: SilenceLimit;
    },
    listener: { started(): void; ended(end: RecordingEnd): void },
  ) {
    this.path = request.path;
    this.#clock = clock;
    this.#stereo = request.stereo;
    this.#limitSamples = Math.round((request.limitMs ?? Number.POSITIVE_INFINITY) * samplesAMs);
    this.#silence = request.silence && new SilenceMeter(request.silence);
    this.#ended = new Promise((resolve) => {
      this.#closed = () => {
        listener.ended(this.#end());
        resolve();
      };
    });
    this.#lanes = [new RecordingLane(), new RecordingLane()];
    this.#startedMs = clock.monotonic();
    this.#file = new WavFile(request.path, lineRate, request.stereo ? 2 : 1, {
      opened: () => listener.started(),
      failed: (why) => {
        this.#why = why;
        void this.stop();
      },
    });
    this.#cancel = this.#nextTurn(0);
  }

  /** Packets of what the leg says that came too late to be written. */
  get late(): number {
    return this.#lanes[0].late;
  }

  /** While on, silence is written instead of what is said and heard. */
  mask(on: boolean): void {
    this.#masked = on;
  }

  /** A packet that the leg sent us. `codes` holds it from `from` up to `to`. */
  said(timestamp: number, codes: Uint8Array, from: number, to: number, law: G711, nowMs: number): void {
    if (!this.#masked) this.#lanes[0].place(timestamp, codes, from, to, law, this.#positionAt(nowMs));
  }

  /** A packet that we send to the leg. */
  heard(timestamp: number, codes: Uint8Array, from: number, to: number, law: G711, nowMs: number): void {
    if (!this.#masked) this.#lanes[1].place(timestamp, codes, from, to, law, this.#positionAt(nowMs));
  }

  /** Writes the rest and closes the file. Resolves after the listener was told. */
  stop(): Promise<void> {
    if (this.#stopping) return this.#ended;
    this.#stopping = true;
    this.#cancel();
    this.#writeUpTo(this.#positionAt(this.#clock.monotonic()));
    void this.#file.close().then(this.#closed);
    return this.#ended;
  }

  #end(): RecordingEnd {
    const dropped = this.#file.droppedBytes;
    const why = this.#why ?? (dropped > 0 ? `the disk was too slow for ${dropped} bytes` : undefined);
    const recordedMs = Math.round(this.#written / samplesAMs);
    return { path: this.path, recordedMs, ...(why !== undefined && { why }) };
  }

  #turn(): void {
    const now = this.#positionAt(this.#clock.monotonic());
    if (now >= this.#limitSamples) {
      void this.stop();
      return;
    }
    this.#writeUpTo(now - (this.#silence ? soonMs : windowMs) * samplesAMs);
    if (this.#silence?.over === true) {
      void this.stop();
      return;
    }
    this.#cancel = this.#nextTurn(now);
  }

  #nextTurn(position: number): Cancel {
    const leftMs = Math.ceil((this.#limitSamples - position) / samplesAMs);
    const everyMs = this.#silence ? soonMs : writeEveryMs;
    return this.#clock.after(Math.min(everyMs, leftMs), () => this.#turn());
  }

  #positionAt(nowMs: number): number {
    return Math.round((nowMs - this.#startedMs) * samplesAMs);
  }

  #writeUpTo(position: number): void {
    const end = Math.min(position, this.#limitSamples);
    // In pieces, for after a stall of the thread there may be more than a lane holds.
    while (this.#written < end) {
      const count = Math.min(end - this.#written, lineRate);
      this.#file.append(this.#piece(count));
      this.#written += count;
    }
  }

  #piece(count: number): Uint8Array {
    const [said, heard] = this.#lanes;
    const samples = new Int16Array(count * 2);
    said.take(count, samples, 0, 2);
    this.#silence?.hear(samples, 2);
    heard.take(count, samples, 1, 2);
    const piece = this.#stereo ? samples : mixed(samples, count);
    return new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
  }
}

function mixed(stereo: Int16Array, count: number): Int16Array {
  const mono = new Int16Array(count);
  for (let i = 0; i < count; i++) {
    const sum = (stereo[i * 2] ?? 0) + (stereo[i * 2 + 1] ?? 0);
    mono[i] = Math.max(-32_768, Math.min(32_767, sum));
  }
  return mono;
}
