import t from 'tap';
import { looks, seriousFindings } from '../../desk-shell/testing/accessibility.js';
import { openBrowser, openDesk, show } from '../../desk-shell/testing/desk-browser.js';
import { administrator } from '../../desk-shell/testing/people.js';

const browser = await openBrowser();
t.teardown(() => browser.close());

for (const look of looks) {
  t.test(
    `WCAG: axe-core finds nothing serious in the tools beside the editor of a flow, ${look.language} ${look.shade}`,
    async (t) => {
      const { page, faults } = await openDesk(browser, administrator, look);
      await show(page, 'admin/flows/demo-12345');
      const panel = page.locator('.flow-panel:visible');
      const open = async (tool: number): Promise<void> => {
        await page.locator('.flow-panels > .ant-tabs-nav [role=tab]').nth(tool).click();
        await panel.waitFor();
      };
      await open(3);
      await panel.locator('button[type=submit]').click();
      await panel.locator('.flow-keypad').waitFor();
      await panel.locator('section .row-between button').last().click();
      await panel.locator('.flow-cases').waitFor();
      t.equal(await page.locator('.card-current').count(), 1, 'the graph shows where the call is');
      t.same(await seriousFindings(page), [], 'a simulated call, with test cases');

      await open(4);
      t.same(await seriousFindings(page), [], 'a test call');

      await open(5);
      await panel.locator('input:not([type=checkbox])').fill('节假日');
      await panel.locator('button[type=submit]').click();
      await panel.locator('.flow-judged').waitFor();
      await panel.locator('input[type=checkbox]').focus();
      await page.keyboard.press('Space');
      await panel.locator('.ant-slider').waitFor();
      t.same(await seriousFindings(page), [], 'versions, and why one may not go live');
      await panel.locator('.flow-version-actions button').first().click();
      await page.locator('.flow-difference').waitFor();
      t.same(await seriousFindings(page), [], 'a difference');
      await page.keyboard.press('Escape');

      await open(6);
      await panel.locator('tbody code').first().waitFor();
      t.same(await seriousFindings(page), [], 'counts');
      t.match(await page.locator('.card', { hasText: 'main-menu' }).first().textContent(), /1[.]3k|90/);

      await open(7);
      await panel.locator('tbody code').first().waitFor();
      t.same(await seriousFindings(page), [], 'who is in the flow now');
      t.same(faults, []);
    },
  );
}
