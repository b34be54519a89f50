/** Starts the whole product on free ports, the way `npm start` does, and does to it what happens to programs. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t, { type Test } from 'tap';
import { sleep, systemClock } from '../kernel/clock.js';
import { freePort } from '../kernel/free-port.js';

const folder = await mkdtemp(join(tmpdir(), 'yihao-start-'));
await chmod(folder, 0o755);
t.teardown(() => rm(folder, { recursive: true, force: true }));
const httpPort = await freePort('127.0.0.1');

const environment = {
  ...{ YIHAO_DATA: folder, YIHAO_HTTP_ADDRESS: '127.0.0.1', YIHAO_HTTP_PORT: String(httpPort) },
  ...{ YIHAO_SIP_ADDRESSES: '127.0.0.1', YIHAO_SIP_PORT: '0', YIHAO_EVENT_SOCKET_PORT: '0' },
  YIHAO_WS_PORT: '0',
  ...{ YIHAO_RTP_FIRST_PORT: '45000', YIHAO_RTP_LAST_PORT: '45999', YIHAO_MEDIA_WORKERS: '1' },
};

interface Started {
  readonly launcher: ChildProcess;
  readonly lines: string[];
  /** Resolves with the exit code. */
  readonly over: Promise<number | null>;
}

function launch(args: readonly string[] = [], env: Record<string, string> = {}): Started {
  const launcher = spawn(process.execPath, [join('dist', 'start', 'main.js'), ...args], {
    env: { ...process.env, ...environment, ...env },
  });
  const lines: string[] = [];
  for (const stream of [launcher.stdout, launcher.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  return { launcher, lines, over: once(launcher, 'exit').then(([code]) => code as number | null) };
}

/** Waits, with a bound that only a hang reaches, until `find` finds something. */
async function until<T>(what: string, find: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let n = 0; n < 1200; n++) {
    const found = await find();
    if (found !== undefined) return found;
    await sleep(systemClock, 50);
  }
  throw new Error(`${what} did not come`);
}

const running = ({ lines }: Started) =>
  until('the welcome', () => lines.find((line) => line.includes('is running')));

async function ready(): Promise<{ database: boolean; switches: { connected: number } } | undefined> {
  const answer = await fetch(`http://127.0.0.1:${httpPort}/readyz`).catch(() => undefined);
  return answer?.status === 200
    ? ((await answer.json()) as { database: boolean; switches: { connected: number } })
    : undefined;
}

/** Processes that have the data folder in their environment or arguments: ours, whoever their parent is. */
async function processes(): Promise<{ name: string; pid: number }[]> {
  const found: { name: string; pid: number }[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const command = await read('cmdline');
    if (!(command + (await read('environ'))).includes(folder)) continue;
    const name = /postgres\0-D/.test(command)
      ? 'database'
      : (/dist\/(engine|media|start)\/main\.js/.exec(command)?.[1] ?? '');
    if (name !== '') found.push({ name, pid: Number(pid) });
  }
  return found;
}

const pidOf = async (name: string) => (await processes()).find((one) => one.name === name)?.pid;

const gone = () =>
  until('the end of all processes', async () => ((await processes()).length === 0 ? true : undefined));

/** The first steps of the first administrator, over the real interface on the real engine. */
async function signInAndLook(t: Test, password: string): Promise<void> {
  const base = `http://127.0.0.1:${httpPort}`;
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'administrator', password });
  const session = await fetch(`${base}/api/session`, { method: 'POST', headers: json, body });
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  const change = JSON.stringify({ old: password, new: 'a password of my own' });
  const headers = { ...json, cookie };
  const changed = await fetch(`${base}/api/session/password`, { method: 'PUT', headers, body: change });
  t.equal(changed.status, 204);
  const look = async (path: string): Promise<unknown> =>
    (await fetch(`${base}${path}`, { headers: { cookie } })).json();
  t.match(await look('/api/numbers'), { items: [{ number: '12345', flow: 'demo-12345' }] });
  t.match(await look('/api/flows'), { items: [{ name: 'demo-12345' }] });
  const states = await look('/api/agents/states');
  t.match(states, { items: ['1001', '1002', '1003', '1004'].map((id) => ({ id, state: 'signedOut' })) });
  const ready = { method: 'PUT', headers, body: JSON.stringify({ want: 'signIn' }) };
  t.equal((await fetch(`${base}/api/agents/1001/state`, ready)).status, 200);
  t.match(await look('/api/live'), {
    queues: [{ id: 'general', agentsSignedIn: 1 }],
    switches: [{ connected: true }],
  });
}

void t.test('npm start: everything serves, and Ctrl-C leaves no process', async (t) => {
  const started = launch(['--demo']);
  await running(started);
  t.match(started.lines.join('\n'), /administrator \/ \w{12}/);
  t.equal(started.lines.filter((line) => /100[1-4] \/ \w{12}/.test(line)).length, 4);
  t.match(await ready(), { database: true, switches: { connected: 1 } });
  t.same((await processes()).map(({ name }) => name).sort(), ['database', 'engine', 'media', 'start']);
  await signInAndLook(t, /administrator \/ (\w{12})/.exec(started.lines.join('\n'))?.[1] ?? '');
  started.launcher.kill('SIGINT');
  t.equal(await started.over, 0);
  t.equal((await processes()).length, 0);
});

void t.test('passwords are shown once; killed with SIGKILL each part comes back by itself', async (t) => {
  const started = launch(['--demo']);
  await running(started);
  t.notMatch(started.lines.join('\n'), /\/ \w{12}\b/, 'no password the second time');
  for (const name of ['engine', 'media', 'database']) {
    const before = (await pidOf(name)) ?? 0;
    process.kill(before, 'SIGKILL');
    const after = await until(name, async () => {
      const pid = await pidOf(name);
      return pid !== undefined && pid !== before ? pid : undefined;
    });
    t.not(after, before, name);
    t.match(await until('readiness', ready), { database: true, switches: { connected: 1 } });
  }
  started.launcher.kill('SIGTERM');
  t.equal(await started.over, 0);
});

void t.test(
  'a killed launcher takes engine and switch along; the next one waits for them and stops the orphaned database',
  async (t) => {
    const first = launch();
    await running(first);
    const busy = launch([], { YIHAO_HTTP_PORT: '0' });
    t.equal(await busy.over, 1);
    t.match(busy.lines.join('\n'), /process \d+ already runs on .*folder\.busy/);

    first.launcher.kill('SIGKILL');
    await first.over;
    const orphan = await pidOf('database');
    t.ok(orphan, 'PostgreSQL outlives its launcher');
    const second = launch();
    await running(second);
    t.not(await pidOf('database'), orphan);
    t.equal((await processes()).length, 4, 'nothing of the first one is left');
    second.launcher.kill('SIGINT');
    t.equal(await second.over, 0);
    await gone();
  },
);

void t.test('what is wrong is said in one sentence with what to do, and the exit code is 1', async (t) => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = String(typeof address === 'object' && address ? address.port : 0);
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  const cases: [string[], Record<string, string>, RegExp][] = [
    [
      [],
      { YIHAO_HTTP_PORT: port },
      /^the web interface cannot use .*: another program has it; .* set YIHAO_HTTP_PORT/,
    ],
    [[], { YIHAO_SIP_PORT: port }, /^SIP cannot use .* set YIHAO_SIP_PORT/],
    [[], { YIHAO_DATA: join(file, 'data') }, /^cannot write to .* set YIHAO_DATA/],
    [[], { YIHAO_SIP_PROT: '5060' }, /unknown setting YIHAO_SIP_PROT/],
    [['--dmeo'], {}, /^unknown argument --dmeo/],
  ];
  for (const [args, env, sentence] of cases) {
    const failed = launch(args, env);
    t.equal(await failed.over, 1);
    t.match(failed.lines[0], sentence);
  }
  server.close();
  t.equal((await processes()).length, 0);
});
