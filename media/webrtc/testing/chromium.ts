/** Debian's Chromium with a page that holds a telephone of SIP.js. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join, normalize } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
  ...['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
];

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** This folder in the sources: the page's files are not compiled. */
const here = join(repository(), 'media', 'webrtc', 'testing');
const sipJs = dirname(createRequire(import.meta.url).resolve('sip.js'));

/** What a page's phone is started with; see page-phone.js. */
export interface PagePhoneOptions {
  readonly user: string;
  readonly password: string;
  readonly domain: string;
  /** `ws://127.0.0.1:5066`. */
  readonly server: string;
  /** Of the tone that it says. */
  readonly hertz?: number;
  readonly authUser?: string;
  /** Takes the fake microphone instead of a tone; the browser then shows its addresses. */
  readonly microphone?: boolean;
}

/** A page whose phone is registered. */
export class PagePhone {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Its process dies: the page says goodbye to nobody, as it may when it is closed. */
  async die(): Promise<void> {
    const died = new Promise((resolve) => this.page.once('crash', resolve));
    const session = await this.page.context().newCDPSession(this.page);
    // It is never answered.
    session.send('Page.crash').catch(() => undefined);
    await died;
  }

  /** Runs an expression on `phone` in the page. */
  do<T>(expression: string): Promise<T> {
    return this.page.evaluate(expression);
  }
}

export class ChromiumLab {
  readonly #browser: Browser;
  readonly #origin: string;
  readonly #closeServer: () => void;

  private constructor(browser: Browser, origin: string, closeServer: () => void) {
    this.#browser = browser;
    this.#origin = origin;
    this.#closeServer = closeServer;
  }

  static async start(): Promise<ChromiumLab> {
    const server = createServer((request, response) => {
      const file = fileOf(request.url ?? '/');
      if (!existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' });
      response.end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
    return new ChromiumLab(browser, `http://127.0.0.1:${port}`, () => {
      server.close();
      server.closeAllConnections();
    });
  }

  /** A page of its own browser profile, with its phone registered. */
  async phone(options: PagePhoneOptions): Promise<PagePhone> {
    const page = await this.#browser.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => process.stderr.write(`page: ${error.message}\n`));
    await page.goto(`${this.#origin}/page.html`);
    await page.waitForFunction('window.startPhone !== undefined');
    await page.evaluate(`startPhone(${JSON.stringify(options)})`);
    return new PagePhone(page);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#closeServer();
  }
}

function fileOf(url: string): string {
  const path = normalize(url.split('?')[0] ?? '/');
  return path.startsWith('/sip.js/') ? join(sipJs, path.slice('/sip.js/'.length)) : join(here, path);
}

function repository(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
