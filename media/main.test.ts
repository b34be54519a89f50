import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const main = fileURLToPath(new URL('main.js', import.meta.url));
const loader = main.includes('/dist/') ? [] : ['--import', 'tsx'];
const file = loader.length === 0 ? main : main.replace(/\.js$/, '.ts');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(env: Record<string, string>): {
  child: ChildProcess;
  listening: Promise<string>;
  ended: Promise<Ended>;
} {
  const child = spawn(process.execPath, [...loader, file], {
    env: {
      PATH: process.env['PATH'],
      YIHAO_SIP_ADDRESSES: '127.0.0.1',
      YIHAO_SIP_PORT: '0',
      YIHAO_WS_PORT: '0',
      YIHAO_EVENT_SOCKET_PORT: '0',
      YIHAO_EVENT_SOCKET_PASSWORD: 'secret',
      YIHAO_MEDIA_WORKERS: '1',
      ...env,
    },
  });
  let [out, err] = ['', ''];
  const listening = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('switch listening')) resolve(out);
    });
  });
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  return { child, listening, ended };
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`one line of JSON says that it listens; ${signal} stops it cleanly`, async (t) => {
    const { child, listening, ended } = run({});
    const line = JSON.parse((await listening).trim()) as { sip: unknown[]; eventSocket: number };
    t.equal(line.sip.length, 3, 'UDP, TCP and WebSocket');
    t.ok(line.eventSocket > 0);
    child.kill(signal);
    const { code, err } = await ended;
    t.equal(code, 0);
    t.equal(err, '');
  });
}

t.test('a busy port is one sentence and exit code 1', async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const port = String((server.address() as AddressInfo).port);
  const byEventSocket = await run({ YIHAO_EVENT_SOCKET_PORT: port }).ended;
  t.equal(byEventSocket.code, 1);
  t.match(byEventSocket.err, `:${port}`);
  t.match(byEventSocket.err, 'YIHAO_EVENT_SOCKET_PORT');
  t.equal(byEventSocket.err.trim().split('\n').length, 1);
  const bySip = await run({ YIHAO_SIP_PORT: port }).ended;
  t.equal(bySip.code, 1);
  t.match(bySip.err, 'YIHAO_SIP_PORT');
});

t.test('a wrong setting is one sentence and exit code 1', async (t) => {
  for (const [name, value] of [
    ['YIHAO_SIP_PROT', '1'],
    ['YIHAO_SIP_PORT', 'x'],
    ['YIHAO_EVENT_SOCKET_PASSWORD', ''],
    ['YIHAO_TRUNKS', '[{"name":"a"}]'],
    ['YIHAO_HOLD_MUSIC', '/nowhere'],
  ] as const) {
    const { code, err } = await run({ [name]: value }).ended;
    t.equal(code, 1, name);
    t.equal(err.trim().split('\n').length, 1, err);
  }
});
