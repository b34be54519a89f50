/** The record of a call is closed. */
import type { CallOutcome } from '../store/facts.js';
import { q850Of } from '../switch/hangup-cause.js';
import type { Draft } from './draft.js';

export interface End {
  readonly at: number;
  readonly cause: string;
  readonly q850?: number;
}

export function close(draft: Draft, { at, cause, q850 = q850Of(cause) }: End): void {
  const { call } = draft;
  draft.timer('watch', null);
  if (call.mainAgent !== undefined)
    draft.acd({ kind: 'agent.talkEnded', agent: call.mainAgent, task: call.id });
  const hungUpBy = call.hungUpBy ?? 'system';
  const outcome = outcomeOf(draft);
  draft.set({ endedAt: at, cause, causeQ850: q850, hungUpBy, outcome });
  if (call.result !== undefined) draft.set({ result: call.result });
  draft.note('call.ended', { cause, q850, hungUpBy, outcome, result: call.result });
  draft.enter({ name: 'over', cause });
}

function outcomeOf({ call }: Draft): CallOutcome {
  if (call.rejected) return 'rejected';
  if (call.talked) return 'answered';
  if (call.direction !== 'inbound') return 'unanswered';
  if (call.failed) return 'failed';
  if (call.calledBack === true) return 'callBack';
  return call.queue === undefined ? 'selfService' : 'abandoned';
}
