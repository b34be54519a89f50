/** A piece of work for one agent that is no call to us: as HTTP and the engine have it. */
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Place, TaskRequest as AcdTaskRequest } from '../acd/model.js';

const literals = <T extends string>(...values: T[]) => Type.Union(values.map((value) => Type.Literal(value)));

export const taskMedia = ['callBack', 'voicemail', 'email', 'fax', 'sms', 'chat', 'task'] as const;

export const taskRequestSchema = Type.Object(
  {
    medium: literals(...taskMedia),
    queue: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$' }),
    priority: Type.Integer({ minimum: -1000, maximum: 1000, default: 0 }),
    level: Type.Integer({ minimum: -1000, maximum: 1000, default: 0 }),
    skills: Type.Record(Type.String({ pattern: '^.{1,64}$' }), Type.Integer({ minimum: 1, maximum: 100 }), {
      ...{ additionalProperties: false, default: {} },
    }),
    subject: Type.String({ maxLength: 200, default: '', description: 'Shown to the agent' }),
    number: Type.Optional(
      Type.String({ pattern: '^[+]?[0-9*#]{1,32}$', description: 'Of a call back: who is called' }),
    ),
    attempts: Type.Optional(
      Type.Integer({
        ...{ minimum: 1, maximum: 10 },
        description: 'Of a call back: calls until somebody answers; absent: one, whatever comes of it',
      }),
    ),
    retryMs: Type.Optional(
      Type.Integer({ ...{ minimum: 0, maximum: 86_400_000 }, description: 'Pause before the next of them' }),
    ),
    expiresAt: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Milliseconds since the epoch: nobody works at it any more then',
      }),
    ),
    url: Type.Optional(Type.String({ maxLength: 2000, description: 'Where the agent works at it' })),
    data: Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 512 }), {
      ...{ default: {}, maxProperties: 32 },
    }),
  },
  { additionalProperties: false },
);
export type TaskRequest = Static<typeof taskRequestSchema>;

export const taskStates = ['waiting', 'offered', 'accepted', 'done', 'cancelled', 'refused'] as const;
export type TaskState = (typeof taskStates)[number];

/** What a supervisor may change of a task that is not over; one that an agent had accepted goes back to its place. */
export const taskChangeSchema = Type.Object(
  {
    queue: Type.Optional(taskRequestSchema.properties.queue),
    priority: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000 })),
    agent: Type.Optional(
      Type.String({
        pattern: '^[0-9]{2,10}$',
        description: 'Offered to this agent, who must have room for it',
      }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type TaskChange = Static<typeof taskChangeSchema>;

/** One line of a task's history. */
export interface TaskStep {
  readonly at: number;
  readonly what:
    | 'created'
    /** By the routing rules that are named. */
    | 'routed'
    /** It waits, or waits in another queue from now on. */
    | 'queued'
    | 'offered'
    /** The agent let the offer go by. */
    | 'missed'
    | 'rejected'
    /** The offer was taken back. */
    | 'withdrawn'
    | 'accepted'
    /** From who had accepted it to the queue. */
    | 'returned'
    | 'moved'
    | 'done'
    | 'cancelled'
    | 'refused';
  readonly agent?: string;
  readonly queue?: string;
  /** The supervisor who did it. */
  readonly by?: string;
  readonly why?: string;
  /** Ids of routing rules. */
  readonly rules?: readonly string[];
}

export interface TaskView extends TaskRequest {
  readonly id: string;
  readonly state: TaskState;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Whom it is offered to, or who accepted it. */
  readonly agent: string | null;
  /** Of an offer: until when it stands. */
  readonly offeredUntil?: number;
  readonly place?: Place;
  /** Calls made so far of a call back. */
  readonly tried?: number;
  /** The agent's call that is under way. */
  readonly dialled?: string | undefined;
  /** Who said meanwhile that the caller was called back: nobody calls again. */
  readonly closedBy?: string;
  /** Nobody is offered it before then. */
  readonly notBefore?: number | undefined;
  /** The line of a call's timeline in which the caller asked for it. */
  readonly asked?: { readonly call: string; readonly seq: number };
  /** Of one that was refused: also `expired`, and `notReached` or `notDialled` after the last attempt. */
  readonly why?: string;
  /** The oldest first; bounded. */
  readonly history: readonly TaskStep[];
}

/** A task among others: its history is asked for by itself. */
export type TaskLine = Omit<TaskView, 'history'>;

export function lineOf(view: TaskView): TaskLine {
  const line: TaskLine & { history?: TaskView['history'] } = { ...view };
  delete line.history;
  return line;
}

/** What a task waits with beside what was asked for: by rules, and by what became of it while it waited. */
export type TaskDemand = Omit<AcdTaskRequest, 'id' | 'place' | 'placeOf' | 'medium'>;

/** What the next engine needs. */
export interface TaskMemo {
  readonly view: TaskView;
  readonly demand: TaskDemand;
}

const remembered = Type.Object({
  id: Type.String(),
  state: literals(...taskStates),
  medium: literals(...taskMedia),
  queue: Type.String(),
  agent: Type.Union([Type.String(), Type.Null()]),
});

/** @param snapshot of an engine before; of an older version it has neither history nor a demand of its own. */
export function readTaskMemo(snapshot: string): TaskMemo | undefined {
  try {
    const parsed: unknown = JSON.parse(snapshot);
    if (!Value.Check(remembered, parsed)) return undefined;
    const { demand, history, ...view } = parsed as unknown as Omit<TaskView, 'history'> &
      Partial<Pick<TaskView, 'history'> & Pick<TaskMemo, 'demand'>>;
    const { queue, priority, level, skills } = view;
    return {
      view: { ...view, history: history ?? [] },
      demand: demand ?? { queue, priority, level, skills },
    };
  } catch {
    return undefined;
  }
}

const MOST_STEPS = 100;

/** The first step stays, whatever comes after. */
export function withStep(history: readonly TaskStep[], step: TaskStep): readonly TaskStep[] {
  const [first] = history;
  const kept = history.length < MOST_STEPS || !first ? history : [first, ...history.slice(2)];
  return [...kept, step];
}
