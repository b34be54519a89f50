/** The administration as its user meets it, in Chromium on the running product. */
import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import t from 'tap';
import { sheetOf } from '../../engine/api/sheet-making-worker.js';
import { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import { administratorPassword, startProduct, type Product } from '../product/product.js';
import { Web } from '../product/web.js';

/** What is typed into fields, by name. */
type Entered = Readonly<Record<string, string>>;

interface Kept {
  readonly section: string;
  /** Something that its field refuses, with the words that stand there. */
  readonly wrong: Entered;
  readonly refusal: RegExp;
  readonly right: Entered;
  /** Fields where one is chosen, by the words of the choice. */
  readonly chosen?: Entered;
  /** Shown once: the engine made a password. */
  readonly secret?: boolean;
  /** What the line is found by. */
  readonly line: string;
  readonly changed: Entered;
  readonly lineAfter: string;
}

const kept: readonly Kept[] = [
  {
    ...{ section: 'skills', wrong: { id: 'two words' }, refusal: /Letters, digits/ },
    ...{ right: { id: 'law', name: 'Legal advice' }, line: 'Legal advice' },
    ...{ changed: { name: 'Legal questions' }, lineAfter: 'Legal questions' },
  },
  {
    ...{ section: 'queues', wrong: { id: 'night', name: '' }, refusal: /fill this in/ },
    ...{ right: { id: 'night', name: 'Night desk', ringSeconds: '30' }, line: 'Night desk' },
    ...{ changed: { ringSeconds: '45' }, lineAfter: '45' },
  },
  {
    ...{ section: 'agents', wrong: { id: '12ab' }, refusal: /2 to 10 digits/ },
    ...{ right: { id: '2001', name: 'Ms Qian' }, secret: true, line: 'Ms Qian' },
    ...{ changed: { name: 'Ms Qian Li' }, lineAfter: 'Ms Qian Li' },
  },
  {
    ...{ section: 'numbers', wrong: { number: 'hotline' }, refusal: /[Dd]igits/ },
    ...{ right: { number: '12315', name: 'Consumers' }, chosen: { flow: 'demo-12345' }, line: '12315' },
    ...{ changed: { name: 'Consumer rights' }, lineAfter: 'Consumer rights' },
  },
  {
    ...{ section: 'users', wrong: { name: '-' }, refusal: /Letters, digits/ },
    ...{ right: { name: 'zhou' }, chosen: { role: 'Supervisor' }, secret: true, line: 'zhou' },
    ...{ changed: {}, lineAfter: 'Administrator' },
  },
  {
    ...{ section: 'trunks', wrong: { address: 'sip.example.com:5060' }, refusal: /without port/ },
    ...{ right: { id: 'first', name: 'First carrier', address: '192.0.2.9' }, line: 'First carrier' },
    ...{ changed: { port: '5080' }, lineAfter: '192.0.2.9:5080' },
  },
  {
    ...{ section: 'forbidden', wrong: { number: 'abroad' }, refusal: /[Dd]igits/ },
    ...{ right: { number: '00', reason: 'No calls abroad' }, line: 'No calls abroad' },
    ...{ changed: { reason: 'Calls abroad are closed' }, lineAfter: 'Calls abroad are closed' },
  },
  {
    ...{ section: 'contacts', wrong: { number: 'none' }, refusal: /[Dd]igits/ },
    ...{ right: { department: 'Water works', name: 'Repairs', number: '02000006666' }, line: 'Water works' },
    ...{ changed: { name: 'Night repairs' }, lineAfter: 'Night repairs' },
  },
];

async function signIn(browser: Browser, product: Product, name: string, password: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  await page.addInitScript({ content: `localStorage.setItem('yihao.language', 'en')` });
  await page.goto(`${product.origin}/`);
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.locator('#main').waitFor();
  return page;
}

async function enter(page: Page, fields: Entered, chosen: Entered = {}): Promise<void> {
  const form = page.locator('.ant-drawer');
  for (const [name, value] of Object.entries(fields)) await form.locator(`#${name}`).fill(value);
  for (const [name, choice] of Object.entries(chosen)) {
    await form.locator(`.ant-select:has(#${name})`).click();
    await page.locator('.ant-select-item-option', { hasText: choice }).click();
  }
}

async function save(page: Page): Promise<void> {
  await page.locator('.ant-drawer').getByRole('button', { name: 'Save' }).click();
}

async function saved(page: Page): Promise<void> {
  await save(page);
  await page.locator('.ant-drawer').waitFor({ state: 'detached' });
}

/** Of the whole file, on a machine that is busy with other things. */
const fileTimeoutMs = 400_000;

const scope = new Scope();
t.setTimeout(fileTimeoutMs);
t.teardown(() => scope.close());
const product = await startProduct(scope, { on: 'embedded', realPrompts: true });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
scope.own(() => browser.close());
const page = await signIn(browser, product, 'administrator', administratorPassword);

for (const one of kept) {
  void t.test(`${one.section}: a fault at its field, created, changed, removed`, async (t) => {
    const line = (text: string) => page.locator('#main tbody tr.ant-table-row', { hasText: text }).first();
    await page.goto(`${product.origin}/softphone/#/admin/${one.section}`);
    await page.locator('#main .ant-card-extra').getByRole('button', { name: 'Add' }).click();
    await enter(page, one.wrong);
    await save(page);
    const [wrong = ''] = Object.keys(one.wrong).slice(-1);
    const fault = page.locator(`.ant-form-item:has(#${wrong}) .ant-form-item-explain-error`);
    t.match(await fault.textContent(), one.refusal, 'the field says what is wrong');

    await enter(page, one.right, one.chosen);
    await saved(page);
    if (one.secret === true) {
      t.match(await page.locator('.secret').textContent(), /^\S{8,}$/, 'the password is shown once');
      await page.locator('.ant-modal').getByRole('button', { name: 'Close' }).last().click();
    }
    await line(one.line).waitFor();

    await line(one.line).getByRole('button', { name: 'Change' }).click();
    await enter(page, one.changed, one.section === 'users' ? { role: 'Administrator' } : {});
    await saved(page);
    await line(one.line).or(line(one.lineAfter)).filter({ hasText: one.lineAfter }).first().waitFor();

    const after = one.section === 'users' ? one.line : one.lineAfter;
    await line(after).locator('.ant-btn-dangerous').click();
    await page.locator('.ant-modal-confirm-btns .ant-btn-dangerous').click();
    await line(after).waitFor({ state: 'detached' });
    t.pass('and it is gone');
  });
}

void t.test('a name that is taken is refused at its field, by the engine too', async (t) => {
  await page.goto(`${product.origin}/softphone/#/admin/agents`);
  await page.locator('#main .ant-card-extra').getByRole('button', { name: 'Add' }).click();
  await enter(page, { id: '1001', name: 'Somebody else' });
  await save(page);
  await page.locator('.ant-form-item:has(#id) .ant-form-item-explain-error').waitFor();
  const twice = await product.web.send('POST', '/api/agents', {
    ...{ id: '1001', name: 'Somebody else', skills: [], queues: [], wrapUpSeconds: 0 },
  });
  t.equal(twice.status, 409);
});

void t.test('the menu has what the role may do, and the address does not lead further', async (t) => {
  const menu = (of: Page): Promise<string[]> => of.locator('.shell-nav .ant-menu-item').allTextContents();
  t.same(await menu(page), ['Live board', 'Calls', 'Distribution', 'Hotline', 'Administration']);
  const { password } = (await product.web.json('POST', '/api/users', {
    ...{ name: 'leader', role: 'supervisor' },
  })) as { readonly password: string };
  const leader = new Web(product.origin);
  await leader.signIn('leader', password);
  await leader.json('PUT', '/api/session/password', { old: password, new: 'the tests lead' });
  t.equal((await leader.send('PUT', '/api/skills/law', { name: 'Law' })).status, 403);
  const board = await signIn(browser, product, 'leader', 'the tests lead');
  t.same(await menu(board), ['Live board', 'Calls', 'Distribution', 'Hotline']);
  const desk = await signIn(browser, product, '1002', product.passwords.get('1002') ?? '');
  await desk.goto(`${product.origin}/softphone/#/admin/users`);
  await desk.locator('yihao-bar [role=toolbar]').waitFor();
  t.same(await menu(desk), []);
  t.equal(await desk.locator('h1').first().textContent(), 'Agent desk');
});

void t.test('a holiday is made on the view of a year, and the calendar is closed that day', async (t) => {
  const hours = [{ from: '00:00', to: '24:00' }];
  const weekly = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, hours]));
  const settings = { name: 'Always', area: '', timeZone: 'Asia/Shanghai', weekly };
  await product.web.json('PUT', '/api/calendars/always', settings);
  await page.goto(`${product.origin}/softphone/#/hotline/hours`);
  const year = new Date().getFullYear();
  const day = (date: string) => page.locator(`[data-date="${date}"]`);
  await day(`${year}-10-01`).click();
  await page.locator('.ant-drawer #name').fill('National Day');
  await page.locator('.ant-drawer #to').fill(`${year}-10-03`);
  await page.keyboard.press('Tab');
  await saved(page);
  await page.locator(`[data-date="${year}-10-03"][data-look=holiday]`).waitFor();
  t.match(await day(`${year}-10-02`).textContent(), /2 *H.*Holiday National Day, closed all day/);
  t.equal(await day(`${year}-10-04`).getAttribute('data-look'), 'open');
  const at = Date.parse(`${year}-10-02T12:00+08:00`);
  t.match(await product.web.json('GET', `/api/calendars/always/at?at=${at}`), { open: false });
  await page
    .locator('.ant-table-row', { hasText: `${year}-10-02` })
    .getByText('As usual again')
    .click();
  await page.locator('.ant-modal-confirm-btns .ant-btn-dangerous').click();
  await page.locator(`[data-date="${year}-10-02"][data-look=open]`).waitFor();
});

void t.test('numbers come in from a spreadsheet; one wrong row is named, and nothing is taken', async (t) => {
  await page.goto(`${product.origin}/softphone/#/admin/numbers`);
  await page.locator('#main').getByRole('button', { name: 'Import' }).click();
  const titles = ['号码', '名称', '流程', '语言'];
  const rows = Array.from({ length: 285 }, (_, i) => [
    ...[`0216${String(i).padStart(7, '0')}`, `Street ${i}`, 'demo-12345', 'zh-CN'],
  ]);
  const choose = async (content: readonly (readonly string[])[]): Promise<void> => {
    const buffer = await sheetOf(titles, content);
    const file = { name: 'numbers.xlsx', mimeType: 'application/octet-stream', buffer };
    await page.locator('.ant-drawer input[type=file]').setInputFiles(file);
  };
  await choose(rows.map((row, i) => (i === 100 ? ['0216', 'Street', 'nowhere', 'zh-CN'] : row)));
  const cells = page.locator('.sheet-errors tbody tr.ant-table-row td');
  await cells.first().waitFor();
  t.match(await cells.allTextContents(), [
    '102',
    'flow',
    /^there is no flow nowhere; there are .*demo-12345/,
  ]);
  const apply = page.locator('.ant-drawer-footer .ant-btn-primary');
  t.ok(await apply.isDisabled());
  const count = async (): Promise<number> =>
    ((await product.web.json('GET', '/api/numbers')) as { items: unknown[] }).items.length;
  const before = await count();
  await choose(rows);
  await page.locator('.ant-drawer').getByText('285 rows, nothing wrong').waitFor();
  t.equal(await count(), before);
  await apply.click();
  await page.locator('.ant-drawer').waitFor({ state: 'detached' });
  await page.locator('#main').getByPlaceholder('Search').fill('Street 284');
  await page.locator('.ant-table-row', { hasText: '02160000284' }).waitFor();
  t.equal(await count(), before + 285);
});

void t.test('a prompt is uploaded, heard in the page, and taken back', async (t) => {
  await page.goto(`${product.origin}/softphone/#/hotline/prompts`);
  await page.getByRole('button', { name: 'Add a prompt' }).click();
  const wav = readFileSync('ivr-flows/prompts/en/goodbye.wav');
  await page.locator('.ant-drawer #id').fill('welcome');
  await page.locator('.ant-drawer #text').fill('A new welcome');
  await page.locator('.ant-drawer input[type=file]').setInputFiles({
    ...{ name: 'welcome.wav', mimeType: 'audio/wav', buffer: wav },
  });
  const time = page.locator('.ant-drawer .sound .span');
  await page.locator('.ant-drawer .waveform >> css=canvas').first().waitFor({ state: 'attached' });
  await saved(page);
  await page.locator('#main').getByPlaceholder('Id, text or business').fill('A new welcome');
  await page.locator('.ant-table-row', { hasText: 'version 1' }).getByRole('button').click();
  await page.locator('.ant-drawer').getByRole('button', { name: 'Play welcome-1', exact: true }).click();
  await page.locator('.ant-drawer').getByRole('button', { name: 'Pause' }).waitFor();
  await time.filter({ hasText: /^00:0[1-9]/ }).waitFor();
  t.match(await page.locator('.ant-drawer .feed').textContent(), /flow demo-12345, node welcome/);
  await page.getByRole('button', { name: 'Use With the flows' }).click();
  await page
    .locator('.ant-drawer .ant-table-row', { hasText: 'With the flows' })
    .getByText('In force')
    .waitFor();
  const { items } = (await product.web.json('GET', '/api/prompts')) as {
    items: { id: string; language: string; live: number }[];
  };
  t.match(
    items.find(({ id, language }) => id === 'welcome' && language === 'zh-CN'),
    { live: 0 },
  );
  await page.locator('.ant-drawer-close').click();
});

void t.test('a number is blocked until a day, and a call of it is turned away and counted', async (t) => {
  await page.goto(`${product.origin}/softphone/#/hotline/blacklist`);
  await page.locator('#main .ant-card-extra').getByRole('button', { name: 'Add' }).click();
  await enter(page, { number: '13900000077', reason: 'Threats' });
  await page.locator('.ant-drawer #expiresAt').fill('2099-12-31 23:59');
  await page.locator('.ant-picker-ok button').click();
  await saved(page);
  const row = page.locator('.ant-table-row', { hasText: '13900000077' });
  t.match(await row.textContent(), /Threats.*2099.*None so far/);
  const phone = await product.callerPhone('13900000077');
  const call = await phone.call('12345');
  await call.untilEnded();
  phone.close();
  t.notOk(call.statuses.includes(200));
  await eventually('the call is counted', async () => {
    await page.locator('#main').getByRole('button', { name: 'Refresh' }).click();
    return (
      /2099.*1/.test((await row.textContent()) ?? '') && (await row.getByText('None so far').count()) === 0
    );
  });
  await row.getByRole('button', { name: /turned away/ }).click();
  await page.locator('.ant-drawer .ant-table-row', { hasText: '12345' }).waitFor();
});

void t.test('the product stops', async () => scope.close());
