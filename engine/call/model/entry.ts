import type { Place, TaskRequest } from '../../acd/model.js';
import type { Language } from '../../ivr/flow.js';
import type { RoutingStart } from '../../routing/decide.js';

/** A stay in a queue, or (`queue` null) the wait for one party that the flow named. */
export interface Entry {
  readonly id: string;
  readonly queue: string | null;
  /** How long a phone rings, as the flow has it; null: as the queue has it. */
  readonly ringMs: number | null;
  readonly priority: number;
  readonly skills: Readonly<Record<string, number>>;
  readonly joinedAt: number;
  /** What routing rules made of it, for the ACD; queue, priority and skills above count before what stands here. */
  readonly task?: Omit<TaskRequest, 'id' | 'place' | 'placeOf'>;
  /** What the flow asked for, before the rules; undefined where no rules were asked. */
  readonly asked?: RoutingStart;
  /** Undefined until the ACD took it. */
  readonly place: Place | undefined;
  readonly maxWaitMs: number | null;
  readonly announceEveryMs: number;
  readonly leaveWhenNobody: boolean;
  readonly music: string | null;
  readonly language: Language;
  readonly offers: readonly {
    readonly agent: string;
    readonly at: number;
    readonly endedAt: number;
    readonly how: string;
  }[];
  /** Of one whom an agent sent here: rung again when nobody takes the caller. */
  readonly returnTo?: string;
}
