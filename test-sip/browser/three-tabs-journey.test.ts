/** The demo as a buyer sees it: one tab calls the hotline, one is the agent, one the supervisor; no SIP phone anywhere. */
import t, { type Test } from 'tap';
import type { Page } from 'playwright-core';
import { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import type { Product } from '../product/product.js';
import { Person } from './chromium.js';
import type { DeskTab } from './desk-tab.js';
import { hz, openFloor, readyAgent } from './floor.js';
import { earOf, untilHeard } from './listening.js';

const scope = new Scope();
t.setTimeout(400_000);
t.teardown(() => scope.close());

interface Tabs {
  readonly product: Product;
  readonly people: readonly Person[];
  readonly caller: Page;
  readonly agent: DeskTab;
  readonly boss: Page;
}

const bossPassword = 'the leader signs in';
let tabs: Tabs | undefined;

/** @returns the tabs. @throws Error when the first test did not open them. */
function there(): Tabs {
  if (!tabs) throw new Error('the tabs are not open');
  return tabs;
}

/** A leader whom the administrator created comes with a first password, and changes it. */
async function signInLeader(product: Product, boss: Page): Promise<void> {
  const user = { name: 'leader', role: 'supervisor' };
  const { password } = (await product.web.json('POST', '/api/users', user)) as { password: string };
  await boss.getByLabel('用户名').fill('leader');
  await boss.locator('input[type=password]').fill(password);
  await boss.keyboard.press('Enter');
  await boss.getByLabel('当前密码').fill(password);
  await boss.getByLabel('新密码', { exact: true }).fill(bossPassword);
  await boss.getByLabel('再次输入新密码').fill(bossPassword);
  await boss.keyboard.press('Enter');
  await boss.getByRole('heading', { name: '排队来电' }).waitFor();
}

type Who = 'caller' | 'agent' | 'boss';
const voices = { caller: hz.caller, agent: hz.agent, boss: hz.boss };

async function hear(
  t: Test,
  title: string,
  expected: Readonly<Partial<Record<Who, readonly Who[]>>>,
): Promise<void> {
  const { caller, agent, boss } = there();
  const ears = { caller: earOf(caller), agent: earOf(agent.page), boss: earOf(boss) };
  const listeners = Object.fromEntries((Object.keys(expected) as Who[]).map((who) => [who, ears[who]]));
  t.same(await untilHeard(voices, listeners, expected), expected, title);
}

async function hearPrompt(t: Test, page: Page, prompt: 'menu' | 'survey'): Promise<void> {
  const heard = await untilHeard<'menu' | 'survey'>(hz, { [prompt]: earOf(page) }, { [prompt]: [prompt] });
  t.same(heard, { [prompt]: [prompt] }, `the ${prompt} is heard`);
}

t.test('the product and three tabs; the agent becomes ready', async (t) => {
  const [{ product }, atCaller, atAgent, atBoss] = await Promise.all([
    openFloor(scope),
    Person.arrive(scope, hz.caller),
    Person.arrive(scope, hz.agent),
    Person.arrive(scope, hz.boss),
  ]);
  const caller = await (await atCaller.profile()).tab(`${product.origin}/softphone/caller/`);
  const agent = await readyAgent(product, await atAgent.profile(), '1001', 'mouse');
  const boss = await (await atBoss.profile()).tab(`${product.origin}/softphone/`);
  await signInLeader(product, boss);
  tabs = { product, caller, agent, boss, people: [atCaller, atAgent, atBoss] };
  t.match(await agent.snapshot(), { agent: { id: '1001', state: 'ready' }, phone: { works: true } });
  await boss.getByRole('row', { name: /1001 .*示闲/ }).waitFor();
});

t.test('the caller presses 0; the agent tab rings with the screen pop, and answers', async (t) => {
  const { caller, agent } = there();
  await caller.getByRole('button', { name: '呼叫', exact: true }).click();
  await caller.getByRole('status').getByText('通话中').waitFor();
  await hearPrompt(t, caller, 'menu');
  await caller.getByRole('button', { name: '0', exact: true }).click();
  await agent.until('it rings', ({ phone }) => phone.ringing);
  const number = (await agent.snapshot())?.call?.caller ?? '';
  t.match(number, /^guest-[0-9a-f]{8}$/);
  await agent.bar.locator('.call .number').getByText(number).waitFor();
  await agent.bar.locator('[aria-live=assertive]').getByText(number).waitFor();
  await agent.page.locator('.caller-number').getByText(number).waitFor();
  const pressed = agent.page.locator('#main [title="main-menu"]');
  t.equal(await pressed.textContent(), '0', 'the key of the menu is shown');
  await agent.act('answer', 'mouse');
  await agent.untilCall('talking');
  await hear(t, 'both hear each other', { caller: ['agent'], agent: ['caller'] });
});

t.test('the supervisor listens, whispers, barges in and leaves', async (t) => {
  const { product, boss, agent } = there();
  await boss.getByRole('button', { name: /guest-.* 的操作/ }).click();
  await boss.getByRole('menuitem', { name: '监听' }).click();
  await boss.getByText('您正在监听座席 1001 的通话').waitFor();
  const both = ['caller', 'agent'] as const;
  await hear(t, 'listen', { caller: ['agent'], agent: ['caller'], boss: both });
  // Ant Design hides the radio button itself below its label.
  await boss.locator('.strip').getByText('耳语', { exact: true }).click();
  await boss.getByText('您正在耳语座席 1001 的通话').waitFor();
  await hear(t, 'whisper', { caller: ['agent'], agent: ['caller', 'boss'], boss: both });
  await boss.locator('.strip').getByText('强插', { exact: true }).click();
  await boss.getByRole('dialog').getByText('来电人和座席都会听到您的声音。').waitFor();
  await boss.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await boss.getByText('您正在强插座席 1001 的通话').waitFor();
  await hear(t, 'barge', { caller: ['agent', 'boss'], agent: ['caller', 'boss'], boss: both });
  await boss.locator('.strip').getByRole('button', { name: '退出监听' }).click();
  await boss.locator('.strip').waitFor({ state: 'detached' });
  await hear(t, 'left', { caller: ['agent'], agent: ['caller'], boss: [] });
  await agent.untilCall('talking');
  const { items } = (await product.web.json('GET', '/api/audit?limit=20')) as {
    items: readonly { userName: string; action: string; data: { mode?: string; agent?: string } }[];
  };
  const supervised = items.filter(({ action }) => action.startsWith('supervision.'));
  t.match(
    supervised.map(({ userName, data }) => [userName, data.mode ?? 'left', data.agent]),
    ['left', 'barge', 'whisper', 'listen'].map((mode) => ['leader', mode, '1001']),
    'the audit says who did what with whom',
  );
});

t.test('hang up, survey, wrap-up, and the record in the list of calls', async (t) => {
  const { product, caller, agent, boss } = there();
  const id = (await agent.snapshot())?.call?.id ?? '';
  await agent.act('hangUp', 'mouse');
  await agent.untilAgent('wrapUp');
  await hearPrompt(t, caller, 'survey');
  await caller.getByRole('button', { name: '1', exact: true }).click();
  await caller.getByText('对方已挂断').waitFor();
  await agent.page.getByLabel('处理记录').fill('路灯不亮');
  await agent.page.getByRole('button', { name: '保存并结束整理' }).click();
  await agent.untilAgent('ready');
  await eventually('the record is complete', async () => {
    const { call } = await product.web.call(id);
    return typeof call['endedAt'] === 'number';
  });
  const { call } = await product.web.call(id);
  t.match(call, { outcome: 'answered', agent: '1001', hungUpBy: 'agent', called: '12345', rating: '3' });
  await boss.getByRole('menuitem', { name: '通话记录' }).click();
  const row = boss.getByRole('row', { name: /guest-.*12345.*1001/ });
  await row.waitFor();
  await row.getByRole('button', { name: /的通话详情/ }).click();
  await boss.getByRole('dialog').getByText('路灯不亮').waitFor();
});

t.test('no page threw anything, and the product stops', async (t) => {
  t.same(
    there().people.flatMap(({ faults }) => faults),
    [],
  );
  await scope.close();
});
