import t from 'tap';
import { createAdmission, type AdmissionOptions, type Applicant } from './admission.js';
import { readRequest } from './transaction/envelope.js';
import { formatHost } from './uri.js';

const strict: AdmissionOptions = { trunks: { trunkOf: () => undefined }, strangers: 'refuse' };

function applicant(address: string, destination = '12345'): Applicant {
  const request = {
    kind: 'request' as const,
    method: 'INVITE',
    uri: `sip:${destination}@x`,
    headers: [
      ['via', `SIP/2.0/UDP ${formatHost(address)};branch=z9hG4bKx`],
      ['from', '<sip:8001@x>;tag=a'],
      ['to', `<sip:${destination}@x>`],
      ['call-id', 'c'],
      ['cseq', '1 INVITE'],
    ] as const,
    body: Buffer.alloc(0),
  };
  const envelope = readRequest(request);
  if (!envelope.ok) throw new Error(envelope.why);
  return { request, envelope: envelope.value, source: { protocol: 'udp', address, port: 5060 }, destination };
}

t.test('a stranger is refused with 403, or gets no word at all', async (t) => {
  t.same(await createAdmission(strict).admit(applicant('203.0.113.9')), { kind: 'refuse', status: 403 });
  const silent = createAdmission({ ...strict, strangers: 'drop' });
  t.same(await silent.admit(applicant('203.0.113.9')), { kind: 'drop' });
});

t.test('a trunk is known by its address alone; a full one gets 503 with Retry-After', async (t) => {
  const policy = createAdmission({
    ...strict,
    trunks: {
      trunkOf: ({ address }) =>
        address.startsWith('198.51.100.') ? { name: 'carrier', full: address.endsWith('.2') } : undefined,
    },
    authenticate: () => {
      throw new Error('a trunk is not asked for a password');
    },
  });
  t.same(await policy.admit(applicant('198.51.100.1')), {
    kind: 'admit',
    admission: { kind: 'trunk', trunk: 'carrier' },
  });
  t.match(await policy.admit(applicant('198.51.100.2')), {
    kind: 'refuse',
    status: 503,
    headers: [['retry-after', '5']],
  });
});

t.test(
  'this machine may call a hotline number in the demo, any other number not, and nobody else may',
  async (t) => {
    const policy = createAdmission({ ...strict, loopbackTo: (number) => number === '12345' });
    for (const address of ['127.0.0.1', '127.8.8.8', '::1'])
      t.same(await policy.admit(applicant(address)), { kind: 'admit', admission: { kind: 'loopback' } });
    t.match(await policy.admit(applicant('127.0.0.1', '00900123')), { kind: 'refuse', status: 403 });
    t.match(await policy.admit(applicant('192.0.2.7')), { kind: 'refuse', status: 403 });
  },
);

t.test(
  'a user is admitted by digest; a challenge or refusal of it goes out as it is; an unknown name is a stranger',
  async (t) => {
    const challenge = { kind: 'refuse', status: 407, headers: [['proxy-authenticate', 'Digest']] } as const;
    const answers = [{ kind: 'user', user: '8001' } as const, challenge, undefined];
    for (const later of [false, true]) {
      const left = [...answers];
      const policy = createAdmission({
        ...strict,
        authenticate: () => {
          const answer = left.shift();
          return later ? Promise.resolve(answer) : answer;
        },
      });
      t.same(await policy.admit(applicant('192.0.2.7')), {
        kind: 'admit',
        admission: { kind: 'user', user: '8001' },
      });
      t.same(await policy.admit(applicant('192.0.2.7')), challenge);
      t.same(await policy.admit(applicant('192.0.2.7')), { kind: 'refuse', status: 403 });
    }
  },
);

t.test('a user of ours proves who it is also from this machine', async (t) => {
  const policy = createAdmission({
    ...strict,
    loopbackTo: () => true,
    authenticate: () => ({ kind: 'refuse', status: 407 }),
  });
  t.same(await policy.admit(applicant('127.0.0.1')), { kind: 'refuse', status: 407 });
});
