import { encodeG711, type G711 } from '../codec/g711.js';

/** Audio ready to send: 8 kHz mono, encoded once for each law when first wanted, shared by everyone who plays it. */
export class Clip {
  readonly samples: number;
  readonly #linear: Int16Array;
  readonly #codes: Partial<Record<G711, Uint8Array>> = {};

  constructor(linear: Int16Array) {
    this.#linear = linear;
    this.samples = linear.length;
  }

  /** One octet a sample. Not to be written to. */
  codes(law: G711): Uint8Array {
    return (this.#codes[law] ??= encodeG711(this.#linear, law));
  }

  /** Memory it may come to hold, with both laws encoded. */
  get bytes(): number {
    return this.samples * 4;
  }
}
