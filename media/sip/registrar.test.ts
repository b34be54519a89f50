import fc from 'fast-check';
import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { Scope } from '../../kernel/scope.js';
import { systemRandom } from '../../kernel/random.js';
import { defaultBindingLimits } from './binding.js';
import type { SipEndpoint } from './call.js';
import type { Verdict } from './digest-server.js';
import { header, headersOf, type SipRequest } from './message.js';
import { Registrar, type RegistrarEvent, type RegistrarOptions } from './registrar.js';

const nat: SipEndpoint = { protocol: 'udp', address: '203.0.113.5', port: 40001 };

function register(
  contacts: readonly string[],
  options: { sequence?: number; callId?: string; user?: string; expires?: string } = {},
): SipRequest {
  const { sequence = 1, callId = 'c1', user = '1001', expires } = options;
  return {
    kind: 'request',
    method: 'REGISTER',
    uri: 'sip:yihao',
    headers: [
      ['via', 'SIP/2.0/UDP 192.168.1.2;branch=z9hG4bK1;rport=40001;received=203.0.113.5'],
      ['from', `<sip:${user}@yihao>;tag=1`],
      ['to', `<sip:${user}@yihao>`],
      ['call-id', callId],
      ['cseq', `${sequence} REGISTER`],
      ...contacts.map((contact) => ['contact', contact] as const),
      ...(expires === undefined ? [] : [['expires', expires] as const]),
      ['user-agent', 'phone'],
    ],
    body: Buffer.alloc(0),
  };
}

function setUp(options: Partial<RegistrarOptions> = {}, verdict?: Verdict) {
  const clock = new FakeClock();
  const scope = new Scope();
  const events: string[] = [];
  const registrar = new Registrar({
    clock,
    scope,
    random: systemRandom,
    digest: {
      authenticate: async (request) =>
        verdict ?? acceptedAs(/sip:([^@]+)@/.exec(header(request, 'to') ?? '')?.[1] ?? ''),
    },
    ...options,
  });
  registrar.events.on((event: RegistrarEvent) => {
    const why = event.type === 'unregistered' ? ` ${event.why}` : '';
    events.push(`${event.type}${why} ${event.binding.contact}`);
  });
  const send = (...args: Parameters<typeof register>) => registrar.handle(register(...args), nat);
  return { clock, scope, registrar, events, send };
}

const phone = '<sip:1001@192.168.1.2:5060>';

function acceptedAs(user: string) {
  return { kind: 'accepted', user, addressOfRecord: user } as const;
}

t.test('RFC 3261 10.3: a contact is bound, listed with what is left, and expires', async (t) => {
  const { clock, registrar, events, send } = setUp();
  const response = await send([`${phone};expires=600`]);
  t.match(response, { status: 200 });
  t.same(headersOf(response, 'contact'), ['<sip:1001@192.168.1.2:5060>;expires=600']);
  t.match(header(response, 'to'), /;tag=/);
  t.match(header(response, 'date'), 'Thu, 01 Jan 2026 00:00:00 GMT');
  clock.advance(100_500);
  t.same(headersOf(await send([], { sequence: 2 }), 'contact'), ['<sip:1001@192.168.1.2:5060>;expires=500']);
  t.equal(registrar.contactsOf('1001').length, 1);
  clock.advance(499_500);
  t.same(registrar.contactsOf('1001'), []);
  t.same(events, ['registered sip:1001@192.168.1.2:5060', 'expired sip:1001@192.168.1.2:5060']);
  t.equal(clock.pending, 0);
});

t.test('RFC 3581: a device behind NAT is reached where its REGISTER came from', async (t) => {
  const { registrar, send } = setUp();
  await send([phone]);
  t.match(registrar.contactsOf('1001'), [{ route: nat, source: nat, userAgent: 'phone' }]);
});

t.test(
  'a device that names its own address is reached at the port that it names; over TCP by its connection',
  async (t) => {
    const { registrar } = setUp();
    await registrar.handle(register(['<sip:1001@203.0.113.5:5062>']), nat);
    t.match(registrar.contactsOf('1001'), [{ route: { ...nat, port: 5062 } }]);
    const tcp = { ...nat, protocol: 'tcp' } as const;
    await registrar.handle(register(['<sip:1001@203.0.113.5:5062;transport=tcp>'], { callId: 'c2' }), tcp);
    t.equal(registrar.contactsOf('1001').length, 2, 'another transport is another contact');
    t.ok(registrar.contactsOf('1001').some(({ route }) => route.protocol === 'tcp' && route.port === 40001));
  },
);

t.test('several devices: the highest q first', async (t) => {
  const { registrar, send } = setUp();
  const response = await send(['<sip:1001@a>;q=0.3, <sip:1001@b>', '<sip:1001@c>;q=0.7']);
  t.same(
    registrar.contactsOf('1001').map(({ contact, q }) => [contact, q]),
    [
      ['sip:1001@b', 1],
      ['sip:1001@c', 0.7],
      ['sip:1001@a', 0.3],
    ],
  );
  t.equal(headersOf(response, 'contact').length, 3);
});

t.test(
  'RFC 3261 10.2.1.1: the contact parameter goes before the Expires field; what is unreadable is the default',
  async (t) => {
    const { send } = setUp();
    const left = async (contact: string, sequence: number, expires?: string) =>
      header(await send([contact], { sequence, ...(expires === undefined ? {} : { expires }) }), 'contact');
    t.match(await left(`${phone};expires=120`, 1, '600'), /expires=120/);
    t.match(await left(phone, 2, '600'), /expires=600/);
    t.match(await left(phone, 3), /expires=3600/);
    t.match(await left(`${phone};expires=soon`, 4), /expires=3600/);
    t.match(await left(`${phone};expires=999999`, 5), /expires=3600/);
  },
);

t.test('RFC 3261 10.3 step 7: too short a time gets 423 with Min-Expires, and nothing changes', async (t) => {
  const { registrar, send } = setUp();
  const response = await send(['<sip:1001@a>', `${phone};expires=5`]);
  t.match(response, { status: 423 });
  t.equal(header(response, 'min-expires'), String(defaultBindingLimits.minExpiresSeconds));
  t.equal(registrar.contactsOf('1001').length, 0);
});

t.test('RFC 3261 10.3 step 7: an older request of the same Call-ID changes nothing', async (t) => {
  const { registrar, send } = setUp();
  await send([phone], { sequence: 5 });
  t.match(await send([`${phone};expires=0`], { sequence: 5 }), { status: 500 });
  t.match(await send(['*'], { sequence: 4, expires: '0' }), { status: 500 });
  t.equal(registrar.contactsOf('1001').length, 1);
  t.match(await send([`${phone};expires=0`], { sequence: 1, callId: 'c2' }), { status: 200 });
  t.equal(registrar.contactsOf('1001').length, 0);
});

t.test('a device leaves with expires=0, all of them with "*"', async (t) => {
  const { clock, registrar, events, send } = setUp();
  await send(['<sip:1001@a>', '<sip:1001@b>'], { sequence: 1 });
  await send(['<sip:1001@a>;expires=0'], { sequence: 2 });
  t.same(
    registrar.contactsOf('1001').map(({ contact }) => contact),
    ['sip:1001@b'],
  );
  t.match(await send(['*'], { sequence: 3, expires: '0' }), { status: 200 });
  t.equal(registrar.size, 0);
  t.equal(clock.pending, 0);
  t.same(events.slice(2), ['unregistered removed sip:1001@a', 'unregistered removed sip:1001@b']);
});

t.test('RFC 3261 10.3 step 6: "*" with another contact, or without Expires 0, is refused', async (t) => {
  const { registrar, send } = setUp();
  await send([phone]);
  t.match(await send(['*'], { sequence: 2 }), { status: 400 });
  t.match(await send(['*'], { sequence: 2, expires: '60' }), { status: 400 });
  t.match(await send(['*', phone], { sequence: 2, expires: '0' }), { status: 400 });
  t.equal(registrar.contactsOf('1001').length, 1);
});

t.test('RFC 5626: a device that comes back under another address replaces itself', async (t) => {
  const { registrar, events, send } = setUp();
  const instance = '+sip.instance="<urn:uuid:1>";reg-id=1';
  await send([`<sip:1001@192.168.1.2:5060>;${instance}`]);
  await send([`<sip:1001@192.168.1.2:5099>;${instance}`], { callId: 'c2' });
  t.same(
    registrar.contactsOf('1001').map(({ contact }) => contact),
    ['sip:1001@192.168.1.2:5099'],
  );
  t.match(events[1], 'refreshed sip:1001@192.168.1.2:5099');
});

t.test('one device over the bound displaces the one that would expire first', async (t) => {
  const { registrar, events, send } = setUp({ limits: { ...defaultBindingLimits, contactsPerUser: 2 } });
  await send(['<sip:1001@a>;expires=300'], { callId: 'a' });
  await send(['<sip:1001@b>;expires=100'], { callId: 'b' });
  await send(['<sip:1001@c>;expires=200'], { callId: 'c' });
  t.same(
    registrar.contactsOf('1001').map(({ contact }) => contact),
    ['sip:1001@a', 'sip:1001@c'],
  );
  t.equal(events.at(-1), 'unregistered displaced sip:1001@b');
});

t.test('users are bounded; those registered may refresh', async (t) => {
  const { send } = setUp({ maxUsers: 1 });
  t.match(await send([phone]), { status: 200 });
  t.match(await send([phone], { user: '1002' }), { status: 503, headers: [] });
  t.match(await send([phone], { sequence: 2 }), { status: 200 });
});

t.test('nobody registers for another user, at a foreign domain, or without a user', async (t) => {
  t.match(await setUp({}, acceptedAs('1002')).send([phone]), { status: 403 });
  t.match(await setUp({ domains: ['other'] }).send([phone]), { status: 404 });
  t.match(await setUp().send([phone], { user: '' }), { status: 400 });
  t.match(await setUp().send(['<mailto:a@b>']), { status: 400 });
});

t.test('a challenge goes out with its fields', async (t) => {
  const { send, registrar } = setUp(
    {},
    {
      kind: 'challenged',
      status: 401,
      reason: 'Unauthorized',
      headers: [['www-authenticate', 'Digest x']],
      why: 'absent',
    },
  );
  const response = await send([phone]);
  t.match(response, { status: 401 });
  t.equal(header(response, 'www-authenticate'), 'Digest x');
  t.equal(registrar.size, 0);
});

t.test('closing the scope leaves no timer', async (t) => {
  const { clock, scope, send } = setUp();
  await send([phone]);
  t.equal(clock.pending, 1);
  await scope.close();
  t.equal(clock.pending, 0);
});

const step = fc.record({
  contact: fc.constantFrom('a', 'b', 'c', 'd'),
  seconds: fc.constantFrom(0, 30, 60, 600),
  waitMs: fc.nat({ max: 90_000 }),
});

t.test('whatever is sent: at most the bound, none expired, and events tell the same story', async (t) => {
  await t.resolves(
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { clock, registrar, send } = setUp({ limits: { ...defaultBindingLimits, contactsPerUser: 2 } });
        const told = new Set<string>();
        registrar.events.on(({ type, binding }) => {
          if (type === 'registered' || type === 'refreshed') told.add(binding.contact);
          else told.delete(binding.contact);
        });
        for (const [i, { contact, seconds, waitMs }] of steps.entries()) {
          await send([`<sip:1001@${contact}>;expires=${seconds}`], { sequence: i + 1 });
          clock.advance(waitMs);
          const now = registrar.contactsOf('1001');
          if (now.length > 2 || now.some(({ expiresAt }) => expiresAt <= clock.now())) return false;
          if (now.length !== told.size || !now.every((one) => told.has(one.contact))) return false;
        }
        return clock.pending === (registrar.size === 0 ? 0 : 1);
      }),
    ),
  );
});

t.test('RFC 5626 4.2: with its connection a browser is gone, and the devices of others stay', async (t) => {
  const { registrar, events } = setUp();
  const browser: SipEndpoint = { protocol: 'ws', address: '203.0.113.5', port: 50_001 };
  const tab = '<sip:a1b2@c3d4.invalid;transport=ws>';
  await registrar.handle(register([phone]), nat);
  await registrar.handle(register([tab], { callId: 'c2' }), browser);
  t.same(
    registrar.contactsOf('1001').map(({ route }) => route),
    [nat, browser],
    'a contact that nobody can look up is reached over the connection that it came by',
  );
  registrar.disconnected({ ...browser, port: 50_002 });
  t.equal(registrar.contactsOf('1001').length, 2);
  registrar.disconnected(browser);
  t.same(
    registrar.contactsOf('1001').map(({ route }) => route),
    [nat],
  );
  t.equal(events.at(-1), 'unregistered disconnected sip:a1b2@c3d4.invalid;transport=ws');
});

t.test('short-lived credentials register the address that they stand for, and no other', async (t) => {
  const verdict = { kind: 'accepted', user: '1001~token', addressOfRecord: '1001' } as const;
  t.match(await setUp({}, verdict).send([phone]), { status: 200 });
  t.match(await setUp({}, verdict).send([phone], { user: '1002' }), { status: 403 });
  t.match(await setUp({}, verdict).send([phone], { user: '1001~token' }), { status: 403 });
});
t.test(
  'RFC 5626 4.2.2: a device goes with the TCP connection that it registered over, others stay',
  async (t) => {
    const { registrar, events, send } = setUp();
    const tcp = { protocol: 'tcp', address: '203.0.113.5', port: 50001 } as const;
    await send(['<sip:1001@192.168.1.2:5060>']);
    await registrar.handle(register(['<sip:1001@192.168.1.3:5062;transport=tcp>'], { callId: 'c2' }), tcp);
    const over = (user: string) => registrar.contactsOf(user).map(({ route }) => route.protocol);
    t.same([...over('1001')].sort(), ['tcp', 'udp']);
    registrar.disconnected({ ...tcp, port: 50002 });
    t.equal(over('1001').length, 2, 'another connection');
    registrar.disconnected(tcp);
    t.same(over('1001'), ['udp']);
    t.match(events.at(-1), /^unregistered disconnected <?sip:1001@192.168.1.3/);
    registrar.disconnected(tcp);
    t.equal(events.length, 3, 'once');
  },
);

t.test('devices that are flushed are gone as if their time were over; others stay', async (t) => {
  const { registrar, events, send } = setUp();
  await send([phone]);
  await send(['<sip:1001@192.168.1.3:5060>'], { callId: 'c2' });
  events.length = 0;
  registrar.flush(({ callId }) => callId === 'c1');
  t.same(events, ['expired sip:1001@192.168.1.2:5060']);
  t.equal(registrar.contactsOf('1001').length, 1);
  registrar.flush(() => true);
  t.same([registrar.size, events.length], [0, 2]);
});
