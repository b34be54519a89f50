import t from 'tap';
import { runCase } from './case-runner.js';
import { checkFlow, checkSet } from './check.js';
import { readCases } from './flow-case.js';

const FLOW = `flow: f
language: en
start: menu
nodes:
  menu: { kind: menu, prompts: [menu], keys: { 1: account, 2: message }, tries: 1 }
  account: { kind: collect, prompts: [enter], variable: account, minDigits: 2, maxDigits: 4, next: ring }
  ring: { kind: agent, agent: '1001', failed: notice }
  notice: { kind: play, prompts: [sorry], interruptible: false, next: end }
  message: { kind: voicemail, mailbox: general, next: end }
`;

/** The failure of the one case with these steps, as "step: reason". */
function run(...steps: string[]): string | undefined {
  const checked = checkFlow(FLOW, 'f.yaml');
  const set = checked.ok ? checkSet([checked.value]) : checked;
  const file = `flow: f\ncases:\n  - name: one\n    at: 2026-03-02T10:00Z\n    steps:\n${steps.map((one) => `      - ${one}\n`).join('')}`;
  const cases = readCases(file, 'f.test.yaml');
  if (!set.ok) throw new Error(JSON.stringify(set.errors));
  if (!cases.ok) return cases.errors.map((e) => `${e.line} ${e.path} ${e.reason}`).join('; ');
  const [one] = cases.value.cases;
  const failure = one && runCase(set.value, 'f', one);
  return failure && `${failure.step}: ${failure.reason}`;
}

t.test('a case that the flow carries out comes out', (t) => {
  t.equal(
    run(
      'hears: [menu]',
      "press: '142#'",
      'data: { account: "42" }',
      "transferred: '1001'",
      'transferEnded: busy',
      'hears: [sorry]',
      'finished: true',
      'ended: NORMAL_CLEARING',
    ),
    undefined,
  );
  t.equal(run("press: '2'", 'records: general', 'recordedMs: 10', 'ended: NORMAL_CLEARING'), undefined);
  t.end();
});

t.test('what comes out otherwise is told with its step', (t) => {
  t.equal(run('hears: [hello]'), '0: hears: expected hello, got menu');
  t.equal(run("press: '1'", 'queued: q'), '1: queued: expected q, got nothing');
  t.equal(run("press: '2'", 'data: { account: "42" }'), '1: data account: expected 42, got nothing');
  t.equal(run("press: '2'", 'rated: { q: 3 }'), '1: rated q: expected 3, got nothing');
  t.equal(run('finished: true'), '0: the flow waits for collected, not played');
  t.equal(run("press: '9'", 'hangsUp: true'), '1: the flow is over');
  t.equal(run("press: '142#'", 'transferEnded: busy', "press: '1'"), '2: no key is taken here');
  t.end();
});

t.test('a wrong case file is told with line, path and reason', (t) => {
  t.equal(run('sees: red'), '6 cases.0.steps.0.sees is not a setting that is known here');
  t.equal(run('press: 1x'), '6 cases.0.steps.0.press must match ^[0-9*#]{1,64}$');
  t.end();
});
