/** What `npm start` and `npm test` need before anything of ours can run. Plain Node: nothing is installed yet. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the repository with our output. @returns its exit code. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  return done.status ?? 1;
}

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`);
  process.exit(1);
}

/** `npm ci` when node_modules is missing or older than the lock file. */
export function installPackages() {
  const stamp = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log('Installing packages (npm ci) ...');
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']) !== 0) {
    console.error('npm ci failed: see its message above; without the packages nothing can start.');
    process.exit(1);
  }
}

/** Compiles to dist/, and checks and builds the browser's pages. @returns whether the types hold. */
export function build() {
  return compile() && buildPages();
}

/** Checks all types, those of the pages too, and compiles what runs in Node. */
function compile() {
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  return run(process.execPath, [tsc, '-b', '.', 'softphone']) === 0;
}

/** Vite takes seconds and `npm start` should not wait for them: it runs when a file of the pages is newer than its work. */
function buildPages() {
  const stamp = join(root, 'dist', 'softphone', '.built');
  const sources = ['softphone', 'kernel', 'package-lock.json'].map((name) => join(root, name));
  if (existsSync(stamp) && sources.every((source) => newest(source) <= statSync(stamp).mtimeMs)) return true;
  rmSync(stamp, { force: true });
  const vite = join('node_modules', 'vite', 'bin', 'vite.js');
  const config = join('softphone', 'vite.config.ts');
  if (run(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'warn']) !== 0) return false;
  writeFileSync(stamp, '');
  return true;
}

/** When the newest file in `path` was changed; a folder itself counts too, for files that went. */
function newest(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), mtimeMs);
}
