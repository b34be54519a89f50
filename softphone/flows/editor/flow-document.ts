/**
 * The one truth of the editor: a text with its history. Graph and text both change it by transactions and both are
 * told of every one, so undo takes back whatever came last on either side.
 */
import { history, isolateHistory, redo, redoDepth, undo, undoDepth } from '@codemirror/commands';
import { EditorState, type Extension, type Transaction, type TransactionSpec } from '@codemirror/state';
import type { Clock } from '../../../kernel/clock.js';
import { Signal } from '../../../kernel/signal.js';
import { readModel, type FlowModel, type ReadModel } from './flow-model.js';
import type { TextChange } from './yaml-edits.js';

/** How long after the last keystroke the graph follows: what is typed at the usual speed is read once. */
export const followMs = 180;

export interface Shown {
  /** Of the last text that could be read: the graph stays while a line is being written. */
  readonly model: FlowModel;
  /** Why the text of now cannot be read. */
  readonly broken: Extract<ReadModel, { ok: false }> | undefined;
}

/** What takes part in every transaction: the text view, while it is there. */
export interface TextSide {
  update(transactions: readonly Transaction[]): void;
}

const none: FlowModel = {
  yaml: { text: '', document: readModelOrThrow('').yaml.document },
  nodes: new Map(),
  head: {},
  entry: [],
};

function readModelOrThrow(text: string): FlowModel {
  const read = readModel(text);
  if (!read.ok) throw new Error(read.why);
  return read.model;
}

export class FlowDocument {
  #state: EditorState;
  #shown: Shown;
  #side: TextSide | undefined;
  #waiting: (() => void) | undefined;
  readonly #clock: Clock;
  /** The text, the selection or the history changed. */
  readonly changed = new Signal<undefined>();
  /** The text is another one. */
  readonly typed = new Signal<undefined>();
  /** The graph that it means was read anew. */
  readonly read = new Signal<undefined>();

  /** @param extensions of the text view. */
  constructor(text: string, clock: Clock, extensions: Extension = []) {
    this.#clock = clock;
    this.#state = EditorState.create({ doc: text, extensions: [history(), extensions] });
    this.#shown = { model: none, broken: undefined };
    this.readNow();
  }

  get state(): EditorState {
    return this.#state;
  }
  get text(): string {
    return this.#state.doc.toString();
  }
  get canUndo(): boolean {
    return undoDepth(this.#state) > 0;
  }
  get canRedo(): boolean {
    return redoDepth(this.#state) > 0;
  }

  /** For React's useSyncExternalStore: the same until it is read again. */
  readonly shown = (): Shown => this.#shown;
  readonly subscribe = (listener: () => void): (() => void) => this.read.on(listener);

  /** @returns what lets it go again. */
  attach(side: TextSide): () => void {
    this.#side = side;
    return () => {
      if (this.#side === side) this.#side = undefined;
    };
  }

  /** What is typed; the graph follows when the typing rests. */
  apply(transactions: readonly Transaction[]): void {
    this.#take(transactions);
    if (transactions.some(({ docChanged }) => docChanged)) this.#readLater();
  }

  /**
   * A change made on the graph: one step of the history, and the graph shows it at once.
   * @param make from the text as it is now; changes nothing where that cannot be read.
   * @returns whether it was done.
   */
  edit(make: (model: FlowModel) => readonly TextChange[]): boolean {
    this.readNow();
    if (this.#shown.broken) return false;
    const changes = make(this.#shown.model);
    if (changes.length === 0) return false;
    this.#dispatch({ changes, annotations: isolateHistory.of('full'), scrollIntoView: false });
    this.readNow();
    return true;
  }

  /** Another text altogether, as of a version; undo brings the one before back. */
  replace(text: string): void {
    if (text === this.text) return;
    const changes = { from: 0, to: this.#state.doc.length, insert: text };
    this.#dispatch({ changes, annotations: isolateHistory.of('full') });
    this.readNow();
  }

  undo(): void {
    undo({ state: this.#state, dispatch: (transaction) => this.#take([transaction]) });
    this.readNow();
  }

  redo(): void {
    redo({ state: this.#state, dispatch: (transaction) => this.#take([transaction]) });
    this.readNow();
  }

  /** Brings a line into sight of the text side; the first is 1. */
  reveal(line: number): void {
    const { doc } = this.#state;
    const { from } = doc.line(Math.min(doc.lines, Math.max(1, line)));
    this.#dispatch({ selection: { anchor: from }, scrollIntoView: true });
  }

  /** Something of the text side that is no change of the text, as what was found in it. */
  show(spec: TransactionSpec): void {
    this.#dispatch(spec);
  }

  /** Reads the text now, rather than when the typing rests. */
  readNow(): void {
    this.#waiting?.();
    this.#waiting = undefined;
    const { text } = this;
    if (text === this.#shown.model.yaml.text && this.#shown.model !== none && !this.#shown.broken) return;
    const read = readModel(text);
    this.#shown = read.ok
      ? { model: read.model, broken: undefined }
      : { model: this.#shown.model, broken: read };
    this.read.emit(undefined);
  }

  close(): void {
    this.#waiting?.();
    this.#waiting = undefined;
  }

  #dispatch(spec: TransactionSpec): void {
    this.#take([this.#state.update(spec)]);
  }

  #take(transactions: readonly Transaction[]): void {
    const last = transactions.at(-1);
    if (!last) return;
    this.#state = last.state;
    this.#side?.update(transactions);
    this.changed.emit(undefined);
    if (transactions.some(({ docChanged }) => docChanged)) this.typed.emit(undefined);
  }

  #readLater(): void {
    this.#waiting?.();
    this.#waiting = this.#clock.after(followMs, () => this.readNow());
  }
}
