/**
 * Everything that happens to calls and agents goes through one turn: jobs run one after the other, and what a job
 * causes runs behind those that wait, so no step ever sees another one half done.
 */
export class Turn {
  readonly #jobs: (() => void)[] = [];
  readonly #last: (() => void)[] = [];
  readonly #onThrow: (error: unknown) => void;
  #running = false;

  /** @param onThrow told of what a job threw; the others run all the same. */
  constructor(onThrow: (error: unknown) => void) {
    this.#onThrow = onThrow;
  }

  /** Runs the job now, or behind the one that runs. */
  run(job: () => void): void {
    this.#jobs.push(job);
    if (this.#running) return;
    this.#running = true;
    for (let next = this.#next(); next; next = this.#next()) {
      try {
        next();
      } catch (error) {
        this.#onThrow(error);
      }
    }
    this.#running = false;
  }

  /** Runs the job when all others of this turn are done. */
  atEnd(job: () => void): void {
    this.#last.push(job);
  }

  #next(): (() => void) | undefined {
    return this.#jobs.shift() ?? this.#last.shift();
  }
}
