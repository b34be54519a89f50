import t from 'tap';
import type { User } from '../api/client.js';
import type { Page } from 'playwright-core';
import {
  compressedBytes,
  openBrowser,
  openDesk,
  seriousFindings,
  show,
  visit,
  type Look,
} from './testing/desk-browser.js';

const agent: User = { name: '1001', role: 'agent', agent: '1001', mustChangePassword: false };
const leader: User = { name: 'leader', role: 'supervisor', agent: null, mustChangePassword: false };
const administrator: User = { ...leader, name: 'admin', role: 'administrator' };

const looks: readonly Look[] = [
  { language: 'zh-CN', shade: 'light' },
  { language: 'en', shade: 'dark' },
];
const sections = [
  'users',
  'roles',
  'agents',
  'skills',
  'queues',
  'numbers',
  'trunks',
  'forbidden',
  'contacts',
];
const lists = ['blacklist', 'whitelist', 'important', 'regions'].map((part) => `hotline/${part}`);
const parts = [
  ...['routing', 'simulator', 'tasks'].map((part) => `distribution/${part}`),
  ...['hours', 'prompts', 'callbacks', 'voicemails'].map((part) => `hotline/${part}`),
  ...lists,
];
const pages: readonly (readonly [User, readonly string[]])[] = [
  [agent, ['agent']],
  [leader, ['supervisor', 'calls', ...parts]],
  [
    administrator,
    [...[...sections, 'flows'].map((section) => `admin/${section}`), 'hotline/hours', ...lists],
  ],
];

t.test('WCAG: axe-core finds nothing serious on any page, in both languages, light and dark', async (t) => {
  const browser = await openBrowser();
  t.teardown(() => browser.close());
  for (const look of looks) {
    for (const [user, routes] of pages) {
      const { page, faults } = await openDesk(browser, user, look);
      for (const route of routes) {
        await show(page, route);
        t.same(await seriousFindings(page), [], `${route} ${look.language} ${look.shade}`);
      }
      t.same(faults, [], `nothing is thrown on the pages of ${user.role}`);
    }
  }
});

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
  const { language, shade } = look;
  t.test(`WCAG: nor on the pages beside the desk, ${language} ${shade}`, async (t) => {
    const browser = await openBrowser();
    t.teardown(() => browser.close());
    for (const [name, user, path, reach] of others) {
      const { page, faults } = await openDesk(browser, user, look);
      await visit(page, path);
      await reach(page);
      t.same(await seriousFindings(page), [], name);
      t.same(faults, [], `nothing is thrown: ${name}`);
      await page.context().close();
    }
  });

  t.test(`WCAG: nor in forms with their faults, ${language} ${shade}`, async (t) => {
    const browser = await openBrowser();
    t.teardown(() => browser.close());
    const { page } = await openDesk(browser, administrator, look);
    const forms = sections.filter((one) => one !== 'roles').map((one) => `admin/${one}`);
    for (const section of [...forms, ...lists, 'hotline/prompts']) {
      await show(page, section);
      await page.locator('#main .ant-card-extra .ant-btn-primary').first().click();
      await page.locator('.ant-drawer-footer .ant-btn-primary').click();
      await page.locator('.ant-form-item-explain-error').first().waitFor();
      t.same(await seriousFindings(page), [], section);
      await page.locator('.ant-drawer-footer .ant-btn').last().click();
      await page.locator('.ant-drawer').waitFor({ state: 'detached' });
    }
  });
}

for (const look of looks) {
  t.test(`WCAG: nor where rules are edited and tried, ${look.language} ${look.shade}`, async (t) => {
    const browser = await openBrowser();
    t.teardown(() => browser.close());
    const { page, faults } = await openDesk(browser, administrator, look);

    await show(page, 'distribution/routing');
    await page.locator('.ant-table-row .anticon-edit').first().click();
    await page.locator('.condition-group.nested').waitFor();
    await page.locator('.ant-drawer-footer .ant-btn-primary').click();
    await page.locator('.condition .field-fault').waitFor();
    t.same(await seriousFindings(page), [], 'a rule, with a fault at its condition');
    await page.locator('.ant-drawer-footer .ant-btn').last().click();
    await page.locator('.ant-drawer').waitFor({ state: 'detached' });

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

    await show(page, 'calls');
    await page.locator('.ant-table-row button').first().click();
    await page.locator('.decisions').waitFor();
    t.same(await seriousFindings(page), [], 'why this agent');
    t.same(faults, []);
  });
}

for (const look of looks) {
  t.test(
    `WCAG: nor on the view of a year and where sounds are heard, ${look.language} ${look.shade}`,
    async (t) => {
      const browser = await openBrowser();
      t.teardown(() => browser.close());
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
      await page.locator('.ant-drawer-footer .ant-btn').last().click();
      await page.locator('.ant-drawer').waitFor({ state: 'detached' });

      await show(page, 'hotline/prompts');
      await page.locator('.ant-table-row button').first().click();
      await page.locator('.ant-drawer .ant-table-row').first().waitFor();
      await page.waitForFunction('document.getAnimations().every((one) => one.playState !== "running")');
      t.same(await seriousFindings(page), [], 'a prompt with its versions');
      t.same(faults, []);
    },
  );
}

for (const look of looks) {
  t.test(`WCAG: nor in the editor of a flow, ${look.language} ${look.shade}`, async (t) => {
    const browser = await openBrowser();
    t.teardown(() => browser.close());
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
  });
}

for (const look of looks) {
  t.test(`WCAG: nor in the tools beside the editor of a flow, ${look.language} ${look.shade}`, async (t) => {
    const browser = await openBrowser();
    t.teardown(() => browser.close());
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
    await page.waitForFunction('document.getAnimations().every((one) => one.playState !== "running")');
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

t.test('first load: the way to a working bar is under 400 kB of compressed JavaScript', async (t) => {
  const browser = await openBrowser();
  t.teardown(() => browser.close());
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
  const browser = await openBrowser();
  t.teardown(() => browser.close());
  const { page } = await openDesk(browser, leader, { language: 'en', shade: 'light' });
  await show(page, 'admin/users');
  t.equal(await page.locator('h1').first().textContent(), 'Live board');
});

t.test('a call is joined by keyboard alone, and what the caller would hear asks first', async (t) => {
  const browser = await openBrowser();
  t.teardown(() => browser.close());
  const { page } = await openDesk(browser, leader, { language: 'en', shade: 'light' });
  await show(page, 'supervisor');
  const mode = page.getByRole('radio', { name: 'Barge in' });
  await mode.focus();
  await page.keyboard.press('Space');
  await page.getByText('Caller and agent will both hear you.').waitFor();
  await page.keyboard.press('Escape');
  t.equal(await page.getByRole('radio', { name: 'Listen' }).isChecked(), true);
});
