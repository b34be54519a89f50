import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { backOffMs } from './back-off.js';
import { EventLink, eventAddress, readEvent, type SocketLike } from './event-link.js';
import { httpTo, queryText } from './http.js';
import { fieldOf, Refused } from './refused.js';

t.test('the wait doubles to its limit, and chance spreads its upper half', (t) => {
  const waits = { firstMs: 500, mostMs: 4_000 };
  t.same(
    [0, 1, 2, 3, 9].map((n) => backOffMs(waits, n, 1)),
    [500, 1000, 2000, 4000, 4000],
  );
  t.equal(backOffMs(waits, 3, 0), 2000);
  t.end();
});

function sockets() {
  const made: SocketLike[] = [];
  const open = (): SocketLike => {
    const socket: SocketLike = { onopen: null, onmessage: null, onclose: null, close: () => undefined };
    made.push(socket);
    return socket;
  };
  const last = (): WebSocket => made.at(-1) as WebSocket;
  return { made, open, last };
}

t.test('the link comes back by itself after a break, and not after the session ended', (t) => {
  const clock = new FakeClock();
  const { made, open, last } = sockets();
  const link = new EventLink(open, clock, () => 1);
  const seen: string[] = [];
  link.events.on(({ type }) => seen.push(type));
  last().onopen?.({} as Event);
  last().onclose?.({ code: 1006 } as CloseEvent);
  clock.advance(500);
  t.equal(made.length, 2);
  last().onopen?.({} as Event);
  last().onclose?.({ code: 4401 } as CloseEvent);
  clock.advance(60_000);
  t.equal(made.length, 2);
  t.same(seen, ['link.opened', 'link.lost', 'link.opened', 'link.signedOut']);
  link.close();
  t.equal(clock.pending, 0);
  t.end();
});

t.test('what is no event is no event', (t) => {
  for (const data of ['', '{', '[]', 'null', '{"type":1}', 5]) t.equal(readEvent(data), undefined);
  t.match(readEvent('{"type":"resync","dropped":3}'), { type: 'link.resync' });
  t.match(readEvent('{"type":"message","text":"x"}'), { type: 'link.event', event: { text: 'x' } });
  t.equal(eventAddress('https://a:1'), 'wss://a:1/api/events');
  t.end();
});

t.test('a refusal carries its code, and the field that it is about', async (t) => {
  const body = { code: 'request.invalid', message: 'body/name is too long', where: 'body/name' };
  const answer = (status: number, text: string) =>
    httpTo('http://x', () => Promise.resolve(new Response(text, { status }))).ask('GET', '/api');
  await t.rejects(answer(400, JSON.stringify(body)), {
    status: 400,
    code: 'request.invalid',
    where: 'body/name',
  });
  await t.rejects(answer(502, '<html>'), { status: 502, code: 'internal' });
  const away = httpTo('http://x', () => Promise.reject(new TypeError('fetch failed')));
  await t.rejects(away.ask('GET', '/api'), { status: 0, code: 'offline' });
  t.equal(fieldOf(new Refused(400, body)), 'name');
  t.equal(fieldOf(new Error('x')), '');
});

t.test('what is undefined stays out of a query', (t) => {
  t.equal(queryText({ a: 1, b: undefined, c: '座' }), '?a=1&c=%E5%BA%A7');
  t.equal(queryText({ b: undefined }), '');
  t.end();
});
