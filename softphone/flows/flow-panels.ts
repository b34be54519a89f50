/** The panels beside the editor: simulator, test call, versions, figures. Each is loaded when it is first opened. */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { Texts } from '../i18n/language.js';
import type { NodeMarks } from './node-marks.js';
import type { Base } from './open-text.js';
import { releaseTexts } from './panels/release-texts.js';
import { trialTexts } from './panels/trial-texts.js';

export interface PanelProps {
  /** Its id, which numbers and subflows name. */
  readonly flow: string;
  /** As the editor has it now, right or wrong. */
  readonly text: string;
  /** Whether that differs from what it was made from. */
  readonly dirty: boolean;
  /** What it was made from, with its test cases. */
  readonly base: Base;
  /**
   * Keeps the text as the draft, with these cases.
   * @param from what the cases were made from, where the text may have been taken anew since.
   * @returns whether it was kept.
   */
  readonly save: (cases: string, done: string, from?: Base) => Promise<boolean>;
  /** The text is this version now. */
  readonly settle: (base: Base) => void;
  /** Puts another text in its place. */
  readonly takeOver: (base: Base) => void;
  /** Draws on the graph, in place of what this panel drew before. */
  readonly show: (marks: NodeMarks) => void;
  /** The panel changed the flow at the engine: published, rolled back. */
  readonly changed: () => void;
}

export interface FlowPanel {
  readonly key: string;
  readonly label: Texts<string>;
  readonly view: LazyExoticComponent<ComponentType<PanelProps>>;
}

/** In the order of the tabs. */
export const flowPanels: readonly FlowPanel[] = [
  {
    key: 'simulator',
    label: each(trialTexts, 'simulator'),
    view: lazy(() => import('./panels/simulator-panel.js')),
  },
  {
    key: 'call',
    label: each(trialTexts, 'testCall'),
    view: lazy(() => import('./panels/test-call-panel.js')),
  },
  {
    key: 'versions',
    label: each(releaseTexts, 'versions'),
    view: lazy(() => import('./panels/versions-panel.js')),
  },
  {
    key: 'counts',
    label: each(releaseTexts, 'counts'),
    view: lazy(() => import('./panels/counts-panel.js')),
  },
  { key: 'live', label: each(releaseTexts, 'live'), view: lazy(() => import('./panels/live-panel.js')) },
];

function each<K extends string>(texts: Texts<Readonly<Record<K, string>>>, name: K): Texts<string> {
  return { 'zh-CN': texts['zh-CN'][name], en: texts.en[name] };
}
