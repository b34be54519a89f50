import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { silentLogger } from '../../kernel/log.js';
import { FlowArchive } from './flow-archive.js';
import { FlowFolder, type FlowFolderEvent } from './flow-folder.js';

const base = await mkdtemp(join(tmpdir(), 'flows-'));
t.teardown(() => rm(base, { recursive: true, force: true }));
const folder = join(base, 'ivr-flows');
await cp('ivr-flows', folder, { recursive: true });
const file = join(folder, 'demo-12345.yaml');
const right = await readFile(file, 'utf8');
const wrong = right.replace('start: welcome', 'start: nowhere');

const archive = new FlowArchive(join(base, 'kept'), systemClock);

const open = (): FlowFolder => new FlowFolder(folder, { clock: systemClock, log: silentLogger, archive });

function next(flows: FlowFolder): Promise<FlowFolderEvent> {
  return new Promise((resolve) => {
    const done = flows.events.on((event) => {
      done();
      resolve(event);
    });
  });
}

void t.test(
  'a saved file is loaded by itself; a wrong one leaves the old one in force and says where',
  async (t) => {
    const flows = open();
    await flows.start();
    const first = flows.current.version;
    t.not(first, '');
    const stop = flows.watch();
    let event = next(flows);
    await writeFile(file, wrong);
    t.match(await event, {
      type: 'flows.refused',
      errors: [{ file: 'demo-12345.yaml', line: Number, reason: /nowhere/ }],
    });
    t.equal(flows.current.version, first);
    event = next(flows);
    await writeFile(file, right.replace('timeoutMs: 5000', 'timeoutMs: 6000'));
    t.match(await event, { type: 'flows.loaded' });
    t.not(flows.current.version, first);
    stop();
  },
);

void t.test('a check changes nothing', async (t) => {
  const flows = open();
  await flows.start();
  const before = flows.current.version;
  t.match(await flows.check('demo-12345.yaml', wrong), [{ file: 'demo-12345.yaml', reason: /nowhere/ }]);
  t.same(await flows.check('demo-12345.yaml', right), []);
  t.equal(flows.current.version, before);
});

void t.test('a start with a wrong file goes on with the flows of the run before', async (t) => {
  await writeFile(file, right);
  const before = open();
  await before.start();
  await writeFile(file, wrong);
  const after = open();
  await after.start();
  t.equal(after.current.version, before.current.version);
});
