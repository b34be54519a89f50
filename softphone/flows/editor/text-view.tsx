import { Compartment } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef, type ReactNode } from 'react';
import { useShade, useTexts } from '../../desk-shell/desk-context.js';
import { useEditor, useSelected } from './editor-context.js';
import { editorTexts } from './editor-texts.js';
import { ENTRY } from './flow-model.js';
import { keyRangeOf } from './yaml-edits.js';

/** What depends on the page around the text: its language and shade. */
export const textLook = new Compartment();

/** The text of the flow. What is typed here, and what is done on the graph, are the same document. */
export function TextView(): ReactNode {
  const words = useTexts(editorTexts);
  const shade = useShade();
  const { document, select } = useEditor();
  const selected = useSelected();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const chosen = useRef(selected);
  chosen.current = selected;

  useEffect(() => {
    const parent = place.current;
    if (!parent) return;
    const made = new EditorView({
      parent,
      state: document.state,
      dispatchTransactions: (transactions) => document.apply(transactions),
    });
    const letGo = document.attach(made);
    view.current = made;
    return () => {
      letGo();
      made.destroy();
      view.current = undefined;
    };
  }, [document]);

  useEffect(() => {
    const look = [
      EditorView.contentAttributes.of({ 'aria-label': words.text, tabindex: '0' }),
      EditorView.darkTheme.of(shade === 'dark'),
    ];
    view.current?.dispatch({ effects: textLook.reconfigure(look) });
  }, [document, words, shade]);

  // The cursor chooses the node that it stands in.
  useEffect(
    () =>
      document.changed.on(() => {
        if (view.current?.hasFocus !== true) return;
        const node = nodeAt(document, document.state.selection.main.head);
        if (node !== undefined && node !== chosen.current) select(node);
      }),
    [document, select],
  );

  // A node that is chosen elsewhere comes into sight.
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.hasFocus || selected === undefined) return;
    const { model } = document.shown();
    const range =
      selected === ENTRY ? keyRangeOf(model.yaml, ['start']) : keyRangeOf(model.yaml, ['nodes', selected]);
    if (!range || model.yaml.text !== document.text) return;
    editor.dispatch({
      selection: { anchor: range.start },
      effects: EditorView.scrollIntoView(range.start, { y: 'start', yMargin: 60 }),
    });
  }, [document, selected]);

  return <div ref={place} className="flow-text" />;
}

function nodeAt(document: ReturnType<typeof useEditor>['document'], at: number): string | undefined {
  const { model } = document.shown();
  if (model.yaml.text !== document.text) return undefined;
  for (const { id, from, to } of model.nodes.values()) if (at >= from && at <= to) return id;
  return undefined;
}
