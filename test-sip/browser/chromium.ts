/** Debian's Chromium, one process a person: each has a microphone of its own that says a tone of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Scope } from '../../kernel/scope.js';
import { rateHz, tone } from '../peer/tone.js';
import { writePcmWav } from '../peer/wav.js';
import { repository } from '../repository.js';

const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
];
/** Pages wait for a machine that is busy with other things. */
const patienceMs = 30_000;

/** Noise suppression takes away what sounds all the time, so the tone comes and goes as syllables do. */
function syllables(hz: number): Float32Array {
  const pauseMs = 250;
  const sound = tone(hz, 350);
  const samples = new Float32Array(sound.length + (pauseMs * rateHz) / 1000);
  samples.set(sound);
  return samples;
}

export interface BrowserProfile {
  readonly context: BrowserContext;
  /** Opens an address in a tab. */
  tab(address: string): Promise<Page>;
}

/** What the person says when the browser asks for the microphone: what is not granted is refused. */
export async function allowMicrophone(context: BrowserContext, allowed: boolean): Promise<void> {
  await context.clearPermissions();
  await context.grantPermissions([allowed ? 'microphone' : 'notifications']);
}

export class Person {
  /** What pages threw, and what they said was wrong. */
  readonly faults: string[] = [];
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Starts a browser whose microphone says `hz`; it ends with `scope`. */
  static async arrive(scope: Scope, hz: number): Promise<Person> {
    const folder = mkdtempSync(join(tmpdir(), 'yihao-browser-'));
    scope.own(() => rmSync(folder, { recursive: true, force: true }));
    const microphone = join(folder, 'microphone.wav');
    writeFileSync(microphone, writePcmWav(syllables(hz)));
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        ...flags,
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${microphone}`,
      ],
    });
    scope.own(() => browser.close());
    return new Person(browser);
  }

  /** A browser profile of its own: cookies, storage, permissions. */
  async profile({ microphone = true } = {}): Promise<BrowserProfile> {
    const context = await this.#browser.newContext({
      viewport: { width: 1366, height: 768 },
    });
    await allowMicrophone(context, microphone);
    context.setDefaultTimeout(patienceMs);
    await context.addInitScript({ path: join(repository, 'test-sip', 'browser', 'ear.js') });
    return {
      context,
      tab: async (address) => {
        const page = await context.newPage();
        page.on('pageerror', (error) => this.faults.push(error.message));
        await page.goto(address);
        return page;
      },
    };
  }
}
