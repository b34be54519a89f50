/** States that a supervisor can set an agent to. */
import type { AgentStateName } from '../../engine/control.js';

export type Force = 'ready' | 'notReady' | 'signOut' | 'endWrapUp';

/** In a call a wish is kept for afterwards, so it is offered there too. */
export function possibleForces(state: AgentStateName): readonly Force[] {
  switch (state) {
    case 'signedOut':
      return [];
    case 'ready':
      return ['notReady', 'signOut'];
    case 'notReady':
      return ['ready', 'notReady', 'signOut'];
    case 'wrapUp':
      return ['endWrapUp', 'ready', 'notReady', 'signOut'];
    case 'offered':
    case 'talking':
    case 'noAnswer':
    case 'deviceFault':
      return ['ready', 'notReady', 'signOut'];
  }
}
