/** The pages as Vite built them, in Debian's Chromium, with a model of the engine behind them. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page, type Request } from 'playwright-core';
import type { User } from '../../api/client.js';
import type { Language } from '../../i18n/language.js';
import type { Shade } from '../tone.js';
import { modelAnswer } from './model-engine.js';

const built = fileURLToPath(new URL('../../../dist/softphone', import.meta.url));
/** Nothing listens there: Playwright answers every request. */
const origin = 'http://desk.test';

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
};

/** How much a page has asked for, and what of it is not there yet. */
const traffic = new WeakMap<Page, { asked: number; readonly open: Set<Request> }>();

/** Looks at a page that does not come to rest, some 30 ms each. */
const mostLooks = 1_000;

export interface Look {
  readonly language: Language;
  readonly shade: Shade;
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
}

export interface OpenPage {
  readonly page: Page;
  /** What the page threw. */
  readonly faults: readonly string[];
  /** Files of the build that it asked for, in order. */
  readonly files: readonly string[];
}

/**
 * A browser window with somebody signed in, or nobody.
 * @param answers by address, in place of those of the model engine.
 */
export async function openDesk(
  browser: Browser,
  user: User | undefined,
  { language, shade }: Look,
  answers: Readonly<Record<string, unknown>> = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, colorScheme: shade });
  const page = await context.newPage();
  const faults: string[] = [];
  const files: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  countRequests(page);
  await page.addInitScript((chosen) => localStorage.setItem('yihao.language', chosen), language);
  await page.routeWebSocket(/\/api\/events$/, () => undefined);
  await page.route('**/*', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.startsWith('/api/')) {
      const json = answers[pathname] ?? modelAnswer(pathname, user);
      await route.fulfill(json === undefined ? refusal(pathname, user) : { json });
      return;
    }
    const file = pathname.replace('/softphone/', '').replace(/(^|\/)$/, '$1index.html');
    files.push(file);
    const contentType = types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    await route.fulfill({ body: readFileSync(join(built, file)), contentType });
  });
  return { page, faults, files };
}

function countRequests(page: Page): void {
  const requests = { asked: 0, open: new Set<Request>() };
  traffic.set(page, requests);
  page.on('request', (request) => {
    requests.asked++;
    requests.open.add(request);
  });
  page.on('requestfinished', (request) => requests.open.delete(request));
  page.on('requestfailed', (request) => requests.open.delete(request));
}

interface RefusalAnswer {
  readonly status: number;
  readonly json: { readonly code: string; readonly message: string; readonly where: string };
}

function refusal(path: string, user: User | undefined): RefusalAnswer {
  const where = '';
  if (!user) return { status: 401, json: { code: 'auth.required', message: 'sign in first', where } };
  return { status: 404, json: { code: 'not.found', message: `there is no address ${path}`, where } };
}

/** Goes to a page of the build that is not the desk. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(`${origin}/softphone/${path}`);
  await settle(page);
}

/** How many bytes a file of the build is as the engine sends it to a browser that takes only gzip. */
export function compressedBytes(file: string): number {
  const packed = join(built, `${file}.gz`);
  return statSync(existsSync(packed) ? packed : join(built, file)).size;
}

/** Goes to a route of the desk and waits until nothing is being loaded. */
export async function show(page: Page, route: string): Promise<void> {
  await page.goto(`${origin}/softphone/#/${route}`);
  await page.locator('#main h2').first().waitFor();
  await settle(page);
  await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
}

/** Two frames on, what has just been put on the page is drawn, and has begun to move if it will. */
const twoFrames = 'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))';

/** Waits until a page of `openDesk` has all that it asked for, has drawn it, and nothing on it moves. */
export async function settle(page: Page): Promise<void> {
  const requests = traffic.get(page);
  if (!requests) throw new Error('the page is not one of openDesk');
  for (let looks = 0; looks < mostLooks; looks++) {
    const { asked } = requests;
    await page.waitForFunction(stands);
    await page.evaluate(twoFrames);
    if (requests.open.size === 0 && requests.asked === asked && (await page.evaluate(stands))) return;
  }
  const open = [...requests.open].map((request) => request.url());
  throw new Error(`${page.url()} does not come to rest; it waits for ${open.join(', ') || 'nothing'}`);
}

/** What goes round for ever does not count. */
function stands(): boolean {
  return document
    .getAnimations()
    .every(
      ({ playState, effect }) => playState !== 'running' || effect?.getComputedTiming().endTime === Infinity,
    );
}
