/** The non-INVITE client machine (RFC 3261 17.1.2). */
import { start, stop, type ClientEffect, type ClientInput, type Rules, type Step } from './step.js';

export type NonInviteClientState =
  /** `waitMs`: what timer E last waited. */
  | { readonly name: 'trying'; readonly waitMs: number }
  | { readonly name: 'proceeding' }
  | { readonly name: 'completed' }
  | { readonly name: 'terminated' };

type NonInviteClientStep = Step<NonInviteClientState, ClientEffect>;

const terminated: NonInviteClientState = { name: 'terminated' };

export function beginNonInviteClient(rules: Rules): NonInviteClientStep {
  const effects: ClientEffect[] = [{ do: 'send' }, start('F', 64 * rules.t1Ms)];
  if (!rules.reliable) effects.push(start('E', rules.t1Ms));
  return [{ name: 'trying', waitMs: rules.t1Ms }, effects];
}

export function stepNonInviteClient(
  s: NonInviteClientState,
  i: ClientInput,
  rules: Rules,
): NonInviteClientStep {
  if (s.name === 'terminated') return [s, []];
  // Late answers are absorbed; that is all that Completed is for.
  if (s.name === 'completed') return i.kind === 'timer' && i.timer === 'K' ? [terminated, []] : [s, []];
  if (i.kind === 'transportFailed') return [terminated, [{ do: 'fail', cause: 'transport' }]];
  if (i.kind === 'cancelled') return [s, []];
  if (i.kind === 'timer') return onTimer(s, i.timer, rules);
  // Timers E and F run on in Proceeding: a 1xx to a non-INVITE promises nothing.
  if (i.status < 200) return [{ name: 'proceeding' }, [{ do: 'pass' }]];
  return [
    { name: 'completed' },
    [stop('E', 'F'), start('K', rules.reliable ? 0 : rules.t4Ms), { do: 'pass' }],
  ];
}

function onTimer(
  s: Extract<NonInviteClientState, { name: 'trying' | 'proceeding' }>,
  timer: string,
  rules: Rules,
): NonInviteClientStep {
  if (timer === 'F') return [terminated, [{ do: 'fail', cause: 'timeout' }]];
  if (timer !== 'E') return [s, []];
  if (s.name === 'proceeding') return [s, [{ do: 'send' }, start('E', rules.t2Ms)]];
  const waitMs = Math.min(2 * s.waitMs, rules.t2Ms);
  return [{ name: 'trying', waitMs }, [{ do: 'send' }, start('E', waitMs)]];
}
