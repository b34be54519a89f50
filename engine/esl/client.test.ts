import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { encodeFrame } from '../../kernel/event-socket.js';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { EslClient, type ClientEvent } from './client.js';

/** The far end of the Event Socket, which does what the test tells it to: the place to put faults in. */
class Peer {
  readonly #server: Server;
  readonly received: string[] = [];
  sockets: Socket[] = [];
  /** Answers each command; undefined: says nothing. */
  reply: (command: string) => string | undefined = (command) =>
    command.startsWith('api ')
      ? encodeFrame([['Content-Type', 'api/response']], `did ${command.slice(4)}`)
      : encodeFrame([
          ['Content-Type', 'command/reply'],
          ['Reply-Text', command.startsWith('auth') ? '+OK accepted' : '+OK'],
        ]);

  constructor() {
    this.#server = createServer((socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      socket.write(encodeFrame([['Content-Type', 'auth/request']]));
      let text = '';
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const commands = text.split('\n\n');
        text = commands.pop() ?? '';
        for (const command of commands) {
          this.received.push(command);
          const answer = this.reply(command);
          if (answer !== undefined) socket.write(answer);
        }
      });
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  send(fields: Record<string, string>): void {
    this.sockets.at(-1)?.write(event(fields));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const event = (fields: Record<string, string>): string =>
  encodeFrame([['Content-Type', 'text/event-json']], JSON.stringify(fields));

interface Setup {
  peer: Peer;
  client: EslClient;
  clock: FakeClock;
  events: ClientEvent[];
  /** Resolves with the next event of the type. */
  next: <T extends ClientEvent['type']>(type: T) => Promise<Extract<ClientEvent, { type: T }>>;
}

async function setUp(test: Test, capacity?: number): Promise<Setup> {
  const peer = new Peer();
  const port = await peer.listen();
  const clock = new FakeClock();
  const client = new EslClient({
    host: '127.0.0.1',
    port,
    password: 'secret',
    clock,
    random: systemRandom,
    log: silentLogger,
    subscribe: ['event json CHANNEL_PARK', 'filter Event-Name CHANNEL_PARK'],
    ...(capacity === undefined ? {} : { capacity }),
  });
  const events: ClientEvent[] = [];
  client.events.on((one) => events.push(one));
  test.teardown(async () => {
    client.close();
    await peer.close();
  });
  const next: Setup['next'] = (type) =>
    new Promise((resolve) => {
      const stop = client.events.on((one) => {
        if (one.type !== type) return;
        stop();
        resolve(one as never);
      });
    });
  return { peer, client, clock, events, next };
}

t.test('connects, signs in and subscribes before it says that it is connected', async (t) => {
  const { peer, client, next } = await setUp(t);
  const connected = next('connected');
  client.open();
  await connected;
  t.same(peer.received, ['auth secret', 'event json CHANNEL_PARK', 'filter Event-Name CHANNEL_PARK']);
  t.ok(client.connected);
});

t.test('answers go to commands in the order of asking, also when all were sent at once', async (t) => {
  const { client, next } = await setUp(t);
  const connected = next('connected');
  client.open();
  await connected;
  const answers = await Promise.all(['one', 'two', 'three'].map((command) => client.api(command)));
  t.same(answers, [
    { ok: true, value: 'did one' },
    { ok: true, value: 'did two' },
    { ok: true, value: 'did three' },
  ]);
});

t.test('a late answer does not go to the next command', async (t) => {
  const { peer, client, clock, next } = await setUp(t);
  const connected = next('connected');
  client.open();
  await connected;
  const usual = peer.reply;
  const asked = new Promise<void>((resolve) => {
    peer.reply = () => {
      resolve();
      return undefined;
    };
  });
  const slow = client.api('slow', 1000);
  await asked;
  clock.advance(1000);
  t.match(await slow, { ok: false, why: /no answer to api in 1000 ms/ });
  peer.reply = usual;
  const quick = client.api('quick');
  peer.sockets[0]?.write(encodeFrame([['Content-Type', 'api/response']], 'did slow'));
  t.same(await quick, { ok: true, value: 'did quick' });
});

t.test('an answer of -ERR is a refusal with its reason', async (t) => {
  const { peer, client, next } = await setUp(t);
  const connected = next('connected');
  client.open();
  await connected;
  peer.reply = () => encodeFrame([['Content-Type', 'api/response']], '-ERR No such channel!\n');
  t.same(await client.api('uuid_kill x'), { ok: false, why: 'No such channel!' });
});

t.test('a background job is answered by its own event and by no other', async (t) => {
  const { peer, client, next } = await setUp(t);
  const connected = next('connected');
  client.open();
  await connected;
  const asked = new Promise<string>((resolve) => {
    const usual = peer.reply;
    peer.reply = (command) => {
      resolve(/Job-UUID: (.*)/.exec(command)?.[1] ?? '');
      return usual(command);
    };
  });
  const job = client.bgapi('originate x');
  const id = await asked;
  peer.send({ 'Event-Name': 'BACKGROUND_JOB', 'Job-UUID': 'another', _body: '+OK no\n' });
  peer.send({ 'Event-Name': 'BACKGROUND_JOB', 'Job-UUID': id, _body: '-ERR USER_BUSY\n' });
  t.same(await job, { ok: false, why: 'USER_BUSY' });
});

t.test('without a connection every command is refused at once', async (t) => {
  const { client } = await setUp(t);
  t.match(await client.api('status'), { ok: false });
  t.match(await client.bgapi('status'), { ok: false });
  t.match(await client.sendmsg('x', {}), { ok: false });
});

t.test('when the connection goes, what waits is refused and it connects again after a pause', async (t) => {
  const { peer, client, clock, next } = await setUp(t);
  const connected = next('connected');
  client.open();
  await connected;
  peer.reply = () => undefined;
  const waiting = [client.api('status'), client.bgapi('originate x')];
  const gone = next('disconnected');
  peer.sockets[0]?.destroy();
  await gone;
  for (const answer of await Promise.all(waiting)) t.notOk(answer.ok);
  t.notOk(client.connected);
  const again = next('connected');
  const fresh = new Peer();
  peer.reply = fresh.reply;
  clock.advance(200);
  await again;
  t.equal(client.counters.connects, 2);
});

t.test('a wrong password is said so and tried again, ever more slowly', async (t) => {
  const { peer, client, clock } = await setUp(t);
  peer.reply = () =>
    encodeFrame([
      ['Content-Type', 'command/reply'],
      ['Reply-Text', '-ERR invalid'],
    ]);
  client.open();
  for (let tries = 1; tries <= 3; tries++) {
    await until(() => peer.received.length === tries);
    await until(() => peer.sockets[tries - 1]?.destroyed === true);
    clock.advance(200 * tries);
  }
  t.notOk(client.connected);
});

t.test('a peer that is silent for longer than two heartbeats is given up', async (t) => {
  const { client, clock, next } = await setUp(t);
  const connected = next('connected');
  client.open();
  await connected;
  const gone = next('disconnected');
  clock.advance(60_000);
  t.match(await gone, { why: /nothing heard/ });
});

t.test('events that the switch dropped are told of', async (t) => {
  const { peer, client, next } = await setUp(t);
  const connected = next('connected');
  client.open();
  await connected;
  const lost = next('lost');
  peer.send({ 'Event-Name': 'CUSTOM', 'Event-Subclass': 'yihao::lost', 'Lost-Events': '17' });
  t.same(await lost, { type: 'lost', events: 17 });
  t.equal(client.counters.lost, 17);
});

t.test('in a flood the oldest events are dropped and counted, answers never are', async (t) => {
  const { peer, client, clock, events, next } = await setUp(t, 300);
  const connected = next('connected');
  client.open();
  await connected;
  peer.reply = () => undefined;
  const answer = client.api('status');
  const flood = Array.from({ length: 2000 }, (_, n) => event({ 'Event-Name': 'X', n: String(n) }));
  peer.sockets[0]?.write(encodeFrame([['Content-Type', 'api/response']], 'up') + flood.join(''));
  t.same(await answer, { ok: true, value: 'up' });
  const last = (): string | undefined =>
    events.flatMap((one) => (one.type === 'event' ? [one.event.get('n')] : [])).at(-1);
  await until(() => {
    clock.advance(0);
    return last() === '1999';
  });
  const seen = events.filter((one) => one.type === 'event').length;
  t.equal(seen + client.counters.lost, 2000, 'each is handled or counted');
});

t.test('garbage ends the connection, not the process', async (t) => {
  const { peer, client, next } = await setUp(t);
  const connected = next('connected');
  client.open();
  await connected;
  const lost = next('lost');
  peer.sockets[0]?.write(encodeFrame([['Content-Type', 'text/event-json']], '{not json'));
  t.same(await lost, { type: 'lost', events: 1 }, 'an event that is no JSON is a lost one');
  const gone = next('disconnected');
  peer.sockets[0]?.write('Content-Length: many\n\n');
  t.match(await gone, { why: /Content-Length/ });
});

t.test('an answer to nothing means that the order is lost: the connection is given up', async (t) => {
  const { peer, client, next } = await setUp(t);
  const connected = next('connected');
  client.open();
  await connected;
  const gone = next('disconnected');
  peer.sockets[0]?.write(encodeFrame([['Content-Type', 'api/response']], 'who asked?'));
  t.match(await gone, { why: /not asked/ });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
