/**
 * How the editor feels with a flow of 300 nodes, in Chromium:
 * `node --import=tsx softphone/flows/editor/editor.bench.ts [nodes]`, after a build. From a keystroke, or an edit, to
 * the frame that shows it; and the time between frames while something is dragged. Milliseconds: median, 95th, worst.
 */
import type { Page } from 'playwright-core';
import type { User } from '../../api/client.js';
import { openBrowser, openDesk, show } from '../../desk-shell/testing/desk-browser.js';

const nodes = Number(process.argv[2] ?? 300);
const administrator: User = { name: 'admin', role: 'administrator', agent: null, mustChangePassword: false };

/** Menus in a tree of three keys each, with ways back to the first ones, as hotlines grow. */
function bigFlow(): string {
  const node = (i: number): string => {
    const to = (n: number): string => (n < nodes ? `n${n}` : 'bye');
    return [
      `  n${i}:`,
      '    kind: menu',
      '    prompts: [main-menu]',
      '    keys:',
      ...[1, 2, 3].map((key) => `      ${key}: ${to(i * 3 + key)}`),
      `      '*': ${to(Math.floor((i - 1) / 3) < 0 ? 0 : Math.floor((i - 1) / 3))}`,
      '    noInput: { prompts: [no-input], next: n0 }',
      '    wrongKey: { prompts: [wrong-key], next: bye }',
      '',
    ].join('\n');
  };
  const all = Array.from({ length: nodes }, (_, i) => node(i)).join('\n');
  return `flow: big\nlanguage: zh-CN\nstart: n0\n\nnodes:\n${all}\n  bye:\n    kind: hangup\n`;
}

/** In the page: `timed()` notes from each key press to the frame after it, `frames()` the gaps between frames. */
const meter = `
  window.meter = { keys: [], gaps: [], on: false };
  addEventListener('keydown', (event) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.meter.keys.push(performance.now() - event.timeStamp);
      channel.port2.postMessage(0);
    });
  }, true);
  let before = 0;
  const frame = (now) => {
    if (window.meter.on) window.meter.gaps.push(now - before);
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
`;

interface Meter {
  readonly keys: readonly number[];
  readonly gaps: readonly number[];
}

async function take(page: Page): Promise<Meter> {
  const taken = await page.evaluate<Meter>('window.meter');
  await page.evaluate('window.meter.keys = []; window.meter.gaps = []; window.meter.on = false');
  return taken;
}

function print(what: string, values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  console.log(
    `${what.padEnd(52)} ${String(values.length).padStart(4)}  ${at(0.5).padStart(7)} ${at(0.95).padStart(7)} ${at(1).padStart(7)}`,
  );
}

async function drag(page: Page, from: { readonly x: number; readonly y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.evaluate('window.meter.on = true');
  for (let i = 1; i <= 90; i++) {
    await page.mouse.move(from.x + Math.sin(i / 10) * 120, from.y + Math.cos(i / 10) * 80);
  }
  await page.evaluate('window.meter.on = false');
  await page.mouse.up();
}

async function typing(page: Page): Promise<void> {
  await page.locator('.cm-content').click();
  for (const letter of '# a comment of some forty letters, so to say') {
    await page.keyboard.press(letter === ' ' ? 'Space' : letter);
    await page.waitForTimeout(60);
  }
  print('a keystroke in the text', (await take(page)).keys);
}

async function edits(page: Page): Promise<void> {
  await page.locator('.graph').focus();
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press(i % 2 === 0 ? 'ArrowRight' : 'ArrowDown');
    await page.waitForTimeout(120);
  }
  print('an arrow key on the graph', (await take(page)).keys);
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press(i % 2 === 0 ? 'Control+z' : 'Control+y');
    await page.waitForTimeout(400);
  }
  // The modifier is a press of its own.
  print(
    'undo and redo, text and graph',
    (await take(page)).keys.filter((_, i) => i % 2 === 1),
  );
}

async function drags(page: Page, what: string): Promise<void> {
  const pane = await page.locator('.react-flow__pane').boundingBox();
  if (!pane) throw new Error('there is no graph');
  await drag(page, { x: pane.x + pane.width - 30, y: pane.y + 20 });
  print(`between frames, graph dragged, ${what}`, (await take(page)).gaps);
  const card = await page.locator('.react-flow__node .card-head').first().boundingBox();
  if (!card) return;
  await drag(page, { x: card.x + card.width / 2, y: card.y + card.height / 2 });
  print(`between frames, node dragged, ${what}`, (await take(page)).gaps);
}

const browser = await openBrowser();
try {
  const text = bigFlow();
  const kept = { release: null, text, cases: '', draft: null };
  const { page, faults } = await openDesk(
    browser,
    administrator,
    { language: 'zh-CN', shade: 'light' },
    {
      '/api/flows/big': kept,
      '/api/flows/big/check': { ok: true, errors: [], warnings: [], cases: [] },
    },
  );
  await page.setViewportSize({ width: 1600, height: 900 });
  await page.addInitScript(meter);
  const begin = performance.now();
  await show(page, 'admin/flows/big');
  await page.locator('.react-flow__node').first().waitFor();
  console.log(
    `${nodes + 1} nodes, ${text.split('\n').length} lines; shown after ${(performance.now() - begin).toFixed(0)} ms`,
  );
  console.log(`${''.padEnd(52)}    n   median    95 %   worst`);
  await typing(page);
  await edits(page);
  await drags(page, 'near');
  await page.locator('.react-flow__controls-fitview').click();
  await page.waitForTimeout(500);
  const there = await page.locator('.react-flow__node').count();
  await drags(page, `${there} nodes in sight`);
  for (const fault of faults) console.log(`thrown: ${fault}`);
} finally {
  await browser.close();
}
