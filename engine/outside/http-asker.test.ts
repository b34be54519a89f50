import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { refuse } from '../../kernel/result.js';
import type { FlowEffect } from '../ivr/model.js';
import { isInside } from './allowed-address.js';
import { breakerLimits } from './circuit-breaker.js';
import { FlowSecrets } from './flow-secrets.js';
import { HttpAsker } from './http-asker.js';

type Ask = Extract<FlowEffect, { do: 'request' }>;
type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void;

async function serve(
  t: Test,
  answer: Answer,
): Promise<{ asker: HttpAsker; ask: (more?: Partial<Ask>) => Ask; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => answer(request, body, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const secrets = new FlowSecrets({
    crm: { value: 'Bearer s3cret', origins: [`http://127.0.0.1:${port}`] },
    elsewhere: { value: 's3cret', origins: ['https://crm.test'] },
  });
  const asker = new HttpAsker({
    clock: systemClock,
    privateHosts: [`127.0.0.1:${port}`],
    secret: (name, origin) => secrets.valueFor(name, origin),
  });
  t.teardown(() => {
    asker.close();
    server.closeAllConnections();
    server.close();
  });
  const ask = (more: Partial<Ask> = {}): Ask => ({
    ...{ do: 'request', method: 'GET', url: `http://127.0.0.1:${port}/a`, headers: {}, secretHeaders: {} },
    ...{
      body: null,
      timeoutMs: 2000,
      retries: 0,
      into: { state: 'data.items.0.state', n: 'n', none: 'data.x' },
    },
    ...more,
  });
  return { asker, ask, seen };
}

t.test('a request carries headers, secrets and body, and brings back what was asked for', async (t) => {
  let got = '';
  const { asker, ask, seen } = await serve(t, (_, body, response) => {
    got = body;
    response.end(JSON.stringify({ n: 3, data: { items: [{ state: '正在办理', other: [] }] } }));
  });
  const answer = await asker.request(
    ask({
      method: 'POST',
      headers: { 'X-Caller': '138\r\nX-Evil: 1' },
      secretHeaders: { Authorization: 'crm' },
      body: { order: '7' },
    }),
    'call.5',
  );
  t.same(answer, { status: 200, values: { state: '正在办理', n: '3' } });
  t.equal(got, '{"order":"7"}');
  t.match(seen[0]?.headers, {
    authorization: 'Bearer s3cret',
    'x-caller': '138X-Evil: 1',
    'idempotency-key': 'call.5',
  });
  t.match(await asker.request(ask({ secretHeaders: { Authorization: 'gone' } }), 'k'), {
    status: 0,
    why: /no secret gone/,
  });
  t.match(await asker.request(ask({ secretHeaders: { Authorization: 'elsewhere' } }), 'k'), {
    status: 0,
    why: /must not go to http:/,
  });
  t.equal(seen.length, 1);
});

t.test('a refusal is an answer; a failure is tried again, with the same key', async (t) => {
  let fails = 2;
  const { asker, ask, seen } = await serve(t, (request, _, response) => {
    response.statusCode = request.url === '/no' ? 404 : fails-- > 0 ? 503 : 200;
    response.end('no json');
  });
  const { url } = ask();
  t.same(await asker.request(ask({ url: url.replace('/a', '/no'), retries: 3 }), 'k'), {
    status: 404,
    values: {},
  });
  t.equal(seen.length, 1);
  t.same(await asker.request(ask({ retries: 2 }), 'k2'), { status: 200, values: {} });
  t.same(
    seen.slice(1).map(({ headers }) => headers['idempotency-key']),
    ['k2', 'k2', 'k2'],
  );
});

t.test('time, length and redirections are bounded', async (t) => {
  const { asker, ask } = await serve(t, (request, _, response) => {
    if (request.url === '/long') response.end('x'.repeat(100_000));
    else if (request.url === '/moved') response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    // The others never get an answer.
  });
  const { url } = ask();
  t.match(await asker.request(ask({ timeoutMs: 50 }), 'k'), { status: 0, why: 'no answer in 50 ms' });
  t.match(await asker.request(ask({ url: url.replace('/a', '/long') }), 'k'), {
    status: 0,
    why: /longer than/,
  });
  t.match(await asker.request(ask({ url: url.replace('/a', '/moved') }), 'k'), {
    status: 0,
    why: /redirection/,
  });
});

t.test('a service that is down is not asked for a while, and the board sees it', async (t) => {
  const { asker, ask, seen } = await serve(t, (_, __, response) => {
    response.statusCode = 500;
    response.end();
  });
  for (let i = 0; i < breakerLimits.failures + 3; i++) await asker.request(ask(), 'k');
  t.equal(seen.length, breakerLimits.failures);
  t.match(asker.services(), [{ state: 'down', failed: breakerLimits.failures, lastError: 'status 500' }]);
  t.match(await asker.request(ask(), 'k'), { status: 0, why: /is down/ });
});

t.test('nothing inside is asked unless the settings name it, by whatever name it goes', async (t) => {
  const { ask } = await serve(t, (_, __, response) => response.end('{}'));
  const asker = new HttpAsker({
    clock: systemClock,
    privateHosts: [],
    secret: () => refuse('there is none'),
  });
  t.teardown(() => asker.close());
  for (const url of [
    ask().url,
    ask().url.replace('127.0.0.1', 'localhost'),
    'http://[::1]:1/',
    'http://[::ffff:7f00:1]:1/',
    'http://2130706433/',
    'http://169.254.169.254/latest',
  ])
    t.match(await asker.request(ask({ url, timeoutMs: 1000 }), 'k'), { status: 0, why: /inside/ }, url);
  t.notOk(isInside('203.0.113.9'));
  t.notOk(isInside('2001:4860::8888'));
  for (const address of [
    '10.1.2.3',
    '172.31.0.1',
    '100.64.1.1',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    '::7f00:1',
    '2002:7f00:1::',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    'fec0::1',
    'nonsense',
  ])
    t.ok(isInside(address), address);
});
