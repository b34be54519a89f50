/** `npm start`: the composition root of the launcher. */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../kernel/clock.js';
import { YihaoError } from '../kernel/errors.js';
import { readSettings } from '../kernel/settings.js';
import { settingsTable } from '../kernel/settings-table.js';
import { parseArguments, usage } from './arguments.js';
import { reloadOnChange } from './dev-reload.js';
import { Launcher } from './launcher.js';
import { welcome } from './welcome.js';

/** This file is dist/start/main.js. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function run(): Promise<void> {
  const given = parseArguments(process.argv.slice(2));
  if (!given.ok) throw new UsageError(given.why);
  if (given.value.help) {
    say(usage);
    return;
  }
  const settings = readSettings(settingsTable, { env: process.env, file: join(root, 'yihao.yaml') });
  const { demo, dev } = given.value;
  const launcher = new Launcher({ settings, root, demo, env: process.env, clock: systemClock, say });
  stopOnSignal(launcher);
  try {
    const plan = await launcher.start();
    say(welcome(plan, launcher.shown));
  } catch (error) {
    // Stopped while it started: what fails then is what was stopped, and the signal's handler says the rest.
    if (launcher.stopping) return;
    await launcher.stop().catch(() => undefined);
    throw error;
  }
  const engine = launcher.child('engine');
  if (dev && engine) reloadOnChange(root, { engine, media: launcher.child('switch') }, systemClock, say);
}

class UsageError extends Error {}

/** The first Ctrl-C stops in order, the second one at once. */
function stopOnSignal(launcher: Launcher): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) {
      launcher.kill();
      process.exit(1);
    }
    stopping = true;
    say('Stopping ...');
    launcher.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(sentence(error)),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
}

function fail(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

/** A person reads the sentence; a fault of ours keeps its stack. */
function sentence(error: unknown): string {
  if (error instanceof YihaoError) return `${error.message} (${error.code})`;
  if (error instanceof UsageError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

run().catch((error: unknown) => fail(sentence(error)));
