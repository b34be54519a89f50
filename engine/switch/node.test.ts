import { createServer, type AddressInfo, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { encodeFrame } from '../../kernel/event-socket.js';
import { sleep, systemClock } from '../../kernel/clock.js';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { SwitchNode } from './node.js';
import type { SwitchEvent } from './switch-event.js';

const answerTo = (command: string, body: string): string =>
  command.startsWith('api ')
    ? encodeFrame([['Content-Type', 'api/response']], body)
    : encodeFrame([
        ['Content-Type', 'command/reply'],
        ['Reply-Text', '+OK'],
      ]);

/** What the switch answers to an `api` command of that connection, counted from 1; undefined: it goes away. */
type Answer = (command: string, connection: number) => string | undefined;

const listed = JSON.stringify({ row_count: 1, rows: [{ uuid: 'leg-1' }] });
const dumped = (state: string, direction = 'inbound'): string =>
  JSON.stringify({
    ...{ 'Event-Name': 'CHANNEL_DATA', 'Unique-ID': 'leg-1', 'Channel-State': state },
    'Call-Direction': direction,
  });

/** A node connected to a switch that answers so. */
async function connect(t: Test, answer: Answer): Promise<{ node: SwitchNode; heard: SwitchEvent['type'][] }> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const connection = ++connections;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write(encodeFrame([['Content-Type', 'auth/request']]));
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      const commands = (text + chunk.toString()).split('\n\n');
      text = commands.pop() ?? '';
      for (const command of commands) {
        const body = answer(command, connection);
        if (body === undefined) socket.destroy();
        else socket.write(answerTo(command, body));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const heard: SwitchEvent['type'][] = [];
  const node = new SwitchNode({
    ...{ host: '127.0.0.1', port: (server.address() as AddressInfo).port, password: 'x' },
    ...{ clock: systemClock, random: systemRandom, log: silentLogger },
    onEvent: ({ type }) => heard.push(type),
  });
  t.teardown(async () => {
    node.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  node.open();
  await until(() => heard.includes('synchronised'));
  return { node, heard };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(systemClock, 5);
}

t.test('a switch that goes away while its legs are listed is not taken for one without legs', async (t) => {
  const { node, heard } = await connect(t, (command, connection) => {
    if (command.startsWith('api uuid_dump')) return connection === 1 ? undefined : dumped('CS_EXECUTE');
    return command.startsWith('api show channels') ? listed : '{"row_count":0}';
  });
  t.equal(node.counters.connects, 2);
  const [told, whole] = [heard.indexOf('legFound'), heard.indexOf('synchronised')];
  t.ok(told >= 0 && told < whole, 'the leg is told of before the list is called whole');
});

t.test(
  'a call that has not parked yet is left to tell of itself, and found once it is past that',
  async (t) => {
    let state = 'CS_ROUTING';
    const { node, heard } = await connect(t, (command) => {
      if (command.startsWith('api uuid_dump')) return dumped(state);
      return command.startsWith('api show channels') ? listed : '{"row_count":0}';
    });
    t.notOk(heard.includes('legFound') || node.carries('leg-1'));
    state = 'CS_PARK';
    node.reconcile();
    await until(() => heard.includes('legFound'));
    t.ok(node.carries('leg-1'));
  },
);

t.test(
  'after a cut of the connection the legs out are told of anew: what became of them was not heard',
  async (t) => {
    let cut = false;
    const { node, heard } = await connect(t, (command, connection) => {
      if (cut && connection === 1) return undefined;
      if (command.startsWith('api uuid_dump')) return dumped('CS_PARK', 'outbound');
      return command.startsWith('api show channels') ? listed : '{"row_count":0}';
    });
    const found = (): number => heard.filter((type) => type === 'legFound').length;
    t.equal(found(), 1);
    node.reconcile();
    await until(() => heard.filter((type) => type === 'synchronised').length === 2);
    t.equal(found(), 1, 'while the connection holds its events tell');
    cut = true;
    node.reconcile();
    await until(() => heard.filter((type) => type === 'synchronised').length === 3);
    t.equal(found(), 2);
  },
);

t.test('of a user whose session ended the browsers are forgotten, and no other phone', async (t) => {
  const asked: string[] = [];
  const row = (user: string, protocol: string, token: string) => ({
    ...{ reg_user: user, network_proto: protocol, token },
  });
  const rows = [
    row('1001', 'wss', 'a'),
    row('1001', 'udp', 'b'),
    row('1002', 'ws', 'c'),
    row('1001', 'ws', 'd e'),
  ];
  const { node } = await connect(t, (command) => {
    if (command.includes('flush')) asked.push(command);
    return command.startsWith('api show registrations') ? JSON.stringify({ rows }) : '{"row_count":0}';
  });
  await node.dropBrowsers('1001');
  t.same(asked, ['api sofia profile internal flush_inbound_reg a']);
});
