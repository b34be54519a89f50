/** Programs that tests start: they end with the test, also when the test is killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { once } from 'node:events';

/**
 * Runs the program beside a watcher that holds the other end of a pipe from us: when we close it, or die, the program is
 * ended. The watcher has none of the program's streams, which would else stay open for as long as it waits.
 */
const guard = `
"$@" </dev/null 3<&- & program=$!
{
  cat <&3
  kill -s "$STOP_SIGNAL" $program
  for tenth in $(seq 120); do sleep 0.1; kill -s 0 $program || exit; done
  kill -s KILL $program
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait $program; code=$?
kill $watcher 2>/dev/null
exit $code
`;

export interface GuardedChild {
  readonly process: ChildProcess;
  /** Everything that it wrote, to both streams. */
  output(): string;
  /** Ends it; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface GuardedOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly stopSignal?: 'TERM' | 'INT' | 'KILL';
}

/** Most characters of output that are kept: the last ones. */
const outputKept = 2_000_000;

export function startGuarded(
  command: string,
  args: readonly string[],
  options: GuardedOptions = {},
): GuardedChild {
  const child = spawn('sh', ['-c', guard, 'sh', command, ...args], {
    env: { ...(options.env ?? process.env), STOP_SIGNAL: options.stopSignal ?? 'TERM' },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-outputKept);
    });
  }
  const lifeline = child.stdio[3] as Writable;
  lifeline.on('error', () => undefined);
  // Nobody reads from it, so nobody would notice that its other end went with a program that ended by itself.
  child.once('exit', () => lifeline.destroy());
  return {
    process: child,
    output: () => text,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      lifeline.end();
      await gone;
    },
  };
}
