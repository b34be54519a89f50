/** What operators write in seconds, as the ACD takes it. */
import type { Static } from '@sinclair/typebox';
import type { OverflowRule, Promotion, Relaxation } from '../acd/model.js';
import type { overflowSchema, promotionSchema, relaxationSchema } from './rules.js';

const ms = (seconds: number): number => Math.round(seconds * 1000);

export function relaxationOf({ afterSeconds, ...rest }: Static<typeof relaxationSchema>): Relaxation {
  return { ...rest, afterMs: ms(afterSeconds) };
}

export function promotionOf(rule: Static<typeof promotionSchema>): Promotion {
  const { afterSeconds, everySeconds, levels, ...rest } = rule;
  return {
    ...rest,
    afterMs: ms(afterSeconds),
    ...(everySeconds !== undefined && { everyMs: ms(everySeconds) }),
    ...(levels && { levels }),
  };
}

export function overflowOf({ when, to, levels }: Static<typeof overflowSchema>): OverflowRule {
  const cause = 'seconds' in when ? { on: when.on, ms: ms(when.seconds) } : when;
  return { when: cause, to, ...(levels && { levels }) };
}
