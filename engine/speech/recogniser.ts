import type { Result } from '../../kernel/result.js';

/** What somebody said, and what it may be. Personal data. */
export interface Utterance {
  readonly samples: Int16Array;
  readonly rateHz: number;
  /** Listened for alone, by a recogniser that can; empty: anything may be said. */
  readonly phrases: readonly string[];
  readonly timeoutMs: number;
}

/** Makes text of speech in one language. */
export interface Recogniser {
  /** @returns the text, '' when nothing was understood; refused when there is no answer in time, or a wrong one. */
  recognise(utterance: Utterance): Promise<Result<string>>;
}
