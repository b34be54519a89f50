import t from 'tap';
import { header, headersOf } from './message.js';
import { parseAddress } from './name-addr.js';
import { parseMessage } from './parse.js';
import { serializeMessage } from './serialize.js';
import { tortureCases } from './torture-corpus.js';
import { parseUri } from './uri.js';
import { parseVias } from './via.js';

function taken(id: string) {
  const found = tortureCases.find((one) => one.id === id);
  const parsed = parseMessage(found?.octets ?? Buffer.alloc(0));
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.value;
}

for (const { id, section, octets, expected } of tortureCases) {
  const rfc = id.startsWith('ipv6') ? 'RFC 5118' : 'RFC 4475';
  t.test(
    `${rfc} ${section} ${id}: ${expected === 'taken' ? 'taken' : `refused with ${expected}`}`,
    async (t) => {
      const parsed = parseMessage(octets);
      if (expected === 'taken') {
        t.equal(parsed.ok, true, parsed.ok ? 'taken' : parsed.why);
        if (!parsed.ok) return;
        t.same(parseMessage(serializeMessage(parsed.value)).ok, true, 'and taken again as we write it');
      } else {
        t.match(parsed, { ok: false, status: expected });
      }
    },
  );
}

t.test('RFC 4475 3.1.1.1: compact, folded and spaced fields mean what they would in one line', async (t) => {
  const message = taken('wsinv');
  t.equal(header(message, 'cseq'), '0009 INVITE');
  t.equal(header(message, 'newfangledheader'), 'newfangled value continued newfangled value');
  t.equal(header(message, 'subject'), '');
  const from = parseAddress(header(message, 'from') ?? '');
  t.match(from, { ok: true, value: { display: 'J Rosenberg \\"', user: 'jdrosen' } });
  t.equal(from.ok && from.value.params.get('tag'), '98asjd8');
  const vias = parseVias(headersOf(message, 'via'));
  t.match(vias, {
    ok: true,
    value: [
      { transport: 'UDP', host: '192.0.2.2' },
      { transport: 'TCP', host: 'spindle.example.com' },
      { transport: 'UDP', host: '192.168.255.111' },
    ],
  });
  t.equal(vias.ok && vias.value[2]?.params.get('branch'), 'z9hG4bK30239');
});

t.test('RFC 4475 3.1.1.3: escapes are undone once', async (t) => {
  const message = taken('esc01');
  t.match(message.kind === 'request' && parseUri(message.uri), { value: { user: 'sips:user@example.com' } });
  const contact = parseAddress(header(message, 'contact') ?? '');
  t.ok(contact.ok && contact.value.parsed.scheme === 'sip');
  if (!contact.ok || contact.value.parsed.scheme !== 'sip') return;
  t.equal(contact.value.parsed.params.get('name'), 'value%41');
});

t.test('RFC 4475 3.1.1.5: escapes in a header name mean nothing', async (t) => {
  t.equal(headersOf(taken('esc02'), 'contact').length, 2);
});

t.test('RFC 4475 3.1.1.8: octets behind Content-Length in a datagram are dropped', async (t) => {
  t.match(taken('dblreq'), { method: 'REGISTER', body: Buffer.alloc(0) });
});

t.test('a refused request can be answered when its own fields are there, a response never', async (t) => {
  const answerable = (id: string): boolean => {
    const parsed = parseMessage(tortureCases.find((one) => one.id === id)?.octets ?? Buffer.alloc(0));
    return !parsed.ok && parsed.answerTo !== undefined;
  };
  for (const id of ['quotbal', 'ltgtruri', 'badvers', 'unkscm', 'clerr', 'multi01'])
    t.equal(answerable(id), true, id);
  for (const id of ['insuf', 'bigcode', 'scalarlg']) t.equal(answerable(id), false, id);
});
