/** The non-INVITE server machine (RFC 3261 17.2.2). */
import { start, type Rules, type ServerEffect, type ServerInput, type Step } from './step.js';

export type NonInviteServerState =
  | { readonly name: 'trying' }
  | { readonly name: 'proceeding' }
  | { readonly name: 'completed' }
  | { readonly name: 'terminated' };

type NonInviteServerStep = Step<NonInviteServerState, ServerEffect>;

const terminated: NonInviteServerState = { name: 'terminated' };

export function beginNonInviteServer(): NonInviteServerStep {
  return [{ name: 'trying' }, []];
}

export function stepNonInviteServer(
  s: NonInviteServerState,
  i: ServerInput,
  rules: Rules,
): NonInviteServerStep {
  if (s.name === 'terminated') return [s, []];
  if (i.kind === 'transportFailed')
    return s.name === 'trying' ? [s, []] : [terminated, [{ do: 'fail', cause: 'transport' }]];
  // A retransmission finds no answer in Trying and is discarded.
  if (i.kind === 'request') return [s, s.name === 'trying' ? [] : [{ do: 'resend' }]];
  if (s.name === 'completed') return i.kind === 'timer' && i.timer === 'J' ? [terminated, []] : [s, []];
  if (i.kind !== 'respond') return [s, []];
  if (i.status < 200) return [{ name: 'proceeding' }, [{ do: 'send' }]];
  return [{ name: 'completed' }, [{ do: 'send' }, start('J', rules.reliable ? 0 : 64 * rules.t1Ms)]];
}
