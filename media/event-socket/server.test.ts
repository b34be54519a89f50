import fc from 'fast-check';
import t, { type Test } from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import { FakeClock } from '../../kernel/fake-clock.js';
import { systemRandom } from '../../kernel/random.js';
import { testBoard, type TestBoard } from '../channel/test-board.js';
import type { CommandContext } from './command.js';
import { EventStream } from './event-stream.js';
import { Probe } from './probe.js';
import { EventSocketServer, type EventSocketOptions } from './server.js';

const password = 'open sesame';

interface Place extends TestBoard {
  readonly server: EventSocketServer;
  readonly events: EventStream;
  signedIn(): Promise<Probe>;
  connect(): Promise<Probe>;
}

async function place(
  t: Test,
  options: Partial<EventSocketOptions> = {},
  clock = systemClock,
): Promise<Place> {
  const b = testBoard();
  const events = new EventStream({ clock, coreUuid: 'core', hostName: 'here' });
  b.board.notices.on((notice) => events.channel(notice));
  const context: CommandContext = {
    clock,
    random: systemRandom,
    switchboard: b.board,
    events,
    startedAt: clock.now(),
    version: 'test',
    hostName: 'here',
    sipUris: ['sip:127.0.0.1:5060;transport=udp'],
    globals: new Map([['core_uuid', 'core']]),
    registrations: () => [
      {
        user: '1001',
        domain: 'yihao',
        contact: 'sip:1001@10.0.0.1',
        callId: 'r',
        userAgent: 'phone',
        protocol: 'udp',
        address: '10.0.0.1',
        port: 5060,
        expiresAt: clock.now() + 60_000,
      },
    ],
    trunks: () => [{ name: 'carrier', uri: 'sip:10.0.0.9', state: 'NOREG' }],
    rescanTrunks: () => Promise.resolve(true),
    flushRegistrations: () => undefined,
    removeTrunk: (name) => name === 'carrier',
  };
  const server = await EventSocketServer.listen(
    { address: '127.0.0.1', port: 0, password, ...options },
    context,
  );
  const probes: Probe[] = [];
  t.teardown(async () => {
    for (const probe of probes) probe.close();
    await server.close();
  });
  const keep = async (probe: Promise<Probe>): Promise<Probe> => {
    probes.push(await probe);
    return probe;
  };
  return {
    ...b,
    server,
    events,
    signedIn: () => keep(Probe.signedIn(server.port, password)),
    connect: () => keep(Probe.connect(server.port)),
  };
}

t.test('nothing but auth and exit is accepted before the password; a wrong one closes', async (t) => {
  const p = await place(t);
  const probe = await p.connect();
  t.equal(probe.notices[0]?.lines[0], 'Content-Type: auth/request');
  t.equal(await probe.command('api status'), '-ERR command not found');
  t.equal(await probe.command('auth wrong'), '-ERR invalid');
  await probe.until(() => probe.closed);
  t.match(probe.notices.at(-1)?.lines[0], 'text/disconnect-notice');
  const other = await p.connect();
  t.equal(await other.command(`auth ${password}`), '+OK accepted');
  t.equal(await other.command('exit'), '+OK bye');
  await other.until(() => other.closed);
});

t.test('who does not sign in in time, and who is one too many, is turned away', async (t) => {
  const clock = new FakeClock();
  const p = await place(t, { connections: 1, signInMs: 5000 }, clock);
  const slow = await p.connect();
  const second = await p.connect();
  t.match(second.notices[0]?.lines[0], 'text/rude-rejection');
  clock.advance(5000);
  await slow.until(() => slow.closed);
  t.match(slow.notices.at(-1)?.body, 'Sign-in took too long');
});

t.test('replies are FreeSWITCH’s', async (t) => {
  const p = await place(t);
  const probe = await p.signedIn();
  const rows: [string, string | RegExp][] = [
    ['event json', '-ERR no keywords supplied'],
    ['event plain CHANNEL_ANSWER', '+OK event listener enabled plain'],
    ['event json CHANNEL_ANSWER CUSTOM sofia::register', '+OK event listener enabled json'],
    ['nixevent CHANNEL_ANSWER', '+OK events nixed'],
    ['filter Unique-ID x', '+OK filter added. [Unique-ID]=[x]'],
    ['filter delete Unique-ID', '+OK filter deleted. [Unique-ID][]'],
    ['filter delete all', '+OK filter deleted. [all][]'],
    ['filter', '-ERR invalid syntax'],
    ['noevents', '+OK no longer listening for events'],
    ['noevents', '-ERR not listening for events'],
    ['log debug', '+OK log level debug [7]'],
    ['nolog', '+OK no longer logging'],
    ['linger', '-ERR not controlling a session'],
    ['rubbish', '-ERR command not found'],
    ['sendmsg nobody\ncall-command: execute', '-ERR invalid session id [nobody]'],
    ['sendevent COMMAND\nunique-id: nobody', '-ERR no eavesdrop-command'],
    ['api nonsense', '-ERR nonsense Command not found!\n'],
    ['api global_getvar none', '-ERR no reply\n'],
    ['api global_getvar core_uuid', 'core'],
    ['api status', /^UP 0 years, 0 days.*\n.*ready\n.*\n0 session\(s\) - peak 0/],
    ['api sofia status', /external::carrier.*NOREG/],
    ['api sofia status profile internal reg', /1001@yihao[\s\S]*Total items returned: 1/],
    ['api sofia_contact internal/1001@yihao', 'sofia/internal/sip:1001@10.0.0.1'],
    ['api sofia_contact 9@yihao', 'error/user_not_registered'],
    ['api show channels as json', '{"row_count": 0}\n'],
    ['api show channels count', '\n0 total.\n'],
    ['api show registrations as json', /"row_count":1.*"reg_user":"1001"/],
    ['api show', /^-USAGE/],
    ['api uuid_exists x', 'false'],
    ['api uuid_getvar x y', '-ERR No such channel!\n'],
    ['api uuid_setvar x y z', '-ERR No such channel!\n'],
    ['api uuid_kill x', '-ERR No such channel!\n'],
    ['api uuid_bridge x y', '-ERR Invalid uuid\n'],
    ['api uuid_answer x', '-ERROR\n'],
    ['api uuid_park x', '-ERR No such channel\n'],
    ['api uuid_break x', '-ERR No such channel!\n'],
    ['api uuid_record x start /a', '-ERR Cannot locate session!\n'],
    ['api uuid_hold x', '-ERR Operation failed\n'],
    ['api uuid_broadcast x /a', '-ERR invalid uuid\n'],
    ['api originate nonsense &park()', '-ERR INVALID_URL\n'],
    ['api originate user/1001', /^-USAGE/],
    ['api originate user/9@yihao &park()', '-ERR USER_NOT_REGISTERED\n'],
  ];
  for (const [command, reply] of rows) t.match(await probe.command(command), reply, command);
});

t.test('commands act on channels', async (t) => {
  const p = await place(t);
  const probe = await p.signedIn();
  const { channel, leg, call } = await p.inbound();
  const id = channel.uuid;
  t.equal(await probe.api(`uuid_exists ${id}`), 'true');
  t.equal(await probe.api(`uuid_getvar ${id} nothing`), '_undef_');
  t.equal(await probe.api(`uuid_setvar ${id} note two words`), '+OK\n');
  t.equal(await probe.api(`uuid_getvar ${id} note`), 'two words');
  t.equal(await probe.api(`uuid_setvar_multi ${id} a=1;b=2 3`), '+OK\n');
  t.equal(channel.variables.get('b'), '2 3');
  t.equal(await probe.api(`uuid_answer ${id}`), '+OK\n');
  t.same(call.asked, ['answer']);
  t.equal(await probe.api(`uuid_broadcast ${id} /music.wav`), '+OK Message sent\n');
  t.equal(leg.asked.at(-1), 'play /music.wav');
  t.equal(await probe.api(`uuid_break ${id} all`), '+OK\n');
  t.notOk(leg.playing);
  t.equal(await probe.api(`uuid_send_dtmf ${id} 12@150`), `+OK ${id} sent DTMF 12@150.\n`);
  t.equal(await probe.api(`uuid_hold ${id}`), '+OK Success\n');
  t.equal(call.asked.at(-1), 'reinvite');
  t.equal(await probe.api(`uuid_record ${id} start /r.wav 60`), '+OK Success\n');
  t.equal(await probe.api(`uuid_record ${id} mask /r.wav`), '+OK Success\n');
  t.equal(await probe.api(`uuid_record ${id} stop /r.wav`), '+OK Success\n');
  const dump = JSON.parse(await probe.api(`uuid_dump ${id} json`)) as Record<string, string>;
  t.match(dump, {
    'Event-Name': 'CHANNEL_DATA',
    'Unique-ID': id,
    variable_note: 'two words',
    'Answer-State': 'answered',
  });
  const shown = JSON.parse(await probe.api('show channels as json')) as { rows: Record<string, string>[] };
  t.match(shown.rows[0], {
    uuid: id,
    direction: 'inbound',
    cid_num: '138',
    dest: '12345',
    callstate: 'HELD',
  });
  t.equal(await probe.api(`uuid_kill ${id} USER_BUSY`), '+OK\n');
  await channel.gone;
  const end = await probe.event('CHANNEL_HANGUP_COMPLETE');
  t.equal(end.get('Hangup-Cause'), 'USER_BUSY');
  t.equal(end.get('variable_hangup_cause_q850'), '17');
});

t.test(
  'applications of sendmsg end with the Event-UUID they came with, the argument from header or body',
  async (t) => {
    const p = await place(t);
    const probe = await p.signedIn();
    const { channel } = await p.inbound();
    const done = await probe.execute(channel.uuid, 'set', 'a=b');
    t.equal(done.get('variable_a'), 'b');
    t.equal(done.get('Application'), 'set');
    t.equal(done.get('Application-Data'), 'a=b');
    const head = `sendmsg ${channel.uuid}\ncall-command: execute\nexecute-app-name: set\nevent-uuid: by-body\ncontent-type: text/plain`;
    t.equal(await probe.command(head, 'c=long text'), '+OK');
    const second = await probe.event(
      'CHANNEL_EXECUTE_COMPLETE',
      (one) => one.get('Application-UUID') === 'by-body',
    );
    t.equal(second.get('variable_c'), 'long text');
    t.equal(
      await probe.command(`sendmsg ${channel.uuid}\ncall-command: hangup\nhangup-cause: CALL_REJECTED`),
      '+OK',
    );
    t.equal(channel.cause, 'CALL_REJECTED');
  },
);

t.test('bgapi answers at once with the job, and later with what came of it', async (t) => {
  const p = await place(t);
  const probe = await p.signedIn();
  t.equal(await probe.command('bgapi status\nJob-UUID: job-1'), '+OK Job-UUID: job-1');
  const job = await probe.event('BACKGROUND_JOB');
  t.equal(job.get('Job-UUID'), 'job-1');
  t.equal(job.get('Job-Command'), 'status');
  t.match(job.get('_body'), /^UP /);
});

t.test('commands in one packet, or in pieces, are answered in order', async (t) => {
  const p = await place(t);
  const probe = await p.connect();
  const answers = Promise.all(['auth', 'version', 'echo one', 'echo two'].map(() => probe.frame('')));
  const all = `auth ${password}\r\n\r\napi version\n\napi echo one\n\napi echo two\n\n`;
  for (let at = 0; at < all.length; at += 7) probe.send(all.slice(at, at + 7));
  t.same((await answers).map((frame) => frame.body).slice(1), ['Yihao Version test\n', 'one', 'two']);
});

t.test('events are built only when somebody wants them, and carry what FreeSWITCH’s carry', async (t) => {
  const p = await place(t);
  const quiet = await p.signedIn();
  await quiet.command('noevents');
  const { channel } = await p.inbound();
  const probe = await p.signedIn();
  await probe.command('filter Unique-ID nobody');
  channel.park();
  await probe.command('filter delete all');
  channel.press({ digit: '5', durationMs: 100, source: 'RTP' });
  const digit = await probe.event('DTMF');
  t.equal(probe.count('CHANNEL_PARK'), 0, 'filtered out');
  t.equal(quiet.events.length, 0);
  t.equal(digit.get('DTMF-Digit'), '5');
  t.equal(digit.get('DTMF-Duration'), '800');
  t.equal(digit.get('Channel-State'), 'CS_PARK');
  t.equal(digit.get('Core-UUID'), 'core');
  t.match(digit.get('Event-Date-Timestamp'), /^\d{16}$/);
  t.equal(digit.get('variable_sip_call_id'), undefined, 'DTMF has no variables');
});

t.test('a client that does not read hurts nobody, and learns how much it lost', async (t) => {
  const p = await place(t);
  const [slow, quick] = [await p.signedIn(), await p.signedIn()];
  slow.pause(true);
  const big = 'x'.repeat(2000);
  for (let n = 0; n < 20_000; n++)
    p.events.custom('load::test', [
      ['N', String(n)],
      ['Big', big],
    ]);
  await quick.event('CUSTOM', (event) => event.get('N') === '19999');
  slow.pause(false);
  await slow.event('CUSTOM', (event) => event.get('N') === '19999');
  const lost = await slow.event('CUSTOM', (event) => event.get('Event-Subclass') === 'yihao::lost');
  const got = slow.events.filter((event) => event.get('N') !== undefined).length;
  t.equal(got + Number(lost.get('Lost-Events')), 20_000);
});

t.test('a frame out of bounds closes with a sentence', async (t) => {
  const p = await place(t);
  const probe = await p.connect();
  probe.send('x'.repeat(5000));
  await probe.until(() => probe.closed);
  t.match(probe.notices.at(-1)?.body, /Disconnected: head longer than/);
  const second = await p.signedIn();
  second.send('api status\nContent-Length: many\n\n');
  await second.until(() => second.closed);
  t.match(second.notices.at(-1)?.body, /Content-Length is not a number/);
});

t.test('a busy port is a sentence', async (t) => {
  const p = await place(t);
  await t.rejects(
    place(t, { port: p.server.port }),
    new YihaoError('port.busy', {
      what: 'the Event Socket',
      address: '127.0.0.1',
      port: p.server.port,
      setting: 'YIHAO_EVENT_SOCKET_PORT',
    }),
  );
});

t.test('whatever a client sends, the server goes on', async (t) => {
  const p = await place(t);
  const { channel } = await p.inbound();
  const uuid = fc.constantFrom(channel.uuid, 'x', '');
  const words =
    'api bgapi sendmsg event nixevent filter uuid_dump uuid_setvar uuid_getvar show sofia originate json plain CUSTOM ALL delete'.split(
      ' ',
    );
  const word = fc.oneof(
    fc.constantFrom(...words),
    uuid,
    fc.string({ maxLength: 12 }),
    fc.constant('{a=b}user/1001'),
  );
  const line = fc.array(word, { maxLength: 6 }).map((parts) => parts.join(' '));
  const frame = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => `${lines.join('\n')}\n\n`);
  await fc.assert(
    fc.asyncProperty(fc.oneof(frame, fc.uint8Array({ maxLength: 200 })), async (octets) => {
      const probe = await Probe.signedIn(p.server.port, password);
      probe.send(Buffer.from(octets));
      probe.close();
      const after = await Probe.signedIn(p.server.port, password);
      const alive = await after.api('version');
      after.close();
      return alive === 'Yihao Version test\n';
    }),
    { numRuns: 150 },
  );
});
