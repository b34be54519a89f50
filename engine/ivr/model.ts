/**
 * What the interpreter keeps, takes and gives. All of it is plain JSON data.
 * A call keeps the FlowSet that it began with: flows loaded later do not touch it (IVR1).
 */
import type { Flow, Language } from './flow.js';

/** The flows of one version, by id, all checked (check.ts). */
export type FlowSet = ReadonlyMap<string, Flow>;

/** What is known of the call when its flow begins. */
export interface FlowContext {
  /** Caller's number as it came; '' when withheld. Personal data. */
  readonly caller: string;
  /** The hotline number dialled (DNIS). */
  readonly dialled: string;
  /** Call data from before, as when an agent sends the caller into a flow. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What the engine has to bring back before the flow goes on. */
export type Awaiting =
  | 'played'
  | 'collected'
  | 'queueLeft'
  | 'transferEnded'
  | 'recorded'
  | 'heard'
  | 'answered'
  | 'lookedUp'
  | 'nothing';

export interface FlowState {
  readonly flow: string;
  readonly node: string;
  /** Where subflows return to, innermost last; at most `bounds.depth`. */
  readonly stack: readonly { readonly flow: string; readonly node: string }[];
  readonly context: { readonly caller: string; readonly dialled: string };
  /** At most `bounds.variables` of `bounds.valueLength` characters each. Personal data. */
  readonly variables: Readonly<Record<string, string>>;
  readonly awaiting: Awaiting;
  /** Failed tries at the present menu, collection or question. */
  readonly failures: number;
  /** Which question of a survey, from 0. */
  readonly question: number;
  /** Keys that cut prompts short and no node has taken yet. */
  readonly typedAhead: string;
  /** Nodes entered since the caller last pressed a key or a person was spoken to: the guard against loops. */
  readonly nodesSinceSign: number;
  /** The error route was taken once; a second failure hangs up. */
  readonly failed: boolean;
  /** That of the flow until a language node says otherwise. */
  readonly language?: Language | undefined;
}

/**
 * One thing to play: a recorded prompt (file `<language>/<id>.wav`; where there is none, `text` is spoken) or a text
 * for the synthesiser.
 */
export type Prompt =
  | { readonly kind: 'recorded'; readonly language: Language; readonly id: string; readonly text?: string }
  | { readonly kind: 'spoken'; readonly language: Language; readonly text: string };

/** How a conversation that the flow asked for ended. */
export type QueueEnd =
  /** An agent served the caller and is gone; the caller is still there. */
  | 'served'
  | 'timedOut'
  | 'full'
  /** Nobody who serves the queue is signed in. */
  | 'nobody'
  | 'failed';

export type TransferEnd = 'ended' | 'busy' | 'noAnswer' | 'failed';

export type FlowInput =
  /** `key` cut the prompts short. */
  | { readonly kind: 'played'; readonly key?: string }
  /**
   * The digits without the terminator; `timedOut` when no terminator and not all of `maxDigits` came in time.
   * Digits that are none of `validKeys` are reported like any other.
   */
  | {
      readonly kind: 'collected';
      readonly digits: string;
      readonly terminator?: string;
      readonly timedOut: boolean;
    }
  | { readonly kind: 'queueLeft'; readonly end: QueueEnd }
  | { readonly kind: 'transferEnded'; readonly end: TransferEnd }
  /** `recordedMs` 0: nothing was said. */
  | { readonly kind: 'recorded'; readonly recordedMs: number }
  /** What came of a `listen`. Personal data. */
  | { readonly kind: 'heard'; readonly heard: Heard }
  /** What came of a `request`: the status of HTTP and the values found, or why there is no answer. */
  | { readonly kind: 'answered'; readonly answer: RequestAnswer }
  | { readonly kind: 'lookedUp'; readonly found: LookupAnswer }
  /** The switch or the synthesiser could not do what the node asked for. */
  | { readonly kind: 'failed' }
  /** The caller is gone; nothing but book-keeping follows. */
  | { readonly kind: 'hungUp' }
  /** Begin the present node again: after an engine restart, or when the caller comes back from outside the flow. */
  | { readonly kind: 'resumed' };

export type Heard =
  | { readonly as: 'words'; readonly text: string }
  /** Pressed in place of speaking. */
  | { readonly as: 'key'; readonly key: string }
  | { readonly as: 'silence' }
  /** There is no recogniser for the language, or it did not answer. */
  | { readonly as: 'failed'; readonly why: string };

export type RequestAnswer =
  /** A status of 200 to 499; `values`: variables with what the answer has for them. */
  | { readonly status: number; readonly values: Readonly<Record<string, string>> }
  /** No answer in time, none at all, 5xx, a switched-off or forbidden service. */
  | { readonly status: 0; readonly why: string };

/** What is known of a caller; `unknown`: nothing. */
export type LookupAnswer =
  | { readonly known: true; readonly values: Readonly<Partial<Record<LookupField, string>>> }
  | { readonly known: false; readonly why: 'unknown' | 'failed' };

export type LookupField = 'name' | 'level' | 'region' | 'calls' | 'lastAgent' | 'lastQueue' | 'lastCallAt';

/** Where a call is sent past the queues. */
export type TransferTarget =
  | { readonly kind: 'agent'; readonly agent: string }
  | { readonly kind: 'extension'; readonly extension: string }
  | { readonly kind: 'external'; readonly number: string };

export type FlowEffect =
  /** Book-keeping: the node was entered (IVR path, counts for each node). */
  | {
      readonly do: 'trace';
      readonly flow: string;
      readonly node: string;
      readonly nodeKind: string;
      /** How it is shown; absent: by its name. */
      readonly title?: string;
      readonly at: number;
    }
  /** Call data (随路数据) changed. Personal data. */
  | { readonly do: 'setData'; readonly name: string; readonly value: string }
  /** An answer of a survey; `rating` null: not rated (未评价). */
  | {
      readonly do: 'rate';
      readonly question: string;
      readonly key: string | null;
      readonly rating: number | null;
    }
  /** The flow is wrong at run time (a loop, a flow that is not there); the error route follows. */
  | { readonly do: 'fault'; readonly flow: string; readonly node: string; readonly why: FlowFault }
  /** → played. With `interruptible` a key stops all of it and comes back as `key`. */
  | { readonly do: 'play'; readonly prompts: readonly Prompt[]; readonly interruptible: boolean }
  /**
   * → collected. Plays `prompts` (may be none), any key cuts them short. Waits `timeoutMs` after the prompts for the
   * first digit, `interDigitMs` for each further. Ends at `maxDigits`, at a terminator, or in time. Tries and wrong
   * keys are the interpreter's: one effect is one try.
   */
  | {
      readonly do: 'collect';
      readonly prompts: readonly Prompt[];
      readonly minDigits: number;
      readonly maxDigits: number;
      readonly timeoutMs: number;
      readonly interDigitMs: number;
      /** Keys that end the input, as '#'; '' for none. */
      readonly terminators: string;
      /** Keys that lead somewhere, for a switch that can filter; null: every key. */
      readonly validKeys: string | null;
    }
  /** → queueLeft. */
  | {
      readonly do: 'enqueue';
      readonly queue: string;
      readonly priority: number;
      readonly skills: Readonly<Record<string, number>>;
      /** Name of the music under prompts/music; null: the queue's own. */
      readonly music: string | null;
      /** How often the position is announced (sayPosition, say-number.ts); null: the queue's own setting. */
      readonly announceEveryMs: number | null;
      /** Then leave with 'timedOut'; null: no limit. */
      readonly maxWaitMs: number | null;
      /** Leave with 'nobody' when no agent of the queue is signed in; else wait. */
      readonly leaveWhenNobody: boolean;
      readonly language: Language;
    }
  /** → transferEnded. */
  | { readonly do: 'transfer'; readonly to: TransferTarget; readonly ringMs: number }
  /** → recorded. A voicemail: beep, then record until a terminator, silence, `maxMs` or hang-up. */
  | {
      readonly do: 'record';
      readonly mailbox: string;
      readonly maxMs: number;
      readonly silenceMs: number;
      readonly terminators: string;
    }
  /**
   * → heard. Records what the caller says until silence, a key of `keys` or `maxMs`, and has it recognised.
   * Who has not begun after `timeoutMs` said nothing.
   */
  | {
      readonly do: 'listen';
      readonly language: Language;
      /** What the recogniser is to listen for alone, where it can; empty: anything. */
      readonly phrases: readonly string[];
      readonly timeoutMs: number;
      readonly silenceMs: number;
      readonly maxMs: number;
      readonly recogniseMs: number;
      readonly keys: string;
    }
  /** → answered. Secrets are named, never held. */
  | {
      readonly do: 'request';
      readonly method: 'GET' | 'POST' | 'PUT';
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly secretHeaders: Readonly<Record<string, string>>;
      /** Sent as JSON; null: nothing is sent. */
      readonly body: Readonly<Record<string, string>> | null;
      readonly timeoutMs: number;
      readonly retries: number;
      /** Variable → place in the answer. */
      readonly into: Readonly<Record<string, string>>;
    }
  /** → lookedUp. Personal data. */
  | { readonly do: 'lookup'; readonly number: string; readonly timeoutMs: number }
  /** Book-keeping: the caller wants to be called back. Personal data. */
  | {
      readonly do: 'requestCallback';
      readonly queue: string;
      readonly number: string;
      /** How often the number is called until somebody answers, and the pause in between. */
      readonly attempts: number;
      readonly retryMs: number;
      /** Nobody calls any more then. */
      readonly expiresMs: number;
    }
  /** The flow is over. */
  | { readonly do: 'hangup'; readonly cause: HangupCause };

export type FlowFault =
  | 'loop'
  | 'unknownNode'
  | 'unknownFlow'
  | 'tooDeep'
  | 'noRoute'
  | 'tooManyVariables'
  /** A value that is not of the variable's type. */
  | 'wrongType'
  /** An expression without a value. */
  | 'expression'
  /** Not carried out by the switch or the synthesiser. */
  | 'refused';

/** FreeSWITCH's names (Q.850 16, 17, 21, 31, 34). */
export type HangupCause =
  'NORMAL_CLEARING' | 'USER_BUSY' | 'CALL_REJECTED' | 'NORMAL_UNSPECIFIED' | 'NORMAL_CIRCUIT_CONGESTION';

export interface FlowStep {
  readonly state: FlowState;
  /** Book-keeping first; at most one that is answered by an input, or hangup, and that one last. */
  readonly effects: readonly FlowEffect[];
}

export const bounds = {
  depth: 8,
  variables: 64,
  valueLength: 512,
  urlLength: 2048,
  /** Nodes entered in one step without anything to wait for. */
  nodesInStep: 100,
  /** Nodes entered without a sign of life of the caller; prompts of a few seconds make this half an hour. */
  nodesSinceSign: 300,
  typedAhead: 16,
} as const;
