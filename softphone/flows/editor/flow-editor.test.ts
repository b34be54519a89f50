import t from 'tap';
import { looks, seriousFindings } from '../../desk-shell/testing/accessibility.js';
import { openBrowser, openDesk, show } from '../../desk-shell/testing/desk-browser.js';
import { administrator } from '../../desk-shell/testing/people.js';

const browser = await openBrowser();
t.teardown(() => browser.close());

for (const look of looks) {
  t.test(
    `WCAG: axe-core finds nothing serious in the editor of a flow, ${look.language} ${look.shade}`,
    async (t) => {
      const { page, faults } = await openDesk(browser, administrator, look);
      await show(page, 'admin/flows/demo-12345');
      await page.locator('.card-warning').waitFor();
      t.same(await seriousFindings(page), [], 'graph, text, and the settings of the flow');
      const tabs = page.locator('.flow-panels > .ant-tabs-nav [role=tab]');
      for (const at of [1, 2]) {
        await tabs.nth(at).click();
        t.same(await seriousFindings(page), [], `tab ${at}`);
      }
      for (const node of ['main-menu', 'opening-hours', 'survey', 'person']) {
        await tabs.nth(1).click();
        await page.locator('.node-line', { hasText: node }).first().dblclick();
        await page.locator('#flow-node-name').waitFor();
        t.same(await seriousFindings(page), [], `settings of ${node}`);
      }
      await page.locator('.graph').focus();
      await page.keyboard.press('+');
      await page.locator('.kinds').waitFor();
      t.same(await seriousFindings(page), [], 'kinds of nodes');
      t.same(faults, []);
    },
  );
}
