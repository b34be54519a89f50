import t from 'tap';
import { header } from '../message.js';
import { titleOf } from './fake-network.js';
import { makeResponse } from '../make-response.js';
import { begun, lab, ours, request, theirVia, times } from './transaction-lab.js';

t.test(
  'RFC 3261 17.1.1.2: an unanswered INVITE over UDP goes out seven times and fails after 32 s',
  async (t) => {
    const { clock, network, layer, heard, client, remote } = lab();
    layer.request(request('INVITE'), remote, client);
    clock.advance(40_000);
    t.same(times(network, 'INVITE'), [0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    t.same(heard, ['timeout']);
    t.equal(layer.counts.client, 0);
    t.equal(clock.pending, 0);
  },
);

t.test(
  'RFC 3261 17.1.2.2: an unanswered OPTIONS over UDP goes out eleven times, 4 s apart at most',
  async (t) => {
    const { clock, network, layer, heard, client, remote } = lab();
    layer.request(request('OPTIONS'), remote, client);
    clock.advance(40_000);
    t.same(
      times(network, 'OPTIONS'),
      [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500],
    );
    t.same(heard, ['timeout']);
    t.equal(clock.pending, 0);
  },
);

t.test('RFC 3261 17.1: over TCP nothing is sent twice, and the time-out is the same', async (t) => {
  const { clock, network, layer, heard, client, remote } = lab({}, 'tcp');
  layer.request(request('INVITE'), remote, client);
  layer.request(request('OPTIONS'), remote, client);
  clock.advance(31_999);
  t.same(heard, []);
  clock.advance(1);
  t.same(heard, ['timeout', 'timeout']);
  t.same(network.story, ['INVITE', 'OPTIONS']);
});

t.test('RFC 3261 17.1.3: a response is matched by branch and CSeq method, nothing else', async (t) => {
  const { layer, peer, client, heard, remote, clock } = lab();
  const invite = begun(layer.request(request('INVITE'), remote, client));
  const rest = makeResponse(invite.request, 180);
  peer.send(
    { ...rest, headers: rest.headers.map(([n, v]) => [n, n === 'cseq' ? '1 OPTIONS' : v] as const) },
    ours,
  );
  peer.send(
    { ...rest, headers: rest.headers.map(([n, v]) => [n, n === 'via' ? theirVia : v] as const) },
    ours,
  );
  clock.advance(5);
  t.same(heard, []);
  t.equal(layer.counts.stray, 2);
  peer.send(rest, ours);
  clock.advance(5);
  t.same(heard, ['180 INVITE']);
});

t.test(
  'RFC 3261 17.1.1.3: the ACK to a non-2xx has the branch and route of the INVITE and the To of the response',
  async (t) => {
    const { layer, peer, client, network, remote, clock } = lab();
    const base = request('INVITE');
    const invite = begun(
      layer.request({ ...base, headers: [['route', '<sip:p1;lr>'], ...base.headers] }, remote, client),
    );
    peer.send(makeResponse(invite.request, 486, { toTag: 'b' }), ours);
    clock.advance(5);
    const ack = network.sent.map(({ message }) => message).find((message) => titleOf(message) === 'ACK');
    if (!ack) throw new Error('no ACK');
    t.equal(header(ack, 'via'), header(invite.request, 'via'));
    t.equal(header(ack, 'route'), '<sip:p1;lr>');
    t.match(header(ack, 'to'), /tag=b/);
    t.equal(header(ack, 'cseq'), '1 ACK');
    layer.close();
  },
);

t.test(
  'RFC 3261 17.1.1.2: in Completed each copy of the final response is acknowledged, for 32 s',
  async (t) => {
    const { layer, peer, client, network, heard, remote, clock } = lab();
    const invite = begun(layer.request(request('INVITE'), remote, client));
    const busy = makeResponse(invite.request, 486, { toTag: 'b' });
    for (let i = 0; i < 3; i++) {
      peer.send(busy, ours);
      clock.advance(1000);
    }
    t.equal(times(network, 'ACK').length, 3);
    t.same(heard, ['486 INVITE']);
    clock.advance(32_000);
    t.equal(layer.counts.client, 0);
    peer.send(busy, ours);
    clock.advance(5);
    t.equal(times(network, 'ACK').length, 3);
  },
);

t.test('RFC 3261 9.1: CANCEL has the branch of its INVITE and lives by itself', async (t) => {
  const { layer, peer, client, network, heard, remote, clock } = lab();
  const invite = begun(layer.request(request('INVITE'), remote, client));
  peer.send(makeResponse(invite.request, 180, { toTag: 'b' }), ours);
  clock.advance(5);
  const cancel = layer.cancel(invite, [['reason', 'Q.850;cause=16']], client);
  t.equal(header(cancel.request, 'via'), header(invite.request, 'via'));
  t.equal(header(cancel.request, 'cseq'), '1 CANCEL');
  t.equal(header(cancel.request, 'reason'), 'Q.850;cause=16');
  peer.send(makeResponse(cancel.request, 200), ours);
  peer.send(makeResponse(invite.request, 487, { toTag: 'b' }), ours);
  clock.advance(5);
  t.same(heard, ['180 INVITE', '200 CANCEL', '487 INVITE']);
  t.equal(network.story.at(-1), 'ACK');
  clock.advance(40_000);
  t.equal(clock.pending, 0);
});

t.test('a full layer sends no new request, but CANCEL, and BYE from the reserve', async (t) => {
  const { layer, client, remote } = lab({ maxClient: 1 });
  const invite = begun(layer.request(request('INVITE'), remote, client));
  t.equal(layer.request(request('OPTIONS'), remote, client), 'full');
  t.type(layer.cancel(invite, [], client), 'object');
  layer.close();
  const other = lab({ maxClient: 1 });
  begun(other.layer.request(request('INVITE'), remote, other.client));
  t.type(other.layer.request(request('BYE', { toTag: 'b' }), remote, other.client, true), 'object');
  t.equal(other.layer.request(request('BYE', { toTag: 'b' }), remote, other.client, true), 'full');
  other.layer.close();
});

t.test(
  'RFC 3261 18.4: a failed connection ends the client transactions that use it, and no other',
  async (t) => {
    const { layer, client, heard, remote, network, clock, transport } = lab();
    layer.request(request('OPTIONS'), remote, client);
    layer.request(request('OPTIONS', { callId: 'c2' }), { ...remote, port: 9 }, client);
    transport.fail(remote);
    t.same(heard, ['transport']);
    t.equal(layer.counts.client, 1);
    layer.close();
    clock.advance(1);
    t.equal(network.sent.length, 2);
    t.equal(clock.pending, 0);
  },
);

t.test('RFC 3261 8.1.1.7: branches begin with the cookie and never repeat', async (t) => {
  const { layer, client, remote } = lab();
  const branches = new Set<string>();
  for (let i = 0; i < 500; i++) {
    const { request: sent } = begun(layer.request(request('OPTIONS', { callId: `c${i}` }), remote, client));
    const branch = /;branch=(z9hG4bK[0-9a-f]{24});rport$/.exec(header(sent, 'via') ?? '')?.[1];
    t.type(branch, 'string');
    branches.add(branch ?? '');
  }
  t.equal(branches.size, 500);
  layer.close();
});
