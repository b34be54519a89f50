/** Credentials of browsers' phones, the directory that a switch asks for them, and the WebSocket of their SIP. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { sleep, systemClock } from '../../kernel/clock.js';
import type { PhoneCredentials } from '../desk.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { phoneCredentials } from './password.js';
import { apiForTest, testSecret } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

/** Stands for the switch: keeps what it hears, and answers with the same in capitals. */
const fakeSwitch = new WebSocketServer({ port: 0, host: '127.0.0.1' });
await once(fakeSwitch, 'listening');
const heard: { text: string; from: string | undefined; protocol: string }[] = [];
fakeSwitch.on('connection', (socket, request) => {
  socket.on('message', (data: Buffer) => {
    const from = request.headers['x-forwarded-for']?.toString();
    heard.push({ text: data.toString(), from, protocol: socket.protocol });
    socket.send(data.toString().toUpperCase());
  });
});
const switchPort = (fakeSwitch.address() as AddressInfo).port;
t.teardown(() => {
  for (const socket of fakeSwitch.clients) socket.terminate();
  fakeSwitch.close();
});

const engine = fakeEngine({ agents: [], calls: [], queues: [], switches: [] });
const postgres = await postgresForTests(t);
const api = await apiForTest(t, postgres, engine, undefined, `ws://127.0.0.1:${switchPort}`);
const { app } = api;
const agent = await api.signedIn({ name: 'li', role: 'agent', agent: '1001' });
const supervisor = await api.signedIn({ name: 'wang', role: 'supervisor' });

async function credentials(headers: { cookie: string }): Promise<PhoneCredentials> {
  return (await app.inject({ method: 'POST', url: '/api/phone', headers })).json();
}

async function directory(user: string): Promise<string> {
  const answer = await app.inject({
    method: 'POST',
    url: '/switch/directory',
    headers: {
      authorization: `Basic ${Buffer.from(`switch:${testSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: new URLSearchParams({ section: 'directory', user, domain: 'yihao' }).toString(),
  });
  return answer.body;
}

void t.test(
  'a session gets credentials that a switch finds under their own name, for its address',
  async (t) => {
    const phone = await credentials(agent);
    t.match(phone, { user: '1001', domain: 'yihao', socket: '/sip' });
    t.match(phone.authUser, /^1001~[0-9a-f]{16}$/);
    t.ok(phone.expiresAt > Date.now() && phone.expiresAt <= Date.now() + 12 * 3600 * 1000);
    const document = await directory(phone.authUser);
    const { ha1Md5, ha1Sha256 } = phoneCredentials(phone.authUser, 'yihao', phone.password);
    t.match(document, `<param name="a1-hash" value="${ha1Md5}"/>`);
    t.match(document, `<param name="a1-hash-sha256" value="${ha1Sha256}"/>`);
    t.match(document, '<variable name="yihao_aor" value="1001"/>');
    t.notMatch(document, phone.password);
    t.match(await directory('1001~0000000000000000'), 'not found');
  },
);

void t.test('who is no agent has an address of its own that no agent has', async (t) => {
  t.equal((await credentials(supervisor)).user, 'user-wang');
});

void t.test('the ninth credentials of a session end its first', async (t) => {
  const session = await api.signedIn({ name: 'many', role: 'supervisor' });
  const all: PhoneCredentials[] = [];
  for (let i = 0; i < 9; i++) all.push(await credentials(session));
  t.match(await directory(all[0]?.authUser ?? ''), 'not found');
  t.match(await directory(all[1]?.authUser ?? ''), 'yihao_aor');
});

void t.test('credentials end when they are dropped, and with their session', async (t) => {
  const session = await api.signedIn({ name: 'leaver', role: 'agent', agent: '1009' });
  const dropped = await credentials(session);
  t.equal((await app.inject({ method: 'DELETE', url: '/api/phone', headers: session })).statusCode, 204);
  t.match(await directory(dropped.authUser), 'not found');
  const kept = await credentials(session);
  t.match(await directory(kept.authUser), 'yihao_aor');
  await app.inject({ method: 'DELETE', url: '/api/session', headers: session });
  t.match(await directory(kept.authUser), 'not found');
});

void t.test('SIP goes through to the switch and back, with the address of the browser', async (t) => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = dial(agent);
  await once(socket, 'open');
  t.equal(socket.protocol, 'sip');
  const answered = once(socket, 'message');
  socket.send('register');
  const [answer] = (await answered) as [Buffer];
  t.equal(answer.toString(), 'REGISTER');
  t.match(heard, [{ text: 'register', from: '127.0.0.1', protocol: 'sip' }]);
  socket.close();
  await once(socket, 'close');
});

void t.test(
  'without a session, from another origin, or for another protocol there is no way in',
  async (t) => {
    t.equal(await refusal(dial({})), 401);
    t.equal(await refusal(dial({ ...agent, origin: 'https://evil.example' })), 403);
    const other = dial(agent, []);
    const [code] = (await once(other, 'close')) as [number];
    t.equal(code, 1002);
  },
);

void t.test('the end of the switch is the end of the browser', async (t) => {
  const socket = dial(agent);
  await once(socket, 'open');
  const answered = once(socket, 'message');
  socket.send('x');
  await answered;
  for (const one of fakeSwitch.clients) one.terminate();
  const [code] = (await once(socket, 'close')) as [number];
  t.equal(code, 1001);
});

function dial(headers: Record<string, string>, protocols: readonly string[] = ['sip']): WebSocket {
  const { port } = app.server.address() as AddressInfo;
  return new WebSocket(`ws://127.0.0.1:${port}/sip`, [...protocols], { headers });
}

async function refusal(socket: WebSocket): Promise<number | undefined> {
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
  socket.terminate();
  return response.statusCode;
}

void t.test(
  'what is registered as a browser ends with the last session that has credentials for it',
  async (t) => {
    const dropped = (): string[] => engine.asked.filter((one) => one === 'dropBrowserPhones 1008');
    const [one, other] = [
      await api.signedIn({ name: 'first', role: 'agent', agent: '1008' }),
      await api.signedIn({ name: 'second', role: 'agent', agent: '1008' }),
    ];
    for (const session of [one, other]) await credentials(session);
    await app.inject({ method: 'DELETE', url: '/api/session', headers: one });
    t.equal(dropped().length, 0, 'the other browser goes on');
    const boss = await api.signedIn({ name: 'boss', role: 'administrator' });
    await app.inject({ method: 'DELETE', url: '/api/users/second', headers: boss });
    t.equal(dropped().length, 1);
  },
);

void t.test(
  'a session that expires takes its SIP socket with it, and the last one what is registered',
  async (t) => {
    const drops = (): number => engine.asked.filter((one) => one === 'dropBrowserPhones 1007').length;
    const open = async (name: string): Promise<WebSocket> => {
      const session = await api.signedIn({ name, role: 'agent', agent: '1007' });
      await credentials(session);
      const socket = dial(session);
      await once(socket, 'open');
      return socket;
    };
    const expire = async (name: string, socket: WebSocket): Promise<void> => {
      const expiresAt = new Date(Date.now() - 1);
      const { main } = api.database;
      await main.updateTable('sessions').set({ expiresAt }).where('userName', '=', name).execute();
      const [code] = (await once(socket, 'close')) as [number];
      t.equal(code, 4401);
    };
    const [third, fourth] = [await open('third'), await open('fourth')];
    await expire('third', third);
    t.equal(fourth.readyState, fourth.OPEN, 'the other browser goes on');
    const { main } = api.database;
    await main.schema.alterTable('browserPhones').renameTo('phonesAway').execute();
    await expire('fourth', fourth);
    await sleep(systemClock, 500);
    await main.schema.alterTable('phonesAway').renameTo('browserPhones').execute();
    while (drops() === 0) await sleep(systemClock, 20);
    t.equal(drops(), 1, 'not by the first, and once the database answers');
  },
);
