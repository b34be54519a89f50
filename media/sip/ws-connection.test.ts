import { EventEmitter } from 'node:events';
import t from 'tap';
import type { WebSocket } from 'ws';
import { FakeClock } from '../../kernel/fake-clock.js';
import { WsConnection, type WsTimes } from './ws-connection.js';
import { defaultWsLimits } from './ws-transport.js';

const times: WsTimes = { silentMs: 30_000, pingMs: 10_000 };

/** What a WebSocket of `ws` is to a connection. */
class FakeSocket extends EventEmitter {
  readonly done: string[] = [];
  bufferedAmount = 0;

  ping(): void {
    this.done.push('ping');
  }

  send(data: Buffer | string): void {
    this.done.push(`send ${data.toString()}`);
  }

  close(code: number): void {
    this.done.push(`close ${code}`);
  }

  terminate(): void {
    this.done.push('terminate');
  }
}

function connection(of = times) {
  const clock = new FakeClock();
  const socket = new FakeSocket();
  const heard: string[] = [];
  const connected = new WsConnection(socket as unknown as WebSocket, clock, of, {
    onMessage: (octets) => heard.push(octets.toString()),
    onKeepAlive: () => heard.push('keep-alive'),
    onClosed: () => heard.push('closed'),
  });
  return { clock, socket, heard, connected };
}

t.test('a peer that answers no ping is gone after the second', async (t) => {
  const { clock, socket, heard } = connection();
  socket.emit('message', Buffer.from('REGISTER'));
  clock.advance(10_000);
  socket.emit('pong');
  clock.advance(10_000);
  t.same(socket.done, ['ping', 'ping']);
  clock.advance(10_000);
  t.same(socket.done, ['ping', 'ping', 'terminate']);
  t.same(heard, ['REGISTER', 'closed']);
  t.equal(clock.pending, 0);
});

t.test('a vanished browser is noticed within 10 s', async (t) => {
  const { clock, socket, heard } = connection(defaultWsLimits);
  socket.emit('message', Buffer.from('REGISTER'));
  clock.advance(defaultWsLimits.pingMs);
  socket.emit('pong');
  clock.advance(10_000);
  t.same(heard, ['REGISTER', 'closed']);
});

t.test('who answers pings but never says a thing is gone after the time for that', async (t) => {
  const { clock, socket, heard } = connection();
  for (let i = 0; i < 3; i++) {
    clock.advance(10_000);
    socket.emit('pong');
  }
  t.same(heard, ['closed']);
});

t.test('a peer that does not read is given up, and nothing is kept for it', async (t) => {
  const { socket, heard, connected } = connection();
  socket.bufferedAmount = 1024 * 1024 + 1;
  connected.send(Buffer.from('x'));
  connected.send(Buffer.from('y'));
  t.same(socket.done, ['send x', 'terminate']);
  t.same(heard, ['closed']);
});

t.test('closing tells why, once, and waits for nobody', async (t) => {
  const { clock, socket, heard, connected } = connection();
  connected.close('the switch stops');
  socket.emit('close');
  clock.advance(0);
  t.same(socket.done, ['close 1001', 'terminate']);
  t.same(heard, ['closed']);
  t.equal(clock.pending, 0);
});
