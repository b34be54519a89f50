/** The pages as Vite built them, in Debian's Chromium, with a model of the engine behind them. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { User } from '../../api/client.js';
import type { Language } from '../../i18n/language.js';
import type { Shade } from '../tone.js';
import { modelAnswer } from './model-engine.js';

const built = fileURLToPath(new URL('../../../dist/softphone', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Nothing listens there: Playwright answers every request. */
const origin = 'http://desk.test';

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
};

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
  await page.waitForLoadState('networkidle');
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
  await page.waitForLoadState('networkidle');
  await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
}

/** A word that fades in has not got its contrast yet. What goes round for ever does not count. */
function stands(): boolean {
  return document
    .getAnimations()
    .every(
      ({ playState, effect }) => playState !== 'running' || effect?.getComputedTiming().endTime === Infinity,
    );
}

/** @returns what axe-core finds serious or critical once nothing moves any more, as `rule at selector`. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  await page.waitForFunction(stands);
  const found = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id} at ${node.target.join(' ')}`));
}
