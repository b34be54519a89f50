import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { catalogue } from './error-catalogue.js';
import { YihaoError } from './errors.js';

/** Rows of docs/errors.md: `| code | status | sentence | what to do |`. */
function documented(): Map<string, { status: number; message: string; advice: string }> {
  const page = readFileSync(join(process.cwd(), 'docs', 'errors.md'), 'utf8');
  const rows = new Map<string, { status: number; message: string; advice: string }>();
  for (const line of page.split('\n')) {
    const cells = /^\| `([\w.]+)` +\| (\d{3}) +\| (.+?) +\| (.+?) +\|$/.exec(line);
    const [, code, status, message, advice] = cells ?? [];
    if (code !== undefined) {
      rows.set(code, { status: Number(status), message: message ?? '', advice: advice ?? '' });
    }
  }
  return rows;
}

t.test('docs/errors.md lists every code with its status and sentence, and no other', async (t) => {
  const rows = documented();
  t.strictSame([...rows.keys()].sort(), Object.keys(catalogue).sort());
  for (const [code, { status, message }] of Object.entries(catalogue)) {
    t.match(rows.get(code), { status, message }, code);
  }
});

t.test('an error fills its sentence and keeps the details and the cause as data', async (t) => {
  const cause = new Error('EADDRINUSE');
  const error = new YihaoError(
    'port.busy',
    { what: 'SIP over UDP', address: '0.0.0.0', port: 5060, setting: 'YIHAO_SIP_PORT' },
    cause,
  );
  t.equal(
    error.message,
    'SIP over UDP cannot use 0.0.0.0:5060: another program has it; stop that program or set YIHAO_SIP_PORT',
  );
  t.equal(error.details.port, 5060);
  t.equal(error.cause, cause);
});
