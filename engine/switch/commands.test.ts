import fc from 'fast-check';
import t from 'tap';
import { renderApplication } from './application.js';
import { renderOrigination, type Origination } from './originate.js';
import { checkId, checkSource, safeText } from './safe-text.js';

const plain: Origination = {
  uuid: 'leg-1',
  to: { kind: 'user', user: '1001', domain: 'yihao' },
  ringSeconds: 20,
  callerNumber: '13800001111',
  callerName: '张三',
  near: 'leg-0',
  variables: { yihao_call: 'c1' },
};

/** Every character that means something to some part of a switch's command line. */
const hostile = [
  '1},origination_uuid=x}sofia/gateway/t/900',
  "'; uuid_kill all",
  '${system(rm -rf /)}',
  '^^:a=1:b=2',
  'a\nBGAPI hupall\n\n',
  'x,y=z',
  '[leg_timeout=1]user/900',
  '|user/900',
  '&hangup()',
  '\\',
  '\u0000\u0007\u2028',
];

const shape =
  /^\{(?:\w+=(?:'[^',{}[\]|$\\&;\n\r^"`]*'|[^ ',{}[\]|$\\&;\n\r^"`]*),?)+\}user\/1001@yihao &park\(\)$/u;

function checkShape(t: { match: (text: string, pattern: RegExp) => unknown }, text: string): void {
  t.match(text, shape);
}

t.test('hostile caller names and numbers cannot leave their place in an originate', (t) => {
  for (const text of hostile) {
    const made = renderOrigination({ ...plain, callerName: text, callerNumber: text });
    if (!made.ok) throw new Error(made.why);
    checkShape(t, made.value);
  }
  t.end();
});

t.test('no text whatsoever can leave its place in an originate', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (name, number) => {
      const made = renderOrigination({
        ...plain,
        callerName: name,
        callerNumber: number,
        variables: { yihao_call: name },
      });
      return made.ok && shape.test(made.value);
    }),
  );
  t.end();
});

t.test('names keep their letters, in any script', (t) => {
  t.equal(safeText('欧阳 修-Ärger 01'), '欧阳 修-Ärger 01');
  const made = renderOrigination({ ...plain, callerName: '张 三' });
  t.match(made, { ok: true, value: /origination_caller_id_name='张 三',/ });
  t.end();
});

t.test(
  'a user, domain or leg that is no plain name is refused, not cleaned: it would be another one',
  (t) => {
    const user = { kind: 'user', user: '1001', domain: 'yihao' } as const;
    for (const text of hostile) {
      t.notOk(renderOrigination({ ...plain, to: { ...user, user: text } }).ok, text);
      t.notOk(renderOrigination({ ...plain, to: { ...user, domain: text } }).ok, text);
      t.notOk(renderOrigination({ ...plain, to: { kind: 'trunk', trunk: text, number: '10086' } }).ok, text);
      t.notOk(renderOrigination({ ...plain, to: { kind: 'trunk', trunk: 'a', number: text } }).ok, text);
      t.notOk(renderOrigination({ ...plain, uuid: text }).ok, text);
      t.notOk(checkId(text).ok, text);
    }
    t.end();
  },
);

t.test('variables set on a leg cannot bring others along', (t) => {
  for (const text of hostile) {
    const made = renderApplication({ app: 'set', values: { yihao_call: text, b: '2' } });
    t.match(made, { ok: true, value: { argument: /^\^\^;yihao_call=[^;\n$'{}]*;b=2$/ } });
  }
  t.end();
});

t.test('a file name with characters that the switch expands or splits at is refused', (t) => {
  for (const text of ['a!b.wav', '${x}.wav', "o'k.wav", 'a\nb.wav', 'a|b', '']) {
    t.notOk(checkSource(text).ok, text);
    t.notOk(renderApplication({ app: 'play', sources: [text] }).ok, text);
  }
  t.ok(checkSource('/srv/yi hao/提示/welcome-1.wav').ok);
  t.end();
});

t.test('prompts are joined; one with a space is quoted where arguments are split at spaces', (t) => {
  t.same(renderApplication({ app: 'play', sources: ['/a b.wav', '/c.wav'] }), {
    ok: true,
    value: { name: 'playback', argument: 'file_string:///a b.wav!/c.wav' },
  });
  const collect = renderApplication({
    app: 'collect',
    sources: ['/a b.wav'],
    maxDigits: 4,
    timeoutMs: 5000,
    interDigitMs: 3000,
    terminators: '#',
  });
  t.same(collect, {
    ok: true,
    value: {
      name: 'play_and_get_digits',
      argument: "1 4 1 5000 # '/a b.wav' silence_stream://10 yihao_digits [0-9*#]+ 3000",
    },
  });
  t.end();
});

t.test('nothing to play is a moment of silence; no terminator is "none"', (t) => {
  const collect = renderApplication({
    app: 'collect',
    sources: [],
    maxDigits: 1,
    timeoutMs: 0,
    interDigitMs: 0,
    terminators: '',
  });
  t.match(collect, { ok: true, value: { argument: /^1 1 1 1 none silence_stream:\/\/10 / } });
  t.match(renderApplication({ app: 'play', sources: [] }), {
    ok: true,
    value: { argument: 'silence_stream://10' },
  });
  t.end();
});

t.test('a number outside is dialled through its trunk, and parks when it answers', (t) => {
  const made = renderOrigination({ ...plain, to: { kind: 'trunk', trunk: 'carrier-a', number: '+8610010' } });
  t.match(made, { ok: true, value: /}sofia\/gateway\/carrier-a\/\+8610010 &park\(\)$/ });
  t.end();
});
