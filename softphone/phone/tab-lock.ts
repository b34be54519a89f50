/** One tab owns the phone (Web Locks); the others wait behind it and can take it. */

/** As much of `navigator.locks` as is needed. */
export interface Locks {
  request(
    name: string,
    options: { steal?: boolean; signal?: AbortSignal; ifAvailable?: boolean },
    granted: (lock: unknown) => Promise<void>,
  ): Promise<void>;
}

export type LockChange = 'mine' | 'otherTab';

/**
 * Asks at once, and tells the answer however long the browser takes. Where another tab has it, this one waits in the
 * queue and gets it when that tab closes, so the phone is never without an owner while a tab is open.
 */
export class TabLock {
  readonly #locks: Locks;
  readonly #name: string;
  readonly #changed: (change: LockChange) => void;
  readonly #closed = new AbortController();
  #waiting = new AbortController();
  #release: (() => void) | undefined;

  constructor(locks: Locks, name: string, changed: (change: LockChange) => void) {
    this.#locks = locks;
    this.#name = name;
    this.#changed = changed;
    this.#request({ ifAvailable: true });
  }

  /** Takes the phone away from the tab that has it. */
  takeOver(): void {
    if (this.#release || this.#closed.signal.aborted) return;
    this.#waiting.abort();
    this.#request({ steal: true });
  }

  /** Lets go of it, or of the place in the queue. */
  close(): void {
    this.#closed.abort();
    this.#waiting.abort();
    this.#release?.();
  }

  #wait(): void {
    this.#waiting = new AbortController();
    this.#request({ signal: this.#waiting.signal });
  }

  #request(options: Parameters<Locks['request']>[1]): void {
    let held = false;
    const granted = (lock: unknown): Promise<void> => {
      if (lock === null || this.#closed.signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        held = true;
        this.#release = resolve;
        this.#changed('mine');
      });
    };
    this.#locks.request(this.#name, options, granted).then(
      // Not held: another tab has it. Held: this one is closed.
      () => {
        if (!held) this.#isOthers();
      },
      // Rejected while held: another tab stole it. Rejected before: takeOver or close gave up the waiting.
      () => {
        if (held) this.#isOthers();
      },
    );
  }

  #isOthers(): void {
    if (this.#closed.signal.aborted) return;
    this.#release = undefined;
    this.#changed('otherTab');
    this.#wait();
  }
}
