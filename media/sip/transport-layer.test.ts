import { createServer, connect, type Socket } from 'node:net';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import t, { type Test } from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import { FakeClock } from '../../kernel/fake-clock.js';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { Scope } from '../../kernel/scope.js';
import type { SipEndpoint } from './call.js';
import { makeResponse } from './make-response.js';
import { header, type SipRequest } from './message.js';
import { parseMessage } from './parse.js';
import { serializeMessage } from './serialize.js';
import { defaultTcpLimits } from './tcp-transport.js';
import { defaultGuardLimits } from './transport-guard.js';
import { createTransport, type SipTransport, type TransportOptions } from './transport-layer.js';
import type { Received, TransportEvent } from './transport.js';

const loopback = { address: '127.0.0.1', port: 0 } as const;

async function open(t: Test, options: Partial<TransportOptions> = {}): Promise<SipTransport> {
  const scope = new Scope();
  t.teardown(() => scope.close());
  return createTransport({
    binds: [
      { protocol: 'udp', ...loopback },
      { protocol: 'tcp', ...loopback },
    ],
    clock: systemClock,
    random: systemRandom,
    scope,
    log: silentLogger,
    ...options,
  });
}

function at(transport: SipTransport, n: number): SipEndpoint {
  const endpoint = transport.listening[n];
  if (!endpoint) throw new Error(`no socket ${n}`);
  return endpoint;
}

function options(via: string, extra: SipRequest['headers'] = [], bodyBytes = 0): SipRequest {
  return {
    kind: 'request',
    method: 'OPTIONS',
    uri: 'sip:yihao@127.0.0.1',
    headers: [
      ['via', via],
      ['from', '<sip:a@127.0.0.1>;tag=1'],
      ['to', '<sip:yihao@127.0.0.1>'],
      ['call-id', '1'],
      ['cseq', '1 OPTIONS'],
      ...extra,
    ],
    body: Buffer.alloc(bodyBytes, 'x'),
  };
}

/** The next event that the test cares for. */
function next<K extends TransportEvent['type']>(
  transport: SipTransport,
  type: K,
): Promise<Extract<TransportEvent, { type: K }>> {
  return new Promise((resolve) => {
    const forget = transport.events.on((event) => {
      if (event.type !== type) return;
      forget();
      resolve(event as Extract<TransportEvent, { type: K }>);
    });
  });
}

const nextMessage = (transport: SipTransport): Promise<Received> => next(transport, 'received');

async function tcpClient(t: Test, to: SipEndpoint): Promise<Socket> {
  const socket = connect(to.port, to.address);
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function readable(socket: Socket): Promise<string> {
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk.toString();
}

async function udpClient(t: Test) {
  const socket = createSocket('udp4');
  t.teardown(() => socket.close());
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

t.test('RFC 3261 18.2.1, RFC 3581 4: received and rport are filled in on arrival', async (t) => {
  const [a, b] = [await open(t), await open(t)];
  const arrived = nextMessage(b);
  a.send(
    options('SIP/2.0/UDP phone.invalid;branch=z9hG4bK1;rport, SIP/2.0/UDP other;branch=z9hG4bK0'),
    at(b, 0),
  );
  const { message, source, local } = await arrived;
  t.equal(
    header(message, 'via'),
    `SIP/2.0/UDP phone.invalid;branch=z9hG4bK1;rport=${at(a, 0).port};received=127.0.0.1, SIP/2.0/UDP other;branch=z9hG4bK0`,
  );
  t.same(source, at(a, 0));
  t.same(local, at(b, 0));
});

t.test(
  'a response goes back over the TCP connection of its request, and a later request too (RFC 5923)',
  async (t) => {
    const [a, b] = [await open(t), await open(t)];
    const arrived = nextMessage(b);
    a.send(options('SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1'), at(b, 1));
    const { message, source } = await arrived;
    const answered = nextMessage(a);
    b.send(makeResponse(message, 200, { toTag: 'x' }), source);
    t.match((await answered).message, { status: 200 });
    const called = nextMessage(a);
    b.send(options('SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK2'), source);
    t.match((await called).message, { method: 'OPTIONS' });
    t.equal(b.tcpConnections, 1);
    t.equal(a.tcpConnections, 1);
  },
);

t.test('RFC 3261 18.1.1: a large request goes by TCP with its Via changed', async (t) => {
  const [a, b] = [await open(t), await open(t, { binds: [{ protocol: 'tcp', ...loopback }] })];
  const arrived = nextMessage(b);
  a.send(options('SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK1', [], 2000), { ...at(b, 0), protocol: 'udp' });
  const { message, source } = await arrived;
  t.equal(source.protocol, 'tcp');
  t.equal(header(message, 'via'), `SIP/2.0/TCP 127.0.0.1:${at(a, 1).port};branch=z9hG4bK1`);
});

t.test('RFC 3261 18.1.1: without TCP at the target a large request goes by UDP after all', async (t) => {
  const [a, b] = [await open(t), await open(t, { binds: [{ protocol: 'udp', ...loopback }] })];
  for (const branch of ['1', '2']) {
    const arrived = nextMessage(b);
    a.send(options(`SIP/2.0/UDP 127.0.0.1:9;branch=${branch}`, [], 2000), at(b, 0));
    const { message, source } = await arrived;
    t.equal(source.protocol, 'udp');
    t.match(header(message, 'via'), `SIP/2.0/UDP 127.0.0.1:9;branch=${branch}`);
  }
});

t.test('a malformed request is answered with what is wrong; answers to one source are limited', async (t) => {
  const transport = await open(t, {
    guardLimits: {
      ...defaultGuardLimits,
      answersPerSource: { perSecond: 0, burst: 2, keys: 10 },
      answers: { perSecond: 0, burst: 10, keys: 1 },
      scanners: ['friendly-scanner'],
    },
  });
  const client = await udpClient(t);
  const bad = serializeMessage(
    options(`SIP/2.0/UDP 127.0.0.1:${client.address().port};branch=z9hG4bK1`),
  ).toString();
  const broken = Buffer.from(bad.replace('1 OPTIONS', '1 INVITE'));
  const answers: string[] = [];
  client.on('message', (octets) => answers.push(octets.toString()));
  const settled = next(transport, 'received');
  for (let i = 0; i < 3; i++) client.send(broken, at(transport, 0).port, '127.0.0.1');
  client.send(Buffer.from('nonsense\r\n\r\n'), at(transport, 0).port, '127.0.0.1');
  client.send(Buffer.from(bad), at(transport, 0).port, '127.0.0.1');
  await settled;
  while (answers.length < 2) await once(client, 'message');
  const parsed = parseMessage(Buffer.from(answers[0] ?? ''));
  t.match(parsed, {
    ok: true,
    value: { status: 400, reason: 'Bad Request - cseq: method is not that of the request' },
  });
  t.equal(answers[0], answers[1], 'RFC 3261 8.2.7: the same To tag each time');
  t.match(transport.counts, { malformed: 4, malformedAnswered: 2, received: 5 });
});

t.test('scanners get no answer at all', async (t) => {
  const transport = await open(t);
  const client = await udpClient(t);
  const scan = options('SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1', [['user-agent', 'Friendly-Scanner']]);
  let events = 0;
  transport.events.on(() => events++);
  const settled = nextMessage(transport);
  const text = serializeMessage(scan).toString();
  for (const one of [text, text.replace('1 OPTIONS', 'x')])
    client.send(Buffer.from(one), at(transport, 0).port, '127.0.0.1');
  client.send(
    serializeMessage(options('SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1')),
    at(transport, 0).port,
    '127.0.0.1',
  );
  await settled;
  t.equal(events, 1);
  t.match(transport.counts, { scannersDropped: 2, malformedAnswered: 0, sent: 0 });
});

t.test('keep-alives of NAT bindings are no messages', async (t) => {
  const transport = await open(t);
  const client = await udpClient(t);
  const settled = nextMessage(transport);
  for (const text of ['\r\n\r\n', '\0\0\0\0', 'jaK'])
    client.send(Buffer.from(text), at(transport, 0).port, '127.0.0.1');
  client.send(
    serializeMessage(options('SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1')),
    at(transport, 0).port,
    '127.0.0.1',
  );
  await settled;
  t.match(transport.counts, { keepAlives: 3, malformed: 0, received: 1 });
});

t.test('RFC 5626 3.5.1: a double CRLF on TCP is answered with one CRLF', async (t) => {
  const transport = await open(t);
  const client = await tcpClient(t, at(transport, 1));
  client.write('\r\n\r\n');
  t.equal(await readable(client), '\r\n');
});

t.test('RFC 3261 18.3: a stream without Content-Length is answered with 400 and closed', async (t) => {
  const transport = await open(t);
  const client = await tcpClient(t, at(transport, 1));
  const text = serializeMessage(options('SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1')).toString();
  client.write(text.replace(/Content-Length: 0\r\n/, ''));
  t.match(await readable(client), /^SIP\/2\.0 400 Bad Request - Content-Length missing/);
  await once(client, 'close');
  t.equal(transport.tcpConnections, 0);
});

t.test('a message over the bound is answered with 513 and the stream closed', async (t) => {
  const transport = await open(t);
  const client = await tcpClient(t, at(transport, 1));
  const text = serializeMessage(options('SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1')).toString();
  client.write(text.replace('Content-Length: 0', 'Content-Length: 70000'));
  t.match(await readable(client), /^SIP\/2\.0 513 Message Too Large/);
  await once(client, 'close');
});

t.test('connections over the bound of their source are turned away', async (t) => {
  const transport = await open(t, { tcpLimits: { ...defaultTcpLimits, connectionsPerSource: 2 } });
  const [first] = [await tcpClient(t, at(transport, 1)), await tcpClient(t, at(transport, 1))];
  const third = await tcpClient(t, at(transport, 1));
  await once(third, 'close');
  t.equal(transport.tcpConnections, 2);
  t.equal(transport.counts.connectionsTurnedAway, 1);
  first.destroy();
  while (transport.tcpConnections === 2) await new Promise((resolve) => setImmediate(resolve));
  const fourth = await tcpClient(t, at(transport, 1));
  fourth.write('\r\n\r\n');
  t.equal(await readable(fourth), '\r\n');
});

t.test(
  'a connection that says nothing, or stops within a message, is closed sooner than one that idles',
  async (t) => {
    const clock = new FakeClock();
    const transport = await open(t, {
      clock,
      tcpLimits: { ...defaultTcpLimits, silentMs: 1_000, idleMs: 10_000 },
    });
    const silent = await tcpClient(t, at(transport, 1));
    const halting = await tcpClient(t, at(transport, 1));
    const talking = await tcpClient(t, at(transport, 1));
    const text = serializeMessage(options('SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1'));
    for (const socket of [halting, talking]) {
      const heard = nextMessage(transport);
      socket.write(text);
      await heard;
    }
    halting.write('\r\n\r\nOPTIONS');
    await readable(halting); // the pong: the half message behind the ping has come
    clock.advance(1_000);
    await Promise.all([once(silent, 'close'), once(halting, 'close')]);
    t.equal(transport.tcpConnections, 1);
    clock.advance(9_000);
    await once(talking, 'close');
    t.equal(transport.tcpConnections, 0);
    t.equal(transport.counts.failures, 0);
  },
);

t.test('what can not be sent is told as failed, not thrown', async (t) => {
  const transport = await open(t);
  const free = createServer();
  free.listen(0, '127.0.0.1');
  await once(free, 'listening');
  const address = free.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  free.close();
  await once(free, 'close');
  for (const remote of [
    { protocol: 'tcp', address: '127.0.0.1', port },
    { protocol: 'udp', address: 'phone.invalid', port: 5060 },
    { protocol: 'udp', address: '::1', port: 5060 },
  ] as const) {
    const failed = next(transport, 'failed');
    transport.send(options('SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1'), remote);
    t.match(await failed, { remote });
  }
});

t.test('a peer that does not take the connection in time has failed', async (t) => {
  const clock = new FakeClock();
  const transport = await open(t, { clock });
  const failed = next(transport, 'failed');
  // Nothing was heard when the timer fires: connecting takes a turn of the loop.
  transport.send(options('SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1'), at(transport, 1));
  clock.advance(defaultTcpLimits.connectMs);
  t.match(await failed, { why: 'no connection in time' });
});

t.test('a port in use is named, with the setting to change', async (t) => {
  const transport = await open(t);
  for (const [n, protocol] of ['udp', 'tcp'].entries()) {
    const bind = {
      protocol: protocol as 'udp' | 'tcp',
      address: '127.0.0.1',
      port: at(transport, n).port,
      setting: 'sip.port',
    };
    const error: unknown = await open(t, { binds: [bind] }).catch((caught: unknown) => caught);
    t.ok(error instanceof YihaoError && error.code === 'port.busy', protocol);
    t.match(error, { message: /sip\.port/ });
  }
});

t.test('an address that is not ours is named', async (t) => {
  for (const protocol of ['udp', 'tcp'] as const) {
    const error: unknown = await open(t, { binds: [{ protocol, address: '192.0.2.1', port: 0 }] }).catch(
      (caught: unknown) => caught,
    );
    t.ok(error instanceof YihaoError && error.code === 'port.unusable', protocol);
  }
});

t.test('the socket of the family is used, and the one heard on among several', async (t) => {
  const transport = await open(t, {
    binds: [
      { protocol: 'udp', ...loopback },
      { protocol: 'udp', ...loopback },
      { protocol: 'udp', address: '::1', port: 0 },
      { protocol: 'udp', address: '0.0.0.0', port: 0, advertise: '198.51.100.1' },
    ],
  });
  t.same(transport.localFor({ protocol: 'udp', address: '::1', port: 9 }), at(transport, 2));
  t.equal(transport.localFor({ protocol: 'tcp', address: '127.0.0.1', port: 9 }), undefined);
  t.match(transport.localFor({ protocol: 'udp', address: '192.0.2.77', port: 9 }), {
    address: '198.51.100.1',
  });
  const client = await udpClient(t);
  const arrived = nextMessage(transport);
  client.send(
    serializeMessage(options('SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1')),
    at(transport, 1).port,
    '127.0.0.1',
  );
  const { source } = await arrived;
  t.same(transport.localFor(source), at(transport, 1));
});

t.test('closing the scope closes every socket and connection', async (t) => {
  const scope = new Scope();
  const transport = await open(t, { scope });
  const client = await tcpClient(t, at(transport, 1));
  client.write('\r\n\r\n');
  await readable(client);
  const closed = once(client, 'close');
  await scope.close();
  await closed;
  t.equal(transport.tcpConnections, 0);
});

t.test('requests of a source that sends too many are dropped and counted; trunks may', async (t) => {
  const requestsPerSource = { perSecond: 1, burst: 3, keys: 10 };
  const clock = new FakeClock();
  for (const [trusted, taken] of [
    [false, 3],
    [true, 5],
  ] as const) {
    const transport = await open(t, {
      clock,
      guardLimits: { ...defaultGuardLimits, requestsPerSource },
      isTrusted: () => trusted,
    });
    const received: TransportEvent[] = [];
    transport.events.on((event) => received.push(event));
    const socket = createSocket('udp4');
    t.teardown(() => socket.close());
    const { port } = at(transport, 0);
    const via = 'SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK1;rport';
    for (let n = 0; n < 5; n++) socket.send(serializeMessage(options(via)), port, '127.0.0.1');
    const bye = { ...options(via), method: 'BYE' };
    socket.send(
      serializeMessage({
        ...bye,
        headers: bye.headers.map(([name, value]) => [name, name === 'cseq' ? '2 BYE' : value]),
      }),
      port,
      '127.0.0.1',
    );
    while (transport.counts.received < 6) await new Promise((resolve) => setImmediate(resolve));
    t.equal(received.length, taken + 1, 'what belongs to something begun is never one too many');
    t.equal(transport.counts.flooded, 5 - taken);
  }
});

t.test('the end of a TCP connection is told, in order or not; one that is replaced is not', async (t) => {
  const transport = await open(t);
  const closed: TransportEvent[] = [];
  transport.events.on((event) => {
    if (event.type === 'closed') closed.push(event);
  });
  const socket = connect(at(transport, 1).port, '127.0.0.1');
  await once(socket, 'connect');
  const { localPort: port } = socket;
  socket.write(serializeMessage(options('SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK1')));
  while (transport.counts.received < 1) await new Promise((resolve) => setImmediate(resolve));
  socket.end();
  while (closed.length === 0) await new Promise((resolve) => setImmediate(resolve));
  t.match(closed, [{ remote: { protocol: 'tcp', address: '127.0.0.1', port } }]);
});
