import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { pagePolicy } from './browser-pages.js';
import { apiForTest, testPassword } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

const foreign = 'https://crm.example.cn';
const folder = await mkdtemp(join(tmpdir(), 'pages-'));
await mkdir(join(folder, 'assets'));
await writeFile(join(folder, 'index.html'), '<!doctype html><title>desk</title>');
await writeFile(join(folder, 'bar.html'), '<!doctype html><title>bar</title>');
await writeFile(join(folder, 'bar.js'), 'export {};');
await writeFile(join(folder, 'assets', 'a-1234.js'), 'export {};');
await writeFile(join(folder, 'assets', 'a-1234.js.br'), brotliCompressSync('export {};'));
await writeFile(join(folder, 'assets', 'a-1234.js.gz'), gzipSync('export {};'));
t.teardown(() => rm(folder, { recursive: true, force: true }));
const postgres = await postgresForTests(t);
const engine = fakeEngine({});
const open = { softphoneFolder: folder, embedOrigins: [foreign], callerPage: true };
const api = await apiForTest(t, postgres, engine, undefined, undefined, open);
const { app } = api;
await api.signedIn({ name: 'leader', role: 'supervisor' });

void t.test('what has a hash in its name is kept for ever; everything else is asked for anew', async (t) => {
  const asset = await app.inject({ url: '/softphone/assets/a-1234.js' });
  t.match(asset.headers, { 'cache-control': /immutable/ });
  for (const url of ['/softphone/', '/softphone/bar.js', '/softphone/bar.html']) {
    const page = await app.inject({ url });
    t.equal(page.statusCode, 200, url);
    t.equal(page.headers['cache-control'], 'no-cache', url);
  }
});

void t.test('the bare address leads to the pages', async (t) => {
  const answer = await app.inject({ url: '/' });
  t.equal(answer.statusCode, 302);
  t.equal(answer.headers.location, '/softphone/');
});

void t.test('what was compressed when it was built goes out so to whoever can read it', async (t) => {
  const url = '/softphone/assets/a-1234.js';
  const plain = await app.inject({ url, headers: { 'accept-encoding': 'identity' } });
  t.notOk(plain.headers['content-encoding']);
  t.equal(plain.body, 'export {};');
  const best = await app.inject({ url, headers: { 'accept-encoding': 'gzip, deflate, br' } });
  t.match(best.headers, {
    'content-encoding': 'br',
    'content-type': /javascript/,
    'cache-control': /immutable/,
    vary: 'Origin, Accept-Encoding',
  });
  const old = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } });
  t.equal(old.headers['content-encoding'], 'gzip');
  t.equal(gunzipSync(old.rawPayload).toString(), 'export {};');
  // Not made smaller when it was built: it is there all the same.
  const page = await app.inject({ url: '/softphone/', headers: { 'accept-encoding': 'br' } });
  t.equal(page.statusCode, 200);
  t.notOk(page.headers['content-encoding']);
});

void t.test('only bar.html may be framed, by our pages and the origins that are let in', async (t) => {
  const bar = await app.inject({ url: '/softphone/bar.html?lang=en' });
  t.match(bar.headers['content-security-policy'], `frame-ancestors 'self' ${foreign}`);
  const desk = await app.inject({ url: '/softphone/' });
  t.match(desk.headers['content-security-policy'], "frame-ancestors 'none'");
  t.notMatch(pagePolicy('/softphone/bar.html', new Set()), 'unsafe');
  for (const path of ['/softphone/', '/softphone/bar.html', '/softphone/caller/']) {
    t.notMatch(pagePolicy(path, new Set())?.replace(/style-src[^;]*/, ''), 'unsafe', path);
  }
});

void t.test('nor is the page of the interface framed by anybody', async (t) => {
  t.equal((await app.inject({ url: '/docs/static/index.html' })).headers['x-frame-options'], 'DENY');
  t.notOk((await app.inject({ url: '/softphone/bar.html' })).headers['x-frame-options']);
});

void t.test('a page outside of the folder is not there', async (t) => {
  const answer = await app.inject({ url: '/softphone/../package.json' });
  t.equal(answer.statusCode, 404);
  const encoded = await app.inject({ url: '/softphone/..%2f..%2fpackage.json' });
  t.not(encoded.statusCode, 200);
});

void t.test('an origin that is let in may use the interface from its own pages; no other may', async (t) => {
  const payload = { name: 'leader', password: testPassword };
  const sent = { method: 'POST' as const, url: '/api/session', payload };
  const asked = await app.inject({ method: 'OPTIONS', url: '/api/session', headers: { origin: foreign } });
  t.equal(asked.statusCode, 204);
  t.match(asked.headers, {
    'access-control-allow-origin': foreign,
    'access-control-allow-credentials': 'true',
  });
  const letIn = await app.inject({ ...sent, headers: { origin: foreign } });
  t.equal(letIn.statusCode, 200);
  t.equal(letIn.headers['access-control-allow-origin'], foreign);
  const other = await app.inject({ ...sent, headers: { origin: 'https://evil.example' } });
  t.equal(other.statusCode, 403);
  t.notOk(other.headers['access-control-allow-origin']);
});

void t.test('a setting that is no origin of a site lets no page in that has none', async (t) => {
  const settings = { embedOrigins: ['file:///srv/crm.html', 'data:text/html,x', 'no url'] };
  const own = await apiForTest(t, postgres, fakeEngine({}), undefined, undefined, settings);
  const payload = { name: 'leader', password: testPassword };
  const sent = { method: 'POST' as const, url: '/api/session', payload, headers: { origin: 'null' } };
  t.equal((await own.app.inject(sent)).statusCode, 403);
  t.same((await own.app.inject({ url: '/api/embedding' })).json(), { origins: [] });
});

void t.test(
  'without https a foreign page gets the strict cookie, which browsers send to no other site',
  async (t) => {
    const answer = await app.inject({
      ...{ method: 'POST', url: '/api/session', headers: { origin: foreign } },
      payload: { name: 'leader', password: testPassword },
    });
    t.match(answer.headers['set-cookie'], /SameSite=Strict/);
  },
);

void t.test(
  'a proxy of this machine that ends TLS is believed: the cookie is a secure one, as foreign pages need',
  async (t) => {
    const forwarded = { origin: foreign, 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' };
    const sent = {
      ...{ method: 'POST' as const, url: '/api/session', headers: forwarded },
      payload: { name: 'leader', password: testPassword },
    };
    const answer = await app.inject({ ...sent, remoteAddress: '127.0.0.1' });
    t.match(answer.headers['set-cookie'], /Secure; SameSite=None; Partitioned|Partitioned; .*SameSite=None/);
    const elsewhere = await app.inject({ ...sent, remoteAddress: '198.51.100.1' });
    t.match(elsewhere.headers['set-cookie'], /SameSite=Strict/, 'nobody else is');
  },
);

void t.test('each address behind the proxy has its own tries', async (t) => {
  const ask = async (address: string): Promise<number> => {
    const headers = { 'x-forwarded-for': address };
    return (await app.inject({ method: 'POST', url: '/api/caller', headers })).statusCode;
  };
  for (let n = 0; n < 6; n++) t.equal(await ask('203.0.113.8'), 200);
  t.equal(await ask('203.0.113.8'), 429);
  t.equal(await ask('203.0.113.9'), 200);
});

void t.test('the bar in a frame learns whom it may answer', async (t) => {
  const answer = await app.inject({ url: '/api/embedding' });
  t.same(answer.json(), { origins: [foreign] });
});

void t.test('a guest gets short-lived credentials, so many a minute from one address', async (t) => {
  const first = await app.inject({ method: 'POST', url: '/api/caller' });
  t.equal(first.statusCode, 200);
  t.match(first.json(), { user: /^guest-/, socket: /^\/sip\/guest\?ticket=/ });
  t.match(first.headers, { 'cache-control': 'no-store' });
  const statuses = new Set<number>();
  for (let i = 0; i < 8; i++) {
    statuses.add((await app.inject({ method: 'POST', url: '/api/caller' })).statusCode);
  }
  t.ok(statuses.has(429));
});

void t.test('the guests SIP socket opens to nobody without a ticket', async (t) => {
  const headers = { connection: 'upgrade', upgrade: 'websocket' };
  const answer = await app.inject({ url: '/sip/guest?ticket=guess', headers });
  t.equal(answer.statusCode, 401);
});

void t.test(
  'one ticket opens two sockets at a time, so that one guest cannot take the place of all',
  async (t) => {
    const upstream = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(upstream, 'listening');
    t.teardown(() => {
      for (const socket of upstream.clients) socket.terminate();
      upstream.close();
    });
    const url = `ws://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    const own = await apiForTest(t, postgres, fakeEngine({}), undefined, url, open);
    await own.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = own.app.server.address() as AddressInfo;
    const path = (await own.app.inject({ method: 'POST', url: '/api/caller' })).json<{ socket: string }>()
      .socket;
    const dial = async (): Promise<WebSocket> => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, 'sip');
      await once(socket, 'open');
      return socket;
    };
    const [first] = [await dial(), await dial()];
    const third = await dial();
    const [code] = (await once(third, 'close')) as [number];
    t.equal(code, 4429);
    const released = Promise.race([...upstream.clients].map((one) => once(one, 'close')));
    first.close();
    await released;
    const fourth = await dial();
    const pong = once(fourth, 'pong');
    fourth.ping();
    await pong;
    t.equal(fourth.readyState, fourth.OPEN, 'a place that is given up is free again');
  },
);

void t.test('where the caller page is off there are no guests', async (t) => {
  const closed = await apiForTest(t, postgres, fakeEngine({}));
  t.same((await closed.app.inject({ url: '/api/caller' })).json(), { enabled: false, numbers: [] });
  t.equal((await closed.app.inject({ method: 'POST', url: '/api/caller' })).statusCode, 404);
});
