import t from 'tap';
import type { Page } from 'playwright-core';
import { checkPages, closeDrawer, looks, seriousFindings } from '../desk-shell/testing/accessibility.js';
import { openBrowser, openDesk, show } from '../desk-shell/testing/desk-browser.js';
import { administrator, leader } from '../desk-shell/testing/people.js';

const browser = await openBrowser();
t.teardown(() => browser.close());

t.test('WCAG: axe-core finds nothing serious on the pages of call distribution', (t) =>
  checkPages(
    t,
    browser,
    leader,
    ['routing', 'simulator', 'tasks'].map((part) => `distribution/${part}`),
  ),
);

for (const look of looks) {
  t.test(`WCAG: nor where rules are edited and tried, ${look.language} ${look.shade}`, async (t) => {
    const { page, faults } = await openDesk(browser, administrator, look);

    await show(page, 'distribution/routing');
    await page.locator('.ant-table-row .anticon-edit').first().click();
    await page.locator('.condition-group.nested').waitFor();
    await page.locator('.ant-drawer-footer .ant-btn-primary').click();
    await page.locator('.condition .field-fault').waitFor();
    t.same(await seriousFindings(page), [], 'a rule, with a fault at its condition');
    await closeDrawer(page);

    await page.locator('.ant-table-row .anticon-arrow-down').first().click();
    await page.locator('.draft-bar').waitFor();
    t.match(await page.locator('.ant-table-row').last().textContent(), /夜间/, 'moved by its button');
    await choose(page, '.test-columns .ant-form-item-required');
    await page.locator('.test-columns button[type=submit]').click();
    await page.locator('.trace').waitFor();
    t.same(await seriousFindings(page), [], 'a draft, and where a caller would go');

    await show(page, 'distribution/simulator');
    await page.locator('#main button[type=submit]').click();
    await page.locator('.chart svg').waitFor();
    t.same(await seriousFindings(page), [], 'a simulation');
    t.same(faults, []);
  });
}

/** Takes the first choice of the field with a label, by the keyboard. */
async function choose(page: Page, label: string): Promise<void> {
  const field = await page.locator(label).getAttribute('for');
  await page.locator(`#${field}`).focus();
  await page.keyboard.press('Enter');
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)').waitFor();
  await page.keyboard.press('Enter');
}
