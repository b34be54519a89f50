import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { silentLogger } from '../../kernel/log.js';
import { Directory } from './directory.js';
import { parseDirectory } from './directory-xml.js';
import { httpPost } from './http-post.js';

const answer = (
  user: string,
  cacheable = '60000',
) => `<document type="freeswitch/xml"><section name="directory">
  <domain name="yihao"><params><param name="dial-string" value="x"/></params><groups><group name="default"><users>
  <user id="${user}" cacheable="${cacheable}"><params><param name="a1-hash" value="ABCDEF"/>
  <param name="a1-hash-sha256" value="12"/></params><variables><variable name="yihao_agent" value="7 &amp; 8"/></variables>
  </user></users></group></groups></domain></section></document>`;
const nobody =
  '<document type="freeswitch/xml"><section name="result"><result status="not found"/></section></document>';

t.test('a user is read with its hashes and variables', (t) => {
  const parsed = parseDirectory(answer('1001'), '1001');
  t.match(parsed, {
    ok: true,
    value: { user: '1001', domain: 'yihao', ha1Md5: 'abcdef', ha1Sha256: '12', cacheableMs: 60_000 },
  });
  t.equal(parsed.ok && parsed.value?.variables.get('yihao_agent'), '7 & 8');
  t.same(parseDirectory(nobody, '1001'), { ok: true, value: undefined });
  t.same(parseDirectory(answer('1002'), '1001'), { ok: true, value: undefined }, 'another user is no user');
  for (const text of ['', 'no', '<a/>', '{}']) t.equal(parseDirectory(text, '1').ok, false);
  t.end();
});

function directory(reply: (user: string) => string | Error, bound?: number) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const post = (form: URLSearchParams): Promise<string> => {
    const user = form.get('user') ?? '';
    asked.push(user);
    const text = reply(user);
    return text instanceof Error ? Promise.reject(text) : Promise.resolve(text);
  };
  const options = { clock, log: silentLogger, post };
  return { clock, asked, directory: new Directory(bound === undefined ? options : { ...options, bound }) };
}

t.test('an answer is kept as long as it allows, and asked for once at a time', async (t) => {
  const d = directory((user) => answer(user));
  await Promise.all([d.directory.find('1', 'yihao'), d.directory.find('1', 'yihao')]);
  await d.directory.find('1', 'yihao');
  t.same(d.asked, ['1']);
  d.clock.advance(60_001);
  await d.directory.find('1', 'yihao');
  t.same(d.asked, ['1', '1']);
});

t.test('"there is none" is kept shortly', async (t) => {
  const d = directory(() => nobody);
  t.equal(await d.directory.find('x', 'yihao'), undefined);
  await d.directory.find('x', 'yihao');
  t.equal(d.asked.length, 1);
  d.clock.advance(5001);
  await d.directory.find('x', 'yihao');
  t.equal(d.asked.length, 2);
});

t.test('a kept user stands while the engine is away; one never seen is an error', async (t) => {
  let away = false;
  const d = directory((user) => (away ? new Error('refused') : answer(user)));
  await d.directory.find('1', 'yihao');
  away = true;
  d.clock.advance(120_000);
  t.equal((await d.directory.find('1', 'yihao'))?.user, '1');
  await t.rejects(d.directory.find('2', 'yihao'), /refused/);
});

t.test('the number of users kept is bounded', async (t) => {
  const d = directory((user) => answer(user), 2);
  for (const user of ['1', '2', '3']) await d.directory.find(user, 'yihao');
  t.equal(d.directory.size, 2);
  await d.directory.find('1', 'yihao');
  t.equal(d.asked.length, 4, 'the oldest went');
});

t.test('names that nobody has push out no user, however many there are', async (t) => {
  let away = false;
  const d = directory((user) => (away ? new Error('refused') : user === '1' ? answer(user) : nobody), 2);
  await d.directory.find('1', 'yihao');
  for (const made of ['a', 'b', 'c', 'd']) t.equal(await d.directory.find(made, 'yihao'), undefined);
  away = true;
  d.clock.advance(120_000);
  t.equal((await d.directory.find('1', 'yihao'))?.user, '1', 'the user stands while the engine is away');
});

t.test('the number of open questions is bounded', async (t) => {
  const open: (() => void)[] = [];
  const post = () => new Promise<string>((resolve) => open.push(() => resolve(nobody)));
  const one = new Directory({ clock: new FakeClock(), log: silentLogger, post });
  const asked = Array.from({ length: 500 }, (_, n) => one.find(String(n), 'yihao'));
  await t.rejects(one.find('one more', 'yihao'), /too many/);
  t.equal(open.length, 500);
  for (const answer of open) answer();
  await Promise.all(asked);
  const later = one.find('one more', 'yihao');
  open.at(-1)?.();
  t.equal(await later, undefined);
});

t.test('over HTTP: a form, signed in with the secret; anything but 200 is an error', async (t) => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push(`${request.method ?? ''} ${request.headers.authorization ?? ''} ${body}`);
      response.statusCode = request.url === '/directory' ? 200 : 401;
      response.end(answer('1001'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const text = await httpPost(`${url}/directory`, 'secret')(new URLSearchParams({ user: '1001' }));
  t.match(text, 'user id="1001"');
  t.same(seen, [`POST Basic ${Buffer.from('switch:secret').toString('base64')} user=1001`]);
  await t.rejects(httpPost(`${url}/elsewhere`, 'secret')(new URLSearchParams()), /answers 401/);
  server.closeAllConnections();
});

t.test(
  'over HTTP: one question after the other shares a connection; a closed one is made anew',
  async (t) => {
    const connections = new Set<Socket>();
    const server = createServer((request, response) => {
      request.resume();
      request.on('end', () => response.end(nobody));
    });
    server.on('connection', (socket) => connections.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => server.close());
    const post = httpPost(`http://127.0.0.1:${(server.address() as AddressInfo).port}/directory`, 'secret');
    const ask = (): Promise<string> => post(new URLSearchParams({ user: '1001' }));
    for (let n = 0; n < 3; n++) t.equal(await ask(), nobody);
    t.equal(connections.size, 1);
    for (const socket of connections) socket.resetAndDestroy();
    t.equal(await ask(), nobody, 'also when the engine was started anew');
    t.equal(connections.size, 2);
    server.closeAllConnections();
  },
);

t.test('over HTTP: an answer without end is given up', async (t) => {
  const server = createServer((_request, response) => {
    const more = (): void => {
      while (response.write('x'.repeat(64 * 1024)));
    };
    response.on('drain', more);
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await t.rejects(httpPost(url, 'secret')(new URLSearchParams()), /answers too much/);
  server.closeAllConnections();
});
