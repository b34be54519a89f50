/**
 * `npm test`: installs what is missing, then format, lint, types and every test, and counts.
 * `npm test -- PATTERN...` runs only the test files whose path holds one of the patterns, and no checks.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, checkNode, installPackages, root, run } from './prepare.mjs';
import { runTestFiles } from './run-test-files.mjs';

/** Programs that tests drive, with the Debian package that has each. */
const programs = {
  sipp: 'sip-tester',
  baresip: 'baresip',
  ffprobe: 'ffmpeg',
  'espeak-ng': 'espeak-ng',
  chromium: 'chromium',
};

/** Without them some tests are skipped and say so. */
const optional = { pocketsphinx_continuous: ['pocketsphinx', 'pocketsphinx-en-us'] };

const patterns = process.argv.slice(2);
checkNode();
installPackages();
installPrograms();
installOptional();

const tally = { passed: 0, failed: 0, skipped: 0 };
if (patterns.length === 0) {
  check(
    'format',
    () => run('npx', ['--no-install', 'prettier', '--check', '--log-level', 'warn', '.']) === 0,
  );
  check('lint', () => run('npx', ['--no-install', 'eslint', '.']) === 0);
}
// What a removed source left behind must not be run.
if (patterns.length === 0) rmSync(join(root, 'dist'), { recursive: true, force: true });
check('types', build);
await runTests();

await sayWhatFreeSwitchSaw();
const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
console.log(`${tally.passed} passed, ${tally.failed} failed${skipped}`);
process.exit(tally.failed === 0 && tally.passed > 0 ? 0 : 1);

function installPrograms() {
  const missing = Object.entries(programs).filter(
    ([program]) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
  );
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name);
  console.log(`Installing for the tests: ${packages.join(' ')} ...`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => run('apt-get', ['-qq', ...args], { env: environment, stdio: 'ignore' }) === 0;
  if (
    process.getuid?.() === 0 &&
    apt('update') &&
    apt('install', '-y', '--no-install-recommends', ...packages)
  )
    return;
  console.error(
    `The tests need ${packages.join(', ')}: install them (apt-get install ${packages.join(' ')}).`,
  );
  process.exit(1);
}

function installOptional() {
  for (const [program, packages] of Object.entries(optional)) {
    if (spawnSync('sh', ['-c', `command -v ${program}`]).status === 0 || process.getuid?.() !== 0) continue;
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = ['-qq', 'install', '-y', '--no-install-recommends', ...packages];
    if (run('apt-get', install, { env, stdio: 'ignore' }) !== 0)
      console.log(`Without ${packages.join(' ')}, which cannot be installed, some tests are skipped.`);
  }
}

function check(name, passes) {
  const good = passes();
  tally[good ? 'passed' : 'failed']++;
  console.log(`${good ? 'ok' : 'NOT OK'}: ${name}`);
}

/** Unit and integration tests side by side first; then those that start the whole product, one at a time. */
async function runTests() {
  const files = testsIn('dist', '.test.js');
  const whole = (file) => file.startsWith(join('dist', 'test-sip')) || file.startsWith(join('dist', 'start'));
  const options = { cwd: root, tally };
  // Vite bundles the pages, so there is no compiled file of each to test. They come first: the many short files of the
  // engine then leave neither job idle at the end.
  const units = [...testsIn('softphone', '.test.ts'), ...files.filter((file) => !whole(file))];
  await runTestFiles(units, { ...options, jobs: 2 });
  await runTestFiles(files.filter(whole), { ...options, jobs: 1 });
}

/** Test files of a folder that the patterns, if there are any, choose. */
function testsIn(folder, ending) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file))
    .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
    .sort();
}

/** The suites for both switches run on FreeSWITCH only where there is one; the reader must know. */
async function sayWhatFreeSwitchSaw() {
  try {
    const { findFreeSwitch, noFreeSwitch } = await import('../dist/test-sip/switch/freeswitch.js');
    const found = findFreeSwitch();
    console.log(found === undefined ? noFreeSwitch : `FreeSWITCH was tested too: ${found}`);
  } catch (error) {
    console.log(`Whether there is a FreeSWITCH is unknown, the build failed: ${error.message}`);
  }
}
