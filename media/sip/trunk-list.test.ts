import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { Scope } from '../../kernel/scope.js';
import { createAdmission } from './admission.js';
import { header } from './message.js';
import { FakeNetwork } from './transaction/fake-network.js';
import { TrunkList, type TrunkEvent } from './trunk-list.js';
import { parseTrunks } from './trunk.js';
import { agentAt, answerSdp, makeAgent, offerSdp, Peer, peerAt } from './user-agent-lab.js';

const carrier = { name: 'carrier', address: '192.0.2.2', port: 5062, maxCalls: 2, keepAliveSeconds: 30 };

/** An agent whose trunk is the peer. */
function lab(written: Record<string, unknown> = {}, lookUps: (readonly string[] | Error)[] = []) {
  const clock = new FakeClock();
  const network = new FakeNetwork(clock);
  const scope = new Scope();
  const trunks = new TrunkList({
    trunks: parseTrunks([{ ...carrier, ...written }], 'test'),
    clock,
    scope,
    resolver: {
      resolve: (_host, port = 5060, protocol) => {
        const found = lookUps.shift() ?? [];
        if (found instanceof Error) return Promise.reject(found);
        return Promise.resolve(found.map((address) => ({ protocol, address, port })));
      },
    },
  });
  const admission = createAdmission({ trunks, strangers: 'refuse' });
  const { agent, calls } = makeAgent(clock, network.host(agentAt), { admission });
  const peer = new Peer(network.host(peerAt));
  const events: TrunkEvent[] = [];
  trunks.events.on((event) => events.push(event));
  trunks.watch(agent);
  const settle = async (ms: number) => {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  t.teardown(() => scope.close());
  return { clock, trunks, agent, calls, peer, events, settle, scope };
}

t.test('RFC 3261 11: a trunk that answers OPTIONS is up, whatever the answer', async (t) => {
  for (const status of [200, 404, 405, 483]) {
    const { peer, trunks, events, settle } = lab();
    await settle(5);
    t.equal(peer.lastRequest('OPTIONS').uri, 'sip:192.0.2.2:5062');
    t.equal(trunks.status[0]?.state, 'unknown');
    peer.respond(peer.lastRequest('OPTIONS'), status);
    await settle(5);
    t.same(events, [{ type: 'wentUp', trunk: 'carrier' }]);
    t.equal(trunks.status[0]?.state, 'up');
  }
});

t.test('a trunk is down after two OPTIONS without answer, and up again with the next answer', async (t) => {
  const { peer, trunks, events, settle } = lab();
  await settle(5);
  peer.respond(peer.lastRequest('OPTIONS'), 200);
  await settle(30_000);
  await settle(33_000);
  t.equal(events.length, 1);
  await settle(33_000);
  t.match(events.at(-1), { type: 'wentDown', why: /408/ });
  t.equal(trunks.waysTo('carrier', '10086'), 'down');
  await settle(30_000);
  peer.respond(peer.lastRequest('OPTIONS'), 200);
  await settle(5);
  t.same(events.at(-1), { type: 'wentUp', trunk: 'carrier' });
});

t.test('RFC 3261 22.2: a challenge to OPTIONS is answered with the trunk’s credentials', async (t) => {
  const { peer, settle } = lab({ username: 'u', password: 'p' });
  await settle(5);
  const challenge = ['www-authenticate', 'Digest realm="r", nonce="n", qop="auth"'] as const;
  peer.respond(peer.lastRequest('OPTIONS'), 401, { headers: [challenge] });
  await settle(5);
  t.match(header(peer.last('OPTIONS'), 'authorization'), /username="u"/);
});

t.test(
  'calls in and out count together against the limit; the next one in gets 503, out is full',
  async (t) => {
    const { peer, trunks, agent, calls, settle } = lab();
    await settle(5);
    peer.request('INVITE', { callId: 'in', sdp: offerSdp });
    await settle(5);
    const ways = trunks.waysTo('carrier', '10086');
    if (typeof ways === 'string') throw new Error(ways);
    const [way] = ways;
    if (!way) throw new Error('no way');
    const out = agent.invite({
      target: way.uri,
      route: way.route,
      from: { display: '', user: '12345' },
      sdp: offerSdp,
    });
    t.equal(trunks.status[0]?.calls, 2);
    t.equal(trunks.waysTo('carrier', '10086'), 'full');
    peer.request('INVITE', { callId: 'third', sdp: offerSdp });
    await settle(5);
    t.equal(peer.lastResponse('503 INVITE').reason, 'Trunk Full');
    t.equal(calls.length, 1);
    t.equal(trunks.status[0]?.refused, 2);
    calls[0]?.answer(answerSdp);
    calls[0]?.hangup();
    out.hangup();
    t.equal(trunks.status[0]?.calls, 0);
    t.type(trunks.waysTo('carrier', '10086'), 'object');
  },
);

t.test('only the addresses of a trunk are the trunk; unknown names are told apart', async (t) => {
  const { trunks } = lab({ match: ['198.51.100.0/24'] });
  t.equal(trunks.trunkOf({ protocol: 'udp', address: '192.0.2.2', port: 5062 }), undefined);
  t.same(trunks.trunkOf({ protocol: 'tcp', address: '198.51.100.9', port: 1 }), {
    name: 'carrier',
    full: false,
  });
  t.equal(trunks.waysTo('other', '1'), 'unknown');
});

t.test(
  'RFC 3263: a trunk by name is looked up with each keep-alive, and keeps its addresses when DNS is away',
  async (t) => {
    const { trunks, settle } = lab({ address: 'carrier.example' }, [
      ['192.0.2.2', '192.0.2.3'],
      new Error('no name server'),
      ['192.0.2.4'],
    ]);
    t.equal(trunks.waysTo('carrier', '1'), 'down');
    const routes = () => {
      const ways = trunks.waysTo('carrier', '1');
      return typeof ways === 'string' ? ways : ways.map(({ route }) => route.address);
    };
    await settle(5);
    t.same(routes(), ['192.0.2.2', '192.0.2.3']);
    t.ok(trunks.trunkOf({ protocol: 'udp', address: '192.0.2.3', port: 9 }));
    await settle(30_000);
    t.same(routes(), ['192.0.2.2', '192.0.2.3']);
    await settle(30_000);
    t.same(routes(), ['192.0.2.4']);
    t.notOk(trunks.trunkOf({ protocol: 'udp', address: '192.0.2.3', port: 9 }));
  },
);

t.test(
  'without keep-alive no OPTIONS is sent and the trunk counts as up; the scope ends all of it',
  async (t) => {
    const { peer, trunks, settle, scope, clock, agent } = lab({ keepAliveSeconds: 0 });
    await settle(60_000);
    t.equal(peer.count('OPTIONS'), 0);
    t.equal(trunks.status[0]?.state, 'up');
    const alive = lab();
    await alive.settle(5);
    await alive.scope.close();
    alive.agent.close();
    await alive.settle(5);
    t.equal(alive.clock.pending, 0);
    await scope.close();
    agent.close();
    t.equal(clock.pending, 0);
  },
);

t.test('other trunks at run time: calls go on, what stays as it was notices nothing', async (t) => {
  const { trunks, peer, settle } = lab();
  await settle(5);
  peer.respond(peer.lastRequest('OPTIONS'), 200);
  await settle(5);
  const [same] = parseTrunks([carrier], 'test');
  const [other] = parseTrunks([{ name: 'other', address: '192.0.2.9', keepAliveSeconds: 0 }], 'test');
  if (!same || !other) throw new Error('unreachable');
  trunks.replace([same, other]);
  t.same(
    trunks.status.map(({ name, state }) => `${name} ${state}`),
    ['carrier up', 'other up'],
  );
  t.equal(trunks.trunkOf({ protocol: 'udp', address: '192.0.2.9', port: 5060 })?.name, 'other');
  trunks.replace([{ ...same, port: 5070 }]);
  t.equal(trunks.waysTo('other', '1'), 'unknown');
  t.match(trunks.waysTo('carrier', '1'), [{ route: { port: 5070 } }]);
  t.equal(trunks.status[0]?.state, 'unknown', 'a changed trunk has to answer anew');
  t.ok(trunks.remove('carrier'));
  t.notOk(trunks.remove('carrier'));
  const before = peer.count('OPTIONS');
  await settle(90_000);
  t.equal(peer.count('OPTIONS'), before, 'a trunk that is gone is not asked any more');
});

t.test('a trunk by name without keep-alive works as soon as its name is known', async (t) => {
  const written = { address: 'sip.carrier.example', keepAliveSeconds: 0 };
  const { trunks, settle } = lab(written, [new Error('no name server yet'), ['192.0.2.2']]);
  await settle(5);
  t.equal(trunks.waysTo('carrier', '10086'), 'down');
  await settle(60_000);
  t.match(trunks.waysTo('carrier', '10086'), [{ route: { address: '192.0.2.2' } }]);
  t.equal(trunks.status[0]?.state, 'up');
});
