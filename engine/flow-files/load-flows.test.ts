import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { schemaFile } from '../ivr/schema-file.js';
import { loadFlows } from './load-flows.js';
import { runCaseFiles } from './run-case-files.js';

/** From the root of the repository, where the tests are run. */
const FLOWS = 'ivr-flows';

t.test('the flows of the repository are right, and their cases come out as written', async (t) => {
  const loaded = await loadFlows(FLOWS);
  if (!loaded.ok) {
    t.same(loaded.errors, []);
    return;
  }
  const outcomes = await runCaseFiles(FLOWS, loaded.value.flows);
  t.ok(outcomes.length >= 10);
  for (const { name, failure } of outcomes) t.equal(failure, undefined, name);
});

t.test(
  'ivr-flows/flow.schema.json is what the schema in the code says (npm run ivr -- schema)',
  async (t) => {
    const written: unknown = JSON.parse(await readFile(join(FLOWS, 'flow.schema.json'), 'utf8'));
    t.same(written, JSON.parse(schemaFile()));
  },
);

t.test('a wrong file refuses the folder with its file, line and reason', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'flows-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await cp(FLOWS, folder, { recursive: true });
  const good = await loadFlows(folder);
  t.ok(good.ok);
  const text = await readFile(join(FLOWS, 'demo-12345.yaml'), 'utf8');

  await writeFile(join(folder, 'demo-12345.yaml'), text.replace('1: opening-hours', '1: opening-ours'));
  const line = text.split('\n').findIndex((one) => one.includes('1: opening-hours')) + 1;
  t.match(await loadFlows(folder), {
    ok: false,
    errors: [
      {
        file: 'demo-12345.yaml',
        line,
        path: 'nodes.main-menu.keys.1',
        reason: 'there is no node opening-ours',
      },
    ],
  });

  const repaired = await loadFlows(folder, new Map([['demo-12345.yaml', text]]));
  t.same(
    repaired.ok && repaired.value.version,
    good.ok && good.value.version,
    'a change is checked unwritten',
  );
});

t.test('two files with one id, an unknown prompt and a subflow that leads back are refused', async (t) => {
  const flow = (id: string, node: string): string =>
    `flow: ${id}\nlanguage: en\nstart: a\nnodes:\n  a: ${node}\n`;
  const refusal = async (files: Readonly<Record<string, string>>): Promise<string[]> => {
    const loaded = await loadFlows(FLOWS, new Map(Object.entries(files)));
    return loaded.ok ? [] : loaded.errors.map((e) => `${e.file}:${e.line} ${e.path} ${e.reason}`);
  };
  const hangup = '{ kind: hangup }';
  t.same(await refusal({ 'x.yaml': flow('x', hangup), 'y.yaml': flow('x', hangup) }), [
    'y.yaml:1 flow x is the id of another file too',
  ]);
  t.same(await refusal({ 'x.yaml': flow('x', '{ kind: play, prompts: [nonesuch], next: end }') }), [
    'x.yaml:5 nodes.a.prompts.0 there is no prompt nonesuch in en',
  ]);
  t.same(
    await refusal({
      'x.yaml': flow('x', '{ kind: subflow, flow: y, next: end }'),
      'y.yaml': flow('y', '{ kind: subflow, flow: x, next: end }'),
      'z.yaml': flow('z', '{ kind: subflow, flow: nowhere, next: end }'),
    }),
    [
      'x.yaml:5 nodes.a.flow y leads back into x',
      'y.yaml:5 nodes.a.flow x leads back into y',
      'z.yaml:5 nodes.a.flow there is no flow nowhere',
    ],
  );
});
