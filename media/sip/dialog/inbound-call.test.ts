import t from 'tap';
import { header } from '../message.js';
import { answerSdp, labWithPeer, listen, offerSdp, only, toTag, types, valuesOf } from '../user-agent-lab.js';

/** A call that rings at the agent. */
function ringing(headers: readonly (readonly [string, string])[] = []) {
  const lab = labWithPeer();
  lab.peer.request('INVITE', { branch: 'z9hG4bKinv', headers, sdp: offerSdp });
  lab.clock.advance(5);
  const call = only(lab.calls);
  return { ...lab, call, events: listen(call) };
}

/** A call that the agent answered and the peer acknowledged. */
function talking(headers: readonly (readonly [string, string])[] = []) {
  const lab = ringing(headers);
  lab.call.answer(answerSdp);
  lab.clock.advance(5);
  const tag = toTag(lab.peer.last('200 INVITE'));
  lab.peer.request('ACK', { toTag: tag });
  lab.clock.advance(5);
  return { ...lab, tag };
}

t.test(
  'RFC 3261 12.1.1: 180 and 200 carry our tag, Contact and the Record-Route of the INVITE in order',
  async (t) => {
    const routes = [
      ['record-route', '<sip:p2.example;lr>'],
      ['record-route', '<sip:p1.example;lr>'],
    ] as const;
    const { call, peer, clock } = ringing(routes);
    call.progress(180);
    call.answer(answerSdp);
    clock.advance(5);
    for (const title of ['180 INVITE', '200 INVITE']) {
      const response = peer.last(title);
      t.equal(valuesOf(response, 'record-route'), '<sip:p2.example;lr>, <sip:p1.example;lr>');
      t.match(header(response, 'contact'), '<sip:yihao@192.0.2.1:5060>');
      t.match(header(response, 'allow'), /UPDATE/);
    }
    t.equal(toTag(peer.last('180 INVITE')), toTag(peer.last('200 INVITE')));
    t.match(toTag(peer.last('200 INVITE')), /^[0-9a-f]{16}$/);
  },
);

t.test('RFC 3261 13.3.1.4: the 200 is repeated from T1 up to T2 apart until the ACK', async (t) => {
  const { call, peer, clock, events, network } = ringing();
  const begin = clock.monotonic();
  call.answer(answerSdp);
  clock.advance(12_000);
  t.same(
    network.sent.filter(({ message }) => message.kind === 'response').map(({ atMs }) => atMs - begin),
    [0, 500, 1500, 3500, 7500, 11_500],
  );
  t.same(events, []);
  peer.request('ACK', { toTag: toTag(peer.last('200 INVITE')) });
  clock.advance(40_000);
  t.equal(peer.count('200 INVITE'), 6);
  t.same(types(events), ['established']);
});

t.test('RFC 3261 13.3.1.4: without an ACK for 64*T1 the session ends with BYE', async (t) => {
  const { call, peer, clock, events, agent } = ringing();
  call.answer(answerSdp);
  clock.advance(32_100);
  t.equal(peer.count('BYE'), 1);
  t.match(events, [{ type: 'ended', by: 'remote', status: 408 }]);
  clock.advance(80_000);
  t.match(agent.counts, { calls: 0, dialogs: 0, transactions: { client: 0, server: 0 } });
  t.equal(clock.pending, 0);
});

t.test('RFC 3261 15: a hang-up before the ACK sends its BYE after the ACK', async (t) => {
  const { call, peer, clock, events } = ringing();
  call.answer(answerSdp);
  clock.advance(5);
  call.hangup({ q850: 16 });
  t.match(events, [{ type: 'ended', by: 'local', status: 0 }]);
  clock.advance(100);
  t.equal(peer.count('BYE'), 0);
  peer.request('ACK', { toTag: toTag(peer.last('200 INVITE')) });
  clock.advance(5);
  t.equal(peer.count('BYE'), 1);
  t.equal(header(peer.last('BYE'), 'reason'), 'Q.850;cause=16');
});

t.test(
  'RFC 3261 15: a BYE of theirs that crosses the hang-up before the ACK makes ours needless',
  async (t) => {
    const { call, peer, clock, agent } = ringing();
    call.answer(answerSdp);
    clock.advance(5);
    call.hangup();
    peer.request('BYE', { toTag: toTag(peer.last('200 INVITE')), cseq: 2 });
    clock.advance(40_000);
    t.equal(peer.count('200 BYE'), 1);
    t.equal(peer.count('BYE'), 0);
    t.equal(agent.counts.dialogs, 0);
  },
);

t.test(
  'RFC 3261 9.2: CANCEL while ringing gives 200 to it, 487 to the INVITE, and the cause to the call',
  async (t) => {
    const { call, peer, clock, events, agent } = ringing();
    call.progress(180);
    peer.request('CANCEL', { branch: 'z9hG4bKinv', headers: [['reason', 'Q.850;cause=31;text="x"']] });
    clock.advance(5);
    t.equal(peer.count('200 CANCEL'), 1);
    t.equal(peer.count('487 INVITE'), 1);
    t.match(events, [{ type: 'ended', by: 'remote', status: 487, q850: 31 }]);
    t.equal(agent.counts.dialogs, 0);
  },
);

t.test('RFC 3261 9.2: CANCEL that comes after the 200 changes nothing', async (t) => {
  const { call, peer, clock, events } = ringing();
  call.answer(answerSdp);
  peer.request('CANCEL', { branch: 'z9hG4bKinv' });
  clock.advance(5);
  t.equal(peer.count('200 CANCEL'), 1);
  t.equal(peer.count('487 INVITE'), 0);
  t.same(events, []);
});

t.test('RFC 3261 15: BYE on an early dialog ends the INVITE with 487', async (t) => {
  const { call, peer, clock, events } = ringing();
  call.progress(180);
  clock.advance(5);
  peer.request('BYE', { toTag: toTag(peer.last('180 INVITE')), cseq: 2 });
  clock.advance(5);
  t.equal(peer.count('200 BYE'), 1);
  t.equal(peer.count('487 INVITE'), 1);
  t.match(events, [{ type: 'ended', by: 'remote', status: 487 }]);
});

t.test('RFC 3261 13.3.1: an INVITE that outlives its Expires gets 487', async (t) => {
  const { peer, clock, events } = ringing([['expires', '30']]);
  clock.advance(30_000);
  t.equal(peer.count('487 INVITE'), 1);
  t.match(events, [{ type: 'ended', status: 487 }]);
});

t.test('RFC 3261 13.3.1.1: a provisional response is repeated every minute while it rings', async (t) => {
  const { call, peer, clock } = ringing();
  call.progress(183, answerSdp);
  clock.advance(150_000);
  t.equal(peer.count('183 INVITE'), 3);
  t.equal(peer.last('183 INVITE').body.toString(), answerSdp);
  call.reject(486, 'Busy Here');
  clock.advance(60_000);
  t.equal(peer.count('183 INVITE'), 3);
});

t.test('reject sends the status, the reason and the headers given, once', async (t) => {
  const { call, peer, clock, events } = ringing();
  call.reject(503, 'Queue Full', [['retry-after', '30']]);
  call.reject(486, 'Busy Here');
  call.answer(answerSdp);
  clock.advance(5);
  t.equal(peer.lastResponse('503 INVITE').reason, 'Queue Full');
  t.equal(header(peer.last('503 INVITE'), 'retry-after'), '30');
  t.equal(peer.count('486 INVITE'), 0);
  t.match(events, [{ type: 'ended', by: 'local', status: 503, reason: 'Queue Full' }]);
});

t.test('RFC 3326: hangup while ringing is a rejection with the cause in Reason', async (t) => {
  const { call, peer, clock } = ringing();
  call.hangup({ status: 486, q850: 17, reason: 'User busy' });
  clock.advance(5);
  t.equal(header(peer.last('486 INVITE'), 'reason'), 'Q.850;cause=17;text="User busy"');
});

t.test(
  'RFC 3261 13.2.1: an INVITE without offer gets ours in the 200, and the ACK brings the answer',
  async (t) => {
    const lab = labWithPeer();
    lab.peer.request('INVITE');
    lab.clock.advance(5);
    const call = only(lab.calls);
    const events = listen(call);
    t.equal(call.remoteOffer, undefined);
    call.answer(offerSdp);
    lab.clock.advance(5);
    t.equal(lab.peer.last('200 INVITE').body.toString(), offerSdp);
    lab.peer.request('ACK', { toTag: toTag(lab.peer.last('200 INVITE')), sdp: answerSdp });
    lab.clock.advance(5);
    t.same(events, [{ type: 'established', sdp: answerSdp }]);
  },
);

t.test('RFC 3261 13.2.2.4: an ACK without the answer to our offer ends the call with BYE', async (t) => {
  const lab = labWithPeer();
  lab.peer.request('INVITE');
  lab.clock.advance(5);
  const events = listen(only(lab.calls));
  only(lab.calls).answer(offerSdp);
  lab.clock.advance(5);
  lab.peer.request('ACK', { toTag: toTag(lab.peer.last('200 INVITE')) });
  lab.clock.advance(5);
  t.same(types(events), ['ended']);
  t.equal(lab.peer.count('BYE'), 1);
});

t.test(
  'RFC 3261 12.2.1.1: our BYE goes along the route set to the remote target, with our tag in From',
  async (t) => {
    const { call, peer, clock, tag } = talking([['record-route', '<sip:192.0.2.2:5062;lr>']]);
    call.hangup();
    clock.advance(5);
    const bye = peer.lastRequest('BYE');
    t.equal(bye.uri, 'sip:alice@192.0.2.2:5062');
    t.equal(header(bye, 'route'), '<sip:192.0.2.2:5062;lr>');
    t.equal(header(bye, 'from'), `<sip:12345@192.0.2.1>;tag=${tag}`);
    t.equal(header(bye, 'to'), '"Alice" <sip:alice@192.0.2.2>;tag=alice');
  },
);

t.test(
  'RFC 3261 12.2.1.1: a strict router becomes the Request-URI and the target the last Route',
  async (t) => {
    const { call, peer, clock } = talking([['record-route', '<sip:192.0.2.2:5062>, <sip:p1.example;lr>']]);
    call.hangup();
    clock.advance(5);
    const bye = peer.lastRequest('BYE');
    t.equal(bye.uri, 'sip:192.0.2.2:5062');
    t.equal(valuesOf(bye, 'route'), '<sip:p1.example;lr>, <sip:alice@192.0.2.2:5062>');
  },
);

t.test('the signalling of a phone behind a NAT goes back to where it came from', async (t) => {
  const { call, peer, clock } = talking([['contact', '<sip:alice@10.1.2.3:5060>']]);
  t.equal(call.info.remote.address, '192.0.2.2');
  call.hangup();
  clock.advance(5);
  t.equal(peer.count('BYE'), 1);
});
