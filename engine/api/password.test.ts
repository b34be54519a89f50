import t from 'tap';
import { systemRandom } from '../../kernel/random.js';
import { checkPassword, hashPassword, phoneCredentials, randomPassword } from './password.js';

void t.test('a password fits its own hash alone, and two hashes of one password differ', async (t) => {
  const [first, second] = [await hashPassword('密码 with spaces'), await hashPassword('密码 with spaces')];
  t.not(first, second);
  t.equal(await checkPassword('密码 with spaces', first), true);
  t.equal(await checkPassword('密码 with space', first), false);
  t.equal(await checkPassword('密码 with spaces', undefined), false, 'nobody has no password');
});

void t.test('more than twenty passwords in line are refused, not queued', async (t) => {
  const tries = Array.from({ length: 25 }, () => checkPassword('x', undefined));
  const results = await Promise.allSettled(tries);
  t.equal(results.filter((one) => one.status === 'rejected').length, 5);
  t.match(results.at(-1), { reason: { code: 'auth.limited' } });
});

void t.test('RFC 7616 3.4.2: HA1 is the hash of user, realm and password', (t) => {
  t.equal(
    phoneCredentials('Mufasa', 'http-auth@example.org', 'Circle of Life').ha1Md5,
    '3d78807defe7de2157e2b0b6573a855f',
  );
  t.end();
});

void t.test('random passwords have twelve characters that nobody takes for another', (t) => {
  for (let n = 0; n < 50; n++) t.match(randomPassword(systemRandom), /^[a-km-np-zA-HJ-NP-Z2-9]{12}$/);
  t.end();
});
