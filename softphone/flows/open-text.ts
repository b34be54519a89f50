/** The text of the page, and what it was made from: that decides whether somebody else has changed the flow meanwhile. */
import { Signal } from '../../kernel/signal.js';
import type { OpenFlow } from './contract.js';
import type { FlowDocument } from './editor/flow-document.js';
import { startText } from './editor/start-text.js';

/** What the engine kept when the text of the page was taken from there, or given to it. */
export interface Base {
  readonly text: string;
  readonly cases: string;
  /** 0: there was none. */
  readonly version: number;
  /** When the draft was kept; null: there was none. */
  readonly draftAt: number | null;
}

export function baseOf(flow: string, { release, draft, ...live }: OpenFlow): Base {
  const { text, cases } = draft ?? live;
  return {
    ...{ text: text === '' ? startText(flow) : text, cases },
    version: draft?.basedOn ?? release?.live ?? 0,
    draftAt: draft?.at ?? null,
  };
}

/** The live version, also where there is a draft. */
export function liveBaseOf(flow: string, kept: OpenFlow): Base {
  return baseOf(flow, { ...kept, draft: null });
}

export class OpenText {
  readonly document: FlowDocument;
  readonly #changed = new Signal<Base>();
  #base: Base;
  /** What the engine kept when it was last asked. */
  #seen: Base;
  /** The text and what it is made from were settled here since then. */
  #isOwn = false;

  constructor(base: Base, document: FlowDocument) {
    this.document = document;
    this.#base = base;
    this.#seen = base;
  }

  readonly base = (): Base => this.#base;
  readonly subscribe = (listener: () => void): (() => void) => this.#changed.on(listener);

  /**
   * What the engine keeps now comes into the page, unless somebody has changed something here: then the text goes on
   * being made from what it was made from, so that the engine refuses it.
   */
  follow(now: Base): void {
    if (isSame(now, this.#seen)) return;
    const isOwn = this.#isOwn;
    this.#seen = now;
    this.#isOwn = false;
    const { text } = this.document;
    if (text === now.text || (!isOwn && text === this.#base.text)) this.#replace(now);
  }

  /** What the page had is kept now: as a draft, or as a version. */
  settle(base: Base): void {
    this.#isOwn = true;
    this.#set(base);
  }

  /** The person wants this text in place of the own one. */
  takeOver(base: Base): void {
    this.#isOwn = true;
    this.#replace(base);
  }

  #replace(base: Base): void {
    this.#set(base);
    this.document.replace(base.text);
  }

  #set(base: Base): void {
    this.#base = base;
    this.#changed.emit(base);
  }
}

function isSame(a: Base, b: Base): boolean {
  return a.text === b.text && a.cases === b.cases && a.version === b.version && a.draftAt === b.draftAt;
}
