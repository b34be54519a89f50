import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../../../kernel/free-port.js';

/** A FreeSWITCH of its own for a test: no SIP, every call parks. */
export interface RealFreeSwitch {
  readonly port: number;
  readonly folder: string;
  /** As `kill -9` would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where one is installed; undefined when there is none. */
export function findFreeSwitch(env: Environment): string | undefined {
  const named = env['FREESWITCH_BIN'];
  const onPath = (env['PATH'] ?? '').split(':').map((folder) => join(folder, 'freeswitch'));
  const usual = ['/opt', '/usr/local'].flatMap((root) =>
    children(root).map((one) => join(one, 'bin/freeswitch')),
  );
  return [...(named === undefined ? [] : [named]), ...onPath, ...usual].find((path) => existsSync(path));
}

export async function startFreeSwitch(binary: string, env: Environment): Promise<RealFreeSwitch> {
  const folder = await mkdtemp(join(tmpdir(), 'yihao-freeswitch-'));
  for (const name of ['conf', 'log', 'db', 'run', 'sounds']) await mkdir(join(folder, name));
  const port = await freePort('127.0.0.1');
  await writeFile(join(folder, 'conf/freeswitch.xml'), configuration(port));
  const home = dirname(dirname(binary));
  let child: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await gone;
  };
  const start = (): Promise<void> => {
    const of = (option: string, name: string): string[] => [option, join(folder, name)];
    child = spawn(
      binary,
      [
        ...['-nonat', '-nf', '-nc', '-np'],
        ...[...of('-conf', 'conf'), ...of('-log', 'log'), ...of('-db', 'db'), ...of('-run', 'run')],
        ...of('-sounds', 'sounds'),
      ],
      { stdio: 'ignore', env: { ...env, LD_LIBRARY_PATH: join(home, 'lib') } },
    );
    return Promise.resolve();
  };
  await start();
  return {
    port,
    folder,
    kill: stop,
    start,
    close: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function children(root: string): string[] {
  return existsSync(root) ? readdirSync(root).map((name) => join(root, name)) : [];
}

const modules = [
  'event_socket',
  'commands',
  'dptools',
  'dialplan_xml',
  'loopback',
  'native_file',
  'sndfile',
  'tone_stream',
];

const configuration = (port: number): string => `<?xml version="1.0"?>
<document type="freeswitch/xml">
  <section name="configuration">
    <configuration name="modules.conf"><modules>
      ${modules.map((name) => `<load module="mod_${name}"/>`).join('')}
    </modules></configuration>
    <configuration name="event_socket.conf"><settings>
      <param name="listen-ip" value="127.0.0.1"/>
      <param name="listen-port" value="${port}"/>
      <param name="password" value="test"/>
    </settings></configuration>
    <configuration name="switch.conf"><settings><param name="max-sessions" value="100"/></settings></configuration>
  </section>
  <section name="dialplan"><context name="public">
    <extension name="park"><condition><action application="park"/></condition></extension>
  </context></section>
</document>
`;
