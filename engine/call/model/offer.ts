/** A number outside, called through a trunk. */
export interface Outside {
  readonly trunk: string;
  /** Tried when this one does not carry the call, in order. */
  readonly others: readonly string[];
}

/** A phone that rings, or was answered, for this call. */
export interface Offer {
  /** The ACD's; null when it is a phone past the ACD. */
  readonly number: number | null;
  /** The agent (or extension); the number dialled when it is outside. */
  readonly agent: string;
  readonly outside: Outside | null;
  readonly leg: string;
  readonly at: number;
}
