import t from 'tap';
import { checkPages, closeDrawer, looks, seriousFindings } from '../desk-shell/testing/accessibility.js';
import { openBrowser, openDesk, show } from '../desk-shell/testing/desk-browser.js';
import { administrator, leader } from '../desk-shell/testing/people.js';

const browser = await openBrowser();
t.teardown(() => browser.close());

const lists = ['blacklist', 'whitelist', 'important', 'regions'];

t.test('WCAG: axe-core finds nothing serious on what a leader sees around flows', (t) =>
  checkPages(
    t,
    browser,
    leader,
    ['hours', 'prompts', 'callbacks', 'voicemails', ...lists].map((part) => `hotline/${part}`),
  ),
);

t.test('WCAG: nor on what an administrator sees there', (t) =>
  checkPages(
    t,
    browser,
    administrator,
    ['hours', ...lists].map((part) => `hotline/${part}`),
  ),
);

for (const look of looks) {
  t.test(
    `WCAG: nor on a day of a year and where sounds are heard, ${look.language} ${look.shade}`,
    async (t) => {
      const { page, faults } = await openDesk(browser, administrator, look);
      await show(page, 'hotline/hours');
      t.equal(await page.locator('.year .day').count(), 365, 'each day is there');
      await page.locator('.year .day[tabindex="0"]').focus();
      const first = await page.evaluate('document.activeElement.dataset.date');
      for (const key of ['PageDown', 'ArrowRight', 'ArrowDown', 'PageUp', 'ArrowLeft', 'ArrowUp'])
        await page.keyboard.press(key);
      t.equal(await page.evaluate('document.activeElement.dataset.date'), first, 'keys lead there and back');
      await page.locator('.ant-tooltip:not(.ant-tooltip-hidden)').first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.ant-drawer-footer .ant-btn-primary').click();
      await page.locator('.ant-form-item-explain-error').first().waitFor();
      t.same(await seriousFindings(page), [], 'a day, with a fault at its field');
      await closeDrawer(page);

      await show(page, 'hotline/prompts');
      await page.locator('.ant-table-row button').first().click();
      await page.locator('.ant-drawer .ant-table-row').first().waitFor();
      t.same(await seriousFindings(page), [], 'a prompt with its versions');
      t.same(faults, []);
    },
  );
}
