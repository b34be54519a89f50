import type { FactSink, LegColumns } from '../store/facts.js';
import { q850Of } from '../switch/hangup-cause.js';
import type { LegEnd } from '../switch/switch-event.js';

interface OpenLeg {
  readonly call: string;
  readonly party: string;
  ringing: boolean;
}

/** Legs that were told to end and whose own word is still out; a phone that never rang has none. */
const mostEnding = 1_000;

/**
 * The record of each leg, from its first sign to its end. Legs outlive their call's state: an agent's phone that was
 * told to stop ringing reports its end when the caller is long gone.
 */
export class LegRecords {
  readonly #facts: FactSink;
  readonly #open = new Map<string, OpenLeg>();
  /** The oldest first. */
  readonly #ending = new Map<string, OpenLeg>();

  constructor(facts: FactSink) {
    this.#facts = facts;
  }

  /** The call that the leg belongs to. */
  callOf(leg: string): string | undefined {
    return (this.#open.get(leg) ?? this.#ending.get(leg))?.call;
  }

  opened(leg: string, call: string, role: LegColumns['role'], party: string, createdAt: number): void {
    this.adopt(leg, call, party);
    this.#write(leg, { call, role, party, createdAt });
  }

  /** One whose record was begun before the engine was restarted. */
  adopt(leg: string, call: string, party: string): void {
    this.#open.set(leg, { call, party, ringing: false });
  }

  ringing(leg: string, at: number): void {
    const open = this.#open.get(leg);
    if (!open || open.ringing) return;
    open.ringing = true;
    this.#write(leg, { ringingAt: at });
  }

  answered(leg: string, at: number): void {
    if (this.#open.has(leg)) this.#write(leg, { answeredAt: at });
  }

  /**
   * It is told to end, or never came to be. Written at once, so that the record is closed even if nobody lives to
   * hear of the real end, which then replaces this.
   */
  ending(leg: string, at: number, cause: string): void {
    const open = this.#open.get(leg);
    if (!open) return;
    this.#open.delete(leg);
    this.#ending.set(leg, open);
    const [oldest] = this.#ending.keys();
    if (this.#ending.size > mostEnding && oldest !== undefined) this.#ending.delete(oldest);
    this.#write(leg, { endedAt: at, hungUpBy: 'local', cause, causeQ850: q850Of(cause) });
  }

  ended(end: LegEnd): void {
    const known = this.#open.delete(end.uuid) || this.#ending.delete(end.uuid);
    if (!known) return;
    this.#write(end.uuid, {
      endedAt: end.at,
      hungUpBy: end.hungUpBy,
      cause: end.cause,
      causeQ850: end.q850,
      sipCallId: end.sipCallId,
      quality: end.quality,
    });
  }

  /** Nobody saw it end. */
  lost(leg: string, at: number): void {
    this.ending(leg, at, 'NETWORK_OUT_OF_ORDER');
    this.#ending.delete(leg);
  }

  get open(): number {
    return this.#open.size;
  }

  #write(id: string, set: Partial<LegColumns>): void {
    this.#facts.write({ kind: 'leg', id, set });
  }
}
