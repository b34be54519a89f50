import { readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import t from 'tap';
import { systemRandom } from '../kernel/random.js';
import { eventually } from './eventually.js';
import { startGuarded, type GuardedOptions } from './guarded-child.js';

/** Processes with that word in their environment. */
function marked(mark: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const has = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return has && command !== '' ? [`${pid} ${command}`] : [];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

async function started(script: string, options: GuardedOptions = {}) {
  const mark = `mark-${systemRandom.hex(8)}`;
  const env = { PATH: process.env['PATH'], MARK: mark };
  const child = startGuarded('sh', ['-c', script], { ...options, env });
  const closed = once(child.process, 'close');
  await eventually('it runs', () => child.output().includes('here'));
  return { child, mark, closed };
}

t.test('a program that is stopped leaves no process and no open stream', async (t) => {
  const { child, mark, closed } = await started('echo here; exec sleep 600');
  await child.stop();
  await eventually('nothing is left', () => marked(mark).length === 0);
  await closed;
  t.not(child.process.exitCode, 0);
});

t.test('a program that takes its time to stop says its last words', async (t) => {
  const { child, mark, closed } = await started(
    'trap "echo goodbye; exit 3" TERM; echo here; while :; do sleep 0.05; done',
  );
  await child.stop();
  await eventually('nothing is left', () => marked(mark).length === 0);
  await closed;
  t.match(child.output(), /goodbye/);
  t.equal(child.process.exitCode, 3);
});

t.test('a program that ends by itself leaves no process and no open stream', async (t) => {
  const { child, mark, closed } = await started('echo here; exit 5');
  await eventually('nothing is left', () => marked(mark).length === 0);
  await closed;
  t.equal(child.process.exitCode, 5);
});
