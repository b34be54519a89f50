import t from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { Scope } from '../../kernel/scope.js';
import type { SipCall, SipCallEvent } from './call.js';
import { createTransport } from './transport-layer.js';
import { createAdmission } from './admission.js';
import { DigestServer } from './digest-server.js';
import { UserAgent, type UserAgentOptions } from './user-agent.js';

const sdp =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n';

async function agent(
  scope: Scope,
  protocol: 'udp' | 'tcp',
  address = '127.0.0.1',
  options: Partial<UserAgentOptions> = {},
) {
  const transport = await createTransport({
    binds: [{ protocol, address, port: 0 }],
    clock: systemClock,
    random: systemRandom,
    scope,
    log: silentLogger,
  });
  const ua = new UserAgent({
    clock: systemClock,
    random: systemRandom,
    log: silentLogger,
    transport,
    admission: { admit: () => ({ kind: 'admit', admission: { kind: 'trunk', trunk: 'test' } }) },
    transactions: { times: { t1Ms: 50, t2Ms: 200, t4Ms: 100, timerDMs: 100 } },
    ...options,
  });
  scope.own(() => ua.close());
  const at = transport.listening[0];
  if (!at) throw new Error('not bound');
  const host = at.address.includes(':') ? `[${at.address}]` : at.address;
  return { ua, uri: `sip:12345@${host}:${at.port};transport=${protocol}` };
}

function next<T extends SipCallEvent['type']>(
  call: SipCall,
  type: T,
): Promise<Extract<SipCallEvent, { type: T }>> {
  return new Promise((resolve) => {
    const off = call.events.on((event) => {
      if (event.type !== type) return;
      off();
      resolve(event as Extract<SipCallEvent, { type: T }>);
    });
  });
}

for (const [protocol, address] of [
  ['udp', '127.0.0.1'],
  ['tcp', '127.0.0.1'],
  ['udp', '::1'],
  ['tcp', '::1'],
] as const) {
  t.test(`a call over ${protocol} on ${address}: ring, answer, re-INVITE, INFO, BYE`, async (t) => {
    const scope = new Scope();
    t.teardown(() => scope.close());
    const callee = await agent(scope, protocol, address);
    const caller = await agent(scope, protocol, address);
    const arrived = new Promise<SipCall>((resolve) => callee.ua.inbound.on(resolve));
    const out = caller.ua.invite({ target: callee.uri, from: { display: '张三', user: '13800000000' }, sdp });
    const ringing = next(out, 'progressed');
    const established = next(out, 'established');
    const inbound = await arrived;
    t.equal(inbound.info.from.display, '张三');
    t.equal(inbound.info.from.user, '13800000000');
    t.equal(inbound.info.destination, '12345');
    t.equal(inbound.remoteOffer, sdp);
    inbound.progress(180);
    t.equal((await ringing).status, 180);
    const acked = next(inbound, 'established');
    inbound.answer(sdp);
    t.equal((await established).sdp, sdp);
    await acked;

    const offered = next(inbound, 'offered');
    const reanswered = next(out, 'reanswered');
    out.reinvite(sdp);
    t.equal((await offered).sdp, sdp);
    inbound.respondToOffer({ sdp });
    t.equal((await reanswered).sdp, sdp);

    const info = next(out, 'info');
    inbound.sendInfo('application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n');
    t.match(await info, { contentType: 'application/dtmf-relay', body: /Signal=5/ });

    const ended = next(out, 'ended');
    inbound.hangup({ q850: 16, reason: 'Normal Clearing' });
    t.match(await ended, { by: 'remote', status: 0, q850: 16, reason: 'Normal Clearing' });
    t.equal(callee.ua.counts.calls, 0);
    t.equal(caller.ua.counts.calls, 0);
    t.equal(callee.ua.counts.dialogs, 0);
    t.equal(caller.ua.counts.dialogs, 0);
  });
}

t.test('RFC 3261 9: CANCEL of a ringing call gives 487 on both sides', async (t) => {
  const scope = new Scope();
  t.teardown(() => scope.close());
  const callee = await agent(scope, 'udp');
  const caller = await agent(scope, 'udp');
  const arrived = new Promise<SipCall>((resolve) => callee.ua.inbound.on(resolve));
  const out = caller.ua.invite({ target: callee.uri, from: { display: '', user: '1' }, sdp });
  const ringing = next(out, 'progressed');
  const inbound = await arrived;
  inbound.progress(180);
  await ringing;
  const ended = next(inbound, 'ended');
  out.hangup({ q850: 16 });
  t.match(await ended, { by: 'remote', status: 487, q850: 16 });
  t.equal(callee.ua.counts.dialogs, 0);
  t.equal(caller.ua.counts.dialogs, 0);
});

for (const protocol of ['udp', 'tcp'] as const) {
  t.test(`an agent that closes tells the other side of its calls, over ${protocol}`, async (t) => {
    const scope = new Scope();
    const own = new Scope();
    t.teardown(() => scope.close());
    const callee = await agent(scope, protocol);
    const caller = await agent(own, protocol);
    callee.ua.inbound.on((call) => call.answer(sdp));
    const arrived = new Promise<SipCall>((resolve) => callee.ua.inbound.on(resolve));
    const out = caller.ua.invite({ target: callee.uri, from: { display: '', user: '1' }, sdp });
    const established = next(out, 'established');
    const inbound = await arrived;
    await Promise.all([established, next(inbound, 'established')]);
    const ended = next(inbound, 'ended');
    await own.close();
    t.match(await ended, { by: 'remote', q850: 41 });
  });
}

t.test(
  'RFC 3261 22: a user is let in with the right password and kept outside with a wrong one',
  async (t) => {
    const scope = new Scope();
    t.teardown(() => scope.close());
    const digest = new DigestServer({
      realm: 'yihao',
      clock: systemClock,
      random: systemRandom,
      lookup: (user) => Promise.resolve(user === '8001' ? { password: 'right' } : undefined),
    });
    const admission = createAdmission({
      trunks: { trunkOf: () => undefined },
      strangers: 'refuse',
      authenticate: async ({ request, source }) => {
        const verdict = await digest.authenticate(request, source.address, 407);
        if (verdict.kind === 'accepted') return { kind: 'user', user: verdict.user };
        return { kind: 'refuse', status: verdict.status, headers: verdict.headers };
      },
    });
    const callee = await agent(scope, 'udp', '127.0.0.1', { admission });
    const caller = await agent(scope, 'udp');
    callee.ua.inbound.on((call) => call.answer(sdp));
    const call = (password: string) =>
      caller.ua.invite({
        target: callee.uri,
        from: { display: '', user: '8001' },
        sdp,
        credentials: { user: '8001', password },
      });
    const arrived = new Promise<SipCall>((resolve) => callee.ua.inbound.on(resolve));
    const right = call('right');
    await next(right, 'established');
    t.same((await arrived).info.admission, { kind: 'user', user: '8001' });
    t.match(await next(call('wrong'), 'ended'), { status: 407 });
    t.equal(callee.ua.counts.inbound, 1);
    right.hangup();
  },
);
