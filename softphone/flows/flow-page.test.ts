import t, { type Test } from 'tap';
import type { Page } from 'playwright-core';
import { openBrowser, openDesk, show } from '../desk-shell/testing/desk-browser.js';
import { administrator } from '../desk-shell/testing/people.js';

const conflict = {
  code: 'conflict',
  message: 'flow demo-12345 has a draft that b kept meanwhile',
  where: '',
};

/** The flow of the demo, with a node that has got another name. */
async function changed(t: Test): Promise<{ readonly page: Page; readonly faults: readonly string[] }> {
  const browser = await openBrowser();
  t.teardown(() => browser.close());
  const { page, faults } = await openDesk(browser, administrator, { language: 'en', shade: 'light' });
  await show(page, 'admin/flows/demo-12345');
  await page.locator('.flow-panels > .ant-tabs-nav [role=tab]').nth(1).click();
  await page.locator('.node-line', { hasText: 'survey' }).first().dblclick();
  await page.locator('#flow-node-name').fill('questions');
  await page.locator('#flow-node-name').press('Enter');
  await page.locator('.flow-dirty').waitFor();
  return { page, faults };
}

t.test('unsaved changes are asked about before the page is left', async (t) => {
  const { page, faults } = await changed(t);
  const dialog = page.locator('.ant-modal-confirm');
  const here = page.url();
  await page.locator('.flow-head a').click();
  await dialog.locator('button').first().click();
  await dialog.waitFor({ state: 'detached' });
  t.equal(page.url(), here);
  t.equal(await page.locator('#flow-node-name').inputValue(), 'questions', 'what was changed is there');
  await page.locator('.flow-head a').click();
  await dialog.locator('button').last().click();
  await page.locator('.flow-head').waitFor({ state: 'detached' });
  t.match(page.url(), /#\/admin\/flows$/);
  t.same(faults, []);
});

t.test('a draft that somebody else saved meanwhile is overwritten on purpose alone', async (t) => {
  const { page, faults } = await changed(t);
  const asked: unknown[] = [];
  await page.route('**/api/flows/demo-12345/draft', async (route) => {
    asked.push(route.request().postDataJSON());
    if (asked.length < 3) await route.fulfill({ status: 409, json: conflict });
    else await route.fulfill({ json: { at: 9 } });
  });
  const save = page.locator('.flow-head .ant-btn-primary');
  const dialog = page.locator('.ant-modal-confirm');
  await save.click();
  await dialog.locator('button').first().click();
  await dialog.waitFor({ state: 'detached' });
  await page.locator('.flow-dirty').waitFor();
  t.match(asked, [{ over: null, basedOn: 3, text: /questions/ }]);
  // The engine does not answer what is kept now: the text stays all the same.
  await save.click();
  await dialog.waitFor();
  await page.route('**/api/flows/demo-12345', (route) =>
    route.fulfill({ status: 503, json: { code: 'database.failed', message: 'away', where: '' } }),
  );
  await dialog.locator('button').last().click();
  await page.locator('.flow-dirty').waitFor({ state: 'detached' });
  await page.locator('.ant-alert-error').first().waitFor();
  t.equal(await page.locator('#flow-node-name').inputValue(), 'questions');
  t.same(faults, []);
});

t.test('unsaved changes outlive a session that ended', async (t) => {
  const { page, faults } = await changed(t);
  await page.route('**/api/flows/demo-12345/draft', (route) =>
    route.fulfill({ status: 401, json: { code: 'auth.required', message: 'sign in first', where: '' } }),
  );
  await page.route('**/api/session', (route) => route.fulfill({ json: administrator }));
  await page.locator('.flow-head .ant-btn-primary').click();
  await page.locator('input[type=password]').fill('secret of ten');
  await page.locator('input').first().fill('admin');
  await page.locator('button[type=submit]').click();
  await page.locator('.flow-dirty').waitFor();
  await page.locator('.flow-panels > .ant-tabs-nav [role=tab]').nth(1).click();
  await page.locator('.node-line', { hasText: 'questions' }).first().waitFor();
  t.same(faults, []);
});
