import { PlusOutlined, RedoOutlined, SearchOutlined, UndoOutlined } from '@ant-design/icons';
import { setDiagnostics } from '@codemirror/lint';
import { Alert, App, Button, Segmented, Splitter } from 'antd';
import {
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { useLanguage, useTexts } from '../../desk-shell/desk-context.js';
import { useConfirm } from '../../desk-shell/use-confirm.js';
import type { NodeMarks } from '../node-marks.js';
import { AddDialog } from './add-dialog.js';
import { EditorContext, SelectedContext, useShown, type EditorParts } from './editor-context.js';
import { editorTexts } from './editor-texts.js';
import { findingHint, findingReason } from './finding-words.js';
import { byNode, type Found } from './findings.js';
import { addNode, freeName, heirOf, referencesTo, removeNode } from './flow-edits.js';
import type { FlowDocument } from './flow-document.js';
import { ENTRY, type FlowModel } from './flow-model.js';
import { exitKey } from './graph-data.js';
import { GraphView } from './graph-view.js';
import { exitWord } from './node-words.js';
import { TextView } from './text-view.js';
import type { Path, TextChange } from './yaml-edits.js';

type View = 'graph' | 'both' | 'text';

interface Props {
  readonly document: FlowDocument;
  readonly marks: NodeMarks;
  readonly check: readonly Found[];
  readonly selected: string | undefined;
  readonly select: (id: string | undefined) => void;
  readonly open: (id: string) => void;
  readonly search: () => void;
  /** What stands beside: list, settings, and the tools. */
  readonly children: ReactNode;
}

type Adding = { readonly node: string; readonly exit: Path } | 'somewhere';

/** Graph and text of a flow side by side, one document. */
export function FlowEditor(props: Props): ReactNode {
  const { document, marks, check, selected, select, open, search, children } = props;
  const words = useTexts(editorTexts);
  const [view, setView] = useState<View>('both');
  const [adding, setAdding] = useState<Adding>();
  const edit = useEdit(document);
  const remove = useRemove(document, edit, select);
  const add = useCallback<EditorParts['add']>((at) => setAdding(at ?? 'somewhere'), []);
  const found = useMemo(() => byNode(check), [check]);
  useDiagnostics(document, check);
  const parts = useMemo<EditorParts>(
    () => ({ document, select, open, add, remove, edit, search }),
    [document, select, open, add, remove, edit, search],
  );
  const chosen = (kind: string): void => {
    const at = adding === 'somewhere' ? undefined : adding;
    setAdding(undefined);
    const id = freeName(document.shown().model, kind);
    if (edit((model) => addNode(model, kind, id, sourceOf(model, at)))) open(id);
  };
  const title =
    adding && adding !== 'somewhere' ? words.addAfter(wordOf(document, words, adding)) : words.addTitle;
  return (
    <EditorContext value={parts}>
      <SelectedContext value={selected}>
        <div className="flow-editor" onKeyDown={(event) => keys(event, document, search)}>
          <Tools view={view} setView={setView} document={document} add={add} search={search} />
          <Broken document={document} />
          <Splitter className="flow-body">
            {view !== 'text' && (
              <Splitter.Panel min={260}>
                <GraphView found={found} marks={marks} />
              </Splitter.Panel>
            )}
            {view !== 'graph' && (
              <Splitter.Panel min={220} {...(view === 'both' && { defaultSize: '31%' })}>
                <TextView />
              </Splitter.Panel>
            )}
            <Splitter.Panel defaultSize={330} min={280} collapsible>
              {children}
            </Splitter.Panel>
          </Splitter>
        </div>
        {adding && <AddDialog title={title} close={() => setAdding(undefined)} chosen={chosen} />}
      </SelectedContext>
    </EditorContext>
  );
}

/** Undo, redo and search are the editor's, except in a field that has its own. */
function keys(event: KeyboardEvent, document: FlowDocument, search: () => void): void {
  if (!event.ctrlKey && !event.metaKey) return;
  const { target } = event;
  const own =
    target instanceof HTMLElement && target.closest('input, textarea, [contenteditable=true]') !== null;
  if (own) return;
  const key = event.key.toLowerCase();
  if (key === 'z' && !event.shiftKey) document.undo();
  else if (key === 'y' || key === 'z') document.redo();
  else if (key === 'f') search();
  else return;
  event.preventDefault();
}

function useEdit(document: FlowDocument): EditorParts['edit'] {
  const { message } = App.useApp();
  const words = useTexts(editorTexts);
  return useCallback(
    (make: (model: FlowModel) => readonly TextChange[]) => {
      try {
        if (document.edit(make)) return true;
        if (!document.shown().broken) return false;
      } catch {
        // Aliases and the like: the text is right, and only a person can say how it shall be.
      }
      void message.warning(words.graphFault);
      return false;
    },
    [document, message, words],
  );
}

function useRemove(
  document: FlowDocument,
  edit: EditorParts['edit'],
  select: Props['select'],
): EditorParts['remove'] {
  const words = useTexts(editorTexts);
  const confirm = useConfirm();
  return useCallback(
    (id) => {
      const { model } = document.shown();
      const node = model.nodes.get(id);
      if (!node) return;
      const led = referencesTo(model, id).filter((one) => one.node !== id).length;
      const heir = heirOf(node);
      const outcome = heir !== undefined && led > 0 ? words.removeTo(led, heir) : words.removeLoose(led);
      confirm(words.removeTitle(id), outcome, () => {
        if (edit((now) => removeNode(now, id)))
          select(heir !== undefined && model.nodes.has(heir) ? heir : undefined);
      });
    },
    [document, edit, select, confirm, words],
  );
}

function sourceOf(
  model: FlowModel,
  at: Exclude<Adding, 'somewhere'> | undefined,
): Parameters<typeof addNode>[3] {
  if (!at) return undefined;
  const exits = at.node === ENTRY ? model.entry : (model.nodes.get(at.node)?.exits ?? []);
  const exit = exits.find(({ path }) => exitKey(path) === exitKey(at.exit));
  return { node: at.node, exit: exit ?? { path: at.exit, to: undefined } };
}

function wordOf(
  document: FlowDocument,
  words: Parameters<typeof exitWord>[0],
  at: Exclude<Adding, 'somewhere'>,
): string {
  const value = document.shown().model.nodes.get(at.node)?.value;
  return exitWord(words, { path: at.exit }, value);
}

/** What was found, at its lines. */
function useDiagnostics(document: FlowDocument, check: readonly Found[]): void {
  const language = useLanguage();
  const words = useTexts(editorTexts);
  useEffect(() => {
    const { doc } = document.state;
    const diagnostics = check.map(({ line, column, severity, reason, hint }) => {
      const at = doc.line(Math.min(doc.lines, Math.max(1, line)));
      const said = findingReason(reason, language);
      return {
        from: Math.min(at.to, at.from + Math.max(0, column - 1)),
        to: at.to,
        severity,
        message: hint === '' ? said : `${said}\n${words.hint(findingHint(hint, language))}`,
      };
    });
    document.show(setDiagnostics(document.state, diagnostics));
  }, [document, check, language, words]);
}

function Broken({ document }: { readonly document: FlowDocument }): ReactNode {
  const words = useTexts(editorTexts);
  const { broken } = useShown(document);
  if (!broken) return <div aria-live="polite" />;
  const line = document.state.doc.lineAt(Math.min(broken.at, document.state.doc.length)).number;
  return (
    <div aria-live="polite">
      <Alert showIcon type="warning" title={words.broken(line)} />
    </div>
  );
}

interface ToolsProps {
  readonly view: View;
  readonly setView: (view: View) => void;
  readonly document: FlowDocument;
  readonly add: EditorParts['add'];
  readonly search: () => void;
}

function Tools({ view, setView, document, add, search }: ToolsProps): ReactNode {
  const words = useTexts(editorTexts);
  const subscribe = useCallback((listener: () => void) => document.typed.on(listener), [document]);
  const canUndo = useSyncExternalStore(subscribe, () => document.canUndo);
  const canRedo = useSyncExternalStore(subscribe, () => document.canRedo);
  return (
    <div className="row flow-tools" role="toolbar" aria-label={words.graph}>
      <Button icon={<PlusOutlined aria-hidden />} onClick={() => add()}>
        {words.add}
      </Button>
      <Button
        icon={<UndoOutlined aria-hidden />}
        aria-label={words.undo}
        disabled={!canUndo}
        onClick={() => document.undo()}
      />
      <Button
        icon={<RedoOutlined aria-hidden />}
        aria-label={words.redo}
        disabled={!canRedo}
        onClick={() => document.redo()}
      />
      <Button icon={<SearchOutlined aria-hidden />} aria-label={words.search} onClick={search} />
      <span className="grow" />
      <Segmented<View>
        aria-label={words.viewLabel}
        value={view}
        onChange={setView}
        options={(['graph', 'both', 'text'] as const).map((value) => ({ value, label: words.views[value] }))}
      />
    </div>
  );
}
