import fc from 'fast-check';
import t from 'tap';
import { attribute } from './description.js';
import { parseSdp, sdpLimits } from './parse.js';
import { sessionDescriptions } from './session-text.js';
import { writeSdp } from './write.js';

const good = [
  'v=0',
  'o=alice 2890844526 2890844527 IN IP4 host.example.com',
  's=A call',
  'i=information',
  'c=IN IP4 192.0.2.1/127',
  'b=AS:64',
  't=3034423619 3042462419',
  'a=sendonly',
  'm=audio 49170/2 RTP/AVP 0 8',
  'c=IN IP6 2001:db8::1',
  'a=rtpmap:0 PCMU/8000',
  'a=rtcp-mux',
  'm=video 0 RTP/AVP 31',
];

function refusedAt(lines: readonly string[]): number | undefined {
  const result = parseSdp(lines.join('\r\n'));
  return result.ok ? undefined : result.line;
}

t.test('RFC 8866: what matters to calls is read', async (t) => {
  const result = parseSdp(good.join('\r\n') + '\r\n');
  t.match(result, {
    ok: true,
    value: {
      origin: { user: 'alice', sessionId: '2890844526', version: 2890844527n, address: 'host.example.com' },
      name: 'A call',
      address: '192.0.2.1',
      media: [
        { kind: 'audio', port: 49170, formats: ['0', '8'], address: '2001:db8::1' },
        { kind: 'video', port: 0 },
      ],
    },
  });
  if (!result.ok) return;
  t.equal(attribute(result.value, 'sendonly'), '');
  t.equal(result.value.media[0] && attribute(result.value.media[0], 'rtpmap'), '0 PCMU/8000');
});

t.test('RFC 8866 5: lines that end with LF alone are read too', async (t) => {
  t.ok(parseSdp(good.join('\n')).ok);
});

t.test('a refusal names the line', async (t) => {
  const changed = (line: number, text: string): string[] =>
    good.map((one, i) => (i === line - 1 ? text : one));
  t.equal(refusedAt([]), 1);
  t.equal(refusedAt(changed(1, 'v=1')), 1);
  for (const [line, text] of [
    [2, 'o=alice 1 IN IP4 host'],
    [2, 'o=alice 1 x IN IP4 host'],
    [5, 'c=IN IP4'],
    [5, 'c=ATM NSAP 47'],
    [5, 'c=IN IP4 2001:db8::1'],
    [7, 't=now'],
    [8, 'a='],
    [9, 'm=audio'],
    [9, 'm=audio 65536 RTP/AVP 0'],
    [9, 'm=audio -1 RTP/AVP 0'],
    [9, 'm=audio 4000 RTP/AVP'],
    [11, 'no type'],
    [11, ''],
    [11, 'v=0'],
    [11, 'o=alice 1 1 IN IP4 host'],
  ] as const) {
    t.equal(refusedAt(changed(line, text)), line, text);
  }
});

t.test('o=, t= and a c= for each open stream may not lack', async (t) => {
  const without = (type: string): string[] => good.filter((line) => !line.startsWith(type));
  t.match(parseSdp(without('o=').join('\r\n')), { ok: false, why: 'o= missing' });
  t.match(parseSdp(without('t=').join('\r\n')), { ok: false, why: 't= missing' });
  t.match(parseSdp(without('c=').join('\r\n')), { ok: false, why: 'no c= for m=audio' });
});

t.test('every size is bounded', async (t) => {
  t.match(parseSdp('v=0' + ' '.repeat(sdpLimits.characters)), { ok: false, why: /longer/ });
  t.match(parseSdp([...good, ...Array<string>(sdpLimits.lines).fill('a=x')].join('\n')), {
    why: /more than/,
  });
  t.match(parseSdp([...good, ...Array<string>(sdpLimits.media).fill('m=audio 0 RTP/AVP 0')].join('\n')), {
    why: /more than/,
  });
  t.match(parseSdp([...good, `m=audio 0 RTP/AVP ${'0 '.repeat(sdpLimits.formats + 1)}`].join('\n')), {
    why: /more than/,
  });
});

t.test('what was written is read as the same', async (t) => {
  const first = parseSdp(good.join('\r\n'));
  if (!first.ok) throw new Error(first.why);
  t.same(parseSdp(writeSdp(first.value)), first);
});

t.test('a line end inside a value adds no line', async (t) => {
  const first = parseSdp(good.join('\r\n'));
  if (!first.ok) throw new Error(first.why);
  const written = writeSdp({ ...first.value, name: 'x\r\na=evil' });
  t.match(written, /s=x a=evil\r\n/);
});

/** A valid description damaged: a few spans replaced, removed or repeated. */
const damaged = fc
  .array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.string({ maxLength: 12 }), fc.nat({ max: 3 })), {
    maxLength: 6,
  })
  .map((edits) =>
    edits.reduce((text, [at, length, insert, repeats]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + insert.repeat(repeats) + text.slice(from + length);
    }, good.join('\r\n')),
  );

t.test(
  'damaged and random input never throws, and what is taken can be answered or is refused',
  async (t) => {
    const local = {
      address: '::1',
      port: 4,
      sessionId: '1',
      version: 1,
      direction: 'sendrecv',
      codecs: ['PCMA'],
    } as const;
    t.doesNotThrow(() =>
      fc.assert(
        fc.property(fc.oneof(damaged, fc.string(), fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
          const parsed = parseSdp(text);
          sessionDescriptions.answer(text, local);
          sessionDescriptions.accept(text, local);
          return parsed.ok ? parseSdp(writeSdp(parsed.value)).ok : parsed.line >= 1;
        }),
        { numRuns: 2000 },
      ),
    );
  },
);
