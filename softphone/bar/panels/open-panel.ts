import type { ActionName } from '../actions.js';
import { dialPanel, transferPanel } from './destination-panel.js';
import { keypadPanel } from './keypad-panel.js';
import type { Panel, PanelContext } from './panel.js';
import { settingsPanel } from './settings-panel.js';
import { helpPanel, reasonPanel } from './small-panels.js';

const panels: Partial<Readonly<Record<ActionName, (context: PanelContext) => Panel>>> = {
  dial: dialPanel,
  transfer: transferPanel,
  keypad: keypadPanel,
  notReady: reasonPanel,
  help: helpPanel,
  settings: settingsPanel,
};

/** The panel in which an action asks for more; undefined for one that needs nothing more. */
export function openPanel(action: ActionName, context: PanelContext): Panel | undefined {
  return panels[action]?.(context);
}
