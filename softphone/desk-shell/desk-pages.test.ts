import t from 'tap';
import type { User } from '../api/client.js';
import type { Page } from 'playwright-core';
import { looks, seriousFindings } from './testing/accessibility.js';
import { compressedBytes, openBrowser, openDesk, show, visit } from './testing/desk-browser.js';
import { agent, leader } from './testing/people.js';

const browser = await openBrowser();
t.teardown(() => browser.close());

/** Pages without the desk's frame: how to get there, and what shows that it is there. */
const others: readonly (readonly [string, User | undefined, string, (page: Page) => Promise<void>])[] = [
  ['sign-in', undefined, '', (page) => page.locator('input[type=password]').waitFor()],
  [
    'first password',
    { ...leader, mustChangePassword: true },
    '',
    (page) => page.locator('input[type=password]').nth(2).waitFor(),
  ],
  ['caller page', undefined, 'caller/', (page) => page.locator('button.call').waitFor()],
  ['bar, signed out', undefined, 'bar.html', signInOnBar],
  ['bar with its settings', agent, 'bar.html', openSettings],
  [
    'foreign page',
    agent,
    'sample/',
    async (page) => {
      await page.locator('#tag').click();
      await page.locator('yihao-bar [data-action=ready]').waitFor();
    },
  ],
];

/** Nobody's bar has nothing but the form. */
async function signInOnBar(page: Page): Promise<void> {
  await page.locator('input[type=password]').waitFor();
  await page.locator('yihao-bar [role=toolbar]').waitFor({ state: 'hidden' });
}

async function openSettings(page: Page): Promise<void> {
  await page.locator('yihao-bar [data-action=settings]').click();
  await page.locator('yihao-bar [role=dialog]').waitFor();
}

for (const look of looks) {
  t.test(
    `WCAG: axe-core finds nothing serious beside the desk, ${look.language} ${look.shade}`,
    async (t) => {
      for (const [name, user, path, reach] of others) {
        const { page, faults } = await openDesk(browser, user, look);
        await visit(page, path);
        await reach(page);
        t.same(await seriousFindings(page), [], name);
        t.same(faults, [], `nothing is thrown: ${name}`);
        await page.context().close();
      }
    },
  );
}

t.test('first load: the way to a working bar is under 400 kB of compressed JavaScript', async (t) => {
  const { page, files } = await openDesk(browser, agent, { language: 'zh-CN', shade: 'light' });
  await show(page, 'agent');
  await page.locator('yihao-bar [data-action=ready]').waitFor();
  const scripts = files.filter((file) => file.endsWith('.js'));
  // main.ts asks for the pages around the bar once the bar stands there.
  const pagesAt = scripts.findIndex((file) => /\/app-/.test(file));
  const toBar = scripts.slice(0, pagesAt);
  const bytes = (list: readonly string[]): number =>
    list.reduce((sum, file) => sum + compressedBytes(file), 0);
  t.ok(
    toBar.some((file) => /\/bar-element-/.test(file)) && toBar.some((file) => /\/browser-phone-/.test(file)),
  );
  t.ok(bytes(toBar) < 400_000, `${bytes(toBar)} bytes`);
  t.comment(`to a working bar ${bytes(toBar)} bytes, the whole desk ${bytes(scripts)} bytes, gzip`);
});

t.test('a page of another role is not shown, whatever the address says', async (t) => {
  const { page } = await openDesk(browser, leader, { language: 'en', shade: 'light' });
  await show(page, 'admin/users');
  t.equal(await page.locator('h1').first().textContent(), 'Live board');
});
