import t from 'tap';
import type { Headers } from '../call.js';
import { header } from '../message.js';
import { answerSdp, labWithPeer, listen, offerSdp, only, toTag, types } from '../user-agent-lab.js';

/** A call from the peer that is up; the next request of the peer has CSeq 2. */
function talking(headers: Headers = []) {
  const lab = labWithPeer();
  lab.peer.request('INVITE', { sdp: offerSdp, headers });
  lab.clock.advance(5);
  const call = only(lab.calls);
  call.answer(answerSdp);
  lab.clock.advance(5);
  const tag = toTag(lab.peer.last('200 INVITE'));
  lab.peer.request('ACK', { toTag: tag });
  lab.clock.advance(5);
  const events = listen(call);
  return { ...lab, call, tag, events };
}

const second = `${offerSdp}a=sendonly\r\n`;

t.test('RFC 3261 12.2.2: a request with a lower CSeq gets 500; one without its dialog 481', async (t) => {
  const { peer, clock, tag } = talking();
  peer.request('INFO', { toTag: tag, cseq: 7 });
  peer.request('INFO', { toTag: tag, cseq: 6 });
  peer.request('INFO', { toTag: 'other', cseq: 8 });
  peer.request('INFO', { cseq: 9 });
  clock.advance(5);
  t.same(peer.story.slice(-4), ['200 INFO', '500 INFO', '481 INFO', '481 INFO']);
});

t.test('RFC 3261 15.1.2: BYE gets 200 and ends the call with its cause', async (t) => {
  const { peer, clock, tag, events, agent } = talking();
  peer.request('BYE', { toTag: tag, cseq: 2, headers: [['reason', 'Q.850;cause=16;text="Normal"']] });
  clock.advance(5);
  t.equal(peer.count('200 BYE'), 1);
  t.match(events, [{ type: 'ended', by: 'remote', status: 0, q850: 16, reason: 'Normal' }]);
  t.match(agent.counts, { calls: 0, dialogs: 0 });
});

t.test('RFC 3261 14.2: a re-INVITE is offered, answered, and its 200 repeated until the ACK', async (t) => {
  const { peer, clock, tag, events, call } = talking();
  peer.request('INVITE', { toTag: tag, cseq: 2, sdp: second });
  clock.advance(5);
  t.same(events, [{ type: 'offered', sdp: second }]);
  call.respondToOffer({ sdp: answerSdp });
  clock.advance(600);
  t.equal(peer.count('200 INVITE'), 3);
  peer.request('ACK', { toTag: tag, cseq: 2 });
  clock.advance(40_000);
  t.equal(peer.count('200 INVITE'), 3);
  t.equal(events.length, 1);
});

t.test('RFC 3261 14.2: a re-INVITE that is refused leaves the session as it was', async (t) => {
  const { peer, clock, tag, call, agent } = talking();
  peer.request('INVITE', { toTag: tag, cseq: 2, sdp: second });
  clock.advance(5);
  call.respondToOffer({ status: 488, reason: 'Not Acceptable Here' });
  clock.advance(5);
  t.equal(peer.count('488 INVITE'), 1);
  t.equal(agent.counts.calls, 1);
});

t.test('an offer that nobody answers within 10 s is refused with 488', async (t) => {
  const { peer, clock, tag } = talking();
  peer.request('INVITE', { toTag: tag, cseq: 2, sdp: second });
  clock.advance(10_010);
  t.equal(peer.count('488 INVITE'), 1);
});

t.test('RFC 3261 14.1: a re-INVITE without offer gets ours, and the ACK brings the answer', async (t) => {
  const { peer, clock, tag, events, call } = talking();
  peer.request('INVITE', { toTag: tag, cseq: 2 });
  clock.advance(5);
  t.same(events, [{ type: 'offered' }]);
  call.respondToOffer({ sdp: offerSdp });
  clock.advance(5);
  t.equal(peer.last('200 INVITE').body.toString(), offerSdp);
  peer.request('ACK', { toTag: tag, cseq: 2, sdp: answerSdp });
  clock.advance(5);
  t.same(events.at(-1), { type: 'reanswered', sdp: answerSdp });
});

t.test(
  'RFC 3261 14.2: a second re-INVITE before the first has its answer gets 500 with Retry-After',
  async (t) => {
    const { peer, clock, tag } = talking();
    peer.request('INVITE', { toTag: tag, cseq: 2, sdp: second });
    peer.request('INVITE', { toTag: tag, cseq: 3, sdp: second });
    clock.advance(5);
    const refused = peer.last('500 INVITE');
    const seconds = Number(header(refused, 'retry-after'));
    t.ok(seconds >= 0 && seconds <= 10);
  },
);

t.test('RFC 3261 14.2: a re-INVITE that meets ours gets 491', async (t) => {
  const { peer, clock, tag, call } = talking();
  call.reinvite(second);
  peer.request('INVITE', { toTag: tag, cseq: 2, sdp: second });
  clock.advance(5);
  t.equal(peer.count('491 INVITE'), 1);
});

t.test(
  'RFC 3261 14.1: our re-INVITE that gets 491 is sent again within 2 s when the Call-ID is theirs',
  async (t) => {
    const { peer, clock, call, events } = talking();
    call.reinvite(second);
    clock.advance(5);
    const first = peer.lastRequest('INVITE');
    peer.respond(first, 491);
    clock.advance(2010);
    const again = peer.lastRequest('INVITE');
    t.not(header(again, 'cseq'), header(first, 'cseq'));
    peer.respond(again, 200, { sdp: answerSdp });
    clock.advance(5);
    t.same(events, [{ type: 'reanswered', sdp: answerSdp }]);
  },
);

t.test(
  'RFC 3261 13.2.2.4: each copy of the 2xx to our re-INVITE is acknowledged, and told once',
  async (t) => {
    const { peer, clock, call, events } = talking();
    call.reinvite(second);
    clock.advance(5);
    const reinvite = peer.lastRequest('INVITE');
    for (let i = 0; i < 3; i++) peer.respond(reinvite, 200, { sdp: answerSdp });
    clock.advance(5);
    t.equal(peer.count('ACK'), 3);
    t.same(types(events), ['reanswered']);
  },
);

t.test('RFC 3261 14.1: our re-INVITE that gets 491 waits 2.1 to 4 s when the Call-ID is ours', async (t) => {
  for (let i = 0; i < 20; i++) {
    const lab = labWithPeer();
    const call = lab.agent.invite({
      target: 'sip:bob@192.0.2.2:5062',
      from: { display: '', user: '1' },
      sdp: offerSdp,
    });
    lab.clock.advance(2);
    lab.peer.respond(lab.peer.lastRequest('INVITE'), 200, { sdp: answerSdp });
    lab.clock.advance(2);
    call.reinvite(second);
    lab.clock.advance(2);
    lab.peer.respond(lab.peer.lastRequest('INVITE'), 491);
    lab.clock.advance(2);
    const before = lab.peer.count('INVITE');
    lab.clock.advance(2090);
    t.equal(lab.peer.count('INVITE'), before);
    lab.clock.advance(1915);
    t.ok(lab.peer.count('INVITE') > before);
  }
});

t.test('RFC 3261 14.1: offers of ours wait for what is under way; the newest one goes out', async (t) => {
  const { peer, clock, tag, call, events } = talking();
  peer.request('INVITE', { toTag: tag, cseq: 2, sdp: second });
  clock.advance(5);
  call.reinvite('v=0 first');
  call.reinvite('v=0 newest');
  clock.advance(5);
  t.equal(peer.count('INVITE'), 0);
  call.respondToOffer({ sdp: answerSdp });
  clock.advance(5);
  t.equal(peer.count('INVITE'), 0);
  peer.request('ACK', { toTag: tag, cseq: 2 });
  clock.advance(5);
  t.equal(peer.lastRequest('INVITE').body.toString(), 'v=0 newest');
  peer.respond(peer.lastRequest('INVITE'), 488);
  clock.advance(5);
  t.match(events.at(-1), { type: 'reinviteRefused', status: 488 });
});

t.test('RFC 3261 12.2.1.2: 481 to a request of ours ends the call', async (t) => {
  const { peer, clock, call, events } = talking();
  call.sendInfo('application/dtmf-relay', 'Signal=1');
  clock.advance(5);
  peer.respond(peer.lastRequest('INFO'), 481);
  clock.advance(5);
  t.match(events, [{ type: 'ended', by: 'remote', status: 481 }]);
});

t.test('RFC 3261 12.2.1.2: a request of ours that times out ends the call with BYE', async (t) => {
  const { peer, clock, call, events } = talking();
  call.sendInfo('application/dtmf-relay', 'Signal=1');
  clock.advance(33_000);
  t.match(events, [{ type: 'ended', by: 'remote', status: 408 }]);
  t.ok(peer.count('BYE') > 0);
});

t.test('RFC 3261 14.2: a re-INVITE under way when the call ends gets 487; ours gets its ACK', async (t) => {
  const { peer, clock, tag, call } = talking();
  peer.request('INVITE', { toTag: tag, cseq: 2, sdp: second });
  clock.advance(5);
  peer.request('BYE', { toTag: tag, cseq: 3 });
  clock.advance(5);
  t.equal(peer.count('487 INVITE'), 1);
  const other = talking();
  other.call.reinvite(second);
  other.clock.advance(5);
  const reinvite = other.peer.lastRequest('INVITE');
  other.call.hangup();
  other.peer.respond(reinvite, 200, { sdp: answerSdp });
  other.clock.advance(5);
  t.equal(other.peer.count('ACK'), 1);
  t.same(types(other.events), ['ended']);
  call.hangup();
});

t.test(
  'RFC 3311 5.2: UPDATE with an offer is offered and answered in its 200, without it is answered by itself',
  async (t) => {
    const { peer, clock, tag, call, events } = talking();
    peer.request('UPDATE', { toTag: tag, cseq: 2 });
    clock.advance(5);
    t.equal(peer.count('200 UPDATE'), 1);
    t.same(events, []);
    peer.request('UPDATE', { toTag: tag, cseq: 3, sdp: second });
    clock.advance(5);
    t.same(events, [{ type: 'offered', sdp: second }]);
    call.respondToOffer({ sdp: answerSdp });
    clock.advance(5);
    t.equal(peer.last('200 UPDATE').body.toString(), answerSdp);
  },
);

t.test('RFC 3311 5.2: UPDATE with an offer before the first answer gets 500 with Retry-After', async (t) => {
  const lab = labWithPeer();
  lab.peer.request('INVITE', { sdp: offerSdp });
  lab.clock.advance(5);
  only(lab.calls).progress(180);
  lab.clock.advance(5);
  lab.peer.request('UPDATE', { toTag: toTag(lab.peer.last('180 INVITE')), cseq: 2, sdp: second });
  lab.clock.advance(5);
  t.type(header(lab.peer.last('500 UPDATE'), 'retry-after'), 'string');
});

t.test('RFC 3261 12.2.2: re-INVITE and UPDATE move the remote target', async (t) => {
  const { peer, clock, tag, call } = talking();
  peer.request('UPDATE', { toTag: tag, cseq: 2, headers: [['contact', '<sip:moved@192.0.2.2:5062>']] });
  clock.advance(5);
  call.hangup();
  clock.advance(5);
  t.equal(peer.lastRequest('BYE').uri, 'sip:moved@192.0.2.2:5062');
});

t.test('RFC 3515: REFER gets 202, a NOTIFY with 100, and a last one with the result', async (t) => {
  const { peer, clock, tag, call, events } = talking();
  peer.request('REFER', {
    toTag: tag,
    cseq: 2,
    headers: [
      ['refer-to', '<sip:8002@192.0.2.1>'],
      ['referred-by', '<sip:alice@192.0.2.2>'],
    ],
  });
  clock.advance(5);
  t.same(events, [{ type: 'referred', referTo: 'sip:8002@192.0.2.1', referredBy: '<sip:alice@192.0.2.2>' }]);
  t.equal(peer.count('202 REFER'), 1);
  const trying = peer.lastRequest('NOTIFY');
  t.equal(header(trying, 'event'), 'refer;id=2');
  t.match(header(trying, 'subscription-state'), /^active/);
  t.equal(trying.body.toString(), 'SIP/2.0 100 Trying\r\n');
  call.notifyReferral(200, 'OK');
  call.notifyReferral(200, 'OK');
  clock.advance(5);
  t.equal(peer.count('NOTIFY'), 2);
  const done = peer.lastRequest('NOTIFY');
  t.match(header(done, 'subscription-state'), /^terminated/);
  t.equal(done.body.toString(), 'SIP/2.0 200 OK\r\n');
});

t.test('RFC 3515 2.4.2: REFER without exactly one Refer-To gets 400', async (t) => {
  const { peer, clock, tag, events } = talking();
  peer.request('REFER', { toTag: tag, cseq: 2 });
  peer.request('REFER', { toTag: tag, cseq: 3, headers: [['refer-to', '<sip:1@a>, <sip:2@a>']] });
  clock.advance(5);
  t.equal(peer.count('400 REFER'), 2);
  t.same(events, []);
});

t.test(
  'RFC 3261 11.2, 8.2: within the dialog OPTIONS gets 200, unknown methods 405, unknown extensions 420',
  async (t) => {
    const { peer, clock, tag } = talking();
    peer.request('OPTIONS', { toTag: tag, cseq: 2 });
    peer.request('MESSAGE', { toTag: tag, cseq: 3 });
    peer.request('INFO', { toTag: tag, cseq: 4, headers: [['require', '100rel, timer']] });
    clock.advance(5);
    t.match(header(peer.last('200 OPTIONS'), 'allow'), /INVITE/);
    t.match(header(peer.last('405 MESSAGE'), 'allow'), /INVITE/);
    t.equal(header(peer.last('420 INFO'), 'unsupported'), '100rel');
  },
);

t.test(
  'RFC 4028 9: as server the asked interval is taken, the asker refreshes, and silence ends the call',
  async (t) => {
    const { peer, clock, events } = talking([
      ['supported', 'timer'],
      ['session-expires', '90'],
    ]);
    t.equal(header(peer.last('200 INVITE'), 'session-expires'), '90;refresher=uac');
    t.equal(header(peer.last('200 INVITE'), 'require'), 'timer');
    clock.advance(59_900);
    t.same(events, []);
    clock.advance(200);
    t.match(events, [{ type: 'ended', by: 'remote', reason: 'Session Timer Expired' }]);
    t.equal(peer.count('BYE'), 1);
  },
);

t.test('RFC 4028 9: a refresh by UPDATE keeps the call', async (t) => {
  const { peer, clock, events, tag } = talking([
    ['supported', 'timer'],
    ['session-expires', '90'],
  ]);
  for (let cseq = 2; cseq < 6; cseq++) {
    clock.advance(45_000);
    const headers: Headers = [
      ['supported', 'timer'],
      ['session-expires', '90;refresher=uac'],
    ];
    peer.request('UPDATE', { toTag: tag, cseq, headers });
  }
  clock.advance(45_000);
  t.same(events, []);
});

t.test('RFC 4028 9: an interval below ours gets 422 with Min-SE', async (t) => {
  const lab = labWithPeer();
  lab.peer.request('INVITE', { sdp: offerSdp, headers: [['session-expires', '60']] });
  lab.clock.advance(5);
  t.equal(header(lab.peer.last('422 INVITE'), 'min-se'), '90');
  t.equal(lab.calls.length, 0);
});

t.test(
  'RFC 4028 7.4, 10: as refresher we send UPDATE at half the interval, or a re-INVITE where it is not allowed',
  async (t) => {
    for (const allow of ['INVITE, ACK, BYE, UPDATE', 'INVITE, ACK, BYE']) {
      const lab = labWithPeer();
      const call = lab.agent.invite({
        target: 'sip:bob@192.0.2.2:5062',
        from: { display: '', user: '1' },
        sdp: offerSdp,
      });
      const events = listen(call);
      lab.clock.advance(2);
      const agreed: Headers = [
        ['allow', allow],
        ['require', 'timer'],
        ['session-expires', '1800;refresher=uac'],
      ];
      lab.peer.respond(lab.peer.lastRequest('INVITE'), 200, { sdp: answerSdp, headers: agreed });
      lab.clock.advance(900_005);
      const method = allow.includes('UPDATE') ? 'UPDATE' : 'INVITE';
      const refresh = lab.peer.lastRequest(method);
      t.equal(header(refresh, 'session-expires'), '1800;refresher=uac');
      t.equal(refresh.body.toString(), method === 'UPDATE' ? '' : offerSdp);
      lab.peer.respond(refresh, 200, {
        headers: agreed,
        ...(method === 'INVITE' ? { sdp: answerSdp } : {}),
      });
      lab.clock.advance(890_000);
      t.notOk(types(events).includes('ended'));
      // The next refresh finds nobody.
      lab.clock.advance(900_000);
      t.match(events.at(-1), { type: 'ended', status: 408 });
    }
  },
);
