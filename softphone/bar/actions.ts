/** What can be done at the bar: its names, and when each is possible. */
import { isStarting, phoneProblem } from '../phone/phone-health.js';
import { leads, type BarState } from './bar-state.js';

/** In the order in which they stand on the bar and in the list of keys. */
export const actionNames = [
  ...['answer', 'hangUp', 'hold', 'mute', 'keypad', 'dial'],
  ...['transfer', 'completeTransfer', 'conference', 'swap', 'cancelConsult', 'survey'],
  ...['ready', 'notReady', 'endWrapUp', 'extendWrapUp', 'help', 'settings', 'signOut'],
] as const satisfies readonly string[];

export type ActionName =
  | 'answer'
  | 'hangUp'
  | 'hold'
  | 'mute'
  | 'keypad'
  | 'dial'
  | 'transfer'
  | 'completeTransfer'
  | 'conference'
  | 'swap'
  | 'cancelConsult'
  | 'survey'
  | 'ready'
  | 'notReady'
  | 'endWrapUp'
  | 'extendWrapUp'
  | 'help'
  | 'settings'
  | 'signOut';

export interface ActionView {
  /** On the bar at all; what is not shown is not possible either. */
  readonly shown: boolean;
  readonly enabled: boolean;
  /** For those that are on or off. */
  readonly pressed?: boolean;
}

/** The phone is `none` where the agent has a desk phone: then the bar drives the engine alone. */
export type PhoneKind = 'browser' | 'none';

export function actionView(state: BarState, action: ActionName, phone: PhoneKind): ActionView {
  const view = possible(state, action, phone);
  return { ...view, enabled: view.shown && view.enabled && state.pending !== action };
}

function possible(state: BarState, action: ActionName, phone: PhoneKind): ActionView {
  const { agent, conversation } = state;
  if (state.session !== 'signedIn' || !agent)
    return shownIf(action === 'signOut' && state.session === 'signedIn');
  const own = leads(state);
  const call = state.phone.call;
  const talking = conversation?.state === 'talking' || conversation?.state === 'held';
  const consulting = own && conversation?.state === 'consulting';
  switch (action) {
    case 'answer':
      return { shown: phone === 'browser', enabled: call?.state === 'ringing' };
    case 'hangUp':
      return always(conversation !== null || (call !== null && call.state !== 'ending'));
    case 'hold':
      return { ...always(own && talking), pressed: conversation?.state === 'held' };
    case 'mute':
      return {
        shown: phone === 'browser',
        enabled: call?.state === 'talking',
        pressed: call?.muted ?? false,
      };
    case 'keypad':
      return { shown: phone === 'browser', enabled: call?.state === 'talking' };
    case 'dial':
      return always(conversation === null && call === null && canDial(state, phone));
    case 'transfer':
      return { shown: !consulting, enabled: own && talking };
    case 'completeTransfer':
    case 'conference':
    case 'swap':
    case 'cancelConsult':
      return shownIf(consulting);
    case 'survey':
      return always(own && talking && conversation.direction !== 'internal' && !state.surveyAsked);
    case 'ready':
    case 'notReady':
    case 'endWrapUp':
    case 'extendWrapUp':
      return possibleState(state, action, phone);
    case 'help':
    case 'settings':
    case 'signOut':
      return always(true);
  }
}

function possibleState(
  state: BarState,
  action: 'ready' | 'notReady' | 'endWrapUp' | 'extendWrapUp',
  phone: PhoneKind,
): ActionView {
  const is = state.agent?.state;
  switch (action) {
    case 'ready':
      return {
        shown: is !== 'wrapUp',
        enabled: is !== 'ready' && canBeReady(state, phone),
        pressed: is === 'ready',
      };
    case 'notReady':
      return { ...always(is !== 'signedOut'), pressed: is === 'notReady' };
    case 'endWrapUp':
    case 'extendWrapUp':
      return shownIf(is === 'wrapUp');
  }
}

function canDial(state: BarState, phone: PhoneKind): boolean {
  const is = state.agent?.state;
  return (is === 'ready' || is === 'notReady' || is === 'wrapUp' || is === 'noAnswer') && works(state, phone);
}

function canBeReady(state: BarState, phone: PhoneKind): boolean {
  const is = state.agent?.state;
  return is !== 'talking' && is !== 'offered' && works(state, phone);
}

function works(state: BarState, phone: PhoneKind): boolean {
  return phone === 'none' || (phoneProblem(state.phone) === null && !isStarting(state.phone));
}

const always = (enabled: boolean): ActionView => ({ shown: true, enabled });
const shownIf = (shown: boolean): ActionView => ({ shown, enabled: shown });
