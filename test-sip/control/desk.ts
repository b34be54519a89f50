/** Agents with web page and phone at the running product, and who hears whom. */
import type { Test } from 'tap';
import { systemRandom } from '../../kernel/random.js';
import type { ConversationView, DeskCommand, SupervisorCommand } from '../../engine/desk.js';
import { eventually } from '../eventually.js';
import { tonesHeard } from '../peer/hearing.js';
import type { PhoneCall } from '../peer/phone-call.js';
import type { Phone } from '../peer/phone.js';
import type { Product } from '../product/product.js';
import type { CallRecord, Web } from '../product/web.js';

/** What each one says. */
export const hz = { caller: 440, first: 620, second: 800, boss: 1200 } as const;
type Who = keyof typeof hz;

const callerNumber = '13800000001';

export interface Agent {
  readonly id: string;
  readonly phone: Phone;
  readonly web: Web;
}

export async function agentAt(product: Product, id: string): Promise<Agent> {
  const web = product.client();
  const password = product.passwords.get(id) ?? '';
  await web.signIn(id, password);
  const changed = `${password} changed`;
  await web.json('PUT', '/api/session/password', { old: password, new: changed }).catch(() => undefined);
  await web.signIn(id, changed).catch(() => web.signIn(id, password));
  return { id, web, phone: await product.agentPhone(id) };
}

/** A second supervisor with a web session. */
export async function leader(product: Product): Promise<Web> {
  const name = `supervisor-${systemRandom.hex(4)}`;
  const made = (await product.web.json('POST', '/api/users', { name, role: 'supervisor' })) as {
    password: string;
  };
  const web = product.client();
  await web.signIn(name, made.password);
  await web.json('PUT', '/api/session/password', { old: made.password, new: `${name} changed` });
  await web.signIn(name, `${name} changed`);
  return web;
}

export const to = (agent: Agent) => ({ kind: 'agent', agent: agent.id }) as const;

export async function ask(agent: Agent, command: DeskCommand): Promise<void> {
  await agent.web.json('POST', '/api/control', command);
}

/** @returns 'done', or the code with which it is refused. */
export function attempt(agent: Agent, command: DeskCommand): Promise<string> {
  return outcomeOf(agent.web, '/api/control', command);
}

/** @returns 'done', or the code with which it is refused. */
export async function outcomeOf(web: Web, path: string, body: unknown): Promise<string> {
  const response = await web.send('POST', path, body);
  const text = await response.text();
  return response.ok ? 'done' : (JSON.parse(text) as { code: string }).code;
}

export async function supervise(product: Product, command: SupervisorCommand): Promise<void> {
  await product.web.json('POST', '/api/supervision', command);
}

export async function conversations(product: Product): Promise<readonly ConversationView[]> {
  const list = (await product.web.json('GET', '/api/conversations')) as {
    items: readonly ConversationView[];
  };
  return list.items;
}

export async function untilState(product: Product, state: ConversationView['state']): Promise<void> {
  let last = '';
  await eventually(
    `the conversation is ${state}`,
    async () => {
      const [one] = await conversations(product);
      last = one?.state ?? 'none';
      return last === state;
    },
    10_000,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; it is ${last}`);
  });
}

export async function untilOver(product: Product): Promise<void> {
  await eventually('no call is left', async () => (await conversations(product)).length === 0, 15_000);
}

/** The record of the call once it is complete. */
export async function recordOf(product: Product, id: string): Promise<CallRecord> {
  let record: CallRecord | undefined;
  await eventually(
    'the record is complete',
    async () => {
      record = await product.web.call(id).catch(() => undefined);
      return typeof record?.call['endedAt'] === 'number';
    },
    20_000,
  );
  if (!record) throw new Error(`there is no record of ${id}`);
  return record;
}

/** A caller who waits while the agent is signed in and not ready. */
export async function callerWaits(
  product: Product,
  agent: Agent,
): Promise<{ readonly caller: PhoneCall; readonly id: string }> {
  await product.web.setAgent(agent.id, { want: 'signIn' });
  const caller = await wantsPerson(product);
  await product.untilStage(callerNumber, 'waiting');
  return { caller, id: (await conversations(product))[0]?.id ?? '' };
}

/** A caller who talks with the agent. */
export async function talking(
  product: Product,
  agent: Agent,
): Promise<{ readonly caller: PhoneCall; readonly first: PhoneCall; readonly id: string }> {
  await product.ready(agent.id);
  const caller = await wantsPerson(product);
  const first = await taken(agent, hz.first);
  await untilState(product, 'talking');
  const [view] = await conversations(product);
  return { caller, first, id: view?.id ?? '' };
}

/** A caller who pressed the key for a person. */
async function wantsPerson(product: Product): Promise<PhoneCall> {
  const phone = await product.callerPhone(callerNumber);
  const caller = await phone.call('12345');
  await caller.untilAnswered();
  caller.media.say(hz.caller);
  await product.untilStage(callerNumber, 'flow');
  const before = caller.media.packets;
  await eventually('the menu speaks', () => caller.media.packets > before + 20);
  caller.media.press('0');
  return caller;
}

/** The agent's phone rings and is answered. */
export async function taken(agent: Agent, says: number): Promise<PhoneCall> {
  const call = await agent.phone.incoming();
  call.ring();
  call.answer();
  call.media.say(says);
  return call;
}

/** Checks who is heard by whom. */
export async function hear(
  t: Test,
  title: string,
  calls: Partial<Record<Who, PhoneCall>>,
  expected: Partial<Record<Who, readonly Who[]>>,
): Promise<void> {
  const names = Object.keys(calls) as Who[];
  const heard = await tonesHeard(
    names.flatMap((name) => calls[name] ?? []),
    Object.values(hz),
  );
  const who = (tones: readonly number[] = []): Who[] =>
    (Object.keys(hz) as Who[]).filter((name) => tones.includes(hz[name]));
  t.same(Object.fromEntries(names.map((name, n) => [name, who(heard[n])])), expected, title);
}
