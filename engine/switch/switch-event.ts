/** What the engine hears of its switches. Times are milliseconds since the epoch, of the switch's clock. */

export type LegDirection = 'inbound' | 'outbound';

/** A leg as the switch described it at one moment. */
export interface LegInfo {
  readonly uuid: string;
  /** The switch that carries it. */
  readonly node: string;
  readonly direction: LegDirection;
  readonly callerNumber: string;
  readonly callerName: string;
  /** The number dialled. */
  readonly called: string;
  readonly createdAt: number;
  readonly answeredAt: number | undefined;
  /** It is on its way out: the word of its end follows, or was heard. */
  readonly hungUp: boolean;
  /** The other leg, when it is bridged. */
  readonly bridgedWith: string | undefined;
  /** A channel variable. */
  readonly variable: (name: string) => string | undefined;
}

export interface LegEnd {
  readonly uuid: string;
  readonly at: number;
  readonly direction: LegDirection;
  readonly cause: string;
  /** Q.850; 0 unspecified. */
  readonly q850: number;
  /** `remote`: the far end ended or refused it. */
  readonly hungUpBy: 'remote' | 'local';
  readonly createdAt: number | undefined;
  readonly ringingAt: number | undefined;
  readonly answeredAt: number | undefined;
  readonly sipCallId: string;
  /** Of the audio, by the names of the report (quality.ts). */
  readonly quality: Readonly<Record<string, number>>;
}

/** What an application left behind. */
export interface ApplicationEnd {
  readonly uuid: string;
  readonly at: number;
  /** The id given to `execute`. */
  readonly id: string;
  readonly application: string;
  readonly response: string;
  /** Keys collected, of `collect`; a key that cut the prompts short counts. */
  readonly digits: string;
  /** The key that ended the input, when it is one of those that may. */
  readonly terminator: string | undefined;
  /** Audio recorded, of `record`. */
  readonly recordedMs: number;
  /** It ended because the leg did; the word of the leg's end follows. */
  readonly hungUp: boolean;
}

export type SwitchEvent =
  /** A call came in, or a leg has nothing left to do. */
  | { readonly type: 'legParked'; readonly at: number; readonly leg: LegInfo }
  | { readonly type: 'legRinging'; readonly at: number; readonly uuid: string }
  | { readonly type: 'legAnswered'; readonly at: number; readonly uuid: string }
  | ({ readonly type: 'applicationDone' } & ApplicationEnd)
  | { readonly type: 'bridged'; readonly at: number; readonly a: string; readonly b: string }
  | {
      readonly type: 'recordStopped';
      readonly at: number;
      readonly uuid: string;
      readonly path: string;
      readonly durationMs: number | undefined;
      /** The file could not be written to its end. */
      readonly failed: boolean;
    }
  | ({ readonly type: 'legEnded' } & LegEnd)
  /** A leg that was there when the engine came, that it had not heard of, or whose events it may have missed. */
  | { readonly type: 'legFound'; readonly at: number; readonly leg: LegInfo }
  /** A leg is gone and its end was not heard: the events were lost, or the switch was. */
  | { readonly type: 'legLost'; readonly at: number; readonly uuid: string }
  /** Every leg of the node that was not known has been told of. */
  | {
      readonly type: 'synchronised';
      readonly at: number;
      readonly node: string;
      /** The connection was broken: what happened meanwhile was not heard. */
      readonly afterGap: boolean;
    }
  | { readonly type: 'registered'; readonly node: string; readonly user: string }
  /** One of the user's phones is gone; 'registrations' follows and tells whether another one is left. */
  | { readonly type: 'unregistered'; readonly node: string; readonly user: string }
  /** All users registered at the node; replaces what was known. */
  | { readonly type: 'registrations'; readonly node: string; readonly users: readonly string[] }
  | { readonly type: 'connected'; readonly node: string }
  | { readonly type: 'disconnected'; readonly node: string; readonly why: string };
