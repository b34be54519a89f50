/** What happens to a call. */
import type {
  Decision,
  OverflowCause,
  OverflowTarget,
  Place,
  Progress,
  TaskRefusal,
} from '../../acd/model.js';
import type { DeskCommand, Destination, SupervisionMode } from '../../desk.js';
import type { ApplicationEnd, LegEnd } from '../../switch/switch-event.js';
import type { AskAnswer } from './ask.js';

export type TimerName =
  /** Something that should have come by itself did not. */
  | 'watch'
  | 'announce'
  /** A supervisor's phone stopped listening. */
  | 'listening'
  | 'maxWait'
  /** Music that ended at once is not started again at once. */
  | 'music'
  /** Sound that was told to stop has not. */
  | 'quiet';

export type CallInput =
  | ({ readonly kind: 'applicationDone' } & ApplicationEnd)
  /** The main leg has nothing to do. `referredTo`: the phone at the other end asked for it to be sent there. */
  | { readonly kind: 'parked'; readonly referredTo?: Destination }
  | { readonly kind: 'callerAnswered'; readonly at: number }
  /** `end` undefined: nobody heard how. */
  | { readonly kind: 'callerGone'; readonly at: number; readonly end: LegEnd | undefined }
  | {
      readonly kind: 'joined';
      readonly place: Place;
      readonly staffed: boolean;
      readonly queues?: readonly string[];
      readonly estimateMs?: number | null;
    }
  /** How the caller waits has changed by time or rule. */
  | { readonly kind: 'progressed'; readonly step: Progress }
  /** By a rule the caller is to go elsewhere, and waits no more. */
  | {
      readonly kind: 'overflowed';
      readonly on: OverflowCause;
      readonly to: Exclude<OverflowTarget, { kind: 'queue' }>;
    }
  | { readonly kind: 'refused'; readonly why: TaskRefusal }
  /** Its queue was removed. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'unstaffed' }
  | {
      readonly kind: 'offered';
      readonly offer: number;
      readonly agent: string;
      readonly leg: string;
      /** Of the ACD. */
      readonly why?: Decision;
    }
  /** The phone that the flow named may be rung. */
  | { readonly kind: 'granted'; readonly agent: string; readonly leg: string }
  | { readonly kind: 'offerCancelled'; readonly offer: number; readonly why: 'noAnswer' | 'withdrawn' }
  | { readonly kind: 'agentRinging'; readonly leg: string }
  /** `by`: of several phones of the agent another was picked up, whose leg this is. */
  | {
      readonly kind: 'agentAnswered';
      readonly leg: string;
      readonly by?: string;
      /** The leg is out of its bridge because the phone at the other end asked for it to be sent there. */
      readonly referredTo?: Destination;
    }
  /** The phone did not come to answer; `cause` by FreeSWITCH's name. */
  | { readonly kind: 'agentFailed'; readonly leg: string; readonly cause: string }
  | { readonly kind: 'agentGone'; readonly leg: string; readonly end: LegEnd | undefined }
  | { readonly kind: 'bridged'; readonly leg: string }
  | { readonly kind: 'bridgeRefused'; readonly leg: string; readonly why: string }
  | { readonly kind: 'executeRefused'; readonly id: string; readonly why: string }
  /** What was asked for the flow has an answer. */
  | { readonly kind: 'asked'; readonly id: string; readonly answer: AskAnswer }
  | { readonly kind: 'timer'; readonly name: TimerName }
  | { readonly kind: 'hangUp'; readonly by: string }
  /** What an agent's desk asks for; `agent` takes part in the call, or did and wraps it up. */
  | {
      readonly kind: 'desk';
      readonly agent: string;
      readonly command: CallCommand;
      readonly wrapsUp?: boolean;
    }
  /** What a supervisor asks for. */
  | { readonly kind: 'supervise'; readonly by: string; readonly command: CallSupervision }
  /** The connection to the switch was broken: what was said meanwhile was not heard. */
  | { readonly kind: 'missed' }
  /** The engine was restarted: this is how the switch has the agent's leg, and all legs that it has of the call. */
  | {
      readonly kind: 'resumed';
      readonly agentLeg: 'none' | 'ringing' | 'answered';
      readonly answered?: readonly string[];
    };

/** What a stage takes: what people ask for is taken before it. */
export type StageInput = Exclude<
  CallInput,
  { readonly kind: 'desk' } | { readonly kind: 'supervise' } | { readonly kind: 'missed' }
>;

/** A command to a call that is there. */
export type CallCommand = Exclude<DeskCommand, { readonly do: 'dial' }>;

export type CallSupervision =
  | { readonly do: 'join'; readonly mode: SupervisionMode; readonly phone: string }
  | { readonly do: 'leave' }
  | { readonly do: 'takeOver'; readonly phone: string }
  | { readonly do: 'moveWaiting'; readonly queue: string }
  | { readonly do: 'prioritise'; readonly priority: number }
  | { readonly do: 'give'; readonly agent: string };
