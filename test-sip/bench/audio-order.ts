/** What the benchmarks' main process and the process that plays all telephones' audio say to each other. */

/** From the main process. */
export type AudioOrder =
  | { readonly order: 'open'; readonly lines: number }
  /** From now on the line sends a packet every 20 ms to that port of 127.0.0.1. */
  | { readonly order: 'send'; readonly line: number; readonly port: number }
  | { readonly order: 'stop'; readonly line: number }
  | { readonly order: 'press'; readonly line: number; readonly key: string }
  /** Asks for the figures since the last time. */
  | { readonly order: 'figures' };

/** To the main process. */
export type AudioReport =
  | { readonly report: 'opened'; readonly ports: readonly number[] }
  /** The line got its first packet of another line since it began to send. */
  | { readonly report: 'heard'; readonly line: number }
  /** The first packet that ends the key has left. */
  | { readonly report: 'pressed'; readonly line: number; readonly atMs: number }
  | { readonly report: 'figures'; readonly figures: AudioFigures };

/** How long packets took, in milliseconds. */
export interface Delays {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** How many took longer than `lateMs`. */
  readonly late: number;
}

export interface AudioFigures {
  readonly sent: number;
  /** From the sending of a packet to its arrival at the other telephone, through the switch. */
  readonly relayed: Delays;
  /** The same without a switch, from this process to itself: what of the above is the measurement's own. */
  readonly direct: Delays;
}

export const lateMs = 30;

/** Milliseconds of a clock that all processes of the machine share. */
export function sharedMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
