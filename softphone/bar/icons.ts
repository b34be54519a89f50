/** One drawing of 24 × 24 in strokes for each action. */
import type { ActionName } from './actions.js';

const handset =
  'M6.5 3.5h3l1.5 4-2 1.5a11 11 0 0 0 6 6l1.5-2 4 1.5v3a2 2 0 0 1-2 2A16 16 0 0 1 4.5 5.5a2 2 0 0 1 2-2z';

export const icons: Readonly<Record<ActionName, string>> = {
  answer: handset,
  hangUp:
    'M3 14.5c0-6 18-6 18 0v1.5a1 1 0 0 1-1 1l-3.5-.6a1 1 0 0 1-.8-1V13.5a12 12 0 0 0-7.400 0v1.900a1 1 0 0 1-.8 1L4 17a1 1 0 0 1-1-1z',
  hold: 'M8 5v14M16 5v14',
  mute: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21M4 4l16 16',
  keypad: 'M5 5h.01M12 5h.01M19 5h.01M5 12h.01M12 12h.01M19 12h.01M5 19h.01M12 19h.01M19 19h.01',
  dial: `${handset}M15 3h6v6M21 3l-7 7`,
  transfer: 'M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4',
  completeTransfer: 'M4 12h12M12 7l5 5-5 5M20 5v14',
  conference:
    'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 20a5.5 5.5 0 0 1 11 0M16.5 11a2.5 2.5 0 1 0 0-5M16 14.5a5 5 0 0 1 5.5 5.5',
  swap: 'M7 4 3 8l4 4M3 8h14M17 12l4 4-4 4M21 16H7',
  cancelConsult: 'M9 10 4 15l5 5M4 15h11a5 5 0 0 0 0-10h-3',
  survey:
    'm12 3.5 2.600 5.400 5.900.8-4.300 4.100 1 5.900L12 16.900l-5.200 2.800 1-5.900L3.5 9.700l5.900-.8z',
  ready: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.5l3 3 5.5-6',
  notReady: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12h8',
  endWrapUp: 'M5 4h14v16H5zM9 12.5l2 2 4-4.5',
  extendWrapUp: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.300c-.7.3-1 .9-1 1.700M12 16.800h.01',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  signOut: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
};
