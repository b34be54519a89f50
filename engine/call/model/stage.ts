/** What goes on in a call: one stage at a time, and what is kept of it. */
import type { Destination, DialResult } from '../../desk.js';
import type { FlowEffect } from '../../ivr/model.js';
import type { Entry } from './entry.js';
import type { Offer } from './offer.js';

/** An application that the caller's leg runs and the flow waits for. */
export interface Running {
  readonly id: string;
  /** `ask`: nothing runs on the leg; another system is asked. */
  readonly kind: 'play' | 'collect' | 'record' | 'listen' | 'ask';
  /** Of `collect`: that many digits end it by themselves. */
  readonly maxDigits: number;
  /** Of `play`: a key may cut it short. */
  readonly interruptible: boolean;
  /** Of `listen`, and of the `ask` for what was said. */
  readonly listening?: Listening;
  /** Of `record`, and of the `ask` whether anything is to be heard in it: the file, relative to the data folder. */
  readonly message?: {
    readonly path: string;
    readonly startedAt: number;
  };
}

/** What the caller says to a speech menu. */
export interface Listening {
  /** The files so far, the last one running, relative to the data folder; they go when what was said is known. */
  readonly paths: readonly string[];
  readonly effect: Extract<FlowEffect, { do: 'listen' }>;
  /** Who has not begun to speak by then said nothing. */
  readonly until: number;
}

/** What a waiting caller hears. `next` is played when what sounds now has come to its end. */
export type Sound =
  | { readonly name: 'silence' }
  | { readonly name: 'music'; readonly id: string; readonly startedAt: number }
  | { readonly name: 'announcement'; readonly id: string }
  | { readonly name: 'stopping'; readonly id: string; readonly next: 'position' | 'agentNumber' | 'music' };

/** A conversation with the caller, whoever hears whom at the moment. */
export interface Talk {
  readonly entry: Entry;
  readonly offer: Offer;
  readonly since: number;
  readonly recording: string | null;
}

/** Who hears what the consulting agent says. */
export type ConsultSide = 'ringing' | 'consulted' | 'caller';

export type Stage =
  /** The flow runs; `running` null while nothing plays, as before the first step. */
  | { readonly name: 'flow'; readonly running: Running | null }
  /** Waits for an agent; `offer`: a phone rings. */
  | { readonly name: 'waiting'; readonly entry: Entry; readonly offer: Offer | null; readonly sound: Sound }
  /** The agent answered and hears nothing yet; the caller hears the agent's number. */
  | { readonly name: 'announcing'; readonly entry: Entry; readonly offer: Offer; readonly sound: Sound }
  /** The switch was told to bridge. */
  | { readonly name: 'bridging'; readonly entry: Entry; readonly offer: Offer }
  | {
      readonly name: 'talking';
      readonly entry: Entry;
      readonly offer: Offer;
      readonly since: number;
      readonly recording: string | null;
      /** The agent's leg ended. */
      readonly agentGone: boolean;
      /** The caller's leg is back from the bridge. */
      readonly callerParked: boolean;
      /** Where the caller goes when both are true; undefined: on in the flow. */
      readonly onward?: Destination;
      /** The agent's phone vanished: the caller waits again. */
      readonly phoneLost?: true;
    }
  /** The caller hears music, the agent nothing. */
  | ({
      readonly name: 'held';
      readonly sound: Sound;
      /** The caller's leg came out of the bridge. */
      readonly parked: boolean;
      /** Takes the caller back as soon as that is so. */
      readonly retrieve: boolean;
      /** Goes into this flow as soon as that is so, and comes back. */
      readonly visit?: string;
      /** How a consultation went that came to nothing. */
      readonly result?: DialResult;
    } & Talk)
  /** The agent speaks to somebody else about the caller. */
  | ({
      readonly name: 'consulting';
      readonly sound: Sound;
      readonly parked: boolean;
      readonly consulted: Offer;
      readonly side: ConsultSide;
      /** The agent's leg is out of the bridge; before that it is not put into another one. */
      readonly agentParked: boolean;
      /** Who is consulted answered before that. */
      readonly answered: boolean;
    } & Talk)
  /** All three talk; `joining`: legs that are still on their way into it. */
  | ({ readonly name: 'conference'; readonly consulted: Offer; readonly joining: readonly string[] } & Talk)
  /** An agent calls somebody: the agent's own phone first, then `far`, which is the main leg. */
  | {
      readonly name: 'dialling';
      readonly entry: Entry;
      readonly offer: Offer;
      readonly far: Offer;
      /** The agent's phone dialled by itself and waits for our answer. */
      readonly fromPhone: boolean;
      readonly ownAnswered: boolean;
      readonly farAnswered: boolean;
      readonly bridged: boolean;
    }
  /** The caller's leg was told to hang up; `message`: the file of the message that this broke off. */
  | { readonly name: 'ending'; readonly cause: string; readonly message?: string }
  | { readonly name: 'over'; readonly cause: string };
