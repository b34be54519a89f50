/** The editor of flows as its operator meets it, in Chromium on the running product: by keyboard, and by mouse. */
import { chromium, type Page } from 'playwright-core';
import t from 'tap';
import { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import { administratorPassword, startProduct } from '../product/product.js';

const scope = new Scope();
t.setTimeout(300_000);
t.teardown(() => scope.close());
const product = await startProduct(scope, { on: 'embedded', realPrompts: true });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
scope.own(() => browser.close());
const faults: string[] = [];
const page = await signIn();

async function signIn(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
  const opened = await context.newPage();
  opened.setDefaultTimeout(30_000);
  opened.on('pageerror', (error) => faults.push(error.message));
  await opened.addInitScript({ content: `localStorage.setItem('yihao.language', 'en')` });
  await opened.goto(`${product.origin}/`);
  await opened.getByLabel('User name').fill('administrator');
  await opened.getByLabel('Password', { exact: true }).fill(administratorPassword);
  await opened.keyboard.press('Enter');
  await opened.locator('#main').waitFor();
  return opened;
}

interface Kept {
  readonly text: string;
  readonly draft: { readonly text: string; readonly author: string } | null;
}
const kept = async (): Promise<Kept> => (await product.web.json('GET', '/api/flows/demo-12345')) as Kept;

/** The lines in sight: CodeMirror draws no others. */
const shownText = async (): Promise<string> => (await page.locator('.cm-line').allTextContents()).join('\n');

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

const graph = page.getByRole('application', { name: 'Graph of the flow' });
const card = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);

void t.test('a flow opens from the list as graph and text, and nothing is wrong with it', async (t) => {
  await page.goto(`${product.origin}/softphone/#/admin/flows`);
  await page.getByRole('link', { name: 'demo-12345' }).click();
  await card('welcome').waitFor();
  await page.locator('.cm-line', { hasText: 'kind: play' }).first().waitFor();
  await page.getByRole('tab', { name: 'Checks', exact: true }).click();
  await page.getByText('Nothing found').waitFor();
  t.same(faults, []);
});

void t.test('a node is added by keyboard: the text changes, undo takes it back on both sides', async (t) => {
  await graph.focus();
  await press('+');
  await page.getByLabel('Type a kind, Enter adds it').waitFor();
  await page.keyboard.type('say');
  await press('Enter');
  await card('say').waitFor({ state: 'attached' });
  const focused = page.locator('#flow-node-name:focus');
  await eventually('the name has the keyboard', async () => (await focused.count()) === 1);
  await press('Control+a');
  await page.keyboard.type('office-hours');
  await press('Enter');
  await card('office-hours').waitFor({ state: 'attached' });
  t.match(await shownText(), /office-hours:\n {4}kind: say/);

  await graph.focus();
  await press('Control+z', 'Control+z');
  await card('office-hours').waitFor({ state: 'detached' });
  t.notMatch(await shownText(), /kind: say/);
  t.equal(await page.getByText('Not saved yet').count(), 0, 'the text is that of before, to the letter');
  await press('Control+y', 'Control+y');
  await card('office-hours').waitFor({ state: 'attached' });
});

void t.test('its settings are the text’s: a field, and the exit of another node', async () => {
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Open from nine to five.');
  await press('Tab');
  await page.locator('.cm-line', { hasText: 'text: Open from nine to five.' }).waitFor();
  // The checker says at once that nothing leads there.
  await card('office-hours').locator('.card-warning').waitFor({ state: 'attached' });

  await press('Escape');
  await graph.focus();
  await press('/');
  await page.getByPlaceholder('Search nodes, texts, prompts').fill('welcome');
  await press('Enter');
  await page.getByRole('tab', { name: 'Node', exact: true }).click();
  await page.getByRole('combobox', { name: 'Next', exact: true }).click();
  await page.keyboard.type('office');
  await press('Enter');
  await page.locator('.cm-line', { hasText: 'next: office-hours' }).waitFor();
  await card('office-hours').locator('.card-warning').waitFor({ state: 'detached' });
});

void t.test('an exit is dragged to another node, and the text names that one', async (t) => {
  const next = page.locator('.cm-line', { hasText: 'next: main-menu' });
  await page.locator('.react-flow__controls-fitview').click();
  const from = await card('office-hours').locator('.card-out').first().boundingBox();
  const to = await card('main-menu').locator('.card-in').boundingBox();
  if (!from || !to) throw new Error('both nodes should be in sight');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 20, to.y + 20, { steps: 8 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 4 });
  await page.mouse.up();
  await card('office-hours').getByText('main-menu').waitFor({ state: 'attached' });
  await graph.focus();
  await card('office-hours').click();
  await next.first().waitFor();
  t.match(await shownText(), /text: Open from nine to five\.\n {4}next: main-menu/);
});

void t.test('what is typed is a node of the graph; a line that is wrong leaves it as it was', async (t) => {
  await page.locator('.cm-line', { hasText: 'text: Open from nine to five.' }).click();
  await press('End');
  await page.keyboard.type('\nnote: for the new year');
  await page.getByRole('textbox', { name: 'Note' }).waitFor();
  await page.keyboard.type('\n[');
  await page.getByText(/cannot be read at the moment/).waitFor();
  t.ok(await card('office-hours').count());
  await press('Backspace', 'Backspace');
  await page.getByText(/cannot be read at the moment/).waitFor({ state: 'detached' });
});

void t.test(
  'a draft is kept, and calls take no notice; a node is removed when that is confirmed',
  async (t) => {
    const before = await kept();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Draft (administrator)').waitFor();
    const { draft, text } = await kept();
    t.equal(text, before.text);
    t.match(
      draft?.text,
      /office-hours:\n {4}kind: say\n {4}text: Open from nine to five\.\n {4}note: for the new year/,
    );
    t.match(draft?.text, /# Whoever presses nothing may have no keys to press\./, 'comments are kept');

    await card('office-hours').click();
    await graph.focus();
    await press('Delete');
    await page.locator('.ant-modal-confirm-title', { hasText: 'Remove node office-hours?' }).waitFor();
    await page.locator('.ant-modal-confirm-btns .ant-btn-dangerous').click();
    await card('office-hours').waitFor({ state: 'detached' });
    await page.locator('.cm-line', { hasText: 'next: main-menu' }).first().waitFor();
    await page.getByText('Not saved yet').waitFor();

    await page.getByRole('button', { name: 'Discard draft' }).click();
    await page.locator('.ant-modal-confirm-btns .ant-btn-dangerous').click();
    await page.getByText('Draft (administrator)').waitFor({ state: 'detached' });
    t.equal((await kept()).draft, null);
    t.same(faults, []);
  },
);

void t.test('the product stops', async () => scope.close());
