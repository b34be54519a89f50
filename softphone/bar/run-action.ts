/** What an action does that needs no further question. */
import type { ActionName } from './actions.js';
import type { BarDesk } from './desk.js';

const extendBySeconds = 60;

/** @throws Refused */
export async function run(desk: BarDesk, action: ActionName): Promise<void> {
  const { agent, conversation, phone } = desk.get();
  switch (action) {
    case 'answer':
      return desk.answer();
    case 'hangUp':
      return desk.hangUp();
    case 'hold':
      return desk.control('hold', { do: conversation?.state === 'held' ? 'retrieve' : 'hold' });
    case 'mute':
      desk.phone?.mute(!(phone.call?.muted ?? false));
      return;
    case 'completeTransfer':
    case 'conference':
    case 'swap':
    case 'cancelConsult':
    case 'survey':
      return desk.control(action, { do: action });
    case 'ready':
      return desk.wish('ready', { want: agent?.state === 'signedOut' ? 'signIn' : 'ready' });
    case 'endWrapUp':
      return desk.wish('endWrapUp', { want: 'endWrapUp' });
    case 'extendWrapUp':
      return desk.wish('extendWrapUp', { want: 'extendWrapUp', seconds: extendBySeconds });
    case 'signOut':
      return desk.signOut();
    case 'keypad':
    case 'dial':
    case 'transfer':
    case 'notReady':
    case 'help':
    case 'settings':
      // Asked for in a panel (panels/open-panel.ts).
      return;
  }
}
