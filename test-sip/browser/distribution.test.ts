/** Call distribution as its users meet it, in Chromium on the running product: a change tried on yesterday's calls, work of other media. */
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import t from 'tap';
import { dateAt, midnight } from '../../engine/simulate/times.js';
import { writeFacts } from '../../engine/store/fact-writer.js';
import { postgresForTests } from '../../engine/store/testing/database-for-test.js';
import { recordedFacts } from '../../engine/trial/testing/recorded-facts.js';
import { Scope } from '../../kernel/scope.js';
import { agentAt } from '../control/desk.js';
import { administratorPassword, startProduct } from '../product/product.js';

const zone = 'Asia/Shanghai';
const fileTimeoutMs = 400_000;

const scope = new Scope();
t.setTimeout(fileTimeoutMs);
t.teardown(() => scope.close());
const postgres = await postgresForTests(t);
const database = await postgres.database();
const product = await startProduct(scope, {
  ...{ on: 'embedded', realPrompts: true, env: { DATABASE_URL: postgres.urlOf(database) } },
});
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
scope.own(() => browser.close());

async function signIn(browser: Browser, name: string, password: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 900 }, timezoneId: zone });
  const page = await context.newPage();
  await page.addInitScript({ content: `localStorage.setItem('yihao.language', 'en')` });
  await page.goto(`${product.origin}/`);
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.locator('#main').waitFor();
  return page;
}

const page = await signIn(browser, 'administrator', administratorPassword);

async function show(part: string): Promise<void> {
  await page.goto(`${product.origin}/softphone/#/distribution/${part}`);
  await page.locator('#main h2').first().waitFor();
}

/** The cells of a line of the result, by what it measures. */
async function cells(measure: string): Promise<readonly string[]> {
  const line = page.locator('#main tr.ant-table-row', { hasText: measure }).first();
  return line.locator('td').allTextContents();
}

const numberIn = (text: string | undefined): number => Number.parseFloat(text ?? '');

void t.test('a rule is drafted, tried on the calls of yesterday, and put in force', async (t) => {
  const { items } = (await product.web.json('GET', '/api/queues')) as {
    items: readonly { readonly id: string; readonly [name: string]: unknown }[];
  };
  await product.web.json('PUT', '/api/queues/second', { ...settingsOf(items[0]), name: 'Second desk' });
  const yesterday = dateAt(midnight(dateAt(Date.now(), zone), zone) - 12 * 3_600_000, zone);
  const facts = recordedFacts(
    {
      ...{ from: midnight(yesterday, zone) + 9 * 3_600_000, hours: 2, queue: 'general' },
      ...{ agents: ['1001', '1002', '1003', '1004'], callsPerHour: 100, talkSeconds: 120 },
      ...{ wrapUpSeconds: 0, patienceSeconds: 90, answerSeconds: 3 },
    },
    4,
  );
  await database.main.transaction().execute((trx) => writeFacts(trx, facts));
  const calls = facts.filter(({ kind }) => kind === 'queueEntry').length;

  await show('routing');
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const drawer = page.locator('.ant-drawer');
  await drawer.locator('#id').fill('all-second');
  await drawer.locator('.ant-select:has(#then_queue)').click();
  await page.locator('.ant-select-item-option', { hasText: 'Second desk' }).click();
  await drawer.getByRole('button', { name: 'Into the draft' }).click();
  await drawer.waitFor({ state: 'detached' });

  await show('simulator');
  t.equal(await page.locator('#date').inputValue(), yesterday);
  t.match(await page.locator('.ant-select:has(#timeZone)').textContent(), zone, 'the clock of the browser');
  await page.locator('.ant-select:has(#rules)').click();
  await page.locator('.ant-select-item-option', { hasText: 'the draft' }).click();
  await page.getByRole('button', { name: 'Simulate' }).click();
  const result = page.locator('h2', { hasText: 'Result' });
  await result.waitFor({ timeout: 60_000 });
  t.match(await page.locator('#main').textContent(), new RegExp(`${calls} calls`));
  const [, recorded, before, after] = await cells('Callers');
  t.equal(numberIn(recorded), calls);
  t.equal(numberIn(before), calls);
  t.equal(numberIn(after), calls);
  const answered = await cells('Answered');
  t.ok(numberIn(answered[2]) > calls / 2, 'before: as it was');
  t.equal(numberIn(answered[3]), 0, 'after: nobody serves that queue');
  await page.getByRole('img', { name: 'Service level and mean number' }).waitFor();

  await show('routing');
  await page.getByRole('button', { name: 'Put in force' }).click();
  await page.locator('.ant-modal, .ant-card').getByText('Version 1 in force').waitFor();
  t.match(await product.web.json('GET', '/api/routing'), {
    routing: { rules: [{ id: 'all-second', then: { queue: 'second' } }] },
  });
  await product.web.json('PUT', '/api/routing', { routing: { rules: [] } });
});

void t.test('a chat on the agent’s desk: offered, rejected, accepted, finished', async (t) => {
  const web = await chatAgent('1001', { chat: 2 });
  const desk = await signIn(browser, '1001', `${product.passwords.get('1001') ?? ''} changed`);
  const tasks = desk.locator('.ant-card', { has: desk.locator('h2', { hasText: 'Tasks' }) });
  await tasks.getByText('Chat 0/2').waitFor();
  await post('chat', 'first chat');
  const first = tasks.locator('li', { hasText: 'first chat' });
  await first.getByRole('button', { name: 'Accept' }).click();
  await first.getByRole('button', { name: 'Have done with' }).waitFor();
  await tasks.getByText('Chat 1/2').waitFor();

  const second = await post('chat', 'second chat');
  await tasks.locator('li', { hasText: 'second chat' }).getByRole('button', { name: 'Reject' }).click();
  await tasks.locator('li', { hasText: 'second chat' }).waitFor({ state: 'detached' });
  t.equal((await product.web.agent('1001'))?.state, 'noAnswer');
  await product.web.json('DELETE', `/api/tasks/${second}`);

  await first.getByRole('button', { name: 'Have done with' }).click();
  await tasks.getByText('No tasks').waitFor();
  t.same(((await web.json('GET', '/api/me/tasks')) as { items: unknown[] }).items, []);
  await desk.context().close();
  await product.signOut('1001');
});

void t.test(
  'a supervisor sees why a task waits, moves it, takes it back, and reads its history',
  async (t) => {
    await chatAgent('1002', { chat: 1 });
    await post('chat', 'third chat');
    await post('email', 'a letter');
    await page.goto(`${product.origin}/softphone/#/supervisor`);
    const waiting = line(
      page.locator('.ant-card', { has: page.locator('h2', { hasText: 'Waiting callers' }) }),
      'a letter',
    );
    await waiting.getByText('none of 1 signed-in agents handles such work').waitFor();
    const atAgents = page.locator('.ant-card', { has: page.locator('h2', { hasText: 'Tasks with agents' }) });
    await line(atAgents, 'third chat').getByText('Offered').waitFor();

    await waiting.getByRole('button', { name: 'Move' }).click();
    const dialog = page.locator('.ant-modal');
    await dialog.locator('.ant-select:has(#queue)').click();
    await page.locator('.ant-select-item-option', { hasText: 'Second desk' }).click();
    await dialog.getByRole('button', { name: 'Move' }).click();
    await waiting.getByText('nobody who serves the queue is signed in').waitFor();

    await waiting.getByRole('button', { name: 'Take back' }).click();
    await page.locator('.ant-modal-confirm').getByRole('button', { name: 'OK' }).click();
    await waiting.waitFor({ state: 'detached' });

    await show('tasks');
    const over = line(
      page.locator('.ant-card', { has: page.locator('h2', { hasText: 'that are over' }) }),
      'a letter',
    );
    await over.getByText('Taken back').waitFor({ timeout: 15_000 });
    await over.locator('.ant-table-row-expand-icon').click();
    const history = page.locator('.ant-table-expanded-row');
    await history.getByText('Moved by a supervisor').waitFor();
    t.match(await history.textContent(), /by administrator/);
    await product.signOut('1002');
  },
);

function line(card: Locator, text: string): Locator {
  return card.locator('tr.ant-table-row', { hasText: text });
}

/** As it is saved: its id is in the address. */
function settingsOf(item: object | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(item ?? {}).filter(([name]) => name !== 'id'));
}

/** An agent without a phone, ready for work of these media, with a session of their own. */
async function chatAgent(id: string, media: Readonly<Record<string, number>>) {
  const { items } = (await product.web.json('GET', '/api/agents')) as {
    items: readonly { readonly id: string; readonly [name: string]: unknown }[];
  };
  const settings = settingsOf(items.find((one) => one.id === id));
  const distribution = { capacity: { phone: 0, ...media } };
  await product.web.json('PUT', `/api/agents/${id}`, { ...settings, distribution });
  const { web, phone } = await agentAt(product, id);
  phone.close();
  await product.web.setAgent(id, { want: 'signIn' });
  await product.web.setAgent(id, { want: 'ready' });
  return web;
}

async function post(medium: string, subject: string): Promise<string> {
  const made = (await product.web.json('POST', '/api/tasks', { medium, queue: 'general', subject })) as {
    readonly id: string;
  };
  return made.id;
}

void t.test('the product stops', async () => scope.close());
