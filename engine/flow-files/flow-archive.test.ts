import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { FlowArchive } from './flow-archive.js';

const text = (start: string): string =>
  `flow: a\nlanguage: en\nstart: ${start}\nnodes:\n  ${start}: { kind: hangup }\n`;

t.test(
  'a version is had again as it was, the last in force is known, and others are not there',
  async (t) => {
    const base = await mkdtemp(join(tmpdir(), 'archive-'));
    t.teardown(() => rm(base, { recursive: true }));
    const clock = new FakeClock();
    const archive = new FlowArchive(join(base, 'flows'), clock);
    t.equal(await archive.latest(), undefined);
    const keep = (version: string, start: string) =>
      archive.keep({ flows: new Map(), version, files: [{ file: 'a.yaml', flow: 'a', text: text(start) }] });
    await keep('00000000000000aa', 'one');
    clock.advance(1_000);
    await keep('00000000000000bb', 'two');
    t.equal((await archive.flows('00000000000000aa'))?.get('a')?.start, 'one');
    t.equal((await archive.latest())?.get('a.yaml'), text('two'));
    clock.advance(1_000);
    await keep('00000000000000aa', 'one');
    t.equal((await archive.latest())?.get('a.yaml'), text('one'), 'rolled back');
    t.equal(await archive.flows('00000000000000cc'), undefined);
    t.equal(await archive.flows('../../etc/passwd'), undefined);
  },
);
