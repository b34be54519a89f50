import t from 'tap';
import { header } from '../message.js';
import { titleOf } from './fake-network.js';
import { makeResponse } from '../make-response.js';
import { incoming, lab, ours, theirVia, theirs, times } from './transaction-lab.js';

t.test(
  'RFC 3261 17.2.1: a silent user makes us say 100 after 200 ms; repeated INVITEs get it again',
  async (t) => {
    const { peer, network, clock, requested, layer } = lab();
    peer.send(incoming('INVITE', theirVia), ours);
    clock.advance(200);
    t.same(times(network, '100 INVITE'), []);
    clock.advance(1);
    t.same(times(network, '100 INVITE'), [201]);
    peer.send(incoming('INVITE', theirVia), ours);
    clock.advance(1);
    t.equal(times(network, '100 INVITE').length, 2);
    t.equal(requested.length, 1);
    layer.close();
    clock.advance(1);
    t.equal(clock.pending, 0);
  },
);

t.test(
  'RFC 3261 17.2.1: a final response that finds no ACK is repeated up to T2 apart and given up after 32 s',
  async (t) => {
    const { peer, network, clock, requested, layer } = lab();
    peer.send(incoming('INVITE', theirVia), ours);
    clock.advance(1);
    const failures: string[] = [];
    const [transaction] = requested;
    if (!transaction) throw new Error('not requested');
    transaction.user = { failed: (cause) => failures.push(cause) };
    transaction.respond(makeResponse(transaction.request, 486, { toTag: 'b' }));
    clock.advance(40_000);
    t.same(
      times(network, '486 INVITE').map((at) => at - 1),
      [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500],
    );
    t.same(failures, ['timeout']);
    t.equal(layer.counts.server, 0);
  },
);

t.test('RFC 3261 17.2.3: the ACK to a non-2xx finds its INVITE and stops the repeats', async (t) => {
  const { peer, network, clock, requested, acks, layer } = lab();
  peer.send(incoming('INVITE', theirVia), ours);
  clock.advance(1);
  requested[0]?.respond(makeResponse(requested[0].request, 486, { toTag: 'b' }));
  peer.send(incoming('ACK', theirVia, { toTag: 'b' }), ours);
  clock.advance(40_000);
  t.equal(times(network, '486 INVITE').length, 1);
  t.same(acks, []);
  t.equal(layer.counts.server, 0);
  t.equal(clock.pending, 0);
});

t.test(
  'RFC 3261 17.2.3: the ACK to a 2xx goes to the user, with a branch of its own or the INVITE’s',
  async (t) => {
    for (const branch of ['z9hG4bKx1', 'z9hG4bKother']) {
      const { peer, clock, requested, acks, layer } = lab();
      peer.send(incoming('INVITE', theirVia), ours);
      clock.advance(1);
      requested[0]?.respond(makeResponse(requested[0].request, 200, { toTag: 'b' }));
      peer.send(incoming('ACK', `SIP/2.0/UDP 192.0.2.2:5062;branch=${branch}`, { toTag: 'b' }), ours);
      clock.advance(1);
      t.equal(acks.length, 1);
      layer.close();
    }
  },
);

t.test(
  'RFC 3261 17.2.3: the same branch from another sent-by or with another method is another transaction',
  async (t) => {
    const { peer, clock, requested, layer } = lab();
    peer.send(incoming('OPTIONS', theirVia), ours);
    peer.send(incoming('OPTIONS', theirVia.replace(':5062', ':5063'), { callId: 'c2' }), ours);
    peer.send(incoming('INFO', theirVia, { cseq: 2 }), ours);
    peer.send(incoming('OPTIONS', theirVia), ours);
    clock.advance(1);
    t.equal(requested.length, 3);
    layer.close();
  },
);

t.test(
  'RFC 3261 17.2.3: without the magic cookie the fields of RFC 2543 tell transactions apart',
  async (t) => {
    const { peer, clock, requested, layer } = lab();
    const old = 'SIP/2.0/UDP 192.0.2.2:5062';
    peer.send(incoming('INVITE', old), ours);
    peer.send(incoming('INVITE', old), ours);
    peer.send(incoming('INVITE', old, { callId: 'c2' }), ours);
    clock.advance(1);
    t.equal(requested.length, 2);
    requested[0]?.respond(makeResponse(requested[0].request, 486, { toTag: 'b' }));
    peer.send(incoming('ACK', old, { toTag: 'b' }), ours);
    clock.advance(1);
    t.equal(requested[0]?.state, 'confirmed');
    layer.close();
  },
);

t.test(
  'RFC 3261 9.2: CANCEL gets 200 and reaches the INVITE’s user once; without an INVITE it gets 481',
  async (t) => {
    const { peer, network, clock, requested, layer } = lab();
    peer.send(incoming('INVITE', theirVia), ours);
    clock.advance(1);
    let cancels = 0;
    if (requested[0]) requested[0].user = { cancelled: () => cancels++ };
    peer.send(incoming('CANCEL', theirVia), ours);
    peer.send(incoming('CANCEL', theirVia), ours);
    clock.advance(5);
    t.equal(cancels, 1);
    t.equal(times(network, '200 CANCEL').length, 2);
    peer.send(incoming('CANCEL', theirVia.replace('x1', 'y2'), { callId: 'c9' }), ours);
    clock.advance(5);
    t.equal(times(network, '481 CANCEL').length, 1);
    layer.close();
  },
);

t.test('RFC 3261 9.2: a CANCEL after the final response changes nothing', async (t) => {
  const { peer, network, clock, requested, layer } = lab();
  peer.send(incoming('INVITE', theirVia), ours);
  clock.advance(1);
  let cancels = 0;
  const [transaction] = requested;
  if (!transaction) throw new Error('not requested');
  transaction.user = { cancelled: () => cancels++ };
  transaction.respond(makeResponse(transaction.request, 200, { toTag: 'b' }));
  peer.send(incoming('CANCEL', theirVia), ours);
  clock.advance(5);
  t.equal(cancels, 0);
  t.equal(times(network, '200 CANCEL').length, 1);
  layer.close();
});

t.test(
  'RFC 3261 8.2.2.2: a request that comes again by another way is told apart from a new one',
  async (t) => {
    const { peer, clock, requested, layer } = lab();
    peer.send(incoming('INVITE', theirVia), ours);
    peer.send(incoming('INVITE', theirVia.replace('x1', 'x2')), ours);
    peer.send(incoming('INVITE', theirVia.replace('x1', 'x3'), { cseq: 2 }), ours);
    clock.advance(1);
    t.same(
      requested.map((transaction) => layer.mergedWith(transaction) === requested[0]),
      [false, true, false],
    );
    layer.close();
  },
);

t.test('a full layer answers 503 with Retry-After, but has room for requests within a dialog', async (t) => {
  const { peer, network, clock, requested, layer } = lab({ maxServer: 2, retryAfterS: 7 });
  for (let i = 0; i < 4; i++)
    peer.send(incoming('OPTIONS', theirVia.replace('x1', `n${i}`), { callId: `n${i}` }), ours);
  peer.send(incoming('BYE', theirVia.replace('x1', 'b1'), { toTag: 'b' }), ours);
  clock.advance(1);
  t.same(
    requested.map(({ request }) => request.method),
    ['OPTIONS', 'OPTIONS', 'BYE'],
  );
  t.equal(layer.counts.refused, 2);
  const refused = network.sent.find(({ message }) => titleOf(message) === '503 OPTIONS');
  t.equal(refused && header(refused.message, 'retry-after'), '7');
  layer.close();
});

t.test(
  'RFC 3261 18.2.2: a response goes to the source when rport asks so, else to the port of the Via',
  async (t) => {
    const { peer, network, clock, requested, layer } = lab();
    peer.send(incoming('OPTIONS', 'SIP/2.0/UDP 10.0.0.9:5999;branch=z9hG4bKr;rport'), ours);
    peer.send(incoming('OPTIONS', 'SIP/2.0/UDP 10.0.0.9:5999;branch=z9hG4bKs', { callId: 'c2' }), ours);
    clock.advance(1);
    for (const transaction of requested) transaction.respond(makeResponse(transaction.request, 200));
    t.same(
      network.sent.filter(({ message }) => message.kind === 'response').map(({ to }) => to.port),
      [theirs.port, 5999],
    );
    t.same(network.sent.at(-1)?.to.address, theirs.address);
    layer.close();
  },
);
