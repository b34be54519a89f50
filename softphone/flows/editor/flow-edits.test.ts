import { readFileSync } from 'node:fs';
import t from 'tap';
import {
  addNode,
  blankNode,
  connect,
  freeName,
  heirOf,
  nameFault,
  referencesTo,
  removeNode,
  renameNode,
  setField,
} from './flow-edits.js';
import { ENTRY, exitsOf, nodeOfPath, readModel, search, shownExits, type FlowModel } from './flow-model.js';
import { headSchema, nodeKinds, schemaOf, tableOf, type Schema } from './flow-schema.js';
import { exitsEn, exitsZh, fieldsEn, fieldsZh, kindsEn, kindsZh } from './language-words.js';
import { applyChanges, type TextChange } from './yaml-edits.js';

const demo = readFileSync(new URL('../../../ivr-flows/demo-12345.yaml', import.meta.url), 'utf8');

function modelOf(text: string): FlowModel {
  const read = readModel(text);
  if (!read.ok) throw new Error(read.why);
  return read.model;
}
const done = (text: string, make: (model: FlowModel) => readonly TextChange[]): string =>
  applyChanges(text, make(modelOf(text)));
const comments = (text: string): readonly string[] => text.match(/#.*$/gm) ?? [];

t.test('a flow is read as nodes with their exits, set and not set', async (t) => {
  const model = modelOf(demo);
  t.same(
    model.entry.map(({ to }) => to),
    ['welcome', 'apology'],
  );
  const menu = model.nodes.get('main-menu');
  t.same(
    menu?.exits.map(({ path, to }) => [path.join('.'), to]),
    [
      ['keys.1', 'opening-hours'],
      ['keys.2', 'service-menu'],
      ['keys.0', 'person'],
      ['noInput.next', 'person'],
      ['wrongKey.next', 'goodbye'],
      ['error', undefined],
    ],
    'keys in the order of a telephone, the fault last',
  );
  t.same(
    shownExits({ kind: 'queue', exits: exitsOf('queue', { queue: 'a', full: 'end' }) }).map(
      ({ path }) => path,
    ),
    [['full']],
    'exits that need not be there are not shown',
  );
  t.same(exitsOf('nobody-knows', { next: 'a' }), [], 'a kind that is not known has none');
});

t.test('every kind of the language can be added, and has what its form asks for', async (t) => {
  for (const kind of nodeKinds) {
    const text = done(demo, (model) => addNode(model, kind, 'fresh'));
    const node = modelOf(text).nodes.get('fresh');
    t.same(node?.value, blankNode(kind), kind);
    const missing = (schemaOf(kind)?.required ?? []).filter((name) => !(name in (node?.value ?? {})));
    t.same(missing, [], `${kind} has all that it must have`);
    t.ok(text.startsWith(demo.trimEnd()), 'the rest of the text stays');
  }
});

t.test('a node put at an exit leads on to where that led', async (t) => {
  const exit = { path: ['keys', '1'], to: 'opening-hours' };
  const text = done(demo, (model) => addNode(model, 'play', 'first', { node: 'main-menu', exit }));
  const { nodes } = modelOf(text);
  t.equal(nodes.get('main-menu')?.exits[0]?.to, 'first');
  t.equal(nodes.get('first')?.value['next'], 'opening-hours');
  t.same([...nodes.keys()].slice(1, 3), ['main-menu', 'first'], 'it stands after the node that leads to it');
});

t.test('a node put at an exit that is not in the text yet hangs on the node before it', async (t) => {
  const head = 'flow: f\nlanguage: zh-CN\nstart: a\nnodes:\n';
  const bodies = [
    '  a:\n    kind: say\n    text: hello\n',
    '  a: { kind: say, text: hello }\n',
    '  a:\n    kind: say\n    text: hello\n\n  b: { kind: hangup }\n',
    '  a:\n    kind: say\n    text: hello',
  ];
  for (const body of bodies)
    for (const name of ['next', 'error']) {
      const exit = { path: [name], to: undefined };
      const text = done(head + body, (model) => addNode(model, 'play', 'fresh', { node: 'a', exit }));
      const { nodes } = modelOf(text);
      t.match(nodes.get('a')?.value, { kind: 'say', text: 'hello', [name]: 'fresh' }, text);
      t.same(nodes.get('fresh')?.value, blankNode('play'), text);
    }
});

t.test('a node is renamed with everything that names it, and nothing else changes', async (t) => {
  const text = done(demo, (model) => renameNode(model, 'main-menu', 'first-menu'));
  const { nodes } = modelOf(text);
  t.same(referencesTo(modelOf(text), 'main-menu'), []);
  t.equal(referencesTo(modelOf(text), 'first-menu').length, 6);
  t.same(
    nodes.get('first-menu')?.value['prompts'],
    ['main-menu'],
    'a prompt of the same name is another thing',
  );
  t.same(comments(text), comments(demo));
  t.equal(
    done(text, (model) => renameNode(model, 'first-menu', 'main-menu')),
    demo,
    'and back',
  );
});

t.test('names are those that the engine takes, and each only once', async (t) => {
  const model = modelOf(demo);
  t.equal(nameFault(model, 'welcome'), 'taken');
  t.equal(nameFault(model, 'end'), 'form');
  t.equal(nameFault(model, 'a b'), 'form');
  t.equal(nameFault(model, '节点'), 'form');
  t.equal(nameFault(model, 'a.b'), undefined);
  t.equal(freeName(model, 'menu'), 'menu');
  t.equal(freeName(model, 'survey'), 'survey-2');
});

t.test('callers who would have come to a removed node go on to where it led', async (t) => {
  const text = done(demo, (model) => removeNode(model, 'open-now'));
  const { nodes } = modelOf(text);
  t.notOk(nodes.has('open-now'));
  t.same(
    nodes.get('opening-hours')?.exits.map(({ to }) => to),
    ['main-menu', 'closed-now', undefined],
  );
  const menu = modelOf(demo).nodes.get('main-menu');
  t.equal(menu && heirOf(menu), undefined, 'a menu leads to several places: its exits stay for the checker');
});

t.test('exits are connected, also those of the flow itself', async (t) => {
  t.equal(
    done(demo, (model) => connect(model, ENTRY, ['start'], 'main-menu')),
    demo.replace('start: welcome', 'start: main-menu'),
  );
  const text = done(demo, (model) => connect(model, 'person', ['error'], 'goodbye'));
  t.equal(modelOf(text).nodes.get('person')?.value['error'], 'goodbye');
});

t.test('the last entry of a table that need not be there takes the table along', async (t) => {
  const skills = (text: string): unknown => modelOf(text).nodes.get('foreign-languages')?.value['skills'];
  t.equal(
    skills(done(demo, (model) => setField(model, 'foreign-languages', ['skills', 'english'], undefined))),
    undefined,
  );
  const keys = done(demo, (model) => setField(model, 'survey', ['questions', 0, 'keys'], { 1: 3 }));
  const emptied = done(keys, (model) => setField(model, 'survey', ['questions', 0, 'keys', '1'], undefined));
  t.match(
    modelOf(emptied).nodes.get('survey')?.value,
    { questions: [{ keys: {} }] },
    'one that must be stays',
  );
});

t.test('a finding is led to its node, also where names have dots', async (t) => {
  const nodes = new Map([
    ['a', 1],
    ['a.b', 1],
  ]);
  t.equal(nodeOfPath('nodes.a.b.keys.1', nodes), 'a.b');
  t.equal(nodeOfPath('nodes.a.next', nodes), 'a');
  t.equal(nodeOfPath('start', nodes), ENTRY);
  t.equal(nodeOfPath('', nodes), undefined);
});

t.test('search finds names, kinds, prompts and what is spoken for them', async (t) => {
  const text = `${demo}\ntexts:\n  goodbye: { zh-CN: 再见 }\n`;
  const found = (asked: string): string[] => search(modelOf(text), asked, (kind) => kind).map(({ id }) => id);
  t.same(found('再见'), ['goodbye']);
  t.same(found('voicemail'), ['message']);
  t.same(found('wrong-key service'), ['service-menu'], 'every word');
  t.equal(found('menu')[0], 'main-menu', 'those that are named so come first');
  t.same(found('没有'), []);
});

t.test('a text that is no YAML says where', async (t) => {
  const read = readModel('nodes:\n  a: [\n');
  t.notOk(read.ok);
  t.ok(readModel('').ok, 'an empty one is an empty flow');
});

/** Every name of a setting in a form, however deep. */
function namesIn(schema: Schema): string[] {
  const below = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.anyOf ?? []),
    ...[schema.items, tableOf(schema)].filter((one) => one !== undefined),
  ];
  return [...Object.keys(schema.properties ?? {}), ...below.flatMap(namesIn)];
}

t.test('everything in the language has words in Chinese and English', async (t) => {
  const schemas = nodeKinds.map((kind) => schemaOf(kind) ?? {});
  const names = new Set([headSchema, ...schemas].flatMap(namesIn));
  names.delete('kind');
  for (const fields of [fieldsZh, fieldsEn])
    t.same(
      [...names].filter((name) => !(name in fields)),
      [],
    );
  for (const kinds of [kindsZh, kindsEn])
    t.same(
      nodeKinds.filter((kind) => !(kind in kinds)),
      [],
    );
  const exits = new Set(
    nodeKinds.flatMap((kind) => exitsOf(kind, blankNode(kind))).map(({ path }) => String(path[0])),
  );
  for (const table of ['keys', 'cases', 'choices']) exits.delete(table);
  for (const words of [exitsZh, exitsEn])
    t.same(
      [...exits].filter((exit) => !(exit in words)),
      [],
    );
});
