import type { FastifyBaseLogger } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import { every, type Clock } from '../../kernel/clock.js';

/** What is needed of either side. */
type Socket = Pick<
  WebSocket,
  | 'readyState'
  | 'OPEN'
  | 'bufferedAmount'
  | 'isPaused'
  | 'on'
  | 'send'
  | 'ping'
  | 'pause'
  | 'resume'
  | 'close'
  | 'terminate'
>;

/** For /metrics. */
export interface RelayFigures {
  open: number;
  messages: number;
  /** Times that one side was not read because the other did not keep up. */
  pauses: number;
  /** Connections that the switch did not take. */
  refused: number;
}

export interface RelayAround {
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  readonly figures: RelayFigures;
  /** Both sides are closed. */
  readonly ended: () => void;
}

/** More waiting for one side than this, and the other is not read until half of it is gone. */
const highWaterOctets = 128 * 1024;
/** The browser is asked whether it is there this often, and gone when it hasn't answered by the next time: in 10 s. */
const pingMs = 5_000;
/** RFC 6455 7.4.1. */
const goingAway = 1001;
const tryAgainLater = 1013;

/** Hands messages on between two WebSockets, whole and in order; the end of either is the end of both. */
export function relaySip(
  browser: Socket,
  upstream: Socket,
  { clock, log, figures, ended }: RelayAround,
): { close(code: number, why: string): void } {
  let over = false;
  let alive = true;
  figures.open++;

  const close = (code: number, why: string): void => {
    if (over) return;
    over = true;
    figures.open--;
    stopPinging();
    browser.close(code, why);
    // Neither is waited for: a peer that does not read would not answer the close frame.
    clock.after(closeMs, () => browser.terminate());
    if (upstream.readyState === upstream.OPEN) upstream.close(goingAway);
    else upstream.terminate();
    ended();
  };
  const stopPinging = every(clock, pingMs, () => {
    if (!alive) {
      close(goingAway, 'no answer');
      browser.terminate();
      return;
    }
    alive = false;
    browser.ping();
  });

  // Nothing is read, and so nothing kept here, until the switch has taken the connection.
  browser.pause();
  upstream.on('open', () => browser.resume());
  browser.on('pong', () => (alive = true));
  browser.on('message', (data, isBinary) => {
    alive = true;
    pass(data, isBinary, browser, upstream, figures);
  });
  upstream.on('message', (data, isBinary) => pass(data, isBinary, upstream, browser, figures));
  browser.on('close', () => close(goingAway, ''));
  browser.on('error', () => close(goingAway, ''));
  upstream.on('close', () => close(goingAway, 'the switch closed the connection'));
  upstream.on('error', (error) => {
    if (over) return;
    figures.refused++;
    log.warn({ err: error }, 'the switch does not take the SIP of browsers');
    close(tryAgainLater, 'the switch does not answer');
  });
  return { close };
}

const closeMs = 1_000;

function pass(data: RawData, isBinary: boolean, from: Socket, to: Socket, figures: RelayFigures): void {
  if (to.readyState !== to.OPEN) return;
  figures.messages++;
  to.send(data, { binary: isBinary }, () => {
    if (from.isPaused && to.bufferedAmount < highWaterOctets / 2) from.resume();
  });
  if (to.bufferedAmount < highWaterOctets || from.isPaused) return;
  figures.pauses++;
  from.pause();
}
