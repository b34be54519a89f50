import { createPrivateKey, X509Certificate } from 'node:crypto';
import t from 'tap';
import { systemRandom } from '../../kernel/random.js';
import { createDtlsCertificate } from './dtls-certificate.js';

const now = Date.UTC(2026, 10, 21);

t.test('the certificate is whole, signed by itself, and of the key that comes with it', async (t) => {
  const { certificatePem, keyPem, fingerprint } = createDtlsCertificate(now, systemRandom);
  const certificate = new X509Certificate(certificatePem);
  t.ok(certificate.verify(certificate.publicKey));
  t.ok(certificate.checkPrivateKey(createPrivateKey(keyPem)));
  t.same(fingerprint, { algorithm: 'sha-256', value: certificate.fingerprint256 });
});

t.test('it is valid from the day before, so that a browser with a slow clock takes it', async (t) => {
  const certificate = new X509Certificate(createDtlsCertificate(now, systemRandom).certificatePem);
  t.ok(Date.parse(certificate.validFrom) < now);
  t.ok(Date.parse(certificate.validTo) > now + 300 * 24 * 3600 * 1000);
});

t.test('no two are alike', async (t) => {
  const [a, b] = [createDtlsCertificate(now, systemRandom), createDtlsCertificate(now, systemRandom)];
  t.not(a.fingerprint.value, b.fingerprint.value);
  t.not(new X509Certificate(a.certificatePem).subject, new X509Certificate(b.certificatePem).subject);
});
