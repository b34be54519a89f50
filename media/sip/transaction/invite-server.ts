/** The INVITE server machine (RFC 3261 17.2.1, Accepted from RFC 6026 7.1). */
import { start, stop, type Rules, type ServerEffect, type ServerInput, type Step } from './step.js';

export type InviteServerState =
  | { readonly name: 'proceeding'; readonly answered: boolean }
  | { readonly name: 'accepted' }
  /** `waitMs`: what timer G last waited. */
  | { readonly name: 'completed'; readonly waitMs: number }
  | { readonly name: 'confirmed' }
  | { readonly name: 'terminated' };

type InviteServerStep = Step<InviteServerState, ServerEffect>;

const terminated: InviteServerState = { name: 'terminated' };

export function beginInviteServer(rules: Rules): InviteServerStep {
  return [{ name: 'proceeding', answered: false }, [start('trying', rules.tryingMs)]];
}

export function stepInviteServer(s: InviteServerState, i: ServerInput, rules: Rules): InviteServerStep {
  // RFC 6026 7.1: a transport error is told to the user and changes no state; timers end what nobody hears.
  if (i.kind === 'transportFailed')
    return s.name === 'terminated' ? [s, []] : [s, [{ do: 'fail', cause: 'transport' }]];
  switch (s.name) {
    case 'proceeding':
      return stepProceeding(s, i, rules);
    case 'accepted':
      return stepAccepted(s, i);
    case 'completed':
      return stepCompleted(s, i, rules);
    case 'confirmed':
      return i.kind === 'timer' && i.timer === 'I' ? [terminated, []] : [s, []];
    case 'terminated':
      return [s, []];
  }
}

function stepProceeding(
  s: Extract<InviteServerState, { name: 'proceeding' }>,
  i: ServerInput,
  rules: Rules,
): InviteServerStep {
  if (i.kind === 'request') return [s, s.answered ? [{ do: 'resend' }] : []];
  if (i.kind === 'timer' && i.timer === 'trying')
    return [{ name: 'proceeding', answered: true }, [{ do: 'trying' }]];
  if (i.kind !== 'respond') return [s, []];
  const leaving: ServerEffect[] = s.answered ? [] : [stop('trying')];
  if (i.status < 200) return [{ name: 'proceeding', answered: true }, [...leaving, { do: 'send' }]];
  if (i.status < 300)
    return [{ name: 'accepted' }, [...leaving, { do: 'send' }, start('L', 64 * rules.t1Ms)]];
  const effects: ServerEffect[] = [...leaving, { do: 'send' }, start('H', 64 * rules.t1Ms)];
  if (!rules.reliable) effects.push(start('G', rules.t1Ms));
  return [{ name: 'completed', waitMs: rules.t1Ms }, effects];
}

/** The user itself repeats its 2xx until the ACK (RFC 3261 13.3.1.4); retransmitted INVITEs are absorbed here. */
function stepAccepted(s: InviteServerState, i: ServerInput): InviteServerStep {
  if (i.kind === 'respond' && i.status >= 200 && i.status < 300) return [s, [{ do: 'send' }]];
  if (i.kind === 'ack') return [s, [{ do: 'passAck' }]];
  if (i.kind === 'timer' && i.timer === 'L') return [terminated, []];
  return [s, []];
}

/** Timer H also runs on reliable transports; only G and I are zero there. */
function stepCompleted(
  s: Extract<InviteServerState, { name: 'completed' }>,
  i: ServerInput,
  rules: Rules,
): InviteServerStep {
  if (i.kind === 'request') return [s, [{ do: 'resend' }]];
  if (i.kind === 'ack')
    return [{ name: 'confirmed' }, [stop('G', 'H'), start('I', rules.reliable ? 0 : rules.t4Ms)]];
  if (i.kind !== 'timer') return [s, []];
  if (i.timer === 'G') {
    const waitMs = Math.min(2 * s.waitMs, rules.t2Ms);
    return [{ ...s, waitMs }, [{ do: 'resend' }, start('G', waitMs)]];
  }
  if (i.timer === 'H') return [terminated, [{ do: 'fail', cause: 'timeout' }]];
  return [s, []];
}
