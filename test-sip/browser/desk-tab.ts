/** A tab with the softphone bar, driven as a person drives it: by mouse or by keyboard. */
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../eventually.js';

/** As docs/softphone-bar.md has it. */
export interface BarSnapshot {
  readonly signedIn: boolean;
  readonly agent: { readonly id: string; readonly state: string; readonly reason: string } | null;
  readonly call: {
    readonly id: string;
    readonly state: string;
    readonly caller: string;
    readonly called: string;
    readonly data: Readonly<Record<string, string>>;
  } | null;
  readonly phone: {
    readonly works: boolean;
    readonly problem: string | null;
    readonly ringing: boolean;
    readonly muted: boolean;
  };
  readonly possible: readonly string[];
}

export type By = 'mouse' | 'keyboard';

/** The keys that docs/softphone-bar.md lists. */
const keys: Readonly<Record<string, string>> = {
  ...{ answer: 'Alt+KeyA', hangUp: 'Alt+KeyX', hold: 'Alt+KeyH', mute: 'Alt+KeyM', keypad: 'Alt+KeyK' },
  ...{ dial: 'Alt+KeyC', transfer: 'Alt+KeyT', completeTransfer: 'Alt+KeyG', conference: 'Alt+KeyJ' },
  ...{ swap: 'Alt+KeyP', cancelConsult: 'Alt+KeyQ', survey: 'Alt+KeyS', ready: 'Alt+KeyR' },
  ...{ notReady: 'Alt+KeyB', endWrapUp: 'Alt+KeyW', extendWrapUp: 'Alt+KeyL', help: 'Alt+KeyU' },
  settings: 'Alt+Comma',
};

export class DeskTab {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get bar(): Locator {
    return this.page.locator('yihao-bar');
  }

  button(action: string): Locator {
    return this.bar.locator(`button[data-action="${action}"]`);
  }

  /** The panel that is open. */
  get panel(): Locator {
    return this.bar.getByRole('dialog');
  }

  get alerts(): Locator {
    return this.bar.locator('.alert');
  }

  snapshot(): Promise<BarSnapshot | null> {
    return this.page.evaluate("document.querySelector('yihao-bar')?.snapshot ?? null");
  }

  /** Waits until the bar's state is so; on failure it is told how it is instead. */
  async until(what: string, holds: (snapshot: BarSnapshot) => boolean, timeoutMs = 30_000): Promise<void> {
    let last: BarSnapshot | null = null;
    await eventually(
      what,
      async () => {
        last = await this.snapshot();
        return last !== null && holds(last);
      },
      timeoutMs,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; the bar says ${JSON.stringify(last)}`);
    });
  }

  untilAgent(state: string): Promise<void> {
    return this.until(`the agent is ${state}`, ({ agent }) => agent?.state === state);
  }

  untilCall(state: string | null): Promise<void> {
    return this.until(`the call is ${state ?? 'over'}`, ({ call }) => (call?.state ?? null) === state);
  }

  /** Signs in at the desk's own page. */
  async signIn(name: string, password: string): Promise<void> {
    await this.page.getByLabel('用户名').fill(name);
    await this.page.locator('input[type=password]').fill(password);
    await this.page.keyboard.press('Enter');
  }

  /** Works the phone and the agent up to 示闲. */
  async ready(by: By): Promise<void> {
    await this.until('the phone works', ({ phone }) => phone.works);
    if ((await this.snapshot())?.agent?.state === 'signedOut') {
      await this.act('ready', by);
      await this.untilAgent('notReady');
    }
    await this.act('ready', by);
    await this.untilAgent('ready');
  }

  /** Waits until the bar offers it, and does it. */
  async act(action: string, by: By): Promise<void> {
    await this.until(`${action} is possible`, ({ possible }) => possible.includes(action));
    if (by === 'mouse') await this.button(action).click();
    else if (keys[action] !== undefined) await this.page.keyboard.press(keys[action]);
    // What has no key of its own is reached with Tab and Enter.
    else await this.tabTo(this.button(action));
  }

  /** Moves the focus with Tab until it is there, and presses Enter. */
  async tabTo(target: Locator): Promise<void> {
    const most = 80;
    for (let n = 0; n < most; n++) {
      if ((await target.and(this.page.locator(':focus')).count()) > 0) {
        await this.page.keyboard.press('Enter');
        return;
      }
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not come to ${target.toString()}`);
  }
}
