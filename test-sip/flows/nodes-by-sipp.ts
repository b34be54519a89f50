/** Every node with its routes end to end: SIPp calls, all walks at once, on either switch. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import { inHall, type Hall } from '../journey/hall.js';
import { Phone } from '../peer/phone.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { evenPort, runSipp } from '../product/sipp.js';
import type { ProductOptions } from '../product/product.js';
import type { Web } from '../product/web.js';
import { noRecogniser, spoken, startRecogniser, type RecogniserServer } from '../speech/recogniser.js';
import { startOrderService } from './order-service.js';
import { importantCaller, walkFlows, walks, type Walk } from './walks.js';

const firstNumber = 96_301;
const audioMs = 40_000;
const talkMs = 500;
/** SIPp takes some for video, too. */
const portsApart = 8;

interface Going {
  readonly one: Walk;
  readonly caller: string;
  readonly number: string;
}

/** Takes whatever comes, until the scope ends. */
function serve(scope: Scope, phone: Phone, take: (call: PhoneCall) => void): void {
  const taken = new Set<PhoneCall>();
  const timer = setInterval(() => {
    for (const call of phone.calls) {
      if (taken.has(call) || call.invite === undefined) continue;
      taken.add(call);
      take(call);
    }
  }, 20);
  scope.own(() => clearInterval(timer));
}

function answers(call: PhoneCall): void {
  call.answer();
  setTimeout(() => call.hangup(), talkMs);
}

/** By the last digits of the number: 486 is busy, 404 is not there, 200 answers, 180 rings on. */
function carries(call: PhoneCall): void {
  const [, code] = /^INVITE sip:\d+(\d{3})@/.exec(call.invite?.start ?? '') ?? [];
  if (code === '486') call.reject('486 Busy Here');
  else if (code === '404') call.reject('404 Not Found');
  else if (code === '180') call.ring();
  else answers(call);
}

async function furnish({ product }: Hall): Promise<void> {
  const { web } = product;
  const queue = { priority: 0, capacity: 9, skills: [], ringSeconds: 5, recordOn: false };
  for (const [id, more] of Object.entries({ unstaffed: {}, tiny: { capacity: 0 }, walks: {}, wishes: {} }))
    await web.json('PUT', `/api/queues/${id}`, {
      ...{ ...queue, name: id, surveyOn: false, announceAgentOn: false },
      ...more,
    });
  await serves(web, '1001', 'walks');
  await web.json('PUT', '/api/lists', {
    ...{ list: 'important', number: importantCaller, match: 'exact', level: 8, name: 'Ms Li' },
  });
  await web.upload('/api/regions/import', '号段,地区\n021,上海\n', 'text/csv');
  const all = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [{ from: '00:00', to: '24:00' }]]));
  for (const [id, weekly, area] of [
    ['always', all, ''],
    ['resting', {}, 'rest'],
  ] as const)
    await web.json('PUT', `/api/calendars/${id}`, { name: id, area, timeZone: 'Asia/Shanghai', weekly });
  const day = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 10);
  await web.json('PUT', '/api/special-days', {
    items: [day(8), day(32)].map((date) => ({ area: 'rest', date, kind: 'holiday', name: 'test' })),
  });
}

async function serves(web: Web, agent: string, queue: string): Promise<void> {
  const { items } = (await web.json('GET', '/api/agents')) as { items: readonly { id: string }[] };
  for (const { id, ...settings } of items.filter((one) => one.id === agent))
    await web.json('PUT', `/api/agents/${id}`, { ...settings, queues: [queue] });
}

async function walk(hall: Hall, scope: Scope, { one, caller, number }: Going, mediaPort: number) {
  const { product } = hall;
  const settings = { name: number, flow: one.flow, language: 'en' };
  await product.web.json('PUT', `/api/numbers/${number}`, settings);
  const sound = one.says ? spoken(one.says.text, one.says.afterMs) : new Float32Array(0);
  return runSipp(scope, product.sip, {
    ...{ scenario: 'caller', callers: [caller], keys: one.keys ?? [], sound, audioMs, extra: ['-s', number] },
    mediaPort,
  });
}

async function check(t: Test, hall: Hall, one: Walk, caller: string, number: string): Promise<void> {
  const { web } = hall.product;
  let id = '';
  await eventually('its record is complete', async () => {
    const rows = await web.callsOf(caller);
    const row = rows.find(({ called }) => called === number);
    id = typeof row?.['endedAt'] === 'number' ? String(row['id']) : '';
    return id !== '';
  });
  const { call, recordings } = await web.call(id);
  t.same(call['ivrPath'], one.path);
  if (one.call) t.match(call, one.call);
  if (one.recordings) t.match(recordings, one.recordings);
  const timeline = await web.timeline(id);
  writeFileSync(`/tmp/tl-${number}.json`, JSON.stringify(await web.json('GET', `/api/calls/${id}/timeline`)));
  for (const [type, times] of Object.entries(one.lines ?? {}))
    t.equal(timeline.filter((line) => line === type).length, times, type);
}

/** An agent of the queue is offered the call-back, in order, and accepts it: the caller is called, and that is noted. */
async function calledBack(t: Test, hall: Hall, caller: string): Promise<void> {
  const { product } = hall;
  const requests = async () =>
    (await product.web.json('GET', '/api/callbacks?open=false')) as {
      items: { number: string; done: { by: string; note: string } | null }[];
    };
  t.match(await requests(), { items: [{ number: caller, queue: 'wishes', done: null }] });
  const agent = product.client();
  await agent.signIn('1001', product.passwords.get('1001') ?? '');
  let task = '';
  await serves(product.web, '1001', 'wishes');
  await product.ready('1001');
  await eventually('the call-back is offered', async () => {
    const { items } = (await agent.json('GET', '/api/me/tasks')) as {
      items: { id: string; state: string }[];
    };
    task = items.find(({ state }) => state === 'offered')?.id ?? '';
    return task !== '';
  });
  await agent.json('POST', `/api/tasks/${task}/accept`, {});
  await eventually(
    'the record says that the caller was reached',
    async () => (await requests()).items[0]?.done?.note === 'reached',
    30_000,
  );
  t.match(await requests(), { items: [{ done: { by: '1001' } }] });
}

export function nodesBySipp(on: ProductOptions['on']): void {
  let recogniser: RecogniserServer | undefined;
  const inOrder = Object.entries(walks).map(([title, one], i) => ({
    ...{ title, one, number: String(firstNumber + i) },
    caller: one.caller ?? `1390000${String(i).padStart(4, '0')}`,
  }));
  inHall(
    {
      [`${on}: every node, its routes and its error routes, in ${inOrder.length} calls at once`]: async (
        t,
        hall,
      ) => {
        const scope = new Scope();
        t.teardown(() => scope.close());
        await furnish(hall);
        const phones = await Promise.all(['1001', '1002', '1003', '1004'].map((agent) => hall.agent(agent)));
        const [first, , third, fourth] = phones;
        if (first) serve(scope, first, answers);
        if (third) serve(scope, third, (call) => call.reject('486 Busy Here'));
        if (fourth) serve(scope, fourth, answers);
        await hall.product.ready('1001', '1002', '1004');
        const going = inOrder.filter(({ one }) => one.speaks !== true || recogniser !== undefined);
        const firstPort = evenPort((going.length * portsApart) / 2);
        const results = await Promise.all(
          going.map((one, i) => walk(hall, scope, one, firstPort + i * portsApart)),
        );
        for (const [i, { title, one, caller, number }] of going.entries())
          await t.test(title, async (t) => {
            t.equal(results[i]?.code, 0, results[i]?.errors ?? '');
            await check(t, hall, one, caller, number);
          });
        for (const { title } of inOrder.filter((one) => !going.includes(one)))
          void t.test(title, { skip: noRecogniser ?? true }, () => undefined);
        if (recogniser)
          t.ok(recogniser.asked.some((phrases) => phrases.join() === 'social security,operator'));
        const wish = inOrder.find(({ one }) => one.flow === 'wishes');
        await t.test('the call-back is a task of the queue', (t) => calledBack(t, hall, wish?.caller ?? ''));
        const { items } = (await hall.product.web.json('GET', '/api/flow-services')) as {
          items: { origin: string; failed: number }[];
        };
        t.ok(
          items.some(({ origin, failed }) => origin === downUrl && failed > 0),
          'the recogniser is seen to be down',
        );
      },
    },
    on,
    async (scope) => {
      const { origin, port } = await startOrderService(scope);
      const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
      scope.own(() => rmSync(folder, { recursive: true }));
      const secrets = join(folder, 'secrets.yaml');
      writeFileSync(secrets, `crm: { value: Bearer s3cret, origins: ['${origin}'] }\n`);
      const carrier = await Phone.openCarrier('carrier', '127.0.0.1');
      scope.own(() => carrier.close());
      serve(scope, carrier, carries);
      if (noRecogniser === undefined) recogniser = await startRecogniser(scope);
      const recognisers = [`zh-CN=${downUrl}`, ...(recogniser ? [`en=${recogniser.url}`] : [])];
      return {
        flows: Object.fromEntries(
          Object.entries(walkFlows(origin)).map(([id, text]) => [`${id}.yaml`, text]),
        ),
        trunks: { carrier: carrier.wire.port },
        env: {
          YIHAO_FLOW_PRIVATE_HOSTS: `127.0.0.1:${port}`,
          YIHAO_FLOW_SECRETS: secrets,
          YIHAO_RECOGNISERS: recognisers.join(','),
        },
      };
    },
  );
}

/** Nobody listens there. */
const downUrl = 'ws://127.0.0.1:9';
