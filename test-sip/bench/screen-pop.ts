/**
 * How fast an incoming call rings and pops up in an agent's browser: Chromium with the agent desk, registered over
 * WebSocket, and a caller whose number leads straight to the queue.
 */
import { chromium, type Page } from 'playwright-core';
import { sleep, systemClock } from '../../kernel/clock.js';
import type { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { startProduct, type Product } from '../product/product.js';
import { verdict, type Row, type Section } from './report.js';
import type { Run } from './run.js';
import { at, sorted } from './statistics.js';

const agent = '1001';
const hotline = '96000';
const targetMs = 300;
const warmUps = 5;
/** Between the end of a call and the next one. */
const restMs = 100;
const askEveryMs = 100;
const mostAsked = 150;

/** Menus and prompts are left out: the caller is queued as soon as the call is answered. */
const straightToQueue = [
  'flow: straight',
  'title: straight',
  'language: zh-CN',
  'timeZone: Asia/Shanghai',
  'start: person',
  'nodes:',
  '  person: { kind: queue, queue: general, served: end, timedOut: end, full: end, nobody: end, failed: end }',
  '',
].join('\n');

const chromiumFlags = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
  ...['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
];

/** By the wall clock of the machine, which ticks in milliseconds and which all processes share. */
interface Times {
  readonly inviteAt: number;
  readonly queuedAt: number;
  /** The bar rings and shows the caller's number. */
  readonly rungAt: number;
  /** Besides, the desk shows the conversation. */
  readonly poppedAt: number;
  /** The browser has drawn both. */
  readonly drawnAt: number;
}

export async function measureScreenPop(run: Run, scope: Scope): Promise<Section> {
  const product = await startProduct(scope, { on: 'embedded', flows: { 'straight.yaml': straightToQueue } });
  await product.web.json('PUT', `/api/numbers/${hotline}`, {
    ...{ name: 'straight', flow: 'straight', language: 'zh-CN' },
  });
  const page = await openDesk(scope, product);
  await product.ready(agent);
  const times: Times[] = [];
  for (let n = 0; n < warmUps + run.pops; n++) {
    const one = await ringOnce(product, page, `136${String(n).padStart(8, '0')}`);
    if (n >= warmUps) times.push(one);
  }
  return section(run, times);
}

/** The desk with its phone registered, and a note of when it shows each caller. */
async function openDesk(scope: Scope, product: Product): Promise<Page> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: chromiumFlags });
  scope.own(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const password = product.passwords.get(agent) ?? '';
  await context.request.post(`${product.origin}/api/session`, { data: { name: agent, password } });
  const page = await context.newPage();
  await page.goto(`${product.origin}/softphone/#/agent`);
  await eventually(
    'the phone in the page is registered',
    async () => (await product.web.agent(agent))?.registered === true,
    30_000,
  );
  await page.locator('#main h2').first().waitFor();
  await page.evaluate(watchScript);
  return page;
}

/** Runs in the page. */
const watchScript = `(() => {
  const seen = (window.seenCallers = {});
  const bar = document.querySelector('yihao-bar').shadowRoot;
  const look = () => {
    const number = bar.querySelector('.bar.incoming .number')?.firstChild?.textContent;
    if (!number) return;
    const one = (seen[number] ??= { rungAt: Date.now() });
    if (one.poppedAt || document.querySelector('.caller-number')?.textContent !== number) return;
    one.poppedAt = Date.now();
    // The callback comes before the frame is drawn, the message after it.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (one.drawnAt = Date.now());
      port2.postMessage(undefined);
    });
  };
  const everything = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(look).observe(bar, everything);
  new MutationObserver(look).observe(document.body, everything);
})()`;

async function ringOnce(product: Product, page: Page, number: string): Promise<Times> {
  const phone = await product.callerPhone(number);
  const inviteAt = systemClock.now();
  const call = await phone.call(hotline);
  const seen = await untilDrawn(page, number);
  await leave(product, call);
  phone.close();
  const record = await product.web.call(await product.finished(number));
  await sleep(systemClock, restMs);
  return { inviteAt, queuedAt: Number(record.call['queuedAt']), ...seen };
}

/** Asked seldom, so that the question does not take the browser's time. */
async function untilDrawn(page: Page, number: string): Promise<Omit<Times, 'inviteAt' | 'queuedAt'>> {
  for (let asked = 0; asked < mostAsked; asked++) {
    await sleep(systemClock, askEveryMs);
    const seen = await page.evaluate<Partial<Times> | undefined>(`seenCallers['${number}']`);
    const { rungAt, poppedAt, drawnAt } = seen ?? {};
    if (rungAt !== undefined && poppedAt !== undefined && drawnAt !== undefined)
      return { rungAt, poppedAt, drawnAt };
  }
  const shown = await page.evaluate<string>(
    `JSON.stringify([seenCallers, document.querySelector('yihao-bar').shadowRoot.textContent])`,
  );
  throw new Error(`the call of ${number} is not shown: ${shown}`);
}

/** The caller gives up; the agent is free again. */
async function leave(product: Product, call: PhoneCall): Promise<void> {
  await call.untilAnswered();
  call.hangup();
  await product.untilAgent(agent, 'ready');
}

function section(run: Run, times: readonly Times[]): Section {
  const rows = (what: string, from: 'inviteAt' | 'queuedAt', to: 'rungAt' | 'poppedAt' | 'drawnAt'): Row => {
    const gaps = sorted(times.map((one) => one[to] - one[from]));
    const [p50, p99, most] = [at(gaps, 0.5), at(gaps, 0.99), gaps.at(-1) ?? NaN];
    const yihao = `p50 ${p50} ms, p99 ${p99} ms, most ${most} ms`;
    return { what, yihao, freeSwitch: '', ratio: '' };
  };
  const whole = sorted(times.map((one) => one.drawnAt - one.inviteAt));
  return {
    name: 'screen-pop',
    title: 'Incoming call to ring and screen pop in the browser',
    peer: null,
    how:
      `${run.pops} calls one after the other, after ${warmUps} to warm up, to a number whose flow is the queue alone; ` +
      'one agent, ready, with the agent desk in Chromium, whose phone is registered over WebSocket. From the moment ' +
      'before the caller sends the INVITE, or joins the queue by the record, to the moment when the bar rings and ' +
      "shows the caller's number, when the desk shows the conversation too, and when the browser has drawn both. It " +
      'includes the answer to the caller, the flow, the database, distribution, and SIP to the browser. The wall ' +
      'clock of the machine, in whole milliseconds.',
    rows: [
      rows('INVITE to the bar ringing', 'inviteAt', 'rungAt'),
      rows('INVITE to the conversation on the desk', 'inviteAt', 'poppedAt'),
      rows('INVITE to all of it drawn', 'inviteAt', 'drawnAt'),
      rows('joined the queue to all of it drawn', 'queuedAt', 'drawnAt'),
    ],
    verdicts: [verdict('INVITE to all of it drawn, p99', at(whole, 0.99), targetMs, ' ms')],
  };
}
