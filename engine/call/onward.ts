/** The caller goes on from an agent: to another one, a queue, a number outside, a flow. */
import type { Destination } from '../desk.js';
import type { Draft } from './draft.js';
import { beginNamedFlow, stepFlow } from './flow-stage.js';
import type { Talk } from './model/stage.js';
import { ringNamed } from './one-party.js';
import { joinQueue } from './waiting-stage.js';

/** Where an agent sent the caller, who is parked. What comes to nothing ends at that agent again. */
export function sendOnward(draft: Draft, to: Destination, talk: Talk): void {
  const from = talk.offer.outside ? undefined : talk.offer.agent;
  const refused = from === undefined ? undefined : refusalOf(draft, to, from);
  if (from !== undefined && refused !== undefined) {
    draft.note('transfer.refused', { to, from, why: refused });
    draft.pass({ to: 'return', agent: from });
    return;
  }
  draft.note('transfer.started', { to, ...(from === undefined ? {} : { from }) });
  switch (to.kind) {
    case 'agent':
    case 'number':
      ringNamed(draft, to, from);
      break;
    case 'queue':
      joinQueue(draft, {
        ...{ do: 'enqueue', queue: to.queue, priority: talk.entry.priority, skills: {} },
        ...{ music: talk.entry.music, announceEveryMs: null, maxWaitMs: null, leaveWhenNobody: false },
        language: draft.call.language,
      });
      break;
    case 'flow':
      draft.call.visit = null;
      beginNamedFlow(draft, to.flow);
      break;
  }
}

/** A phone that sends the caller on by itself asks nobody before. */
function refusalOf({ call, context }: Draft, to: Destination, from: string): string | undefined {
  if (to.kind === 'agent' && to.agent === call.mainAgent) return 'takes part already';
  if (to.kind === 'number' && context.isForbidden(from, to.number)) return 'forbidden';
  return to.kind === 'flow' && !context.flows.has(to.flow) ? 'unknown flow' : undefined;
}

/** On in the flow from where the caller left it for a person; without a flow the call is over. */
export function served(draft: Draft): void {
  const { flow } = draft.call;
  if (flow?.awaiting === 'queueLeft') stepFlow(draft, { kind: 'queueLeft', end: 'served' });
  else if (flow?.awaiting === 'transferEnded') stepFlow(draft, { kind: 'transferEnded', end: 'ended' });
  else draft.pass({ to: 'hangUp', cause: 'NORMAL_CLEARING' });
}
