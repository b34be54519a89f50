/** The engine's process by itself: no launcher, no switch, and a database that comes and goes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { sleep, systemClock } from '../kernel/clock.js';
import { startThrowawayPostgres } from '../start/postgres/throwaway.js';

const postgres = await startThrowawayPostgres();
const data = await mkdtemp(join(tmpdir(), 'engine-'));
t.teardown(async () => {
  await postgres.close();
  await rm(data, { recursive: true, force: true });
});
const url = await postgres.freshDatabase();
const port = await portOfTheSystem();
const base = `http://127.0.0.1:${port}`;

async function portOfTheSystem(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

function startEngine() {
  const engine = spawn(process.execPath, [join('dist', 'engine', 'main.js')], {
    env: {
      ...process.env,
      ...{ YIHAO_DATA: data, DATABASE_URL: url, YIHAO_DEMO: 'true', YIHAO_SWITCH_SECRET: 'secret' },
      ...{ YIHAO_HTTP_ADDRESS: '127.0.0.1', YIHAO_HTTP_PORT: String(port), YIHAO_SWITCHES: '127.0.0.1:1' },
    },
  });
  let output = '';
  for (const stream of [engine.stdout, engine.stderr])
    stream.on('data', (text: Buffer) => (output += text.toString()));
  const exited = once(engine, 'exit');
  return {
    output: () => output,
    async stop() {
      engine.kill('SIGTERM');
      const [code] = (await exited) as [number];
      return code;
    },
  };
}

/** Asks until the answer has this status, with a bound that only a hang reaches. */
async function answers(path: string, status: number, init: RequestInit = {}): Promise<string> {
  let last = '';
  for (let n = 0; n < 600; n++) {
    const answer = await fetch(base + path, init).catch((error: unknown) => String(error));
    if (typeof answer !== 'string' && answer.status === status) return answer.text();
    last = typeof answer === 'string' ? answer : `${answer.status} ${await answer.text()}`;
    await sleep(systemClock, 50);
  }
  throw new Error(`${path}: ${last}`);
}

const directory: RequestInit = {
  method: 'POST',
  headers: { authorization: `Basic ${Buffer.from('switch:secret').toString('base64')}` },
  body: new URLSearchParams({ section: 'directory', user: '1001', domain: 'yihao' }),
};
const signIn: RequestInit = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ name: 'administrator', password: 'x' }),
};

void t.test(
  'without its database the engine serves, says what is missing, and takes it up when it comes',
  async (t) => {
    await postgres.stop();
    const engine = startEngine();
    await answers('/healthz', 200);
    t.match(JSON.parse(await answers('/readyz', 503)), { database: false });
    t.match(await answers('/', 200), /一号/);
    t.match(JSON.parse(await answers('/api/session', 503, signIn)), { code: 'database.failed' });
    t.match(await answers('/switch/directory', 200, directory), /not found/);

    await postgres.start();
    await answers('/api/session', 401, signIn);
    t.match(JSON.parse(await answers('/readyz', 503)), { database: true }, 'a switch is still missing');
    for (;;) if (/a1-hash/.test(await answers('/switch/directory', 200, directory))) break;
    t.match(
      engine.output(),
      /administrator \/ \w{12} .*shown this once/,
      'without a launcher it says the password itself',
    );
    t.equal(await engine.stop(), 0);
  },
);

void t.test('started during an outage it goes on with the configuration that it had', async (t) => {
  await postgres.stop();
  const engine = startEngine();
  t.match(await answers('/switch/directory', 200, directory), /a1-hash/);
  t.match(JSON.parse(await answers('/readyz', 503)), { database: false });
  t.equal(await engine.stop(), 0);
  t.equal((await stat(join(data, 'engine', 'configuration.json'))).mode & 0o777, 0o600);
  await postgres.start();
});
