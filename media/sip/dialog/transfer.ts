import type { Headers } from '../call.js';

/** The implicit subscription of a REFER (RFC 3515): one at a time is reported on; a newer one takes its place. */
export class Transfer {
  readonly #notify: (headers: Headers, sipfrag: string) => void;
  #id: number | undefined;

  /** @param notify sends a NOTIFY with a message/sipfrag body. */
  constructor(notify: (headers: Headers, sipfrag: string) => void) {
    this.#notify = notify;
  }

  /** The REFER was accepted: the first NOTIFY follows at once (2.4.4). @param cseq of the REFER, the event's id. */
  begin(cseq: number): void {
    this.#id = cseq;
    this.report(100, 'Trying');
  }

  /** How the referred call goes; a final status ends the subscription. */
  report(status: number, reason: string): void {
    if (this.#id === undefined) return;
    const final = status >= 200;
    this.#notify(
      [
        ['event', `refer;id=${this.#id}`],
        ['subscription-state', final ? 'terminated;reason=noresource' : 'active;expires=60'],
      ],
      `SIP/2.0 ${status} ${reason}\r\n`,
    );
    if (final) this.#id = undefined;
  }
}
