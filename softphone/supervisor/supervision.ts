/** What a supervisor may do with a conversation now, and which of it needs a second thought. */
import type { SupervisionMode, SupervisorCommand } from '../../engine/desk.js';
import type { SupervisedCall } from './supervised-call.js';

export type SupervisionAction = SupervisionMode | 'leave' | 'takeOver' | 'hangUp';

export const supervisionModes = ['listen', 'whisper', 'barge'] as const satisfies readonly SupervisionMode[];

/** What reaches the caller or ends something cannot be taken back. */
const hurtful: readonly SupervisionAction[] = ['barge', 'takeOver', 'hangUp'];

export function needsConfirmation(action: SupervisionAction): boolean {
  return hurtful.includes(action);
}

/** The supervisor's own phone takes part in it. */
export function ringsPhone(action: SupervisionAction): boolean {
  return action !== 'leave' && action !== 'hangUp';
}

/** @param me user name of the supervisor. */
export function possibleActions(call: SupervisedCall, me: string): readonly SupervisionAction[] {
  const { state, supervision, agent } = call;
  if (state === 'ended' || state === 'ending') return [];
  const speaks = ['talking', 'held', 'consulting', 'conference'].includes(state) && agent !== undefined;
  // One supervisor at a time; another one's call can still be ended.
  if (!speaks || (supervision && supervision.supervisor !== me)) return ['hangUp'];
  if (!supervision) return ['listen', 'whisper', 'barge', 'takeOver', 'hangUp'];
  const others = supervisionModes.filter((mode) => mode !== supervision.mode);
  return [...others, 'leave', 'takeOver', 'hangUp'];
}

/** @param phone the extension to ring; empty: the browser's own phone. */
export function supervisorCommand(action: SupervisionAction, call: string, phone: string): SupervisorCommand {
  const ring = phone === '' ? {} : { phone };
  switch (action) {
    case 'listen':
    case 'whisper':
    case 'barge':
      return { do: 'join', call, mode: action, ...ring };
    case 'takeOver':
      return { do: 'takeOver', call, ...ring };
    case 'leave':
    case 'hangUp':
      return { do: action, call };
  }
}
