/** What is to be done for a call. */
import type { AcdInput } from '../../acd/model.js';
import type { Prompt } from '../../ivr/model.js';
import type { Fact } from '../../store/facts.js';
import type { Application, EavesdropStep } from '../../switch/application.js';
import type { Ask } from './ask.js';
import type { CallBackRequest, CallBackWish } from './call-back.js';
import type { TimerName } from './input.js';
import type { Offer } from './offer.js';

export type CallEffect =
  | {
      readonly do: 'execute';
      readonly id: string;
      /** The main leg where it is absent. */
      readonly leg?: string;
      readonly application: Application;
      /** Texts to be spoken to their files before. */
      readonly speech: readonly SpokenPrompt[];
      /** After everything else of this turn: an agent's phone comes before music. */
      readonly later: boolean;
    }
  /** → asked. */
  | { readonly do: 'ask'; readonly id: string; readonly ask: Ask }
  /** `leg`: another one than the main one. */
  | { readonly do: 'interrupt'; readonly leg?: string }
  | {
      readonly do: 'originate';
      readonly offer: Offer;
      readonly ringSeconds: number;
      readonly role: LegRole;
      /** The main leg stands for the customer; what it hears before the answer is passed on. */
      readonly earlyMedia?: boolean;
      /** Whoever asked for the call is rung with an answer by itself. */
      readonly answersItself?: boolean;
      readonly variables?: Readonly<Record<string, string>>;
    }
  /** `with`: another leg than the main one. */
  | { readonly do: 'bridge'; readonly leg: string; readonly with?: string }
  /** Takes a leg out of a bridge; who is bridged with it parks too. One that is parked is not parked again. */
  | { readonly do: 'park'; readonly leg: string }
  | { readonly do: 'answer'; readonly leg: string }
  /** To a leg that runs `eavesdrop`. */
  | { readonly do: 'steer'; readonly leg: string; readonly step: EavesdropStep }
  | { readonly do: 'kill'; readonly leg: string; readonly cause: string }
  | { readonly do: 'startRecording'; readonly path: string }
  | { readonly do: 'stopRecording'; readonly path: string }
  /** What the caller's leg is about to record is a message, with a record of its own. */
  | { readonly do: 'recordMessage'; readonly path: string }
  /** Nobody needs it any more. */
  | { readonly do: 'dropMessage'; readonly path: string }
  /** The call is over: it is dropped when nobody said anything. */
  | { readonly do: 'weighMessage'; readonly path: string }
  | { readonly do: 'dropUtterance'; readonly file: string }
  /** The caller is called back when an agent of the queue is free. */
  | ({ readonly do: 'requestCallBack' } & CallBackRequest)
  /** The caller is called back from the place in the queue that they had. */
  | ({ readonly do: 'askCallBack' } & CallBackWish)
  | { readonly do: 'acd'; readonly input: AcdInput }
  | { readonly do: 'fact'; readonly fact: Fact }
  | { readonly do: 'timer'; readonly name: TimerName; readonly ms: number | null };

export type SpokenPrompt = Extract<Prompt, { kind: 'spoken' }>;

export type LegRole = 'caller' | 'agent' | 'external' | 'supervisor';
