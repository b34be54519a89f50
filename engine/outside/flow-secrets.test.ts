import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { FlowSecrets, readFlowSecrets } from './flow-secrets.js';

t.test('a secret goes to the origins of its file and nowhere else', (t) => {
  const secrets = new FlowSecrets({ crm: { value: 'Bearer s3cret', origins: ['https://CRM.test:443'] } });
  t.same(secrets.valueFor('crm', 'https://crm.test'), { ok: true, value: 'Bearer s3cret' });
  for (const origin of ['http://crm.test', 'https://crm.test:8443', 'https://crm.test.evil.test'])
    t.same(secrets.valueFor('crm', origin), { ok: false, why: `secret crm must not go to ${origin}` });
  t.match(secrets.valueFor('erp', 'https://crm.test'), { ok: false, why: 'there is no secret erp' });
  t.equal(secrets.has('crm'), true);
  t.equal(secrets.has('crm', 'https://evil.test'), false);
  t.equal(secrets.has('erp'), false);
  t.end();
});

t.test(
  'a file that is not as it must be keeps the engine from starting, and its secrets from the log',
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'secrets-'));
    t.teardown(() => rm(folder, { recursive: true }));
    const file = join(folder, 'secrets.yaml');
    const wrong = {
      'crm: s3cret': /\/crm is not as name/,
      'crm: { value: s3cret }': /\/crm\/origins is not as/,
      'crm: { value: "s3cret\\n", origins: ["https://a.test"] }': /\/crm\/value is not as/,
      'crm: { value: s3cret, origins: [a.test] }': /\/crm\/origins\/0 is not as/,
      'crm: [s3cret': /BAD_INDENT/,
    };
    for (const [text, reason] of Object.entries(wrong)) {
      await writeFile(file, text);
      const refused: unknown = await readFlowSecrets(file).catch((error: unknown) => error);
      t.match(refused, { code: 'config.unreadable', message: reason }, text);
      t.notMatch(String(refused), /s3cret/);
    }
    await t.rejects(readFlowSecrets(join(folder, 'none.yaml')), { message: /ENOENT/ });
    await writeFile(file, 'crm:\n  value: s3cret\n  origins: [https://a.test]\n');
    t.equal((await readFlowSecrets(file)).has('crm', 'https://a.test'), true);
    t.equal((await readFlowSecrets('')).has('crm'), false);
  },
);
