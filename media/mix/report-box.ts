import type { Report } from './worker-protocol.js';

/** Reports not yet acknowledged at which digits are dropped: a flood from the network must not fill the main thread. */
const maxUnacknowledged = 4096;

/**
 * Collects what a worker reports in one turn of its loop and posts it in one message. Digits are the one kind of report
 * that strangers can produce at will; they are dropped, and counted, when the main thread does not keep up.
 */
export class ReportBox {
  readonly #post: (reports: readonly Report[]) => void;
  #reports: Report[] = [];
  #unacknowledged = 0;
  #dropped = 0;

  constructor(post: (reports: readonly Report[]) => void) {
    this.#post = post;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(report: Report): void {
    const isDigit = report.report === 'event' && report.event.type === 'digit';
    if (isDigit && this.#unacknowledged >= maxUnacknowledged) {
      this.#dropped++;
      return;
    }
    this.#unacknowledged++;
    if (this.#reports.push(report) === 1) queueMicrotask(() => this.#flush());
  }

  acknowledged(count: number): void {
    this.#unacknowledged -= count;
  }

  #flush(): void {
    const reports = this.#reports;
    this.#reports = [];
    this.#post(reports);
  }
}
