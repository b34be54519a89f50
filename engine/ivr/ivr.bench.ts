/**
 * How fast flows run and are checked: `node dist/engine/ivr/ivr.bench.js [seconds]`. A step is one input of a caller
 * (a key, a played prompt, an answer) with all that follows until the next wait; `nodes/s` counts nodes entered. By the
 * CPU time of this process, so that it means something on a busy machine too.
 */
import { checkFlow, checkSet, checkSound } from './check.js';
import { isOver, start, step } from './interpreter.js';
import type { FlowInput, FlowSet, FlowStep } from './model.js';

const hotline = `flow: hotline
language: zh-CN
start: welcome
variables: { tries: { type: integer, initial: '0' }, state: { initial: '' } }
nodes:
  welcome: { kind: play, prompts: [welcome], next: hours }
  hours: { kind: branch, cases: [{ when: { weekdays: [7] }, next: closed }, { when: { region: ['上海'] }, next: menu }], otherwise: menu }
  menu: { kind: menu, prompts: [menu], keys: { 1: order, 2: count, 0: person }, noInput: { next: person }, wrongKey: { next: person } }
  count: { kind: script, assign: [{ variable: tries, value: 'tries + 1' }], next: much }
  much: { kind: branch, cases: [{ when: { expression: 'tries > 3 && caller.startsWith("138")' }, next: person }], otherwise: menu }
  order: { kind: collect, prompts: [order], variable: number, minDigits: 4, maxDigits: 8, next: ask, noInput: { next: menu }, invalid: { next: menu } }
  ask: { kind: http, url: 'https://crm.test/orders/\${number}', into: { state: data.state }, next: tell, failed: person, refused: person }
  tell: { kind: say, text: '工单 \${number} \${state}', next: menu }
  closed: { kind: play, prompts: [closed], next: end }
  person: { kind: queue, queue: general, served: end, timedOut: end, full: end, failed: end }
`;

/** As a caller of patience goes through it. */
const visit: readonly FlowInput[] = [
  { kind: 'played' },
  { kind: 'collected', digits: '2', timedOut: false },
  { kind: 'collected', digits: '2', timedOut: false },
  { kind: 'collected', digits: '1', timedOut: false },
  { kind: 'collected', digits: '20261126', timedOut: false },
  { kind: 'answered', answer: { status: 200, values: { state: '正在办理' } } },
  { kind: 'played' },
  { kind: 'collected', digits: '9', timedOut: false },
  { kind: 'collected', digits: '0', timedOut: false },
  { kind: 'queueLeft', end: 'served' },
];

function flowsOf(text: string): FlowSet {
  const checked = checkFlow(text, 'bench.yaml');
  if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
  const set = checkSet([checked.value]);
  if (!set.ok) throw new Error(JSON.stringify(set.errors));
  return set.value;
}

const cpuSeconds = (): number => process.cpuUsage().user / 1e6;

function runSteps(seconds: number): void {
  const flows = flowsOf(hotline);
  const at = Date.parse('2026-03-02T10:00:00+08:00');
  let [steps, nodes, calls] = [0, 0, 0];
  const counted = (one: FlowStep): FlowStep => {
    steps++;
    for (const effect of one.effects) if (effect.do === 'trace') nodes++;
    return one;
  };
  const begin = cpuSeconds();
  while (cpuSeconds() - begin < seconds)
    for (let n = 0; n < 1000; n++) {
      let now = counted(start(flows, 'hotline', { caller: '13800138000', dialled: '12345' }, at + n * 1000));
      for (const input of visit) now = counted(step(flows, now.state, input, at + n * 1000));
      if (!isOver(now.state)) throw new Error('the visit does not end');
      calls++;
    }
  const spent = cpuSeconds() - begin;
  const perSecond = (count: number): string => Math.round(count / spent).toLocaleString('en');
  console.log(
    `steps/s ${perSecond(steps)}, nodes/s ${perSecond(nodes)}, calls/s ${perSecond(calls)}, one core`,
  );
}

/** A flow of that many nodes: menus in three levels with prompts, scripts and branches between. */
function large(size: number): string {
  const nodes: string[] = [];
  for (let i = 0; i < size - 1; i++) {
    const next = (by: number): string => (i + by < size - 1 ? `n${i + by}` : 'person');
    const kinds = [
      `{ kind: menu, prompts: [menu], keys: { 1: ${next(1)}, 2: ${next(7)}, 3: ${next(49)}, '*': n0 }, noInput: { prompts: [again], next: person }, wrongKey: { prompts: [wrong], next: person } }`,
      `{ kind: set, values: { v${i % 50}: '\${caller}' }, next: ${next(1)} }`,
      `{ kind: branch, cases: [{ when: { expression: 'v1 == "x" || hour < ${i % 24}' }, next: ${next(2)} }], otherwise: ${next(1)} }`,
      `{ kind: play, prompts: [one, two, { number: '\${v1}' }], next: ${next(1)} }`,
      `{ kind: http, url: 'https://crm.test/\${v1}', into: { v${(i + 1) % 50}: a.b }, next: ${next(1)}, refused: person, failed: person }`,
    ];
    nodes.push(`  n${i}: ${kinds[i % kinds.length] ?? ''}`);
  }
  return `flow: large\nlanguage: zh-CN\nstart: n0\nvariables: { v1: { initial: '1' } }\nnodes:\n${nodes.join('\n')}\n  person: { kind: queue, queue: general, served: end, failed: end, full: end }\n`;
}

function checkLarge(): void {
  const text = large(1000);
  const times = Array.from({ length: 5 }, () => {
    const begin = cpuSeconds();
    const checked = checkFlow(text, 'large.yaml');
    if (!checked.ok) throw new Error(JSON.stringify(checked.errors.slice(0, 3)));
    const { errors } = checkSound([checked.value], undefined);
    if (errors.length > 0) throw new Error(JSON.stringify(errors.slice(0, 3)));
    return cpuSeconds() - begin;
  });
  const ms = times.map((time) => Math.round(time * 1000));
  console.log(
    `a flow of 1,000 nodes (${Math.round(text.length / 1024)} KiB) is checked in ${ms.join(', ')} ms of CPU`,
  );
}

runSteps(Number(process.argv[2] ?? 3));
checkLarge();
