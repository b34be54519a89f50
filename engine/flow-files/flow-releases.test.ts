import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { silentLogger } from '../../kernel/log.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { FlowArchive } from './flow-archive.js';
import { FlowFolder } from './flow-folder.js';
import { FlowReleases } from './flow-releases.js';

t.setTimeout(120_000);
const postgres = await postgresForTests(t);

/** A flow that hangs up, after another one where it calls that. */
const flow = (id: string, calls?: string, title = id): string => `flow: ${id}
title: ${title}
language: en
start: ${calls === undefined ? 'bye' : 'call'}
nodes:
${calls === undefined ? '' : `  call: { kind: subflow, flow: ${calls}, next: bye }\n`}  bye: { kind: hangup }
`;
/** A flow that waits for a key. */
const waits = (id: string): string => `flow: ${id}
language: en
start: menu
nodes:
  menu: { kind: menu, prompts: [{ say: Press }], timeoutMs: 1000, keys: { 1: end }, noInput: { next: end }, wrongKey: { next: end } }
`;
const published = (id: string, text: string, basedOn: number) => ({
  ...{ flow: id, text, basedOn, cases: '', author: 'boss', reason: 'why' },
});
/** That a call into the flow is hung up at once; or another step. */
const cases = (id: string, step = '{ ended: NORMAL_CLEARING }'): string => `flow: ${id}
cases: [{ name: of ${id}, at: 2026-03-02T10:00+08:00, steps: [${step}] }]
`;
const nothing = (): boolean => false;
const nothingKept = { hasQueue: nothing, hasAgent: nothing, hasCalendar: nothing, hasSecret: nothing };
const trial = { share: 1, numbers: [] };

/** @param files of the folder, by name. */
async function open(t: Test, files: Readonly<Record<string, string>>) {
  const base = await mkdtemp(join(tmpdir(), 'releases-'));
  t.teardown(() => rm(base, { recursive: true, force: true }));
  const at = await mkdtemp(join(base, 'flows-'));
  for (const [file, text] of Object.entries(files)) await writeFile(join(at, file), text);
  const archive = new FlowArchive(join(base, 'kept'), systemClock);
  const folder = new FlowFolder(at, { clock: systemClock, log: silentLogger, archive });
  await folder.start();
  const database = await postgres.database();
  const releases = new FlowReleases({
    ...{ folder, archive, clock: systemClock, log: silentLogger, database: () => database },
    ...{ kept: () => nothingKept, file: join(base, 'releases.json'), apply: () => undefined },
  });
  await releases.restore();
  /** What calls get of a flow. */
  const title = (id: string): string | undefined => releases.current.live.flows.get(id)?.title;
  return { at, folder, releases, title };
}

t.test('a version that the flows in force do not fit with any more does not come back', async (t) => {
  const { releases, title } = await open(t, { 'a.yaml': flow('a', 'b'), 'b.yaml': flow('b') });
  await releases.adopt();
  await releases.publish(published('a', flow('a', undefined, 'alone'), 1));
  await releases.publish(published('b', flow('b', 'a'), 1));
  await t.rejects(releases.rollBack('a', 'boss', 1), {
    code: 'flow.invalid',
    details: { reason: /leads back into/ },
  });
  t.match(releases.entries.get('a')?.release, { live: 2 });
  await releases.publish(published('a', flow('a', undefined, 'still published'), 2));
  t.equal(title('a'), 'still published');
});

t.test('what is published must fit with what is on trial, and the other way round', async (t) => {
  const { releases, title } = await open(t, { 'a.yaml': flow('a'), 'b.yaml': flow('b') });
  await releases.adopt();
  await releases.publish({ ...published('a', flow('a', 'b'), 1), canary: trial });
  await t.rejects(releases.publish(published('b', flow('b', 'a'), 1)), { code: 'flow.invalid' });
  t.match(releases.current.canaries, [{ flow: 'a', version: 2 }]);
  await releases.promote('a', 'boss');
  t.ok(releases.current.live.flows.get('a')?.nodes['call']);
  t.equal(title('b'), 'b');
});

t.test(
  'files that do not fit with what was published are not taken, and hold up no other flow',
  async (t) => {
    const { at, folder, releases, title } = await open(t, { 'a.yaml': flow('a'), 'b.yaml': flow('b') });
    await releases.adopt();
    await releases.publish(published('b', flow('b', 'a'), 1));
    await writeFile(join(at, 'a.yaml'), flow('a', 'b'));
    await writeFile(join(at, 'c.yaml'), flow('c', 'a'));
    await folder.reload();
    await releases.folderChanged();
    t.match(releases.entries.get('a')?.release, { live: 1 });
    await releases.publish(published('b', flow('b', 'a', 'again'), 2));
    t.equal(title('b'), 'again');
    await writeFile(join(at, 'a.yaml'), flow('a', undefined, 'mended'));
    await folder.reload();
    await releases.folderChanged();
    t.equal(title('a'), 'mended');
    t.equal(title('c'), 'c');
  },
);

t.test('a flow keeps its versions when its file is renamed', async (t) => {
  const { at, folder, releases, title } = await open(t, { 'old.yaml': flow('a') });
  const move = async (from: string, to: string): Promise<void> => {
    await rename(join(at, from), join(at, to));
    await folder.reload();
    await releases.folderChanged();
  };
  await move('old.yaml', 'early.yaml');
  t.equal(title('a'), 'a', 'without the database');
  await releases.adopt();
  await releases.publish(published('a', flow('a', undefined, 'published'), 1));
  await move('early.yaml', 'new.yaml');
  t.match(releases.entries.get('a')?.release, { file: 'new.yaml', live: 2 });
  t.equal(title('a'), 'published');
  await releases.publish(published('a', flow('a', undefined, 'third'), 2));
  t.equal(title('a'), 'third');
});

t.test('a version on trial is not swept away by a publication that does not know of it', async (t) => {
  const { releases } = await open(t, { 'a.yaml': flow('a') });
  await releases.adopt();
  await releases.publish({ ...published('a', flow('a', undefined, 'tried'), 1), canary: trial });
  const mine = published('a', flow('a', undefined, 'mine'), 1);
  await t.rejects(releases.publish(mine), { code: 'conflict', details: { reason: /version 2 is on trial/ } });
  await t.rejects(releases.publish({ ...mine, canary: trial }), { code: 'conflict' });
  await t.rejects(releases.publish({ ...mine, endsTrial: 7 }), { code: 'conflict' });
  t.match(releases.current.canaries, [{ version: 2 }]);
  t.match(await releases.publish({ ...mine, endsTrial: 2 }), { version: 3 });
  t.same(releases.current.canaries, []);
  await releases.publish({ ...published('a', flow('a', undefined, 'tried'), 3), canary: trial });
  t.match(await releases.publish(published('a', flow('a', undefined, 'better'), 4)), { version: 5 });
  await t.rejects(releases.publish(published('a', flow('a'), 4)), { code: 'conflict' });
});

t.test('the cases stay where none are given, and go where none are wanted', async (t) => {
  const { releases } = await open(t, { 'a.yaml': flow('a'), 'a.test.yaml': cases('a') });
  await releases.adopt();
  const text = flow('a', undefined, 'second');
  const given = { flow: 'a', text, basedOn: 1, author: 'boss', reason: 'why' };
  t.match(await releases.publish(given), { version: 2, cases: cases('a') });
  t.match((await releases.check('a', flow('a'))).cases, [{ name: 'a.test.yaml: of a' }]);
  await t.rejects(releases.publish({ ...given, text: waits('a'), basedOn: 2 }), { code: 'flow.case' });
  t.match(await releases.publish({ ...given, text: waits('a'), basedOn: 2, cases: '' }), { cases: '' });
});

t.test('a flow does not go live with which the cases of a flow that leads to it fail', async (t) => {
  const { releases } = await open(t, {
    ...{ 'a.yaml': flow('a', 'b'), 'a.test.yaml': cases('a'), 'b.yaml': flow('b', 'c'), 'c.yaml': flow('c') },
    ...{ 'd.yaml': flow('d'), 'd.test.yaml': cases('d', "{ press: '1' }") },
  });
  await releases.adopt();
  await t.rejects(releases.publish(published('c', waits('c'), 1)), {
    code: 'flow.case',
    details: { name: 'a.test.yaml: of a' },
  });
  t.match(await releases.publish(published('c', flow('c', undefined, 'better'), 1)), { version: 2 });
});
