import { once } from 'node:events';
import t, { type Test } from 'tap';
import { WebSocket, type ClientOptions } from 'ws';
import { systemClock } from '../../kernel/clock.js';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { Scope } from '../../kernel/scope.js';
import { createDtlsCertificate } from '../webrtc/dtls-certificate.js';
import { makeResponse } from './make-response.js';
import { createTransport, type Bind, type SipTransport } from './transport-layer.js';
import type { TransportEvent } from './transport.js';

const { certificatePem: certificate, keyPem: key } = createDtlsCertificate(Date.now(), systemRandom);

const options = [
  ...['OPTIONS sip:yihao SIP/2.0', 'Via: SIP/2.0/WS browser.invalid;branch=z9hG4bKx', 'Max-Forwards: 70'],
  ...['From: <sip:1001@yihao>;tag=1', 'To: <sip:yihao>', 'Call-ID: c', 'CSeq: 1 OPTIONS'],
  ...['Content-Length: 0', '', ''],
].join('\r\n');

async function open(t: Test, bind: Partial<Bind> = {}) {
  const scope = new Scope();
  const transport = await createTransport({
    binds: [{ protocol: 'ws', address: '127.0.0.1', port: 0, ...bind }],
    ...{ clock: systemClock, random: systemRandom, log: silentLogger, scope },
  });
  const events: TransportEvent[] = [];
  transport.events.on((event) => events.push(event));
  t.teardown(() => scope.close());
  return { transport, events };
}

function dial(transport: SipTransport, how: ClientOptions = {}, protocols = ['sip']): WebSocket {
  const { protocol, port } = transport.listening[0] ?? { protocol: 'ws', port: 0 };
  const socket = new WebSocket(`${protocol}://127.0.0.1:${port}`, protocols, how);
  socket.on('error', () => undefined);
  return socket;
}

async function received(transport: SipTransport): Promise<Extract<TransportEvent, { type: 'received' }>> {
  return new Promise((resolve) => {
    const forget = transport.events.on((event) => {
      if (event.type !== 'received') return;
      forget();
      resolve(event);
    });
  });
}

t.test('RFC 7118 5: a message is a frame; the answer goes back over the same connection', async (t) => {
  const { transport } = await open(t);
  const socket = dial(transport);
  await once(socket, 'open');
  t.equal(socket.protocol, 'sip');
  const event = received(transport);
  socket.send(options);
  const { message, source, local } = await event;
  t.equal(source.protocol, 'ws');
  t.equal(local.protocol, 'ws');
  t.match(transport.localFor(source), { protocol: 'ws', address: '127.0.0.1' });
  const answer = once(socket, 'message');
  transport.send(makeResponse(message, 200, { toTag: 'a' }), source);
  const [data, isBinary] = (await answer) as [Buffer, boolean];
  t.match(data.toString(), /^SIP\/2\.0 200 OK\r\n/);
  t.equal(isBinary, false);
  socket.terminate();
});

t.test('RFC 7118 4.1: who does not name the subprotocol, or is no WebSocket, is turned away', async (t) => {
  const { transport } = await open(t);
  const other = dial(transport, {}, ['chat']);
  const [, response] = (await once(other, 'unexpected-response')) as [unknown, { statusCode: number }];
  t.equal(response.statusCode, 400);
  other.terminate();
  const plain = await fetch(`http://127.0.0.1:${transport.listening[0]?.port}/`);
  t.equal(plain.status, 426);
});

t.test('RFC 5626 3.5.1: two CRLF are a ping and get one; one is nothing', async (t) => {
  const { transport } = await open(t);
  const socket = dial(transport);
  await once(socket, 'open');
  const pong = once(socket, 'message');
  socket.send('\r\n');
  socket.send('\r\n\r\n');
  t.equal(String(((await pong) as [Buffer])[0]), '\r\n');
  t.equal(transport.counts.keepAlives, 2);
  t.equal(transport.counts.malformed, 0);
  socket.terminate();
});

t.test(
  'a proxy on this machine is believed about whom it speaks for, each connection its own port',
  async (t) => {
    const { transport } = await open(t);
    const two = [1, 2].map(() => dial(transport, { headers: { 'x-forwarded-for': '203.0.113.9' } }));
    const sources = [];
    for (const socket of two) {
      await once(socket, 'open');
      const event = received(transport);
      socket.send(options);
      sources.push((await event).source);
    }
    t.match(sources, [{ address: '203.0.113.9' }, { address: '203.0.113.9' }]);
    t.not(sources[0]?.port, sources[1]?.port);
    for (const socket of two) socket.terminate();
  },
);

t.test('an end of the connection is told, and what is sent after it fails', async (t) => {
  const { transport, events } = await open(t);
  const socket = dial(transport);
  await once(socket, 'open');
  const event = received(transport);
  socket.send(options);
  const { message, source } = await event;
  const closed = new Promise<void>((resolve) => {
    transport.events.on(({ type }) => {
      if (type === 'closed') resolve();
    });
  });
  socket.terminate();
  await closed;
  transport.send(makeResponse(message, 200), source);
  await new Promise((resolve) => setImmediate(resolve));
  t.match(
    events.map(({ type }) => type),
    ['received', 'closed', 'failed'],
  );
  t.equal(transport.wsConnections, 0);
});

t.test('with a certificate the same goes over TLS', async (t) => {
  const { transport } = await open(t, { protocol: 'wss', tls: { certificate, key } });
  const socket = dial(transport, { rejectUnauthorized: false });
  await once(socket, 'open');
  const event = received(transport);
  socket.send(options);
  t.equal((await event).source.protocol, 'wss');
  socket.terminate();
});
