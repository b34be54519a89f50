import type { Place } from '../../acd/model.js';
import type { Entry } from './entry.js';

/** What the caller of a call back waits for, as the call did. */
export interface CallBackWish {
  readonly queue: string;
  readonly place: Place;
  readonly priority: number;
  readonly level: number;
  readonly skills: Readonly<Record<string, number>>;
  /** What routing rules had made of the call; the above counts before it. */
  readonly task?: NonNullable<Entry['task']>;
  /** The ACD has the caller on its list still; the call back takes their place there. */
  readonly isWaiting: boolean;
}

/** What a caller asked for in a flow. */
export interface CallBackRequest {
  readonly queue: string;
  readonly number: string;
  readonly attempts: number;
  readonly retryMs: number;
  readonly expiresMs: number;
  /** Of the line of the timeline that is its record. */
  readonly seq: number;
}
