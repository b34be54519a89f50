import t from 'tap';
import type { InviteOptions } from '../call.js';
import { header } from '../message.js';
import { answerSdp, labWithPeer, listen, offerSdp, types, valuesOf } from '../user-agent-lab.js';

const invitation: InviteOptions = {
  target: 'sip:bob@192.0.2.2:5062',
  from: { display: '一号', user: '12345' },
  sdp: offerSdp,
};

/** A call of ours whose INVITE the peer has. */
function calling(options: Partial<InviteOptions> = {}) {
  const lab = labWithPeer();
  const call = lab.agent.invite({ ...invitation, ...options });
  const events = listen(call);
  lab.clock.advance(5);
  return { ...lab, call, events, invite: lab.peer.lastRequest('INVITE') };
}

t.test('RFC 3261 8.1.1: the INVITE has what a request needs, ours and the caller’s', async (t) => {
  const { invite } = calling({ headers: [['p-asserted-identity', '<sip:13800000000@x>']] });
  t.equal(invite.uri, invitation.target);
  t.match(header(invite, 'from'), /^"一号" <sip:12345@192\.0\.2\.1>;tag=[0-9a-f]{16}$/);
  t.equal(header(invite, 'to'), '<sip:bob@192.0.2.2:5062>');
  t.match(header(invite, 'cseq'), /^\d+ INVITE$/);
  t.equal(header(invite, 'max-forwards'), '70');
  t.equal(header(invite, 'contact'), '<sip:yihao@192.0.2.1:5060>');
  t.equal(header(invite, 'p-asserted-identity'), '<sip:13800000000@x>');
  t.notMatch(valuesOf(invite, 'supported'), /100rel/);
  t.equal(invite.body.toString(), offerSdp);
});

t.test(
  'RFC 3261 13.2.2.4: each 2xx is acknowledged, also when it is repeated because the ACK was lost',
  async (t) => {
    const { peer, clock, events, invite } = calling();
    peer.respond(invite, 180);
    peer.respond(invite, 200, { sdp: answerSdp });
    peer.respond(invite, 200, { sdp: answerSdp });
    clock.advance(5);
    t.same(types(events), ['progressed', 'established']);
    t.equal(peer.count('ACK'), 2);
    const ack = peer.lastRequest('ACK');
    t.equal(
      Number.parseInt(header(ack, 'cseq') ?? '', 10),
      Number.parseInt(header(invite, 'cseq') ?? '', 10),
    );
    t.equal(ack.uri, 'sip:bob@192.0.2.2:5062');
    t.not(header(ack, 'via'), header(invite, 'via'));
  },
);

t.test(
  'RFC 3261 13.2.2.3: a 4xx to 6xx ends the call with its status, headers and Q.850 cause',
  async (t) => {
    for (const status of [404, 486, 503, 603]) {
      const { peer, clock, events, invite, agent } = calling();
      peer.respond(invite, status, { headers: [['reason', 'SIP;cause=1, Q.850;cause=17']] });
      clock.advance(5);
      t.match(events, [{ type: 'ended', by: 'remote', status, q850: 17 }]);
      t.equal(peer.count('ACK'), 1);
      t.match(agent.counts, { calls: 0, dialogs: 0 });
    }
  },
);

t.test('a 3xx is not followed: where a call goes is not for its callee to say', async (t) => {
  const { peer, clock, events, invite } = calling();
  peer.respond(invite, 302, { headers: [['contact', '<sip:00900123@203.0.113.9>']] });
  clock.advance(40_000);
  t.match(events, [{ type: 'ended', status: 302, headers: [] }]);
  t.equal(peer.count('INVITE'), 1);
});

t.test('RFC 3261 8.1.3.1: no answer ends the call with 408; an unreachable target with 503', async (t) => {
  const { clock, events } = calling();
  clock.advance(33_000);
  t.match(events, [{ type: 'ended', by: 'remote', status: 408 }]);
  const lab = labWithPeer();
  for (const target of ['sip:x@192.0.2.2;transport=tcp', 'sips:x@192.0.2.2', 'tel:12345', 'nonsense']) {
    const heard = listen(lab.agent.invite({ ...invitation, target }));
    t.same(heard, []);
    lab.clock.advance(1);
    t.match(heard, [{ type: 'ended', status: 503 }], target);
  }
});

t.test('RFC 3261 9.1: CANCEL waits for the first provisional response', async (t) => {
  const { peer, clock, events, invite, call, agent } = calling();
  call.hangup({ q850: 16 });
  t.match(events, [{ type: 'ended', by: 'local', status: 487 }]);
  clock.advance(100);
  t.equal(peer.count('CANCEL'), 0);
  peer.respond(invite, 100);
  clock.advance(5);
  t.equal(peer.count('CANCEL'), 1);
  t.equal(header(peer.last('CANCEL'), 'reason'), 'Q.850;cause=16');
  peer.respond(peer.lastRequest('CANCEL'), 200);
  peer.respond(invite, 487);
  clock.advance(40_000);
  t.equal(peer.count('ACK'), 1);
  t.match(agent.counts, { calls: 0, dialogs: 0, transactions: { client: 0 } });
  t.equal(clock.pending, 0);
});

t.test('RFC 3261 9.1: an INVITE that stays silent after CANCEL is forgotten after 64*T1', async (t) => {
  const { peer, clock, invite, call, agent } = calling();
  peer.respond(invite, 180);
  clock.advance(5);
  call.hangup();
  clock.advance(5);
  peer.respond(peer.lastRequest('CANCEL'), 200);
  clock.advance(33_000);
  t.equal(agent.counts.transactions.client, 0);
  t.equal(clock.pending, 0);
});

t.test('RFC 3261 9.1: a 200 that crosses the CANCEL is acknowledged and ended with BYE', async (t) => {
  const { peer, clock, events, invite, call, agent } = calling();
  peer.respond(invite, 180);
  clock.advance(5);
  call.hangup();
  peer.respond(invite, 200, { sdp: answerSdp });
  peer.respond(invite, 200, { sdp: answerSdp });
  clock.advance(5);
  t.same(types(events), ['progressed', 'ended']);
  t.equal(peer.count('ACK'), 2);
  t.equal(peer.count('BYE'), 1);
  peer.respond(peer.lastRequest('BYE'), 200);
  clock.advance(40_000);
  t.match(agent.counts, { calls: 0, dialogs: 0, transactions: { client: 0 } });
});

t.test(
  'RFC 3261 13.2.2.4: the second 2xx of a forked INVITE is acknowledged and ended; the first call goes on',
  async (t) => {
    const { peer, clock, events, invite, call } = calling();
    peer.respond(invite, 180, { toTag: 'fork1' });
    peer.respond(invite, 180, { toTag: 'fork2' });
    peer.respond(invite, 200, { toTag: 'fork1', sdp: answerSdp });
    peer.respond(invite, 200, { toTag: 'fork2', sdp: answerSdp });
    peer.respond(invite, 200, { toTag: 'fork2', sdp: answerSdp });
    clock.advance(5);
    t.same(types(events), ['progressed', 'progressed', 'established']);
    t.equal(peer.count('ACK'), 3);
    t.match(header(peer.last('BYE'), 'to'), /tag=fork2/);
    t.equal(peer.count('BYE'), 1);
    call.hangup();
    clock.advance(5);
    t.match(header(peer.last('BYE'), 'to'), /tag=fork1/);
  },
);

t.test('forks without end make no dialogs without end', async (t) => {
  const { peer, clock, invite, agent } = calling();
  for (let i = 0; i < 100; i++) peer.respond(invite, 180, { toTag: `early${i}` });
  for (let i = 0; i < 100; i++) peer.respond(invite, 200, { toTag: `late${i}`, sdp: answerSdp });
  clock.advance(5);
  t.ok(agent.counts.dialogs <= 1);
  t.ok(peer.count('BYE') <= 32);
});

t.test('RFC 3261 12.1.2: the route set is the Record-Route of the 2xx in reverse', async (t) => {
  const { peer, clock, invite, call } = calling();
  peer.respond(invite, 200, {
    sdp: answerSdp,
    headers: [['record-route', '<sip:far.example;lr>, <sip:192.0.2.2:5062;lr>']],
  });
  clock.advance(5);
  t.equal(valuesOf(peer.last('ACK'), 'route'), '<sip:192.0.2.2:5062;lr>, <sip:far.example;lr>');
  call.hangup();
  clock.advance(5);
  t.equal(valuesOf(peer.last('BYE'), 'route'), '<sip:192.0.2.2:5062;lr>, <sip:far.example;lr>');
});

t.test('RFC 3261 22.2: a challenge is answered once with a higher CSeq; a second one is final', async (t) => {
  const { peer, clock, events, invite } = calling({ credentials: { user: 'u', password: 'p' } });
  const challenge = [
    'proxy-authenticate',
    'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256',
  ] as const;
  peer.respond(invite, 407, { headers: [challenge] });
  clock.advance(5);
  const again = peer.lastRequest('INVITE');
  t.match(header(again, 'proxy-authorization'), /username="u".*algorithm=SHA-256/);
  const number = (line: string | undefined) => Number.parseInt(line ?? '', 10);
  t.equal(number(header(again, 'cseq')), number(header(invite, 'cseq')) + 1);
  t.equal(header(again, 'call-id'), header(invite, 'call-id'));
  t.equal(header(again, 'from'), header(invite, 'from'));
  t.same(events, []);
  peer.respond(again, 407, { headers: [challenge] });
  clock.advance(5);
  t.match(events, [{ type: 'ended', status: 407 }]);
});

t.test('RFC 3261 22.1: the ACK to the 2xx of a challenged INVITE has its credentials and CSeq', async (t) => {
  const { peer, clock, invite } = calling({ credentials: { user: 'u', password: 'p' } });
  peer.respond(invite, 401, { headers: [['www-authenticate', 'Digest realm="r", nonce="n", qop="auth"']] });
  clock.advance(5);
  const again = peer.lastRequest('INVITE');
  peer.respond(again, 200, { sdp: answerSdp });
  clock.advance(5);
  t.equal(header(peer.last('ACK'), 'authorization'), header(again, 'authorization'));
  t.equal(header(peer.last('ACK'), 'cseq'), header(again, 'cseq')?.replace('INVITE', 'ACK'));
});

t.test('RFC 4028 7.3: 422 makes the INVITE ask for the interval that the other side wants', async (t) => {
  const { peer, clock, events, invite } = calling();
  t.equal(header(invite, 'session-expires'), '1800');
  peer.respond(invite, 422, { headers: [['min-se', '3600']] });
  clock.advance(5);
  t.equal(header(peer.lastRequest('INVITE'), 'session-expires'), '3600');
  t.same(events, []);
});

t.test(
  'RFC 3261 13.2.1: our INVITE without offer gets theirs in the 2xx, and our answer goes in the ACK',
  async (t) => {
    const lab = labWithPeer();
    const call = lab.agent.invite({ target: invitation.target, from: invitation.from });
    const events = listen(call);
    lab.clock.advance(5);
    lab.peer.respond(lab.peer.lastRequest('INVITE'), 200, { sdp: offerSdp });
    lab.clock.advance(5);
    t.same(events, [{ type: 'established', sdp: offerSdp }]);
    t.equal(lab.peer.count('ACK'), 0);
    call.respondToOffer({ sdp: answerSdp });
    lab.clock.advance(5);
    t.equal(lab.peer.last('ACK').body.toString(), answerSdp);
  },
);

t.test(
  'RFC 3261 13.2.2.4: an offer in the 2xx that is not answered in time gets its ACK and BYE',
  async (t) => {
    const lab = labWithPeer();
    const events = listen(lab.agent.invite({ target: invitation.target, from: invitation.from }));
    lab.clock.advance(5);
    lab.peer.respond(lab.peer.lastRequest('INVITE'), 200, { sdp: offerSdp });
    lab.clock.advance(10_010);
    t.same(types(events), ['established', 'ended']);
    t.same([lab.peer.count('ACK'), lab.peer.count('BYE')], [1, 1]);
  },
);

t.test('RFC 3263: a name is looked up, and a name that leads nowhere ends the call with 503', async (t) => {
  const resolver = {
    resolve: (host: string, port = 5060) =>
      host === 'carrier.example'
        ? Promise.resolve([{ protocol: 'udp' as const, address: '192.0.2.2', port }])
        : Promise.reject(new Error('no such name')),
  };
  const lab = labWithPeer({ resolver });
  lab.agent.invite({ ...invitation, target: 'sip:1@carrier.example:5062' });
  const events = listen(lab.agent.invite({ ...invitation, target: 'sip:1@nowhere.example' }));
  await new Promise((resolve) => setImmediate(resolve));
  lab.clock.advance(5);
  t.equal(lab.peer.lastRequest('INVITE').uri, 'sip:1@carrier.example:5062');
  t.match(events, [{ type: 'ended', status: 503 }]);
});

t.test('the route option is where every request of the call goes', async (t) => {
  const lab = labWithPeer();
  const call = lab.agent.invite({
    ...invitation,
    target: 'sip:phone@10.0.0.7:5060',
    route: { protocol: 'udp', address: '192.0.2.2', port: 5062 },
  });
  lab.clock.advance(5);
  const invite = lab.peer.lastRequest('INVITE');
  t.equal(invite.uri, 'sip:phone@10.0.0.7:5060');
  lab.peer.respond(invite, 200, { sdp: answerSdp });
  lab.clock.advance(5);
  call.hangup();
  lab.clock.advance(5);
  t.same([lab.peer.count('ACK'), lab.peer.count('BYE')], [1, 1]);
});
