/** The product with its demo hotline and as many agents as a benchmark needs, all with phones that are registered. */
import type { Scope } from '../../kernel/scope.js';
import { sleep, systemClock } from '../../kernel/clock.js';
import { eventually } from '../eventually.js';
import { Phone } from '../peer/phone.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { descendants, processorMs } from '../product/processes.js';
import { startProduct, type Product } from '../product/product.js';
import { sum } from './statistics.js';
import type { Audio, AudioLine } from './audio.js';

const agentPassword = 'agents of the benchmark';

export interface Hotline {
  readonly product: Product;
  /** Phones of agents who are ready. */
  readonly agents: readonly Phone<AudioLine>[];
}

/** Starts it with the real prompts and that many agents. */
export async function startHotline(
  scope: Scope,
  audio: Audio,
  agentCount: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Hotline> {
  const product = await startProduct(scope, { on: 'embedded', realPrompts: true, env });
  const ids = Array.from({ length: agentCount }, (_, n) => String(2001 + n));
  const agents = await severalAtOnce(ids, (id) => newAgent(scope, product, audio, id));
  const registered = async (): Promise<boolean> => {
    const here = new Set(
      (await product.web.live()).agents.flatMap((one) => (one.registered ? [one.id] : [])),
    );
    return ids.every((id) => here.has(id));
  };
  await eventually('all agents are registered', registered);
  await severalAtOnce(ids, async (id) => {
    await product.web.setAgent(id, { want: 'signIn' });
    await product.web.setAgent(id, { want: 'ready' });
  });
  return { product, agents };
}

async function newAgent(scope: Scope, product: Product, audio: Audio, id: string): Promise<Phone<AudioLine>> {
  await product.web.json('POST', '/api/agents', {
    ...{ id, name: id, skills: [], queues: ['general'], wrapUpSeconds: 0, password: agentPassword },
  });
  const account = { user: id, password: agentPassword, domain: 'yihao' };
  const phone = await Phone.openWith(product.sip, account, () => audio.line());
  scope.own(() => phone.close());
  const status = await phone.register();
  if (status !== 200) throw new Error(`REGISTER of ${id} was answered ${status}`);
  return phone;
}

const atOnce = 8;

/** Does it for all, a few at a time; the results in the order of the items. */
export async function severalAtOnce<T, R>(
  items: readonly T[],
  one: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += atOnce)
    results.push(...(await Promise.all(items.slice(from, from + atOnce).map(one))));
  return results;
}

/** A phone of a caller outside, for one call. */
export function callerPhone(at: Product['sip'], audio: Audio, number: string): Promise<Phone<AudioLine>> {
  return Phone.openWith(at, { user: number, password: '', domain: 'outside' }, () => audio.line());
}

/** Lets a phone take calls with `serve` one after the other until `open.serving` is false. */
export async function serveCalls(
  phone: Phone<AudioLine>,
  open: { readonly serving: boolean },
  serve: (call: PhoneCall<AudioLine>) => Promise<void>,
): Promise<void> {
  while (open.serving) {
    const call = await phone.incoming(500).catch(() => undefined);
    if (call) await serve(call);
  }
}

/** Processor time so far of what a call goes through, in milliseconds. */
export interface ProductTime {
  readonly switch: number;
  readonly engine: number;
  readonly database: number;
}

export function productTime(product: Product): ProductTime {
  const of = (part: 'switch' | 'engine' | 'database'): number => {
    const pid = product.pid(part);
    return pid === undefined ? 0 : processorMs(pid);
  };
  const postmaster = product.pid('database');
  const backends = postmaster === undefined ? [] : descendants(postmaster);
  return {
    switch: of('switch'),
    engine: of('engine'),
    database: of('database') + sum(backends.map(({ pid }) => timeOf(pid))),
  };
}

/** 0 for a process that ended just now. */
function timeOf(pid: number): number {
  try {
    return processorMs(pid);
  } catch {
    return 0;
  }
}

/** Places calls at a steady rate. Resolves when all have ended. */
export async function placeCalls(
  count: number,
  everyMs: number,
  one: (index: number) => Promise<void>,
): Promise<void> {
  const running: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    running.push(one(index));
    await sleep(systemClock, everyMs);
  }
  await Promise.all(running);
}
