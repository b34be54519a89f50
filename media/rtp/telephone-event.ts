import { ok, refuse, type Result } from '../../kernel/result.js';
import { readUint16, writeUint16 } from './packet.js';

/** Payload of one telephone-event packet (RFC 4733 2.3). */
export interface TelephoneEvent {
  /** 0 to 9, 10 is *, 11 is #, 12 to 15 are A to D; others are tones and signals of no interest here. */
  readonly event: number;
  readonly end: boolean;
  /** 0 to 63, the level is minus so many dBm0. */
  readonly volume: number;
  /** Timestamp units since the beginning of the event. */
  readonly duration: number;
}

export const telephoneEventBytes = 4;
const digitsByEvent = '0123456789*#ABCD';

/** The digit of an event, undefined for events that are no digits. */
export const digitOfEvent = (event: number): string | undefined => digitsByEvent[event];

/** The event of a digit (lower-case letters too), undefined when it is none. */
export function eventOfDigit(digit: string): number | undefined {
  const event = digit === '' ? -1 : digitsByEvent.indexOf(digit.toUpperCase());
  return event < 0 ? undefined : event;
}

export function parseTelephoneEvent(payload: Uint8Array): Result<TelephoneEvent> {
  if (payload.length < telephoneEventBytes) return refuse('short telephone-event', payload.length);
  const flags = payload[1] ?? 0;
  return ok({
    event: payload[0] ?? 0,
    end: (flags & 0x80) !== 0,
    volume: flags & 0x3f,
    duration: readUint16(payload, 2),
  });
}

export function writeTelephoneEvent(bytes: Uint8Array, at: number, event: TelephoneEvent): void {
  bytes[at] = event.event;
  bytes[at + 1] = (event.end ? 0x80 : 0) | (event.volume & 0x3f);
  writeUint16(bytes, at + 2, event.duration);
}
