import t from 'tap';
import { checkPages, looks, seriousFindings } from '../desk-shell/testing/accessibility.js';
import { openBrowser, openDesk, show } from '../desk-shell/testing/desk-browser.js';
import { administrator, leader } from '../desk-shell/testing/people.js';

const browser = await openBrowser();
t.teardown(() => browser.close());

const lists = ['users', 'roles', 'agents', 'skills', 'queues', 'numbers', 'trunks', 'forbidden', 'contacts'];

t.test('WCAG: axe-core finds nothing serious on the records', (t) =>
  checkPages(t, browser, leader, ['calls']),
);

t.test('WCAG: nor on the pages of the administration', (t) =>
  checkPages(
    t,
    browser,
    administrator,
    [...lists, 'flows'].map((one) => `admin/${one}`),
  ),
);

for (const look of looks) {
  t.test(`WCAG: nor where a call's agent is explained, ${look.language} ${look.shade}`, async (t) => {
    const { page, faults } = await openDesk(browser, administrator, look);
    await show(page, 'calls');
    await page.locator('.ant-table-row button').first().click();
    await page.locator('.decisions').waitFor();
    t.same(await seriousFindings(page), [], 'why this agent');
    t.same(faults, []);
  });
}
