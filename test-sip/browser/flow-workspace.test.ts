/** A flow is changed, simulated, called, published and taken back by its operator, in Chromium on the running product. */
import t, { type Test } from 'tap';
import type { Locator, Page } from 'playwright-core';
import { Scope } from '../../kernel/scope.js';
import { administratorPassword, startProduct, type Product } from '../product/product.js';
import { pitchOf } from '../product/hotline-folder.js';
import { Person } from './chromium.js';
import { hz } from './floor.js';
import { earOf, untilHeard } from './listening.js';

const scope = new Scope();
t.setTimeout(400_000);
t.teardown(() => scope.close());
const product = await startProduct(scope, { on: 'embedded' });
const person = await Person.arrive(scope, hz.caller);
const page = await openFlow(product, person);

async function openFlow({ origin }: Product, operator: Person): Promise<Page> {
  const opened = await (await operator.profile()).tab(`${origin}/softphone/`);
  await opened.getByLabel('用户名').fill('administrator');
  await opened.locator('input[type=password]').fill(administratorPassword);
  await opened.keyboard.press('Enter');
  await opened.locator('#main').waitFor();
  await opened.goto(`${origin}/softphone/#/admin/flows/demo-12345`);
  return opened;
}

/** Brings a tool of the flow to the front. */
async function tool(name: string): Promise<Locator> {
  await page.getByRole('tab', { name, exact: true }).click();
  return page.locator('.flow-panel:visible');
}

interface Release {
  readonly release: {
    readonly live: number;
    readonly previous: number | null;
    readonly canary: object | null;
  };
  readonly text: string;
  readonly draft: { readonly cases: string } | null;
}

const release = async (): Promise<Release> =>
  (await product.web.json('GET', '/api/flows/demo-12345')) as Release;

const tones = {
  menu: pitchOf('main-menu'),
  hours: pitchOf('opening-hours'),
  second: pitchOf('service-menu'),
};

async function hear(t: Test, title: string, prompt: keyof typeof tones): Promise<void> {
  const heard = await untilHeard<keyof typeof tones>(
    tones,
    { [prompt]: earOf(page) },
    { [prompt]: [prompt] },
  );
  t.same(heard, { [prompt]: [prompt] }, title);
}

/** In the text of the editor. */
async function type(before: string, after: string): Promise<void> {
  await page.locator('.cm-line', { hasText: before }).first().click();
  await page.keyboard.press('End');
  for (let n = 0; n < before.length; n++) await page.keyboard.press('Backspace');
  await page.keyboard.insertText(after);
}

const changed = '[opening-hours, opening-hours, opening-hours, opening-hours, main-menu]';

void t.test('the menu is changed in the text; calls take no notice of it', async (t) => {
  await page.locator('.cm-content').waitFor();
  await type('[main-menu]', changed);
  await page.getByText('有未保存的修改').waitFor();
  t.notMatch((await release()).text, changed);
});

void t.test(
  'the simulator walks the changed text with keys, is listened to, and becomes a test case',
  async (t) => {
    const panel = await tool('模拟');
    await panel.getByLabel('主叫号码').fill('13800138000');
    await panel.getByRole('button', { name: '开始模拟' }).click();
    await panel.getByText('welcome', { exact: true }).first().waitFor();
    // What is heard to its end is heard out: the flow goes on by itself.
    await panel.getByRole('switch', { name: '边走边听' }).click();
    await panel.locator('.flow-talk').getByText('opening-hours', { exact: true }).first().waitFor();
    await panel.getByRole('group', { name: '按键' }).getByRole('button', { name: '2', exact: true }).click();
    await panel.locator('.flow-talk').getByText('service-menu', { exact: true }).waitFor();
    await panel.getByRole('switch', { name: '边走边听' }).click();
    t.equal(await page.locator('.card-current').count(), 1, 'the graph shows where the call is');
    t.match(await page.locator('.card-current').textContent(), /service-menu/);
    t.match(
      await panel.getByRole('region', { name: '路径' }).textContent(),
      /welcome.*main-menu.*service-menu/,
    );
    await panel.getByLabel('用例名称').fill('二级菜单');
    await panel.getByRole('button', { name: '存为测试用例' }).click();
    await page.getByText('已存入草稿的测试用例').waitFor();
    const { draft } = await release();
    t.match(draft?.cases, /name: 二级菜单[^]*hears:[^]*welcome[^]*press: "2"/);
    await panel.getByRole('button', { name: '运行测试用例' }).click();
    await panel.locator('.flow-cases li', { hasText: '二级菜单' }).getByText('通过').waitFor();
  },
);

void t.test('the browser calls the draft, hears it, and the graph follows the keys', async (t) => {
  const panel = await tool('试拨');
  await panel.getByRole('button', { name: '呼叫草稿' }).click();
  await panel.getByRole('status').getByText('通话中').waitFor();
  await hear(t, 'the changed menu is heard', 'hours');
  await panel.getByRole('button', { name: '2', exact: true }).click();
  await page.locator('.card-current', { hasText: 'service-menu' }).waitFor();
  await hear(t, 'the second level is heard', 'second');
  const way = await panel.getByRole('region', { name: '经过的节点' }).locator('code').allTextContents();
  t.same(way.slice(0, 3), ['welcome', 'main-menu', 'service-menu']);

  const live = await tool('实时');
  await live.getByText('现有 1 个来电在流程中').waitFor();
  t.match(await live.locator('tbody').textContent(), /试拨.*-menu/);

  const call = await tool('试拨');
  await call.getByRole('button', { name: '挂断' }).click();
  await call.getByText('通话已结束').waitFor();
});

void t.test('publishing runs the test cases first, and says which fail, with their lines', async (t) => {
  const panel = await tool('版本');
  await panel.getByLabel('修改原因').fill('菜单前播放办公时间');
  await panel.getByRole('button', { name: '检查并发布' }).click();
  await panel.getByText(/个测试用例未通过，不能发布/).waitFor();
  t.match(await panel.locator('.flow-judged').textContent(), /第 \d+ 行.*hears: expected main-menu/);
  t.equal((await release()).release.live, 1);

  const simulator = await tool('模拟');
  await simulator.getByRole('button', { name: '编辑用例' }).click();
  const cases = page.getByRole('textbox', { name: '测试用例' });
  const text = await cases.inputValue();
  await cases.fill(text.replace(/hears: \[(.*)main-menu\]/g, `hears: [$1${changed.slice(1)}`));
  await page.locator('.ant-drawer').getByRole('button', { name: '保存', exact: true }).click();
  await page.locator('.ant-drawer').waitFor({ state: 'detached' });
});

void t.test('it is published with its reason, compared, and taken back', async (t) => {
  const panel = await tool('版本');
  await panel.getByRole('button', { name: '检查并发布' }).click();
  await page.getByText('版本 2 已发布').waitFor();
  const row = panel.getByRole('row', { name: /菜单前播放办公时间/ });
  t.match(await row.textContent(), /^版本 2.*线上.*administrator/);
  t.match(await release(), { release: { live: 2, previous: 1 }, draft: null });

  await row.getByRole('button', { name: '比较' }).click();
  const difference = page.locator('.flow-difference');
  await difference.waitFor();
  t.match(await difference.locator('.removed').allTextContents(), [/\[main-menu\]/]);
  t.match(await difference.locator('.added').allTextContents(), [/opening-hours, main-menu\]/]);
  await page.locator('.ant-drawer-close').click();
  await page.locator('.ant-drawer').waitFor({ state: 'detached' });

  await panel.getByRole('button', { name: '回退到版本 1' }).click();
  // By the keyboard: the dialog still moves when it comes, and a click may miss it.
  await page.locator('.ant-modal-confirm-btns .ant-btn-dangerous').press('Enter');
  await page.getByText('现行版本 1').waitFor();
  t.match((await release()).release, { live: 1, previous: 2 });
  await page.locator('.cm-line', { hasText: 'prompts: [main-menu]' }).first().waitFor();
});

void t.test('a version goes on trial for some callers, and the trial is ended', async (t) => {
  const panel = await tool('版本');
  await panel.getByLabel('修改原因').fill('先给一部分来电人');
  await panel.getByRole('checkbox').check();
  await panel.getByLabel('总是使用新版本的主叫号码').fill('13800138000\n13900139000');
  await panel.getByRole('button', { name: '检查并发布' }).click();
  await panel.getByText('版本 3：10% 的来电，另有 2 个指定号码').waitFor();
  const numbers = ['13800138000', '13900139000'];
  t.match((await release()).release, { live: 1, canary: { version: 3, share: 0.1, numbers } });
  await panel.getByRole('button', { name: '结束试用' }).click();
  await page.locator('.ant-modal-confirm-btns .ant-btn-dangerous').press('Enter');
  await panel.getByText('另有 2 个指定号码').waitFor({ state: 'detached' });
  t.match((await release()).release, { live: 1, canary: null });
  t.same(person.faults, [], 'the page threw nothing');
});

void t.test('the product stops', async () => scope.close());
