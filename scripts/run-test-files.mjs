/** Runs test files with Node, sources by tsx, some at a time, and counts what they print in TAP. */
import { spawn } from 'node:child_process';

const limitMs = 600_000;

/**
 * @param jobs files that run together.
 * @param tally gets what passed, failed and was skipped. A failing file's output is printed.
 */
export async function runTestFiles(files, { jobs, cwd, tally }) {
  const waiting = [...files];
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const { output, code, seconds } = await runFile(file, cwd);
      const failed = count(output, tally);
      // A file that dies outside of a test has no failing line of its own.
      tally.failed += code !== 0 && failed === 0 ? 1 : failed;
      const good = code === 0 && failed === 0;
      console.log(
        good ? `ok: ${file} (${seconds} s)` : `NOT OK: ${file} (exit ${code}, ${seconds} s)\n${output}`,
      );
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

function runFile(file, cwd) {
  const nodeOptions = file.endsWith('.ts') ? ['--import=tsx'] : [];
  return new Promise((resolve) => {
    const begin = performance.now();
    const child = spawn(process.execPath, ['--enable-source-maps', ...nodeOptions, file], {
      ...{ cwd, stdio: ['ignore', 'pipe', 'pipe'] },
      ...{ timeout: limitMs, killSignal: 'SIGKILL' },
      // tap's own limit, in seconds, for a file that sets none; a busy machine is no failure. It says where it hung.
      env: { ...process.env, TAP_TIMEOUT: String(limitMs / 1000 - 30) },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.on('close', (code) => {
      resolve({ output, code: code ?? 1, seconds: Math.round((performance.now() - begin) / 1000) });
    });
  });
}

/** Run by itself, a file has one `ok` line at the margin for each of its tests. @returns how many failed. */
function count(output, tally) {
  let failed = 0;
  for (const line of output.split('\n')) {
    const result = /^(ok|not ok) \d+(.*)$/.exec(line);
    if (!result) continue;
    if (/ # (SKIP|TODO)/i.test(result[2])) tally.skipped++;
    else if (result[1] === 'ok') tally.passed++;
    else failed++;
  }
  return failed;
}
