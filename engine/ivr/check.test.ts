import fc from 'fast-check';
import t from 'tap';
import { checkFlow } from './check.js';

const head = 'flow: f\nlanguage: en\nstart: a\nnodes:\n';

/** "line path reason" of each error. */
function errorsOf(text: string): string[] {
  const checked = checkFlow(text, 'f.yaml');
  return checked.ok ? [] : checked.errors.map((e) => `${e.line} ${e.path} ${e.reason}`);
}

t.test('a wrong file is answered with line, path and reason', (t) => {
  const cases: readonly (readonly [text: string, ...errors: string[]])[] = [
    [`${head}  a: { kind: hangup }\n`],
    ['flow: [', '1  Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['flow: f\nflow: g\n', '2  Map keys must be unique: flow is there twice'],
    ['- '.repeat(5_000), '1  is nested more than 100 deep'],
    ['#\n'.repeat(200_000), '1  has more than 100000 values'],
    ['', '1  must be object'],
    [
      'flow: f\nlanguage: de\nnodes: { a: { kind: hangup } }\n',
      '1 start is missing',
      '2 language must be one of zh-CN, en',
    ],
    [`${head}  a: { kind: hangup }\ncolour: red\n`, '6 colour is not a setting that is known here'],
    [`${head}  b: { kind: hangup }\n`, '3 start there is no node a'],
    [`${head}  end: { kind: hangup }\n`, '5 nodes.end is not possible as the name of a node'],
    [
      `${head}  a: { kind: fly }\n`,
      '5 nodes.a.kind must be one of play, say, menu, collect, branch, set, queue, agent, extension, external, voicemail, survey, subflow, hangup, speechMenu, language, script, http, lookup, callback',
    ],
    [
      `${head}  a:\n    kind: play\n    prompts: [hello]\n    nxt: a\n`,
      '5 nodes.a.next is missing',
      '8 nodes.a.nxt is not a setting that is known here',
    ],
    [
      `${head}  a:\n    kind: play\n    prompts: [hello, 5]\n    next: a\n`,
      '7 nodes.a.prompts.1 must be string',
    ],
    [
      `${head}  a:\n    kind: play\n    prompts: [{ number: x, loud: true }]\n    next: a\n`,
      '7 nodes.a.prompts.0 loud is not a setting that is known here',
    ],
    [
      `${head}  a:\n    kind: menu\n    prompts: []\n    keys:\n      1: b\n      x: a\n`,
      '10 nodes.a.keys.x is not a setting that is known here',
    ],
    [
      `${head}  a:\n    kind: menu\n    prompts: []\n    keys:\n      1: b\n`,
      '9 nodes.a.keys.1 there is no node b',
    ],
    [
      `${head}  a:\n    kind: branch\n    cases:\n      - when: { variable: v, is: equal }\n        next: a\n    otherwise: a\n`,
      '8 nodes.a.cases.0.when.is equal needs a value',
    ],
    [
      `${head}  a:\n    kind: branch\n    cases:\n      - when: { from: '25:00' }\n        next: a\n    otherwise: a\n`,
      '8 nodes.a.cases.0.when from must match ^([01][0-9]|2[0-3]):[0-5][0-9]$',
    ],
    [
      `${head}  a: { kind: collect, prompts: [], variable: v, minDigits: 5, maxDigits: 4, next: a }\n`,
      '5 nodes.a.minDigits must not be more than maxDigits',
    ],
    [`${head}  a: { kind: queue, queue: q, maxWaitMs: 1 }\n`, '5 nodes.a.maxWaitMs needs the route timedOut'],
    [
      `flow: f\nlanguage: en\ntimeZone: Asia/Nowhere\nstart: a\nnodes: { a: { kind: hangup } }\n`,
      '3 timeZone Asia/Nowhere is no time zone',
    ],
    [
      `a: &a [x]\nb: [${'*a, '.repeat(200)}]\n`,
      '1  Excessive alias count indicates a resource exhaustion attack',
    ],
  ];
  for (const [text, ...errors] of cases) t.same(errorsOf(text), errors, text);
  t.end();
});

t.test('no text makes the checker throw', (t) => {
  const piece = fc.constantFrom(
    'flow: f\n',
    'nodes:\n',
    '  a:\n',
    '    kind: play\n',
    '    next: ',
    'a\n',
    '- ',
    '{',
    '}',
    '&x ',
    '*x ',
    '? ',
    ': ',
    '!!map ',
    '__proto__: 1\n',
    '"',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
      const checked = checkFlow(pieces.join(''), 'f.yaml');
      return checked.ok || checked.errors.every((e) => e.line >= 1 && e.column >= 1 && e.reason !== '');
    }),
    { numRuns: 2000 },
  );
  t.end();
});
