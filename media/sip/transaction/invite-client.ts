/** The INVITE client machine (RFC 3261 17.1.1, Accepted from RFC 6026 7.2). */
import { start, stop, type ClientEffect, type ClientInput, type Rules, type Step } from './step.js';

export type InviteClientState =
  /** `waitMs`: what timer A last waited. */
  | { readonly name: 'calling'; readonly waitMs: number }
  | { readonly name: 'proceeding'; readonly cancelled: boolean }
  | { readonly name: 'accepted' }
  | { readonly name: 'completed' }
  | { readonly name: 'terminated' };

type InviteClientStep = Step<InviteClientState, ClientEffect>;

const terminated: InviteClientState = { name: 'terminated' };

export function beginInviteClient(rules: Rules): InviteClientStep {
  const effects: ClientEffect[] = [{ do: 'send' }, start('B', 64 * rules.t1Ms)];
  if (!rules.reliable) effects.push(start('A', rules.t1Ms));
  return [{ name: 'calling', waitMs: rules.t1Ms }, effects];
}

export function stepInviteClient(s: InviteClientState, i: ClientInput, rules: Rules): InviteClientStep {
  switch (s.name) {
    case 'calling':
      return stepCalling(s, i, rules);
    case 'proceeding':
      return stepProceeding(s, i, rules);
    case 'accepted':
      return stepAccepted(s, i);
    case 'completed':
      return stepCompleted(s, i);
    case 'terminated':
      return [s, []];
  }
}

function stepCalling(
  s: Extract<InviteClientState, { name: 'calling' }>,
  i: ClientInput,
  rules: Rules,
): InviteClientStep {
  if (i.kind === 'response') return onResponse(s, i.status, rules);
  if (i.kind === 'transportFailed') return [terminated, [{ do: 'fail', cause: 'transport' }]];
  if (i.kind === 'cancelled') return [s, []];
  // Unlike timers E and G, A has no upper bound: B ends it after seven transmissions.
  if (i.timer === 'A') return [{ ...s, waitMs: 2 * s.waitMs }, [{ do: 'send' }, start('A', 2 * s.waitMs)]];
  if (i.timer === 'B') return [terminated, [{ do: 'fail', cause: 'timeout' }]];
  return [s, []];
}

/** How long it may ring is the user's affair; only after a CANCEL is the wait bounded (9.1). */
function stepProceeding(
  s: Extract<InviteClientState, { name: 'proceeding' }>,
  i: ClientInput,
  rules: Rules,
): InviteClientStep {
  if (i.kind === 'response') return onResponse(s, i.status, rules);
  if (i.kind === 'cancelled' && !s.cancelled)
    return [{ ...s, cancelled: true }, [start('cancelled', 64 * rules.t1Ms)]];
  if (i.kind === 'timer' && i.timer === 'cancelled') return [terminated, [{ do: 'fail', cause: 'timeout' }]];
  return [s, []];
}

/** A response in Calling or Proceeding. */
function onResponse(
  s: Extract<InviteClientState, { name: 'calling' | 'proceeding' }>,
  status: number,
  rules: Rules,
): InviteClientStep {
  const calling = s.name === 'calling';
  if (status < 200)
    return calling
      ? [{ name: 'proceeding', cancelled: false }, [stop('A', 'B'), { do: 'pass' }]]
      : [s, [{ do: 'pass' }]];
  const leaving: ClientEffect[] = calling ? [stop('A', 'B')] : s.cancelled ? [stop('cancelled')] : [];
  if (status < 300) return [{ name: 'accepted' }, [...leaving, start('M', 64 * rules.t1Ms), { do: 'pass' }]];
  const timerD = start('D', rules.reliable ? 0 : rules.timerDMs);
  return [{ name: 'completed' }, [...leaving, { do: 'ack' }, timerD, { do: 'pass' }]];
}

/** Every 2xx goes up: forks and retransmissions alike need their ACK from the user (RFC 6026 7.2). */
function stepAccepted(s: InviteClientState, i: ClientInput): InviteClientStep {
  if (i.kind === 'response' && i.status >= 200 && i.status < 300) return [s, [{ do: 'pass' }]];
  if (i.kind === 'timer' && i.timer === 'M') return [terminated, []];
  return [s, []];
}

function stepCompleted(s: InviteClientState, i: ClientInput): InviteClientStep {
  if (i.kind === 'response' && i.status >= 300) return [s, [{ do: 'ack' }]];
  // The ACK could not be sent: nobody is left to repeat it to.
  if (i.kind === 'transportFailed') return [terminated, []];
  if (i.kind === 'timer' && i.timer === 'D') return [terminated, []];
  return [s, []];
}
