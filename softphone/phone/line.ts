/** The way from a phone to the switch. sip-line.ts goes over SIP; tests have one of their own. */
import type { PhoneCredentials } from '../../engine/desk.js';
import type { Listenable } from '../../kernel/signal.js';
import type { DialogName } from './kept-dialog.js';
import type { CallEnd } from './phone-state.js';
import type { QualityReading } from './quality.js';

export type LineEvent =
  | { readonly type: 'socket.opened' }
  | { readonly type: 'socket.lost' }
  | { readonly type: 'registered' }
  | { readonly type: 'registration.refused' }
  | {
      readonly type: 'invited';
      readonly id: string;
      readonly number: string;
      readonly name: string;
      readonly conversation: string | null;
      /** Seconds after which the caller's side asks the phone to answer by itself; null when it does not. */
      readonly answerAfter: number | null;
    }
  | { readonly type: 'established'; readonly id: string; readonly dialog: DialogName }
  /** ICE gave up or the microphone's track ended: the call is up, its audio is not. */
  | { readonly type: 'media.failed'; readonly id: string; readonly what: 'path' | 'microphone' }
  | { readonly type: 'ended'; readonly id: string; readonly end: CallEnd };

/** One call at most; commands on a call that is gone do nothing. */
export interface Line {
  readonly events: Listenable<LineEvent>;
  /** Opens the WebSocket. @throws Error when it does not open. */
  connect(): Promise<void>;
  register(): Promise<void>;
  /** @returns the new call's id. @throws Error when the microphone does not open. */
  dial(number: string): Promise<string>;
  /** Calls in place of a call that lost its browser or its audio (RFC 3891). @returns the new call's id. */
  resume(dialog: DialogName): Promise<string>;
  /** @throws Error when the microphone does not open; the call is then turned away as a fault of the phone. */
  answer(id: string): Promise<void>;
  /** Ends, cancels or refuses, whichever the call's state asks for. */
  hangUp(id: string): Promise<void>;
  hold(id: string, held: boolean): Promise<void>;
  mute(id: string, muted: boolean): void;
  /** @param digits of 0-9, *, #, A-D; sent as RFC 4733 events. */
  sendDigits(id: string, digits: string): boolean;
  readQuality(id: string): Promise<QualityReading | null>;
  /** Uses another loudspeaker or microphone, also in the call of now. */
  useDevices(input: string, output: string): Promise<void>;
  /** @param quietly leaves calls standing at the switch, for another tab to take up. */
  close(quietly: boolean): Promise<void>;
}

export interface LineOptions {
  readonly credentials: PhoneCredentials;
  /** ws:// or wss:// address of the SIP WebSocket. */
  readonly server: string;
  readonly register: boolean;
  readonly input: string;
  readonly output: string;
}

export type OpenLine = (options: LineOptions) => Line;
