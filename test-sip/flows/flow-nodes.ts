/** The nodes of flows in calls, on either switch; prompts are tones, so that what was heard tells the route taken. */
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { sleep, systemClock } from '../../kernel/clock.js';
import { eventually } from '../eventually.js';
import { inHall, type Hall } from '../journey/hall.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { holdsTone } from '../peer/tone.js';
import { pitchOf } from '../product/hotline-folder.js';
import type { ProductOptions } from '../product/product.js';
import { startOrderService, type OrderService } from './order-service.js';

/** Self-service by number: the order is asked for, looked up, and its state decides what is heard. */
const orders = (origin: string): string => `flow: orders
language: zh-CN
languages: [zh-CN, en]
start: ask
variables: { state: { initial: '' }, asked: { type: integer, initial: '0' } }
nodes:
  ask: { kind: collect, prompts: [welcome], variable: order, minDigits: 4, maxDigits: 6, accept: 'digits.startsWith("7")',
    next: count, noInput: { next: bye }, invalid: { prompts: [wrong-key], next: bye } }
  count: { kind: script, assign: [{ variable: asked, value: 'asked + 1' }], next: look }
  look: { kind: http, url: '${origin}/orders/\${order}?caller=\${caller}', secretHeaders: { Authorization: crm }, into: { state: order.state },
    next: judge, refused: unknown, failed: bye }
  judge: { kind: branch, cases: [{ when: { expression: 'state == "done" && asked == 1' }, next: done }], otherwise: bye }
  done: { kind: play, prompts: [main-menu], interruptible: false, next: english }
  english: { kind: language, language: en, next: spoken }
  spoken: { kind: say, text: 'Order \${order} is \${state}.', interruptible: false, next: wish }
  wish: { kind: callback, queue: general, next: bye, invalid: bye }
  unknown: { kind: play, prompts: [no-input], interruptible: false, next: bye }
  bye: { kind: play, prompts: [goodbye], interruptible: false, next: end }
`;

const broken = (origin: string): string => `flow: broken
language: zh-CN
start: look
nodes:
  look: { kind: http, url: '${origin}/broken/', timeoutMs: 1000, retries: 1, next: end, failed: down, refused: end }
  down: { kind: play, prompts: [survey], interruptible: false, next: end }
`;

/** Whose call it is, and when: each answer has its tone. */
const whose = `flow: whose
language: zh-CN
start: note
nodes:
  note: { kind: set, values: { entry: '\${dialled}' }, next: known }
  known: { kind: lookup, into: { tier: level }, next: is-important, unknown: is-here, failed: is-here }
  is-important: { kind: branch, cases: [{ when: { list: important }, next: important }], otherwise: is-here }
  important: { kind: play, prompts: [main-menu], interruptible: false, next: end }
  is-here: { kind: branch, cases: [{ when: { region: [深圳] }, next: here }], otherwise: is-open }
  here: { kind: play, prompts: [service-menu], interruptible: false, next: end }
  is-open: { kind: branch, cases: [{ when: { calendar: never, is: open }, next: end }, { when: { calendar: never, is: holiday }, next: holiday }], otherwise: end }
  holiday: { kind: play, prompts: [household-registration], interruptible: false, next: end }
`;

const survey = `flow: two-questions
language: zh-CN
start: message
nodes:
  message: { kind: voicemail, prompts: [welcome], mailbox: general, maxMs: 4000, next: thanks, empty: thanks }
  thanks: { kind: subflow, flow: questions, next: end }
`;
const questions = `flow: questions
language: zh-CN
start: ask
nodes:
  ask: { kind: survey, next: end, thanks: [survey-thanks], questions: [
    { id: agent, prompts: [survey], keys: { 1: 5, 2: 1 } }, { id: matter, prompts: [main-menu], keys: { 1: 5, 2: 1 } } ] }
`;

/** The extension of a colleague, whatever its agent does. */
const colleague = `flow: colleague
language: zh-CN
start: ring
nodes:
  ring: { kind: extension, extension: '1003', ringMs: 8000, ended: bye, busy: end, noAnswer: end, failed: end }
  bye: { kind: play, prompts: [goodbye], interruptible: false, next: end }
`;

const menu = (prompt: string): string => `flow: published
language: zh-CN
start: menu
nodes:
  menu: { kind: menu, prompts: [${prompt}], tries: 5, keys: { 1: more }, noInput: { next: end }, wrongKey: { next: end } }
  more: { kind: play, prompts: [${prompt}], interruptible: false, next: menu }
`;

const numbers = {
  ...{ orders: '96101', broken: '96102', whose: '96103', 'two-questions': '96104', published: '96105' },
  colleague: '96106',
} as const;

async function dial(hall: Hall, caller: string, flow: keyof typeof numbers): Promise<PhoneCall> {
  const settings = { name: flow, flow, language: 'zh-CN' };
  await hall.product.web.json('PUT', `/api/numbers/${numbers[flow]}`, settings);
  return hall.caller(caller, { dials: numbers[flow] });
}

const hears = (call: PhoneCall, prompt: string, from = 0): Promise<void> =>
  eventually(prompt, () => holdsTone(call.media.heardSince(from), pitchOf(prompt)), 20_000);

async function press(call: PhoneCall, keys: string): Promise<void> {
  for (const key of keys) {
    call.media.press(key);
    await new Promise((resolve) => setTimeout(resolve, 350));
  }
}

async function record(hall: Hall, caller: string) {
  return hall.product.web.call(await hall.product.finished(caller));
}

export function flowNodes(on: ProductOptions['on']): void {
  let service: OrderService | undefined;
  const tests: Record<string, (t: Test, hall: Hall) => Promise<void>> = {
    'a work order by its number: digits, script, HTTP with a secret, expression, language, speech, call-back':
      async (t, hall) => {
        const call = await dial(hall, '13800000101', 'orders');
        await hears(call, 'welcome');
        await press(call, '7001#');
        await hears(call, 'main-menu');
        await call.untilEnded(30_000);
        const { call: row } = await record(hall, '13800000101');
        t.same(row['ivrPath'], [
          ...['ask', 'count', 'look', 'judge', 'done', 'english', 'spoken', 'wish', 'bye'],
        ]);
        t.match(row, { data: { order: '7001', state: 'done', asked: '1' }, outcome: 'selfService' });
        const [request] = service?.requests ?? [];
        t.equal(request?.url, '/orders/7001?caller=13800000101');
        t.equal(request?.headers.authorization, 'Bearer s3cret');
        t.match(await hall.product.web.json('GET', '/api/callbacks'), {
          items: [{ number: '13800000101', queue: 'general', done: null }],
        });
        await eventually('the figures have the call', async () => {
          const now = Date.now();
          const url = `/api/flows/orders/figures?from=${now - 3_600_000}&to=${now + 60_000}`;
          const figures = (await hall.product.web.json('GET', url)) as { nodes: { node: string }[] };
          return figures.nodes.length === 9;
        });
      },

    'a wrong number is asked for again; an order that is not there takes its own route': async (t, hall) => {
      const call = await dial(hall, '13800000102', 'orders');
      await hears(call, 'welcome');
      const from = call.media.packets;
      await press(call, '1234#');
      await hears(call, 'wrong-key', from);
      await press(call, '7999#');
      await hears(call, 'no-input', from);
      await call.untilEnded(30_000);
      const { call: row } = await record(hall, '13800000102');
      t.same(row['ivrPath'], ['ask', 'count', 'look', 'unknown', 'bye']);
    },

    'a service that is down leads down the error route, and the board shows it': async (t, hall) => {
      const call = await dial(hall, '13800000103', 'broken');
      await hears(call, 'survey');
      await call.untilEnded();
      t.same((await record(hall, '13800000103')).call['ivrPath'], ['look', 'down']);
      const services = (await hall.product.web.json('GET', '/api/flow-services')) as {
        items: { state: string; failed: number }[];
      };
      t.match(services.items, [{ state: /failing|down/, failed: 2 }]);
    },

    'important callers, regions and holidays decide; who is on the blacklist is turned away and counted':
      async (t, hall) => {
        const { web } = hall.product;
        const list = (kind: string, number: string): Promise<unknown> =>
          web.json('PUT', '/api/lists', { list: kind, number, match: 'exact', level: 9, name: '代表' });
        await list('important', '13800000104');
        const first = await dial(hall, '13800000104', 'whose');
        await hears(first, 'main-menu');
        t.match((await record(hall, '13800000104')).call, {
          data: { tier: '9', entry: numbers.whose },
        });

        const table = await web.send('GET', '/api/regions');
        t.equal(table.status, 200);
        await web.json('PUT', '/api/calendars/never', {
          ...{ name: '从不', area: '', timeZone: 'Asia/Shanghai', weekly: {} },
        });
        const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
        const tomorrow = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10);
        await web.json('PUT', '/api/special-days', {
          items: [today, tomorrow].map((date) => ({ area: '', date, kind: 'holiday', name: '测试' })),
        });
        await hears(await dial(hall, '13800000105', 'whose'), 'household-registration');

        await list('black', '13800000106');
        const phone = await hall.product.callerPhone('13800000106');
        const blocked = await phone.call(numbers.whose);
        await blocked.untilEnded();
        t.ok(
          blocked.statuses.some((status) => status >= 400),
          blocked.statuses.join(' '),
        );
        t.notOk(blocked.statuses.includes(200));
        t.match((await record(hall, '13800000106')).call, { outcome: 'rejected' });
        await eventually('the blocked call is counted', async () => {
          const { items } = (await web.json('GET', '/api/lists/black')) as { items: { blocked: number }[] };
          return items[0]?.blocked === 1;
        });
        phone.close();
      },

    'a message is recorded, and two questions of a survey in a subflow are rated': async (t, hall) => {
      const call = await dial(hall, '13800000107', 'two-questions');
      await hears(call, 'welcome');
      const from = call.media.packets;
      await hears(call, 'survey', from);
      await press(call, '1');
      await hears(call, 'main-menu', from);
      await press(call, '2');
      await hears(call, 'survey-thanks', from);
      await call.untilEnded(15_000);
      const { call: row, recordings } = await record(hall, '13800000107');
      t.match(row, { surveyState: 'rated', rating: '5' });
      t.match(recordings, [{ kind: 'message' }]);
      const timeline = await hall.product.web.timeline(String(row['id']));
      t.equal(timeline.filter((type) => type === 'survey.answer').length, 2);
    },

    'who hangs up in a message leaves it, unless nothing was said': async (t, hall) => {
      const { web } = hall.product;
      const leave = async (caller: string, hz: number): Promise<string> => {
        const call = await dial(hall, caller, 'two-questions');
        call.media.say(hz);
        const { calls } = await web.live();
        const id = calls.find((one) => one.caller === caller)?.id ?? '';
        // The database hears of a call a moment after it began.
        const timeline = (): Promise<readonly string[]> => web.timeline(id).catch(() => []);
        const begun = async (): Promise<boolean> => (await timeline()).includes('message.recording');
        await eventually('it is recorded', begun, 20_000);
        await sleep(systemClock, 1_000);
        call.hangup();
        return hall.product.finished(caller);
      };
      const states = async (id: string): Promise<string> =>
        (await web.call(id)).recordings.map(({ state }) => String(state)).join();
      const said = await leave('13800000121', 440);
      await eventually('what was said is kept', async () => (await states(said)) === 'complete');
      const silent = await leave('13800000122', 0);
      await eventually('silence is not', async () => (await states(silent)) === '');
      t.equal(await states(said), 'complete');
    },

    'an extension rings though nobody is signed in there, talks, and the flow goes on': async (t, hall) => {
      const phone = await hall.agent('1003');
      const call = await dial(hall, '13800000114', 'colleague');
      const offered = await phone.incoming();
      await hall.talk(call, offered);
      const from = call.media.packets;
      offered.hangup();
      await hears(call, 'goodbye', from);
      await call.untilEnded();
      t.match((await record(hall, '13800000114')).call, { outcome: 'answered', ivrPath: ['ring', 'bye'] });
    },

    'a publication touches no call in progress, a trial gets its numbers, a draft its test calls, one step goes back':
      async (t, hall) => {
        const { web } = hall.product;
        const publish = (prompt: string, basedOn: number, canary?: object): Promise<unknown> =>
          web.json('POST', '/api/flows/published/publish', {
            ...{ text: menu(prompt), cases: '', reason: prompt, basedOn, ...(canary && { canary }) },
          });
        await publish('welcome', 0);
        const before = await dial(hall, '13800000108', 'published');
        await hears(before, 'welcome');
        await publish('goodbye', 1);
        const after = await dial(hall, '13800000109', 'published');
        await hears(after, 'goodbye');
        const from = before.media.packets;
        await press(before, '1');
        await hears(before, 'welcome', from);
        t.notOk(holdsTone(before.media.heardSince(from), pitchOf('goodbye')));

        await publish('household-registration', 2, { share: 0, numbers: ['13800000110'] });
        await hears(await dial(hall, '13800000110', 'published'), 'household-registration');
        await hears(await dial(hall, '13800000111', 'published'), 'goodbye');
        await web.json('POST', '/api/flows/published/rollback', { reason: 'trial over' });
        await hears(await dial(hall, '13800000112', 'published'), 'goodbye');
        await web.json('POST', '/api/flows/published/rollback', { reason: 'as before' });
        await hears(await dial(hall, '13800000113', 'published'), 'welcome');

        const test = (await web.json('POST', '/api/flows/published/test-call', {
          text: menu('survey-thanks'),
        })) as { number: string };
        const phone = await hall.agent('1002');
        const draft = await phone.call(test.number);
        await draft.untilAnswered();
        await hears(draft, 'survey-thanks');
        for (const call of [before, after, draft]) call.hangup();
      },
  };
  inHall(
    Object.fromEntries(Object.entries(tests).map(([title, test]) => [`${on}: ${title}`, test])),
    on,
    async (scope) => {
      service = await startOrderService(scope);
      const { origin, port } = service;
      const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
      scope.own(() => rmSync(folder, { recursive: true }));
      const secrets = join(folder, 'secrets.yaml');
      writeFileSync(secrets, `crm: { value: Bearer s3cret, origins: ['${origin}'] }\n`);
      return {
        flows: {
          ...{ 'orders.yaml': orders(origin), 'broken.yaml': broken(origin), 'whose.yaml': whose },
          ...{ 'two-questions.yaml': survey, 'questions.yaml': questions },
          'colleague.yaml': colleague,
        },
        env: { YIHAO_FLOW_PRIVATE_HOSTS: `127.0.0.1:${port}`, YIHAO_FLOW_SECRETS: secrets },
      };
    },
  );
}
