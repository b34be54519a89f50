/**
 * The dialog of the call of now, kept where a reloaded page or the tab that takes over finds it. The switch lets the
 * browser's leg stand for some seconds; a new INVITE with Replaces (RFC 3891) takes its place.
 */

/** What names a dialog to the other side, seen from here. */
export interface DialogName {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** Contact of the other side, as a SIP URI. */
  readonly target: string;
  readonly number: string;
}

interface Kept extends DialogName {
  /** When the call was last seen alive, ms since the epoch. */
  readonly at: number;
}

/** The switch misses the audio of a vanished browser within 10 s; after that there is nothing to take up. */
const freshMs = 15_000;

export class KeptDialog {
  readonly #storage: Storage | undefined;
  readonly #key: string;

  constructor(storage: Storage | undefined, user: string) {
    this.#storage = storage;
    this.#key = `yihao.dialog.${user}`;
  }

  keep(dialog: DialogName, at: number): void {
    const kept: Kept = { ...dialog, at };
    this.#try(() => this.#storage?.setItem(this.#key, JSON.stringify(kept)));
  }

  forget(): void {
    this.#try(() => this.#storage?.removeItem(this.#key));
  }

  /** @returns the dialog of a call that may still stand, and what is kept of one that is too old. */
  find(now: number): { readonly dialog: DialogName; readonly fresh: boolean } | undefined {
    const kept = this.#try(() => parse(this.#storage?.getItem(this.#key) ?? ''));
    return kept && { dialog: kept, fresh: now - kept.at <= freshMs };
  }

  /** A browser that keeps nothing only loses the taking up. */
  #try<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch {
      return undefined;
    }
  }
}

function parse(text: string): Kept | undefined {
  if (text === '') return undefined;
  const json: unknown = JSON.parse(text);
  if (typeof json !== 'object' || json === null) return undefined;
  const kept = json as Partial<Record<keyof Kept, unknown>>;
  const texts = [kept.callId, kept.localTag, kept.remoteTag, kept.target, kept.number];
  return texts.every((one) => typeof one === 'string') && typeof kept.at === 'number'
    ? (json as Kept)
    : undefined;
}

/** Value of the Replaces header. Our tags are the other side's remote ones and the reverse (RFC 3891 3). */
export function replacesHeader(dialog: DialogName): string {
  return `${dialog.callId};to-tag=${dialog.remoteTag};from-tag=${dialog.localTag}`;
}
