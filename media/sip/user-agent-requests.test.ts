import t from 'tap';
import type { Verdict } from './admission.js';
import { header } from './message.js';
import { makeResponse } from './make-response.js';
import { answerSdp, labWithPeer, labWithTwo, listen, offerSdp, only, toTag } from './user-agent-lab.js';

t.test('RFC 3261 11.2: OPTIONS gets 200 with Allow, Accept and Supported', async (t) => {
  const { peer, clock } = labWithPeer();
  peer.request('OPTIONS');
  clock.advance(5);
  const response = peer.last('200 OPTIONS');
  t.match(header(response, 'allow'), /INVITE.*BYE/);
  t.equal(header(response, 'accept'), 'application/sdp');
  t.equal(header(response, 'supported'), 'timer, replaces');
  t.match(toTag(response), /^[0-9a-f]{16}$/);
});

t.test('RFC 3261 8.2.1: an unknown method gets 405 with Allow', async (t) => {
  const { peer, clock } = labWithPeer();
  peer.request('PUBLISH');
  peer.request('REGISTER', { callId: 'r1' });
  clock.advance(5);
  t.match(header(peer.last('405 PUBLISH'), 'allow'), /INVITE/);
  t.equal(peer.count('405 REGISTER'), 1);
});

t.test('RFC 3261 8.2.2.3: an extension that we lack gets 420 naming it', async (t) => {
  const { peer, clock, calls } = labWithPeer();
  peer.request('INVITE', { sdp: offerSdp, headers: [['require', '100rel,timer, x-y']] });
  clock.advance(5);
  t.equal(header(peer.last('420 INVITE'), 'unsupported'), '100rel, x-y');
  t.equal(calls.length, 0);
});

t.test('RFC 3261 8.2.3: a body that we cannot read gets 415, unless its handling is optional', async (t) => {
  const { peer, clock, calls } = labWithPeer();
  const xml = ['content-type', 'application/xml'] as const;
  peer.request('INVITE', { callId: 'type', headers: [xml], sdp: '<x/>' });
  peer.request('INVITE', { callId: 'encoding', headers: [['content-encoding', 'gzip']], sdp: offerSdp });
  const optional = ['content-disposition', 'session;handling=optional'] as const;
  peer.request('INVITE', { callId: 'optional', headers: [xml, optional], sdp: '<x/>' });
  clock.advance(5);
  t.same(
    peer.heard.map((message) => header(message, 'accept') ?? header(message, 'accept-encoding')),
    ['application/sdp', 'identity'],
  );
  t.same(peer.story, ['415 INVITE', '415 INVITE']);
  t.equal(only(calls).remoteOffer, undefined);
});

t.test('RFC 5621: the session description is found among the parts of a multipart body', async (t) => {
  const { peer, clock, calls } = labWithPeer();
  const isup = 'Content-Type: application/isup\r\n\r\n\x01';
  const parts = `--b1\r\n${isup}\r\n--b1\r\nContent-Type: application/sdp\r\n\r\n${offerSdp}\r\n--b1--\r\n`;
  peer.request('INVITE', { headers: [['content-type', 'multipart/mixed;boundary=b1']], sdp: parts });
  clock.advance(5);
  t.equal(only(calls).remoteOffer, offerSdp);
});

t.test('RFC 3261 8.2.2.2: an INVITE that comes twice by two ways gets 482 the second time', async (t) => {
  const { peer, clock, calls } = labWithPeer();
  peer.request('INVITE', { sdp: offerSdp });
  peer.request('INVITE', { sdp: offerSdp });
  clock.advance(5);
  t.equal(peer.count('482 INVITE'), 1);
  t.equal(calls.length, 1);
});

t.test('RFC 7332: an INVITE that has used its hops up gets 483', async (t) => {
  const { peer, clock, calls } = labWithPeer();
  peer.request('INVITE', { headers: [['max-forwards', '0']], sdp: offerSdp });
  clock.advance(5);
  t.equal(peer.count('483 INVITE'), 1);
  t.equal(calls.length, 0);
});

t.test(
  'RFC 3261 8.2.2.1: an INVITE for another scheme gets 416; one without a usable Contact 400',
  async (t) => {
    const { peer, clock } = labWithPeer();
    peer.request('INVITE', { uri: 'http://example.com/', callId: 'a' });
    peer.request('INVITE', { headers: [['contact', '<mailto:a@b>']], callId: 'b' });
    clock.advance(5);
    t.equal(peer.count('416 INVITE'), 1);
    t.equal(peer.count('400 INVITE'), 1);
  },
);

t.test('a tel URI is a number dialled', async (t) => {
  const { peer, clock, calls } = labWithPeer();
  peer.request('INVITE', { uri: 'tel:+86-10-12345' });
  clock.advance(5);
  t.equal(only(calls).info.destination, '+861012345');
});

t.test('RFC 3261 12.2.2: requests for a dialog that is not here get 481; an ACK gets nothing', async (t) => {
  const { peer, clock } = labWithPeer();
  for (const method of ['BYE', 'INVITE', 'UPDATE', 'INFO', 'REFER', 'OPTIONS', 'ACK'])
    peer.request(method, { toTag: 'gone' });
  clock.advance(5);
  t.same(peer.story.sort(), ['481 BYE', '481 INFO', '481 INVITE', '481 OPTIONS', '481 REFER', '481 UPDATE']);
});

t.test(
  'what admission says is done: refuse, drop without a word, or admit; also when it takes its time',
  async (t) => {
    const verdicts: Record<string, Verdict> = {
      '1': { kind: 'refuse', status: 403 },
      '2': { kind: 'drop' },
      '3': { kind: 'refuse', status: 407, headers: [['proxy-authenticate', 'Digest realm="r"']] },
      '4': { kind: 'admit', admission: { kind: 'user', user: '8001' } },
    };
    for (const slow of [false, true]) {
      const stranger: Verdict = { kind: 'drop' };
      const { peer, clock, calls, agent } = labWithPeer({
        admission: {
          admit: ({ destination }) => {
            const verdict = verdicts[destination] ?? stranger;
            return slow ? Promise.resolve(verdict) : verdict;
          },
        },
      });
      for (const number of ['1', '2', '3', '4'])
        peer.request('INVITE', { uri: `sip:${number}@192.0.2.1`, callId: number, sdp: offerSdp });
      clock.advance(5);
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(5);
      t.same(peer.story, ['403 INVITE', '407 INVITE']);
      t.equal(header(peer.last('407 INVITE'), 'proxy-authenticate'), 'Digest realm="r"');
      t.same(only(calls).info.admission, { kind: 'user', user: '8001' });
      t.match(agent.counts, { turnedAway: 2, inbound: 1, calls: 1 });
      agent.close();
    }
  },
);

t.test(
  'RFC 3261 9.2: a CANCEL while admission thinks ends the INVITE with 487 and makes no call',
  async (t) => {
    const decide: ((verdict: Verdict) => void)[] = [];
    const { peer, clock, calls } = labWithPeer({
      admission: { admit: () => new Promise((resolve) => decide.push(resolve)) },
    });
    peer.request('INVITE', { branch: 'z9hG4bKslow', sdp: offerSdp });
    clock.advance(5);
    peer.request('CANCEL', { branch: 'z9hG4bKslow' });
    clock.advance(5);
    decide[0]?.({ kind: 'admit', admission: { kind: 'loopback' } });
    await new Promise((resolve) => setImmediate(resolve));
    t.equal(peer.count('487 INVITE'), 1);
    t.equal(calls.length, 0);
  },
);

t.test('an admission that fails answers 500', async (t) => {
  const { peer, clock, calls } = labWithPeer({
    admission: { admit: () => Promise.reject(new Error('database')) },
  });
  peer.request('INVITE', { sdp: offerSdp });
  clock.advance(5);
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(5);
  t.equal(peer.count('500 INVITE'), 1);
  t.equal(calls.length, 0);
});

t.test('REGISTER goes to its handler, whose failure answers 500', async (t) => {
  let broken = false;
  const { peer, clock } = labWithPeer({
    register: (request, { source }) => {
      if (broken) throw new Error('store');
      return Promise.resolve(makeResponse(request, 200, { headers: [['x-seen', source.address]] }));
    },
  });
  peer.request('REGISTER', { callId: 'r1' });
  clock.advance(5);
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(5);
  t.equal(header(peer.last('200 REGISTER'), 'x-seen'), '192.0.2.2');
  broken = true;
  peer.request('REGISTER', { callId: 'r2' });
  clock.advance(5);
  t.equal(peer.count('500 REGISTER'), 1);
});

t.test('beyond the bound on calls an INVITE gets 503 with Retry-After, and ours ends with 503', async (t) => {
  const { peer, clock, agent } = labWithPeer({ maxCalls: 1 });
  peer.request('INVITE', { callId: 'a', sdp: offerSdp });
  peer.request('INVITE', { callId: 'b', sdp: offerSdp });
  clock.advance(5);
  t.type(header(peer.last('503 INVITE'), 'retry-after'), 'string');
  const events = listen(
    agent.invite({ target: 'sip:b@192.0.2.2:5062', from: { display: '', user: '1' }, sdp: offerSdp }),
  );
  clock.advance(5);
  t.match(events, [{ type: 'ended', status: 503 }]);
  t.equal(peer.count('INVITE'), 0);
});

t.test('close hangs every call up and leaves nothing behind', async (t) => {
  const { agent, other, otherCalls, clock } = labWithTwo();
  const talking = agent.invite({
    target: 'sip:b@192.0.2.2:5062',
    from: { display: '', user: '1' },
    sdp: offerSdp,
  });
  clock.advance(5);
  only(otherCalls).answer(answerSdp);
  clock.advance(5);
  const events = listen(talking);
  agent.close();
  t.match(events, [{ type: 'ended', by: 'local' }]);
  clock.advance(5);
  t.equal(other.counts.calls, 0);
  other.close();
  clock.advance(5);
  t.equal(clock.pending, 0);
});

t.test(
  'RFC 3261 8.2.7: nothing is kept for those who are turned away; each copy gets the same answer',
  async (t) => {
    const { peer, clock, agent } = labWithPeer({
      admission: { admit: () => ({ kind: 'refuse', status: 403 }) },
    });
    for (let i = 0; i < 3; i++) peer.request('INVITE', { branch: 'z9hG4bKsame', sdp: offerSdp });
    peer.request('INVITE', { branch: 'z9hG4bKother', cseq: 2, sdp: offerSdp });
    clock.advance(5);
    t.same(peer.story, Array(4).fill('403 INVITE'));
    const [first, second, third, other] = peer.heard.map(toTag);
    t.same([second, third], [first, first]);
    t.not(other, first);
    peer.request('ACK', { branch: 'z9hG4bKsame', toTag: first ?? '' });
    clock.advance(5);
    t.equal(agent.counts.transactions.server, 0);
    t.equal(clock.pending, 0);
  },
);
