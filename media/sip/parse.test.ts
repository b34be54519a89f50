import fc from 'fast-check';
import t from 'tap';
import { header, headersOf } from './message.js';
import { messageLimits, parseMessage } from './parse.js';
import { serializeMessage } from './serialize.js';
import { StreamReader } from './stream-reader.js';
import { tortureCases } from './torture-corpus.js';
import { maxUriLength } from './uri.js';

const fields = [
  'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1',
  'From: <sip:a@example.com>;tag=1',
  'To: <sip:b@example.com>',
  'Call-ID: 1',
  'CSeq: 1 INVITE',
];

function message(line: string, headers: readonly string[] = fields, body = ''): Buffer {
  return Buffer.from([line, ...headers, '', body].join('\r\n'));
}

const invite = 'INVITE sip:b@example.com SIP/2.0';

t.test('RFC 3261 18.3: without Content-Length the rest of the datagram is the body', async (t) => {
  const parsed = parseMessage(message(invite, fields, 'body'));
  t.equal(parsed.ok && parsed.value.body.toString(), 'body');
});

t.test('RFC 3261 7.5: empty lines before the start line are skipped', async (t) => {
  t.ok(parseMessage(Buffer.concat([Buffer.from('\r\n\r\n'), message(invite)])).ok);
});

t.test('RFC 3261 7.3.3: compact forms come out as their long names', async (t) => {
  const compact = ['v', 'f', 't', 'i'].map((name, i) => (fields[i] ?? '').replace(/^[^:]+/, name));
  const parsed = parseMessage(message(invite, [...compact, 'CSeq: 1 INVITE', 'k: replaces', 'x: 90']));
  if (!parsed.ok) throw new Error(parsed.why);
  t.equal(header(parsed.value, 'supported'), 'replaces');
  t.equal(header(parsed.value, 'session-expires'), '90');
  t.equal(headersOf(parsed.value, 'via').length, 1);
});

t.test('a message without a field that it needs is refused, naming the field', async (t) => {
  const names = ['Via', 'From', 'To', 'Call-ID', 'CSeq'];
  for (const [i, name] of names.entries()) {
    const parsed = parseMessage(
      message(
        invite,
        fields.filter((_, at) => at !== i),
      ),
    );
    t.match(parsed, { ok: false, status: 400, reason: `Bad Request - ${name} missing` });
  }
});

t.test('a refusal says where, in octets of the datagram', async (t) => {
  const line = 'INVITE sip:b@example.com SIP/2.0';
  const parsed = parseMessage(message(line, ['Subject: 重点来电', 'no colon here', ...fields]));
  const expected = Buffer.byteLength(`${line}\r\nSubject: 重点来电\r\n`);
  t.match(parsed, { ok: false, status: 400, why: 'header field without ":"', offset: expected });
  const cseq = parseMessage(message(line, [...fields.slice(0, 4), 'CSeq: x INVITE']));
  t.match(cseq, { ok: false, offset: message(line, fields.slice(0, 4)).length - 2 });
});

t.test('line ends that another parser may read otherwise are refused', async (t) => {
  for (const text of ['Subject: a\nX: b', 'Subject: a\rX: b', 'Subject: a\0b']) {
    t.match(
      parseMessage(message(invite, [text, ...fields])),
      { ok: false, status: 400 },
      JSON.stringify(text),
    );
  }
});

t.test('every size is bounded', async (t) => {
  const { messageBytes, headerFields, headerLength } = messageLimits;
  const status = (octets: Buffer): number | undefined => {
    const parsed = parseMessage(octets);
    return parsed.ok ? undefined : parsed.status;
  };
  t.equal(status(message(invite, fields, 'x'.repeat(messageBytes))), 513);
  t.equal(status(message(invite, [...fields, ...Array<string>(headerFields - 5).fill('A: b')])), undefined);
  t.equal(status(message(invite, [...fields, ...Array<string>(headerFields - 4).fill('A: b')])), 513);
  t.equal(status(message(invite, [...fields, `Subject: ${'x'.repeat(headerLength)}`])), 513);
  t.equal(status(message(`INVITE sip:${'x'.repeat(maxUriLength)}@h SIP/2.0`)), 414);
  t.equal(
    status(message(invite, [`Route: ${Array<string>(300).fill('<sip:a>').join(',')}`, ...fields])),
    400,
  );
});

t.test('ACK and responses are never answered', async (t) => {
  const bad = [...fields.slice(0, 4), 'CSeq: x'];
  t.equal('answerTo' in parseMessage(message('ACK sip:b@example.com SIP/2.0', bad)), false);
  t.equal('answerTo' in parseMessage(message('SIP/2.0 200 OK', bad)), false);
  t.equal('answerTo' in parseMessage(message(invite, bad)), true);
});

t.test('an answer carries no control characters of what it answers', async (t) => {
  const parsed = parseMessage(
    message(invite, [...fields.slice(0, 3), 'Call-ID: 1\nX: evil', 'CSeq: 1 INVITE']),
  );
  t.match(parsed, { ok: false });
  const answer = parsed.ok ? [] : (parsed.answerTo ?? []);
  t.equal(answer.find(([name]) => name === 'call-id')?.[1], '1 X: evil');
});

t.test('RFC 3261 20.14: the writer counts octets, and writes Content-Length once', async (t) => {
  const written = serializeMessage({
    kind: 'response',
    status: 200,
    reason: 'OK',
    headers: [
      ['content-length', '77'],
      ['call-id', '1'],
      ['x-note', 'a\r\nEvil: b'],
    ],
    body: Buffer.from('一号'),
  });
  t.equal(
    written.toString(),
    'SIP/2.0 200 OK\r\nCall-ID: 1\r\nX-Note: a Evil: b\r\nContent-Length: 6\r\n\r\n一号',
  );
});

/** A message of the corpus with spans replaced, removed or repeated. */
const damaged = fc
  .tuple(
    fc.constantFrom(...tortureCases.map(({ octets }) => octets)),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat({ max: 20 }),
        fc.oneof(
          fc.uint8Array({ maxLength: 10 }),
          fc
            .constantFrom(...['\r\n', '\r', '\n', ' ', ',', ';', '"', '<', '>', ':', '\\', '\0', '%'])
            .map((text) => Buffer.from(text)),
        ),
      ),
      { maxLength: 5 },
    ),
  )
  .map(([octets, edits]) =>
    edits.reduce((whole, [at, length, insert]) => {
      const from = at % (whole.length + 1);
      return Buffer.concat([whole.subarray(0, from), insert, whole.subarray(from + length)]);
    }, octets),
  );

const anything = fc.oneof(
  { weight: 4, arbitrary: damaged },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((octets) => Buffer.from(octets)) },
);

t.test('damaged and random octets never throw; a refusal has a status and an offset inside', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(anything, (octets) => {
        const parsed = parseMessage(octets);
        if (parsed.ok) return true;
        return (
          [400, 414, 416, 505, 513].includes(parsed.status) &&
          (parsed.offset ?? -1) >= 0 &&
          (parsed.offset ?? 0) <= octets.length
        );
      }),
      { numRuns: 4000 },
    ),
  );
});

t.test('what is taken is taken again as written, and the writing is stable', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(anything, (octets) => {
        const parsed = parseMessage(octets);
        if (!parsed.ok) return true;
        const once = serializeMessage(parsed.value);
        const again = parseMessage(once);
        return again.ok && serializeMessage(again.value).equals(once);
      }),
      { numRuns: 4000 },
    ),
  );
});

t.test('a stream is cut alike however it is split, and never holds more than its bound', async (t) => {
  const stream = Buffer.concat([
    serializeMessage({
      kind: 'response',
      status: 200,
      reason: 'OK',
      headers: [['call-id', '1']],
      body: Buffer.from('abc'),
    }),
    Buffer.from('\r\n\r\n'),
    serializeMessage({
      kind: 'response',
      status: 180,
      reason: 'Ringing',
      headers: [],
      body: Buffer.alloc(0),
    }),
  ]);
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        const reader = new StreamReader();
        let count = 0;
        let pings = 0;
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          const items = reader.push(stream.subarray(at, at + size));
          if (!items.ok) return false;
          count += items.value.messages.length;
          pings += items.value.pings;
          at += size;
        }
        return count === 2 && pings === 1 && reader.held === 0;
      }),
    ),
  );
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 8 }), (chunks) => {
        const reader = new StreamReader();
        for (const chunk of chunks) {
          if (!reader.push(chunk).ok) return true;
          if (reader.held > messageLimits.messageBytes + 400) return false;
        }
        return true;
      }),
    ),
  );
});
