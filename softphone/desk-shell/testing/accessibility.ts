/** axe-core on the pages, in both languages, light and dark. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import type { Test } from 'tap';
import type { User } from '../../api/client.js';
import { openDesk, settle, show, type Look } from './desk-browser.js';
import { administrator } from './people.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Style sheets are read anew for a rule on orientation alone, which does not run unless it is asked for. */
const options = JSON.stringify({ resultTypes: ['violations'], preload: { assets: ['media'] } });

export const looks: readonly Look[] = [
  { language: 'zh-CN', shade: 'light' },
  { language: 'en', shade: 'dark' },
];

/**
 * A word that fades in has not got its contrast yet.
 * @returns what axe-core finds serious or critical once nothing moves any more, as `rule at selector`.
 */
export async function seriousFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  await settle(page);
  const found = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id} at ${node.target.join(' ')}`));
}

/** @param routes pages that one user sees as they are when they are opened. */
export async function checkPages(
  t: Test,
  browser: Browser,
  user: User,
  routes: readonly string[],
): Promise<void> {
  for (const look of looks) {
    const { page, faults } = await openDesk(browser, user, look);
    for (const route of routes) {
      await show(page, route);
      t.equal(new URL(page.url()).hash, `#/${route}`, 'the page that was asked for');
      t.same(await seriousFindings(page), [], `${route} ${look.language} ${look.shade}`);
    }
    t.same(faults, [], `nothing is thrown on the pages of ${user.role}`);
    await page.context().close();
  }
}

/** @param routes lists with a button for a new entry, whose form is sent off empty. */
export async function checkForms(t: Test, browser: Browser, routes: readonly string[]): Promise<void> {
  for (const look of looks) {
    const { page, faults } = await openDesk(browser, administrator, look);
    for (const route of routes) {
      await show(page, route);
      await page.locator('#main .ant-card-extra .ant-btn-primary').first().click();
      await page.locator('.ant-drawer-footer .ant-btn-primary').click();
      await page.locator('.ant-form-item-explain-error').first().waitFor();
      t.same(await seriousFindings(page), [], `${route} ${look.language} ${look.shade}`);
      await closeDrawer(page);
    }
    t.same(faults, [], 'nothing is thrown by the forms');
    await page.context().close();
  }
}

export async function closeDrawer(page: Page): Promise<void> {
  await page.locator('.ant-drawer-footer .ant-btn').last().click();
  await page.locator('.ant-drawer').waitFor({ state: 'detached' });
}
