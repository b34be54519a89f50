import { YihaoError } from '../../kernel/errors.js';
import type { EngineControl } from '../control.js';
import type { User } from '../store/people.js';

/**
 * The phone in the browser ends with the session, and the caller with the phone. A leader may still sign an agent out:
 * that takes effect after the call.
 * @throws YihaoError 'agent.inCall'.
 */
export function refuseInCall(engine: Pick<EngineControl, 'agents'>, { agent }: User): void {
  const talks = engine.agents().some(({ id, state }) => id === agent && state === 'talking');
  if (agent !== null && talks) throw new YihaoError('agent.inCall', { agent });
}
