/** What the parts of the editor share. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Path } from './yaml-edits.js';
import type { TextChange } from './yaml-edits.js';
import type { FlowDocument, Shown } from './flow-document.js';
import type { FlowModel } from './flow-model.js';

export interface EditorParts {
  readonly document: FlowDocument;
  /** Selects it, and shows it on both sides. */
  readonly select: (id: string | undefined) => void;
  /** Shows its settings and goes to them. */
  readonly open: (id: string) => void;
  /** Asks which kind to add, at the exit if one is given. */
  readonly add: (at?: { readonly node: string; readonly exit: Path }) => void;
  /** Asks first. */
  readonly remove: (id: string) => void;
  /** Changes the text; says so where that cannot be. */
  readonly edit: (make: (model: FlowModel) => readonly TextChange[]) => boolean;
  readonly search: () => void;
}

/** Who shall have the keyboard next, once it is there: the name of a node, or the search. Taken by whoever it is. */
export interface Wanted {
  current: { readonly node: string } | 'search' | undefined;
}

export const EditorContext = createContext<EditorParts | undefined>(undefined);

/** The node in question on both sides; undefined: the flow itself. Apart, because it changes with each arrow key. */
export const SelectedContext = createContext<string | undefined>(undefined);

export function useSelected(): string | undefined {
  return useContext(SelectedContext);
}

export function useEditor(): EditorParts {
  const parts = useContext(EditorContext);
  if (!parts) throw new Error('a part of the editor stands outside of EditorContext');
  return parts;
}

export function useShown(document: FlowDocument): Shown {
  return useSyncExternalStore(document.subscribe, document.shown);
}
