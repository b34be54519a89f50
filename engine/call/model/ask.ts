import type { Language } from '../../ivr/flow.js';
import type { FlowEffect, FlowInput } from '../../ivr/model.js';

/** What a flow asks of others: another system, what is known of the caller, or what the caller said. */
export type Ask = Extract<FlowEffect, { do: 'request' } | { do: 'lookup' }> | Recognise | Weigh;

export type AskAnswer =
  | Extract<FlowInput, { kind: 'answered' } | { kind: 'lookedUp' } | { kind: 'heard' } | { kind: 'recorded' }>
  /** The caller speaks on. */
  | { readonly kind: 'speaking' };

export interface Recognise {
  readonly do: 'recognise';
  /** Recordings, one after the other; absolute. */
  readonly files: readonly string[];
  readonly language: Language;
  readonly phrases: readonly string[];
  readonly timeoutMs: number;
  /** So much silence at its end and the caller has done; null: they have in any case. */
  readonly pauseMs: number | null;
}

/** Whether somebody said something in a message. */
export interface Weigh {
  readonly do: 'weigh';
  /** Absolute. */
  readonly file: string;
  readonly recordedMs: number;
}
