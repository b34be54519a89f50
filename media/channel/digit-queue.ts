/** Digits pressed, or told, that no application has taken yet; when full the oldest go. */
export class DigitQueue {
  #digits = '';
  readonly #bound: number;

  constructor(bound = 100) {
    this.#bound = bound;
  }

  push(digit: string): void {
    this.#digits = (this.#digits + digit).slice(-this.#bound);
  }

  /** Takes the oldest digit. */
  take(): string | undefined {
    const digit = this.#digits[0];
    this.#digits = this.#digits.slice(1);
    return digit;
  }

  clear(): void {
    this.#digits = '';
  }

  get size(): number {
    return this.#digits.length;
  }
}
