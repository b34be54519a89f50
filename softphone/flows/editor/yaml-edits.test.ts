import fc from 'fast-check';
import t from 'tap';
import { parse } from 'yaml';
import { applyChanges, readYamlText, removeAt, renameKey, setAt, type Path } from './yaml-edits.js';

const set = (text: string, path: Path, value: unknown): string =>
  applyChanges(text, setAt(readYamlText(text), path, value));
const remove = (text: string, path: Path): string => applyChanges(text, removeAt(readYamlText(text), path));

const text = `# the head
a: 1   # kept
nodes:
  # of one
  one:
    kind: play # inline
    prompts: [x,  y]

  # of two
  two: { next: end, keys: { 1: a } }
  three:
    cases:
      - when: { list: black }
        next: one
      - next: two
`;

t.test('a value is changed and nothing beside it: comments, spaces and order stay', async (t) => {
  t.equal(set(text, ['a'], 2), text.replace('a: 1 ', 'a: 2 '));
  t.equal(set(text, ['nodes', 'one', 'kind'], 'say'), text.replace('kind: play', 'kind: say'));
  t.equal(set(text, ['nodes', 'one', 'prompts'], ['z']), text.replace('[x,  y]', '[z]'));
  t.equal(set(text, ['nodes', 'two', 'keys', '1'], 'b'), text.replace('1: a', '1: b'));
  t.equal(
    set(text, ['nodes', 'three', 'cases', 0, 'when'], { list: 'white' }),
    text.replace('black', 'white'),
  );
});

t.test('what is new comes at the end of what it belongs to, written as its neighbours are', async (t) => {
  t.equal(
    set(text, ['nodes', 'one', 'next'], 'end'),
    text.replace('[x,  y]\n', '[x,  y]\n    next: end\n'),
    'in lines',
  );
  t.equal(set(text, ['nodes', 'two', 'keys', '*'], 'b'), text.replace('1: a', "1: a, '*': b"), 'in braces');
  t.equal(
    set(text, ['nodes', 'three', 'cases', 2], { when: { list: 'white' }, next: 'end' }),
    `${text}      - when: { list: white }\n        next: end\n`,
    'in a list',
  );
  t.equal(
    set(text, ['nodes', 'one', 'noInput', 'next'], 'end'),
    text.replace('[x,  y]\n', '[x,  y]\n    noInput: { next: end }\n'),
    'with the table that it needs',
  );
});

t.test('what is taken away takes its comments along, and leaves no hole', async (t) => {
  t.equal(remove(text, ['nodes', 'one', 'prompts']), text.replace('    prompts: [x,  y]\n', ''));
  t.equal(
    remove(text, ['nodes', 'one']),
    text.replace(/ {2}# of one[^]*?\n\n/, ''),
    'a node, its comment and one empty line',
  );
  t.equal(remove(text, ['nodes', 'two', 'next']), text.replace('next: end, ', ''));
  t.equal(remove(text, ['nodes', 'two', 'keys', '1']), text.replace('{ 1: a }', '{}'));
  t.equal(remove(text, ['nodes', 'three', 'cases', 1]), text.replace('      - next: two\n', ''));
  t.equal(remove(text, ['nodes', 'none']), text, 'nothing where there is nothing');
});

t.test('a key is renamed in its place', async (t) => {
  const renamed = applyChanges(text, renameKey(readYamlText(text), ['nodes', 'two'], 'zwei'));
  t.equal(renamed, text.replace('two: {', 'zwei: {'));
});

t.test('texts that would mean something else are quoted', async (t) => {
  for (const value of [
    '09:00',
    'yes: no',
    '# no comment',
    'a, b',
    '42',
    'true',
    '',
    '*',
    '多行\n文字',
    "it's",
  ])
    for (const path of [['a'], ['nodes', 'two', 'next'], ['nodes', 'one', 'prompts']] as const) {
      const after: unknown = parse(set(text, path, path[2] === 'prompts' ? [value] : value));
      const found = path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], after);
      t.same(found, path[2] === 'prompts' ? [value] : value, `${value} at ${path.join('.')}`);
    }
});

const scalar = fc.oneof(fc.string({ maxLength: 12 }), fc.integer(), fc.boolean());
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('any'), { maxLength: 3 }), tie('table')),
  table: fc.dictionary(fc.stringMatching(/^[a-z0-9*#]{1,6}$/), tie('any'), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
})).any;

t.test('whatever is set can be read back, and all else means what it did', async (t) => {
  const paths: readonly Path[] = [
    ['a'],
    ['b'],
    ['nodes', 'one'],
    ['nodes', 'one', 'prompts', 1],
    ['nodes', 'one', 'prompts', 2],
    ['nodes', 'two', 'keys'],
    ['nodes', 'two', 'other'],
    ['nodes', 'three', 'cases', 0, 'when'],
    ['nodes', 'three', 'cases', 1],
    ['nodes', 'four'],
  ];
  fc.assert(
    fc.property(fc.constantFrom(...paths), value, (path, next) => {
      const expected = parse(text) as Record<string, unknown>;
      const parent = path.slice(0, -1).reduce<unknown>((at, step) => (at as never)[step], expected);
      (parent as Record<string | number, unknown>)[path.at(-1) ?? ''] = next;
      t.strictSame(parse(set(text, path, next)), expected);
    }),
    { numRuns: 300 },
  );
});
