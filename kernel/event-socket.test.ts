import fc from 'fast-check';
import t from 'tap';
import {
  encodeFrame,
  encodeValue,
  FrameReader,
  parseHeaders,
  parseJsonEvent,
  parsePlainEvent,
  type Frame,
} from './event-socket.js';

/** Feeds `bytes` cut at random places. */
function readInPieces(bytes: Buffer, cuts: readonly number[], reader = new FrameReader()): Frame[] {
  const frames: Frame[] = [];
  let from = 0;
  for (const cut of [...cuts.map((c) => c % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)) {
    const read = reader.push(bytes.subarray(from, cut));
    if (!read.ok) throw new Error(read.why);
    frames.push(...read.value);
    from = cut;
  }
  return frames;
}

t.test('frames come out the same however the stream is cut', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: fc.stringMatching(/^[A-Z][a-z-]{1,8}$/), body: fc.string() }), {
        maxLength: 5,
      }),
      fc.array(fc.nat(), { maxLength: 10 }),
      (sent, cuts) => {
        const wire = sent.map(({ name, body }) => encodeFrame([['Content-Type', name]], body)).join('');
        const frames = readInPieces(Buffer.from(wire), cuts);
        return (
          frames.length === sent.length &&
          sent.every(({ name, body }, i) => {
            const frame = frames[i];
            return frame?.body === body && parseHeaders(frame.lines).get('Content-Type') === name;
          })
        );
      },
    ),
  );
});

t.test('random bytes never throw, and hold no more than the bounds', async () => {
  const limits = { headBytes: 64, bodyBytes: 64 };
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 20 }), (chunks) => {
      const reader = new FrameReader(limits);
      for (const chunk of chunks) {
        if (!reader.push(Buffer.from(chunk)).ok) return true;
        if (reader.held > limits.headBytes + limits.bodyBytes + chunk.length) return false;
      }
      return true;
    }),
  );
});

t.test(
  'a length that is no number, or a head or body over its bound, makes the stream unusable',
  async (t) => {
    t.match(new FrameReader().push(Buffer.from('Content-Length: many\n\n')), {
      ok: false,
      why: /not a number/,
    });
    const small = { headBytes: 20, bodyBytes: 20 };
    t.match(new FrameReader(small).push(Buffer.from('a'.repeat(21))), { ok: false, why: /head longer/ });
    t.match(new FrameReader(small).push(Buffer.from('Content-Length: 21\n\n')), {
      ok: false,
      why: /body longer/,
    });
  },
);

t.test('a command without colon is a line like any other, with CRLF too', async (t) => {
  const frames = readInPieces(Buffer.from('\r\napi status\r\n\r\nauth secret\n\n'), []);
  t.strictSame(
    frames.map((f) => f.lines),
    [['api status'], ['auth secret']],
  );
});

t.test('a JSON event keeps its body apart; what is not an object is refused', async (t) => {
  const event = parseJsonEvent('{"Event-Name":"BACKGROUND_JOB","Job-UUID":"1","_body":"+OK\\n"}');
  t.match(event, { ok: true, value: { name: 'BACKGROUND_JOB', body: '+OK\n' } });
  t.match(parseJsonEvent('[1]'), { ok: false });
  t.match(parseJsonEvent('{'), { ok: false });
});

t.test('plain values survive encoding; a malformed one stays as it came', async (t) => {
  const text = `Event-Name: DTMF\nCaller: ${encodeValue('张三 <1>\n')}\nBad: 100%\n\nbody`;
  const event = parsePlainEvent(text);
  t.ok(event.ok);
  if (!event.ok) return;
  t.equal(event.value.headers.get('Caller'), '张三 <1>\n');
  t.equal(event.value.headers.get('Bad'), '100%');
  t.equal(event.value.body, 'body');
});
