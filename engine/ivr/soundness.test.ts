import t from 'tap';
import { checkFlow, checkSet, checkSound, type Surroundings } from './check.js';

const around: Surroundings = {
  hasPrompt: (language, id) => language === 'zh-CN' || id === 'both',
  hasMusic: () => true,
  can: { speak: true, callOut: true, recognises: () => true },
  promptText: (_, id) => (id === 'menu' ? '咨询请按一，投诉请按2，人工请按零，返回请按星号键。' : undefined),
  kept: {
    hasQueue: (id) => id === 'general',
    hasAgent: (id) => id === '1001',
    hasCalendar: (id) => id === 'office',
    hasSecret: (name) => name === 'crm',
  },
};

/** Texts of the findings, errors before warnings, of a flow with these nodes. */
function found(nodes: string, head = '', ...more: string[]): string[] {
  const texts = [`flow: f\nlanguage: zh-CN\nstart: a\n${head}nodes:\n${nodes}`, ...more];
  const checked = texts.map((text, i) => {
    const one = checkFlow(text, `${i}.yaml`, around);
    if (!one.ok) throw new Error(JSON.stringify(one.errors));
    return one.value;
  });
  const set = checkSet(checked);
  if (!set.ok) throw new Error(JSON.stringify(set.errors));
  const { errors, warnings } = checkSound(checked, around);
  for (const { hint } of [...errors, ...warnings])
    if (hint === undefined || hint === '') throw new Error('no hint');
  return [
    ...errors.map(({ line, path, reason }) => `${line} ${path} ${reason}`),
    ...warnings.map(({ line, path, reason }) => `warning ${line} ${path} ${reason}`),
  ];
}

const z = '  z: { kind: hangup }\n';

t.test('rings that wait for nothing, that only play, and that a silent caller goes round', (t) => {
  t.same(
    found('  a: { kind: set, values: { x: y }, next: b }\n  b: { kind: set, values: { x: z }, next: a }\n'),
    [
      '5 nodes.a goes round without waiting for anything: a → b → a',
      '5 nodes.a leads neither to a person nor to an end',
      '6 nodes.b leads neither to a person nor to an end',
    ],
  );
  t.same(
    found(`  a: { kind: http, url: 'http://x.test/', next: z, failed: a, refused: z }\n${z}`),
    ['5 nodes.a goes round without waiting for anything: a → a'],
    'asking again at once',
  );
  t.same(found(`  a: { kind: play, prompts: [tune], next: a }\n`), [
    '5 nodes.a plays round and round, and the caller can do nothing about it: a → a',
    '5 nodes.a leads neither to a person nor to an end',
  ]);
  t.same(
    found(
      `  a: { kind: menu, prompts: [], keys: { 1: z }, noInput: { next: a }, wrongKey: { next: z } }\n${z}`,
    ),
    ['warning 5 nodes.a a caller who presses nothing goes round here until the engine ends the call: a → a'],
  );
  t.same(
    found(`  a: { kind: queue, queue: general, full: a, failed: z }\n${z}`),
    ['5 nodes.a goes round without waiting for anything: a → a'],
    'a full queue is full a moment later too',
  );
  t.same(
    found(`  a: { kind: queue, queue: general, maxWaitMs: 9000, timedOut: a, full: z, failed: z }\n${z}`),
    ['warning 5 nodes.a a caller who presses nothing goes round here until the engine ends the call: a → a'],
  );
  t.end();
});

t.test('a ring through a subflow is one only if the subflow waits for nobody', (t) => {
  const nodes =
    '  a: { kind: subflow, flow: s, next: b }\n  b: { kind: branch, cases: [{ when: { dialled: ["1"] }, next: a }], otherwise: end }\n';
  const sub = (node: string): string => `flow: s\nlanguage: zh-CN\nstart: a\nnodes:\n  a: ${node}\n`;
  t.match(found(nodes, '', sub("{ kind: set, values: { x: '1' }, next: end }")), [
    /goes round without waiting/,
  ]);
  t.match(found(nodes, '', sub('{ kind: play, prompts: [x], next: end }')), [/plays round and round/]);
  t.same(
    found(
      nodes,
      '',
      sub(
        '{ kind: menu, prompts: [], keys: { 1: end }, noInput: { next: hang }, wrongKey: { next: hang } }\n  hang: { kind: hangup }',
      ),
    ),
    [],
  );
  t.end();
});

t.test('nodes that no call comes to are told', (t) => {
  t.same(
    found(`  a: { kind: hangup }\n  b: { kind: play, prompts: [x], next: c }\n  c: { kind: hangup }\n`),
    ['warning 6 nodes.b no call can come here', 'warning 7 nodes.c no call can come here'],
  );
  t.same(found(`  a: { kind: hangup }\n  b: { kind: hangup }\n`, 'onError: b\n'), []);
  t.end();
});

t.test('variables: never set, not set on every way, and of the wrong type', (t) => {
  t.same(found(`  a: { kind: say, text: 'You are \${nmae}', next: end }\n`), [
    '5 nodes.a.text reads nmae, which nothing sets',
  ]);
  t.same(
    found(
      `  a: { kind: say, text: '\${name} \${caller}', next: end }\n`,
      'variables: { name: { given: true } }\n',
    ),
    [],
  );
  const http = `  a: { kind: http, url: 'http://x.test/', into: { state: s }, next: b, failed: b, refused: b }
  b: { kind: say, text: '\${state}', next: end }
`;
  t.same(found(http), ['warning 6 nodes.b.text reads state, which is not set on every way here']);
  t.same(found(http, 'variables: { state: { initial: none } }\n'), []);
  t.same(
    found(
      `  a: { kind: script, assign: [{ variable: n, value: 'caller' }, { variable: t, value: 'n + 1' }], next: end }\n`,
      'variables: { n: { type: integer, initial: "0" } }\n',
    ),
    [
      '6 nodes.a.assign.0.value gives text, and integer is wanted',
      '6 nodes.a.assign.1.value gives integer, and text is wanted',
    ],
  );
  t.same(
    found(
      `  a: { kind: branch, cases: [{ when: { expression: 'hour' }, next: end }, { when: { expression: 'hor > 3' }, next: end }], otherwise: end }\n`,
    ),
    [
      '5 nodes.a.cases.0.when.expression gives integer, and boolean is wanted',
      '5 nodes.a.cases.1.when.expression Unknown variable: hor (at character 1)',
    ],
  );
  t.end();
});

t.test('a menu takes the keys that it names, and names those that it takes', (t) => {
  const routes = 'noInput: { next: z }, wrongKey: { next: z }';
  t.same(found(`  a: { kind: menu, prompts: [menu], keys: { 1: z, 0: z, '*': z, 7: z }, ${routes} }\n${z}`), [
    '5 nodes.a.keys the caller is told to press 2 (zh-CN), and the key leads nowhere',
    'warning 5 nodes.a.keys.7 nobody is told of key 7 (zh-CN)',
  ]);
  t.end();
});

t.test(
  'queues, agents, calendars and secrets have to be there; names with variables are known in calls only',
  (t) => {
    t.same(
      found(
        `  a: { kind: queue, queue: generel, full: b, failed: b }
  b: { kind: branch, cases: [{ when: { calendar: offcie, is: open }, next: c }], otherwise: c }
  c: { kind: http, url: 'https://x.test/', secretHeaders: { Authorization: cmr }, next: d, failed: d }
  d: { kind: agent, agent: '2001', failed: e, noAnswer: e }
  e: { kind: queue, queue: '\${q}', full: end, failed: end }
`,
        'variables: { q: { initial: general } }\n',
      ),
      [
        '6 nodes.a.queue there is no queue generel',
        '7 nodes.b.cases.0.when.calendar there is no calendar offcie',
        '8 nodes.c.secretHeaders.Authorization there is no secret for https://x.test of the name cmr',
        '9 nodes.d.agent there is no agent 2001',
      ],
    );
    t.end();
  },
);

t.test('a flow in two languages has its prompts in both, recorded or as a text', (t) => {
  const refused = (head: string): string[] => {
    const checked = checkFlow(
      `flow: f\nlanguage: zh-CN\n${head}start: a\nnodes:\n  a: { kind: play, prompts: [both, one], next: end }\n`,
      'f.yaml',
      around,
    );
    return checked.ok ? [] : checked.errors.map(({ path, reason }) => `${path} ${reason}`);
  };
  t.same(refused(''), []);
  t.same(refused('languages: [zh-CN, en]\n'), ['nodes.a.prompts.1 there is no prompt one in en']);
  t.same(refused('languages: [zh-CN, en]\ntexts: { one: { en: Hello } }\n'), []);
  t.same(refused('languages: [en]\n'), [
    'languages must hold zh-CN, which the flow begins in',
    'nodes.a.prompts.1 there is no prompt one in en',
  ]);
  t.end();
});
