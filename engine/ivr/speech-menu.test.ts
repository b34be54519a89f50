import t from 'tap';
import { checkFlow, checkSet, checkSound } from './check.js';
import { start, step } from './interpreter.js';
import { matchPhrase } from './phrase-match.js';
import type { FlowEffect, FlowInput, FlowSet, FlowState, Heard } from './model.js';

const NOW = Date.parse('2026-03-02T10:00:00+08:00');

const flow = (more = '', choices = ''): string => `flow: f
language: zh-CN
languages: [zh-CN, en]
start: a
nodes:
  a:
    kind: speechMenu
    prompts: [{ say: 请说出您要办的事。 }]
    choices:
      - { phrases: { zh-CN: [户籍], en: [permit] }, next: permit }
      - { phrases: { zh-CN: [社保, 户籍业务], en: [pension, work permit] }, next: pension }
${choices}    variable: said
    tries: 2
    noInput: { prompts: [no-input], next: silent }
    noMatch: { prompts: [sorry], next: lost }
    failed: down
${more}${['permit', 'pension', 'silent', 'lost', 'down', 'pressed'].map((id) => `  ${id}: { kind: hangup }\n`).join('')}`;

function setOf(text: string): FlowSet {
  const one = checkFlow(text, 'f.yaml');
  if (!one.ok) throw new Error(JSON.stringify(one.errors));
  const set = checkSet([one.value]);
  if (!set.ok) throw new Error(JSON.stringify(set.errors));
  return set.value;
}

class TestCall {
  readonly #flows: FlowSet;
  state: FlowState;
  effects: readonly FlowEffect[];

  constructor(text: string) {
    this.#flows = setOf(text);
    ({ state: this.state, effects: this.effects } = start(
      this.#flows,
      'f',
      { caller: '', dialled: '' },
      NOW,
    ));
  }

  take(input: FlowInput): this {
    ({ state: this.state, effects: this.effects } = step(this.#flows, this.state, input, NOW));
    return this;
  }

  /** Hears the question out, and then this. */
  hears(heard: Heard): this {
    if (this.state.awaiting === 'played') this.take({ kind: 'played' });
    return this.take({ kind: 'heard', heard });
  }

  get now(): FlowEffect | undefined {
    return this.effects.at(-1);
  }
}

const words = (text: string): Heard => ({ as: 'words', text });

t.test('the question is asked, then the caller is listened to; a phrase in what was said decides', (t) => {
  const call = new TestCall(flow());
  t.match(call.now, { do: 'play', interruptible: false });
  t.match(call.take({ kind: 'played' }).now, {
    ...{ do: 'listen', language: 'zh-CN', phrases: [], keys: '', timeoutMs: 5000, silenceMs: 1000 },
  });
  call.hears(words('我 想 办 社 保。'));
  t.equal(call.state.node, 'pension');
  t.match(call.state.variables, { said: '我 想 办 社 保。' });
  t.equal(new TestCall(flow()).hears(words('户籍业务')).state.node, 'pension', 'the longest phrase');
  t.equal(new TestCall(flow()).hears(words('户籍')).state.node, 'permit');
  t.end();
});

t.test('silence, words without a phrase and a recogniser that fails take their own routes', (t) => {
  const silent = new TestCall(flow()).hears({ as: 'silence' });
  t.match(silent.now, { do: 'play', prompts: [{ id: 'no-input' }, { kind: 'spoken' }] });
  t.equal(silent.hears({ as: 'silence' }).state.node, 'silent');
  const lost = new TestCall(flow()).hears(words('天气'));
  t.match(lost.now, { do: 'play', prompts: [{ id: 'sorry' }, { kind: 'spoken' }] });
  t.equal(lost.hears(words('')).state.node, 'lost');
  t.equal(new TestCall(flow()).hears({ as: 'failed', why: 'down' }).state.node, 'down');
  const refused = new TestCall(flow()).take({ kind: 'played' }).take({ kind: 'failed' });
  t.equal(refused.state.node, 'down', 'a switch that cannot record');
  t.end();
});

t.test(
  'keys stay possible where the node takes them: in the question, while speaking, and from before',
  (t) => {
    const keyed = flow().replace(
      '    variable: said',
      '    keys: { 1: pressed }\n    onlyPhrases: true\n    variable: said',
    );
    const call = new TestCall(keyed);
    t.match(call.now, { do: 'play', interruptible: true });
    t.equal(call.take({ kind: 'played', key: '1' }).state.node, 'pressed');
    const speaking = new TestCall(keyed).take({ kind: 'played' });
    t.match(speaking.now, { do: 'listen', keys: '1', phrases: ['户籍', '社保', '户籍业务'] });
    t.equal(speaking.hears({ as: 'key', key: '1' }).state.node, 'pressed');
    const wrong = new TestCall(keyed).take({ kind: 'played', key: '7' });
    t.match(wrong.now, { do: 'play', prompts: [{ id: 'sorry' }, { kind: 'spoken' }] });
    const before = new TestCall(
      keyed
        .replace('start: a', 'start: first')
        .replace('nodes:\n', 'nodes:\n  first: { kind: say, text: 您好, next: a }\n'),
    );
    t.equal(before.take({ kind: 'played', key: '1' }).state.node, 'pressed');
    t.end();
  },
);

t.test('phrases: case, width, punctuation and spaces do not matter; English phrases are whole words', (t) => {
  t.equal(matchPhrase('I need a Work-Permit!', [['pension'], ['work permit']], 'en'), 1);
  t.equal(matchPhrase('a permit', [['mit'], ['permit']], 'en'), 1);
  t.equal(matchPhrase('permitted', [['permit']], 'en'), undefined);
  t.equal(matchPhrase('查 １２３４５', [['12345']], 'zh-CN'), 0);
  t.equal(matchPhrase('', [['a']], 'en'), undefined);
  t.equal(matchPhrase('same', [['same'], ['same']], 'en'), 0);
  t.end();
});

t.test(
  'the checker: phrases in each language, told apart; no recogniser is a warning; keys that are said',
  (t) => {
    const reasons = (text: string): string[] => {
      const one = checkFlow(text, 'f.yaml');
      return one.ok ? [] : one.errors.map(({ path, reason }) => `${path} ${reason}`);
    };
    t.same(reasons(flow('', '      - { phrases: { zh-CN: [户籍。] }, next: permit }\n')), [
      'nodes.a.choices.2.phrases.zh-CN.0 户籍。 is a phrase of choice 1 too',
      'nodes.a.choices.2.phrases has no phrase in en',
    ]);
    t.same(reasons(flow('', "      - { phrases: { zh-CN: ['。'], en: [x] }, next: permit }\n")), [
      'nodes.a.choices.2.phrases.zh-CN.0 has nothing that can be said',
    ]);
    t.match(reasons(flow().replace('    failed: down\n', '')), [/failed/]);
    const told = flow()
      .replace('    variable: said', '    keys: { 1: pressed }\n    variable: said')
      .replace('办的事。', '办的事，或按2。');
    const checked = checkFlow(told, 'f.yaml');
    if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
    const around = {
      ...{ hasPrompt: () => true, hasMusic: () => true },
      can: { speak: true, callOut: true, recognises: (language: string) => language === 'zh-CN' },
    };
    const { errors, warnings } = checkSound([checked.value], around);
    t.match(
      errors.map(({ reason }) => reason),
      [/told to press 2 \(zh-CN\)/, /told to press 2 \(en\)/],
    );
    t.ok(warnings.some(({ reason }) => reason.startsWith('no recogniser understands en here')));
    t.notOk(warnings.some(({ reason }) => reason.includes('understands zh-CN')));
    t.end();
  },
);
