/** Session timers (RFC 4028): what requests and responses say about them, and the two waits that follow. */
import type { Clock } from '../../../kernel/clock.js';
import type { Headers } from '../call.js';
import { header, headersOf, type SipMessage, type SipRequest, type SipResponse } from '../message.js';
import { TimerSet } from '../transaction/timer-set.js';

export interface TimerSettings {
  /** Session-Expires that we ask for, in seconds; 0 asks for none. */
  readonly sessionExpiresS: number;
  /** Smallest interval that we take, in seconds. */
  readonly minSessionExpiresS: number;
}

/** What was agreed. */
export interface Agreement {
  readonly intervalS: number;
  readonly weRefresh: boolean;
}

interface SessionExpires {
  readonly seconds: number;
  readonly refresher: 'uac' | 'uas' | undefined;
}

export type TimerAnswer =
  /** 422 with these headers (RFC 4028 9). */
  | { readonly kind: 'tooSmall'; readonly headers: Headers }
  /** What the 2xx carries; no agreement means no timer. */
  | { readonly kind: 'taken'; readonly headers: Headers; readonly agreement: Agreement | undefined };

const none: TimerAnswer = { kind: 'taken', headers: [], agreement: undefined };

/** As the server of an INVITE or UPDATE (RFC 4028 9): we take what is asked and let the asker refresh if it can. */
export function answerTimer(request: SipRequest, settings: TimerSettings): TimerAnswer {
  const asked = sessionExpires(request);
  if (!asked) return none;
  if (asked.seconds < settings.minSessionExpiresS)
    return { kind: 'tooSmall', headers: [['min-se', String(settings.minSessionExpiresS)]] };
  // A proxy may ask for a timer on behalf of a phone that knows none: then only we can refresh.
  const theyCan = lists(request, 'supported', 'timer');
  const refresher = theyCan ? (asked.refresher ?? 'uac') : 'uas';
  const headers: [string, string][] = [['session-expires', `${asked.seconds};refresher=${refresher}`]];
  if (refresher === 'uac') headers.push(['require', 'timer']);
  return { kind: 'taken', headers, agreement: { intervalS: asked.seconds, weRefresh: refresher === 'uas' } };
}

/** As the client (RFC 4028 7.1, 7.4); `refresher` only in a refresh, where we go on with the part that we have. */
export function askForTimer(intervalS: number, settings: TimerSettings, refresher?: 'uac' | 'uas'): Headers {
  if (intervalS === 0) return [];
  return [
    ['session-expires', `${intervalS}${refresher === undefined ? '' : `;refresher=${refresher}`}`],
    ['min-se', String(settings.minSessionExpiresS)],
  ];
}

/** What a 2xx to our request agrees to (RFC 4028 7.2). */
export function agreementIn(response: SipResponse): Agreement | undefined {
  const answered = sessionExpires(response);
  return answered && { intervalS: answered.seconds, weRefresh: answered.refresher !== 'uas' };
}

/** The interval to try again with after a 422 (RFC 4028 7.3). */
export function intervalAfterRefusal(response: SipResponse, askedS: number): number | undefined {
  const minimum = seconds(header(response, 'min-se') ?? '');
  return minimum !== undefined && minimum > askedS ? minimum : undefined;
}

/** Refreshes at half of the interval when that is our part; gives the session up shortly before its end (RFC 4028 10). */
export class SessionTimer {
  readonly #timers: TimerSet<'refresh' | 'expire'>;
  #agreement: Agreement | undefined;

  constructor(clock: Clock, heard: { readonly refresh: () => void; readonly expired: () => void }) {
    this.#timers = new TimerSet(clock, (name) => (name === 'refresh' ? heard.refresh() : heard.expired()));
  }

  get agreement(): Agreement | undefined {
    return this.#agreement;
  }

  /** A session refresh succeeded; without an agreement the timer stops. */
  restart(agreement: Agreement | undefined): void {
    this.#timers.stopAll();
    this.#agreement = agreement;
    if (!agreement) return;
    const { intervalS, weRefresh } = agreement;
    if (weRefresh) this.#timers.start('refresh', 500 * intervalS);
    this.#timers.start('expire', 1000 * (intervalS - Math.min(32, intervalS / 3)));
  }

  stop(): void {
    this.restart(undefined);
  }
}

function sessionExpires(message: SipMessage): SessionExpires | undefined {
  const value = header(message, 'session-expires');
  const delta = value === undefined ? undefined : seconds(value);
  if (value === undefined || delta === undefined) return undefined;
  const refresher = /;\s*refresher\s*=\s*(uac|uas)\b/i.exec(value)?.[1]?.toLowerCase();
  return { seconds: delta, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined };
}

/** Delta-seconds with parameters behind; undefined for anything beyond a week, which no call lasts. */
function seconds(value: string): number | undefined {
  const digits = /^\s*(\d{1,6})\s*(?:;|$)/.exec(value)?.[1];
  return digits === undefined || Number(digits) > 604_800 ? undefined : Number(digits);
}

/** Whether a header that lists tokens has this one. */
export function lists(message: SipMessage, name: string, token: string): boolean {
  return headersOf(message, name).some((line) =>
    line.split(',').some((one) => one.trim().toLowerCase() === token.toLowerCase()),
  );
}
