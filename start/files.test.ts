/** What the launcher keeps on disk, and what it reads. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { fileName, readSettings } from '../kernel/settings.js';
import { settingsTable } from '../kernel/settings-table.js';
import { parseArguments } from './arguments.js';
import { LogFile } from './log-file.js';
import { keptSecrets } from './secrets.js';

const folder = await mkdtemp(join(tmpdir(), 'files-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));

void t.test('secrets are made once, and their owner alone can read them', async (t) => {
  const first = await keptSecrets(folder);
  t.same(await keptSecrets(folder), first);
  t.match(first, { eventSocketPassword: /^[0-9a-f]{48}$/, switchSecret: /^[0-9a-f]{48}$/ });
  t.equal((await stat(join(folder, 'secrets.json'))).mode & 0o777, 0o600);
  await writeFile(join(folder, 'secrets.json'), '{"switchSecret": "cut o');
  const anew = await keptSecrets(folder);
  t.not(anew.switchSecret, first.switchSecret, 'a damaged file does not keep Yihao from starting');
  t.same(await keptSecrets(folder), anew);
});

void t.test('a full log is put aside, and at most four of them are kept', async (t) => {
  const log = new LogFile(join(folder, 'logs', 'engine.log'), 1000);
  for (let n = 0; n < 99; n++) log.write(`${n} ${'x'.repeat(200)}`);
  await log.close();
  const files = (await readdir(join(folder, 'logs'))).sort();
  t.same(files, ['engine.log', 'engine.log.1', 'engine.log.2', 'engine.log.3', 'engine.log.4']);
  t.match(
    (await readFile(join(folder, 'logs', 'engine.log'), 'utf8')) +
      (await readFile(join(folder, 'logs', 'engine.log.1'), 'utf8')),
    /^98 /m,
  );
});

void t.test(
  'the example of a settings file can be used as it is, and every name in it is a setting',
  async (t) => {
    const known = Object.keys(settingsTable).map(fileName);
    readSettings(settingsTable, { env: {}, file: 'yihao.example.yaml' });
    const text = await readFile('yihao.example.yaml', 'utf8');
    const names = [...text.matchAll(/^(?:# )?([a-z]+_[a-z_]+|data|trunks|switches|flows):/gm)].map(
      (match) => match[1] ?? '',
    );
    t.ok(names.length > 10);
    for (const name of names) t.ok(known.includes(name), name);
  },
);

void t.test('an argument that does not exist is refused with those that do', (t) => {
  t.match(parseArguments(['--demo', '--dev']), { ok: true, value: { demo: true, dev: true, help: false } });
  t.match(parseArguments(['demo']), { ok: false, why: /unknown argument demo\n.*--demo/s });
  t.end();
});
