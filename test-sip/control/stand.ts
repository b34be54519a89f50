/** The running product with agents and phones, for rows of call control that run on either switch. */
import t, { type Test } from 'tap';
import { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import { startProduct, type Product, type ProductOptions } from '../product/product.js';
import { findFreeSwitch, noFreeSwitch } from '../switch/freeswitch.js';
import { agentAt, conversations, supervise, type Agent } from './desk.js';

const fileTimeoutMs = 500_000;

/** The queue that only the second agent serves. */
export const secondQueue = 'second';

export interface Stand {
  readonly product: Product;
  readonly first: Agent;
  readonly second: Agent;
  /** Whose phone the supervisor uses. */
  readonly boss: Agent;
}

type On = ProductOptions['on'];

/** Rows by their titles. */
export type Rows<S extends Stand = Stand> = Readonly<Record<string, (t: Test, stand: S) => Promise<void>>>;

/** Runs every row against the embedded switch, and against FreeSWITCH where one is found. */
export function callControl(rows: Rows, options: Omit<ProductOptions, 'on'> = {}): void {
  callControlWith(rows, (stand) => Promise.resolve(stand), options);
}

/** @param furnish what the rows need besides; it ends with the scope. */
export function callControlWith<S extends Stand>(
  rows: Rows<S>,
  furnish: (stand: Stand, scope: Scope) => Promise<S>,
  options: Omit<ProductOptions, 'on'> = {},
): void {
  const scope = new Scope();
  t.setTimeout(fileTimeoutMs);
  t.teardown(() => scope.close());
  const runOn = (on: On): void => {
    const within = scope.child();
    run(on, rows, within, async () => furnish(await open(within, { ...options, on }), within));
  };
  runOn('embedded');
  if (findFreeSwitch() === undefined) void t.test('freeswitch', { skip: noFreeSwitch }, () => undefined);
  else runOn('freeswitch');
}

function run<S extends Stand>(on: On, rows: Rows<S>, within: Scope, start: () => Promise<S>): void {
  let stand: S | undefined;
  void t.test(`${on}: product, agents and phones`, async () => {
    stand = await start();
  });
  for (const [title, row] of Object.entries(rows)) {
    void t.test(`${on}: ${title}`, async (t) => {
      if (!stand) return t.fail('the product does not run');
      try {
        await row(t, stand);
      } finally {
        await clear(stand);
      }
      return undefined;
    });
  }
  void t.test(`${on}: the product stops`, async () => within.close());
}

async function open(scope: Scope, options: ProductOptions): Promise<Stand> {
  const product = await startProduct(scope, options);
  await quickQueues(product);
  const [first, second, boss] = [
    await agentAt(product, '1001'),
    await agentAt(product, '1002'),
    await agentAt(product, '1003'),
  ];
  return { product, first, second, boss };
}

/** Whatever a row left: nobody talks any more, and the switch carries nothing. */
async function clear({ product, first, second, boss }: Stand): Promise<void> {
  await eventually('no call is left', async () => {
    const left = await conversations(product);
    for (const { id } of left) await supervise(product, { do: 'hangUp', call: id }).catch(() => undefined);
    return left.length === 0;
  });
  for (const { phone } of [first, second, boss]) {
    for (const call of phone.calls) call.hangup();
    // Calls that nobody waited for are not the next row's.
    while (phone.untaken > 0) await phone.incoming();
  }
  await eventually('the switch carries nothing', async () => {
    const { switches } = await product.web.live();
    return switches.every(({ channels }) => channels === 0);
  });
  for (const { id } of [first, second, boss]) await product.signOut(id);
}

/** Straight to the agent, and on without a question at the end. */
async function quickQueues(product: Product): Promise<void> {
  const { items } = (await product.web.json('GET', '/api/queues')) as {
    items: readonly { id: string; [key: string]: unknown }[];
  };
  for (const { id, ...settings } of items) {
    const quick = { ...settings, announceAgentOn: false, surveyOn: false };
    await product.web.json('PUT', `/api/queues/${id}`, quick);
    if (id === 'general') await product.web.json('PUT', `/api/queues/${secondQueue}`, quick);
  }
  const { items: agents } = (await product.web.json('GET', '/api/agents')) as {
    items: readonly { id: string; [key: string]: unknown }[];
  };
  for (const { id, ...settings } of agents)
    if (id === '1002')
      await product.web.json('PUT', `/api/agents/${id}`, { ...settings, queues: [secondQueue] });
}
