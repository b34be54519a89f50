import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import t from 'tap';
import { freePort, freeSipPort } from './free-port.js';

const address = '127.0.0.1';

t.test('a port for SIP is free over TCP and UDP, whatever else is taken over UDP', async (t) => {
  const taken: Socket[] = [];
  t.teardown(() => taken.forEach((socket) => socket.close()));
  for (let n = 0; n < 200; n++) {
    const socket = createSocket('udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    taken.push(socket);
  }
  const ports = new Set(taken.map((socket) => socket.address().port));
  for (let n = 0; n < 50; n++) {
    const port = await freeSipPort(address);
    t.notOk(ports.has(port), 'nobody has it over UDP');
    const [stream, datagrams] = [createServer(), createSocket('udp4')];
    stream.listen(port, address);
    datagrams.bind(port, address);
    await Promise.all([once(stream, 'listening'), once(datagrams, 'listening')]);
    await Promise.all([stream, datagrams].map((one) => new Promise<void>((done) => one.close(() => done()))));
  }
});

t.test('nobody is promised a port that another one was, or that is meant for something else', async (t) => {
  const meant = Array.from({ length: 1_400 }, (_, n) => 30_000 + n);
  const ports = await Promise.all(
    Array.from({ length: 300 }, (_, n) => (n % 2 === 0 ? freePort : freeSipPort)(address, meant)),
  );
  t.equal(new Set(ports).size, 300);
  t.notOk(ports.some((port) => meant.includes(port)));
});
