import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import type { Random } from '../../kernel/random.js';
import { answerChallenges } from './digest-client.js';
import { digestResponse, hashA1, parseDigestParams } from './digest.js';
import {
  challengeFields,
  DigestServer,
  verifyDigest,
  type DigestSecret,
  type Verdict,
} from './digest-server.js';
import { makeResponse } from './make-response.js';
import { header, type SipRequest, type SipResponse } from './message.js';
import { NonceStore } from './nonce-store.js';

/** Counts up, so that every value is new and known. */
function countingRandom(): Random {
  let n = 0;
  return {
    uuid: () => String(n++),
    hex: (bytes) => (n++).toString(16).padStart(bytes * 2, '0'),
    below: () => 0,
  };
}

const users = new Map<string, DigestSecret>([
  ['1001', { password: 'secret' }],
  ['md5', { ha1Md5: hashA1('MD5', 'md5', 'yihao', 'secret') }],
  ['sha', { ha1Sha256: hashA1('SHA-256', 'sha', 'yihao', 'secret') }],
]);

function request(headers: SipRequest['headers'] = []): SipRequest {
  return {
    kind: 'request',
    method: 'REGISTER',
    uri: 'sip:yihao',
    headers: [['to', '<sip:1001@yihao>'], ['cseq', '1 REGISTER'], ...headers],
    body: Buffer.alloc(0),
  };
}

function server() {
  const clock = new FakeClock();
  let lookups = 0;
  const digest = new DigestServer({
    realm: 'yihao',
    clock,
    random: countingRandom(),
    lookup: async (user) => {
      lookups++;
      return users.get(user);
    },
    throttle: {
      perSource: { failures: 3, windowMs: 60_000, blockMs: 120_000, keys: 100 },
      perUser: { failures: 5, windowMs: 60_000, blockMs: 120_000, keys: 100 },
    },
  });
  return { clock, digest, lookups: () => lookups };
}

function challengeOf(verdict: Verdict): SipResponse {
  if (verdict.kind !== 'challenged') throw new Error(verdict.kind);
  return makeResponse(request(), verdict.status, { reason: verdict.reason, headers: verdict.headers });
}

function answered(challenge: SipResponse, user: string, password: string, nonceCount = 1): SipRequest {
  const answer = answerChallenges(challenge, {
    method: 'REGISTER',
    uri: 'sip:yihao',
    credentials: { user, password },
    cnonce: 'c0ffee',
    nonceCount,
  });
  if (!answer.ok) throw new Error(answer.why);
  return request(answer.value.fields);
}

async function signIn(digest: DigestServer, user: string, password: string, address = '192.0.2.1') {
  const first = await digest.authenticate(request(), address, 401);
  if (first.kind !== 'challenged') return first;
  return digest.authenticate(answered(challengeOf(first), user, password), address, 401);
}

t.test('RFC 7616 3.9.1: the examples of MD5 and SHA-256', async (t) => {
  const common = {
    method: 'GET',
    uri: '/dir/index.html',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    quality: { qop: 'auth', nonceCount: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
  } as const;
  const ha1 = (algorithm: 'MD5' | 'SHA-256') =>
    hashA1(algorithm, 'Mufasa', 'http-auth@example.org', 'Circle of Life');
  t.equal(
    digestResponse({ ...common, algorithm: 'MD5', ha1: ha1('MD5') }),
    '8ca523f5e9506fed4657c9700eebdbec',
  );
  t.equal(
    digestResponse({ ...common, algorithm: 'SHA-256', ha1: ha1('SHA-256') }),
    '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  );
});

t.test('RFC 2617 without qop: the response of RFC 2069', async (t) => {
  const ha1 = hashA1('MD5', 'u', 'r', 'p');
  const response = digestResponse({ algorithm: 'MD5', ha1, method: 'INVITE', uri: 'sip:a', nonce: 'n' });
  const params = parseDigestParams(
    `Digest username="u", realm="r", nonce="n", uri="sip:a", response="${response}"`,
  );
  t.ok(params.ok && verifyDigest(params.value, 'INVITE', 'r', { password: 'p' }));
  t.notOk(params.ok && verifyDigest(params.value, 'BYE', 'r', { password: 'p' }));
});

t.test('RFC 8760 2.3: one challenge an algorithm, the stronger on top', async (t) => {
  const fields = challengeFields(407, { realm: 'r"x', nonce: 'n', stale: true });
  t.same(fields, [
    ['proxy-authenticate', 'Digest realm="r\\"x", nonce="n", algorithm=SHA-256, qop="auth", stale=true'],
    ['proxy-authenticate', 'Digest realm="r\\"x", nonce="n", algorithm=MD5, qop="auth", stale=true'],
  ]);
});

t.test('a user signs in with a password, or with either stored hash', async (t) => {
  const { digest } = server();
  t.match(await signIn(digest, '1001', 'secret'), { kind: 'accepted', user: '1001' });
  t.match(await signIn(digest, 'sha', 'secret'), { kind: 'accepted', user: 'sha' });
  // The client answers with SHA-256, which the stored MD5 can't check: it is asked for MD5.
  const asked = await signIn(digest, 'md5', 'secret');
  const challenge = challengeOf(asked);
  t.equal(challenge.headers.filter(([name]) => name === 'www-authenticate').length, 1);
  t.match(await digest.authenticate(answered(challenge, 'md5', 'secret'), '192.0.2.1', 401), {
    kind: 'accepted',
  });
});

t.test('a wrong password and an unknown user get the same', async (t) => {
  const { digest } = server();
  const wrong = await signIn(digest, '1001', 'guess');
  const unknown = await signIn(digest, 'nobody', 'guess');
  t.match(wrong, { kind: 'challenged', status: 401, why: 'wrong' });
  t.match(unknown, { kind: 'challenged', status: 401, why: 'wrong' });
  t.notMatch(challengeOf(wrong).headers.join(), /stale/);
});

t.test('RFC 7616 3.4.5: a nonce count is used once and only grows', async (t) => {
  const { digest } = server();
  const challenge = challengeOf(await digest.authenticate(request(), '192.0.2.1', 401));
  const use = (count: number) =>
    digest.authenticate(answered(challenge, '1001', 'secret', count), '192.0.2.1', 401);
  t.match(await use(1), { kind: 'accepted' });
  t.match(await use(1), { kind: 'challenged', why: 'stale' });
  t.match(await use(3), { kind: 'accepted' });
  t.match(await use(2), { kind: 'challenged', why: 'stale' });
});

t.test('RFC 7616 3.3: the right password with an old nonce is asked again with stale=true', async (t) => {
  const { clock, digest } = server();
  const challenge = challengeOf(await digest.authenticate(request(), '192.0.2.1', 401));
  clock.advance(5 * 60_000);
  const late = await digest.authenticate(answered(challenge, '1001', 'secret'), '192.0.2.1', 401);
  t.match(late, { kind: 'challenged', why: 'stale' });
  t.match(header(challengeOf(late), 'www-authenticate'), /stale=true/);
});

t.test(
  'a nonce is good for the source that it was given to: a forged source address can not use it',
  async (t) => {
    const { digest, lookups } = server();
    const challenge = challengeOf(await digest.authenticate(request(), '192.0.2.1', 401));
    const forged = await digest.authenticate(answered(challenge, '1001', 'guess'), '192.0.2.2', 401);
    t.match(forged, { kind: 'challenged', why: 'stale' });
    t.equal(lookups(), 0, 'and no failure is counted against it');
  },
);

t.test('an invented nonce costs no look-up', async (t) => {
  const { digest, lookups } = server();
  const challenge = makeResponse(request(), 401, {
    headers: [['www-authenticate', 'Digest realm="yihao", nonce="0.1.2", qop="auth"']],
  });
  t.match(await digest.authenticate(answered(challenge, '1001', 'secret'), '192.0.2.1', 401), {
    why: 'stale',
  });
  t.equal(lookups(), 0);
});

t.test('credentials of another realm, scheme or form count as none', async (t) => {
  const { digest } = server();
  for (const value of [
    'Basic dTpw',
    'Digest',
    'Digest username="u',
    'Digest realm="other", username="u"',
    'Digest realm="yihao", realm="yihao", username="u"',
  ]) {
    t.match(
      await digest.authenticate(request([['authorization', value]]), '192.0.2.1', 401),
      { why: 'absent' },
      value,
    );
  }
});

t.test(
  'a source that keeps guessing is blocked, also with the right password, until its time is up',
  async (t) => {
    const { clock, digest } = server();
    for (let i = 0; i < 2; i++) t.match(await signIn(digest, `10${i}`, 'guess'), { why: 'wrong' });
    t.match(await signIn(digest, '1001', 'guess'), {
      kind: 'blocked',
      status: 403,
      headers: [['retry-after', '120']],
    });
    const challenge = challengeOf(await digest.authenticate(request(), '192.0.2.1', 401));
    const right = answered(challenge, '1001', 'secret');
    t.match(await digest.authenticate(right, '192.0.2.1', 401), { kind: 'blocked' });
    t.match(await signIn(digest, '1001', 'secret', '192.0.2.2'), { kind: 'accepted' }, 'others are not');
    clock.advance(120_000);
    t.match(await signIn(digest, '1001', 'secret'), { kind: 'accepted' });
  },
);

t.test('one IPv6 host is one source, however many addresses of its /64 it uses', async (t) => {
  const { digest } = server();
  for (let i = 0; i < 3; i++) await signIn(digest, `10${i}`, 'guess', `2001:db8:0:1::${i}`);
  const { digest: other } = server();
  t.match(await signIn(digest, '1001', 'secret', '2001:db8::1:0:0:0:99'), { kind: 'blocked' });
  t.match(await signIn(other, '1001', 'secret', '2001:db8:0:2::1'), { kind: 'accepted' });
});

t.test(
  'guessing from many sources blocks the user, except where the user signed in from before',
  async (t) => {
    const { digest } = server();
    t.match(await signIn(digest, '1001', 'secret', '192.0.2.99'), { kind: 'accepted' });
    for (let i = 0; i < 5; i++) await signIn(digest, '1001', 'guess', `198.51.100.${i}`);
    t.match(await signIn(digest, '1001', 'secret', '198.51.100.77'), { kind: 'blocked' });
    t.match(await signIn(digest, '1001', 'secret', '192.0.2.99'), { kind: 'accepted' });
  },
);

t.test('one phone with an old password does not lock out the others behind its NAT', async (t) => {
  const { digest } = server();
  t.match(await signIn(digest, 'sha', 'secret'), { kind: 'accepted' });
  for (let i = 0; i < 5; i++) await signIn(digest, '1001', 'old');
  t.match(await signIn(digest, '1001', 'secret'), { kind: 'blocked' });
  t.match(await signIn(digest, 'sha', 'secret'), { kind: 'accepted' }, 'signed in before');
  t.match(await signIn(digest, 'sha', 'guess'), { kind: 'blocked' }, 'and loses that by a wrong password');
  t.match(await signIn(digest, 'sha', 'secret'), { kind: 'blocked' });
});

const algorithms = (verdict: Verdict): string[] =>
  verdict.kind === 'accepted'
    ? []
    : verdict.headers.map(([, value]) => /algorithm=([\w-]+)/.exec(value)?.[1] ?? '');

t.test('a phone that leaves a challenge unanswered is offered MD5 alone the next time', async (t) => {
  const { digest } = server();
  const ask = (address = '192.0.2.1') =>
    digest.authenticate(request([['from', '<sip:1001@yihao>;tag=1']]), address, 401);
  t.same(algorithms(await ask()), ['SHA-256', 'MD5']);
  t.same(algorithms(await ask('192.0.2.2')), ['SHA-256', 'MD5'], 'another phone');
  const second = await ask();
  t.same(algorithms(second), ['MD5']);
  t.match(await digest.authenticate(answered(challengeOf(second), '1001', 'secret'), '192.0.2.1', 401), {
    kind: 'accepted',
  });
  t.same(algorithms(await ask()), ['MD5'], 'and stays with it');
});

t.test('a phone known to choke on SHA-256 is offered MD5 alone from the start', async (t) => {
  const { digest } = server();
  const from = (agent: string) => digest.authenticate(request([['user-agent', agent]]), '192.0.2.1', 401);
  t.same(algorithms(await from('baresip v1.0.0 (x86_64/linux)')), ['MD5']);
  t.same(algorithms(await from('SIPp')), ['MD5']);
});

t.test('a client that has to answer again is asked for what it answered with', async (t) => {
  const { digest } = server();
  t.same(algorithms(await signIn(digest, '1001', 'wrong')), ['SHA-256']);
});

t.test('an algorithm that is switched off is neither offered nor taken', async (t) => {
  const clock = new FakeClock();
  const lookup = async (): Promise<DigestSecret> => ({ password: 'secret' });
  const both = new DigestServer({ realm: 'yihao', clock, random: countingRandom(), lookup });
  const strong = new DigestServer({
    realm: 'yihao',
    clock,
    random: countingRandom(),
    lookup,
    algorithms: ['SHA-256'],
  });
  // The same seed, so that each takes the nonces of the other.
  const challenge = challengeOf(await both.authenticate(request(), '192.0.2.1', 401));
  const weak = { ...challenge, headers: challenge.headers.filter(([, value]) => !value.includes('SHA-256')) };
  t.match(await strong.authenticate(answered(weak, '1001', 'secret'), '192.0.2.1', 401), {
    kind: 'challenged',
    why: 'stale',
  });
  t.same(algorithms(await strong.authenticate(request(), '192.0.2.1', 401)), ['SHA-256']);
});

t.test('the nonce table is bounded, and what is pushed out of it can not be replayed', async (t) => {
  const clock = new FakeClock();
  const store = new NonceStore(clock, countingRandom(), { lifeMs: 60_000, tracked: 2 });
  const [a = '', b = '', c = ''] = [1, 2, 3].map(() => {
    clock.advance(1);
    return store.issue('s');
  });
  t.ok(store.use(a, 's', 1));
  t.ok(store.use(b, 's', 1));
  t.ok(store.use(c, 's', 1));
  t.equal(store.size, 2);
  t.notOk(store.use(a, 's', 1), 'replayed');
  t.ok(store.use(b, 's', 2), 'still known');
});

t.test('a peer without qop gets one use of a nonce', async (t) => {
  const store = new NonceStore(new FakeClock(), countingRandom());
  const nonce = store.issue('s');
  t.ok(store.use(nonce, 's', undefined));
  t.notOk(store.use(nonce, 's', undefined));
  t.notOk(store.use(nonce, 's', 1));
});

function asked(status: 401 | 407, ...challenges: string[]) {
  const name = status === 407 ? 'proxy-authenticate' : 'www-authenticate';
  const extra = challenges.map((value) => [name, value] as const);
  return answerChallenges(makeResponse(request(), status, { headers: extra }), {
    method: 'INVITE',
    uri: 'sip:a@b',
    credentials: { user: 'u', password: 'p' },
    cnonce: 'c',
  });
}

t.test(
  'RFC 8760 2.4: the client takes the strongest algorithm that it knows, one answer a realm',
  async (t) => {
    const answer = asked(
      407,
      'Digest realm="a", nonce="1", algorithm=SHA-512-256, qop="auth"',
      'Digest realm="a", nonce="2", algorithm=MD5, qop="auth"',
      'Digest realm="a", nonce="3", algorithm=SHA-256, qop="auth-int,auth", opaque="o"',
      'Digest realm="b", nonce="4"',
    );
    if (!answer.ok) throw new Error(answer.why);
    t.equal(answer.value.stale, false);
    const [a, b] = answer.value.fields.map(([name, value]) => {
      t.equal(name, 'proxy-authorization');
      const params = parseDigestParams(value);
      return params.ok ? Object.fromEntries(params.value) : {};
    });
    t.match(a, {
      realm: 'a',
      nonce: '3',
      algorithm: 'SHA-256',
      qop: 'auth',
      nc: '00000001',
      cnonce: 'c',
      opaque: 'o',
    });
    t.match(b, { realm: 'b', nonce: '4', uri: 'sip:a@b' });
    t.notOk('qop' in (b ?? {}) || 'algorithm' in (b ?? {}), 'as RFC 2069 has it');
  },
);

t.test(
  'the client says when there is nothing that it can answer, and whether the nonce was stale',
  async (t) => {
    t.match(asked(401), { ok: false, why: 'no challenge in the response' });
    t.match(asked(401, 'Digest realm="a", nonce="1", algorithm=MD5-sess'), { ok: false });
    t.match(asked(401, 'Digest realm="a", nonce="1", qop="auth-int"'), { ok: false });
    t.match(asked(401, 'Negotiate'), { ok: false, why: 'scheme is not Digest' });
    t.match(asked(401, 'Digest realm="a", nonce="1", stale=TRUE'), { ok: true, value: { stale: true } });
  },
);

t.test(
  'who comes over a WebSocket is offered MD5 alone, as SIP.js reads one challenge and knows no other',
  async (t) => {
    const { digest } = server();
    const verdict = await digest.authenticate(
      request([['via', 'SIP/2.0/WSS abc.invalid;branch=z9hG4bK1']]),
      '192.0.2.1',
      401,
    );
    t.same(algorithms(verdict), ['MD5']);
  },
);
