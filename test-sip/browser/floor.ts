/** The running product with what people at a hotline's desks need of it. */
import type { Scope } from '../../kernel/scope.js';
import { startProduct, type Product, type ProductOptions } from '../product/product.js';
import type { BrowserProfile } from './chromium.js';
import { DeskTab, type By } from './desk-tab.js';

/** What everybody says, and prompts that a test waits for (hotline-folder.ts). */
export const hz = { caller: 440, agent: 560, boss: 680, menu: 800, survey: 1100 } as const;

const wrapUpSeconds = 300;
/** A busy machine takes its time from the ring to the answer. */
const ringSeconds = 40;

export async function openFloor(
  scope: Scope,
  options: Partial<ProductOptions> = {},
): Promise<{ readonly product: Product }> {
  const product = await startProduct(scope, { on: 'embedded', ...options });
  await changeAll(product, 'queues', { ringSeconds });
  await changeAll(product, 'agents', { wrapUpSeconds });
  return { product };
}

export async function changeAll(
  { web }: Product,
  what: 'queues' | 'agents',
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { items } = (await web.json('GET', `/api/${what}`)) as {
    items: readonly { id: string; [key: string]: unknown }[];
  };
  for (const { id, ...settings } of items) {
    await web.json('PUT', `/api/${what}/${id}`, { ...settings, ...changes });
  }
}

/** The agent desk, with the agent signed in and ready. */
export async function readyAgent(
  product: Product,
  profile: BrowserProfile,
  agent: string,
  by: By,
  origin = product.origin,
): Promise<DeskTab> {
  const tab = new DeskTab(await profile.tab(`${origin}/softphone/`));
  await tab.signIn(agent, product.passwords.get(agent) ?? '');
  await tab.ready(by);
  return tab;
}
