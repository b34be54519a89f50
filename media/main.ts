/** The embedded switch as a process: settings from the environment, stopped by SIGTERM or SIGINT. */
import { systemClock } from '../kernel/clock.js';
import { YihaoError } from '../kernel/errors.js';
import { onLauncherGone, tellLauncher } from '../kernel/launch-message.js';
import { createLogger, Personal } from '../kernel/log.js';
import { systemRandom } from '../kernel/random.js';
import { readSettings } from '../kernel/settings.js';
import { settingsTable } from '../kernel/settings-table.js';
import { switchSettings } from './settings.js';
import { startSwitch } from './start-switch.js';

const version = '0.1.0';
const noPassword = 'a password; the launcher makes one, by hand set it yourself';

async function main(): Promise<void> {
  const settings = switchSettings(readSettings(settingsTable, { env: process.env, file: 'yihao.yaml' }));
  if (settings.eventSocket.password === '') {
    throw new YihaoError('config.invalid', {
      where: 'environment',
      name: 'YIHAO_EVENT_SOCKET_PASSWORD',
      value: 'empty',
      expected: noPassword,
    });
  }
  Personal.show(settings.logPersonal);
  const log = createLogger('switch', settings.logLevel);
  const running = await startSwitch(settings, { clock: systemClock, random: systemRandom, log, version });
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'switch stopping');
    running.close().then(
      () => log.info('switch stopped'),
      (error: unknown) => {
        log.error({ err: error }, 'switch stopped badly');
        process.exitCode = 1;
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  onLauncherGone(() => stop('launcher gone'));
  // Last: who reads this may send a signal at once.
  log.info({ sip: running.sip, eventSocket: running.eventSocketPort }, 'switch listening');
  tellLauncher({ kind: 'ready' });
}

main().catch((error: unknown) => {
  // A sentence for the operator where there is one; anything else is a bug and shows its stack.
  process.stderr.write(`${error instanceof YihaoError ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
