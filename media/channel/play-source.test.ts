import t from 'tap';
import { parseSources } from './play-source.js';

void t.test('a path, silence, tone and stream are sources; file_string joins them with !', (t) => {
  t.same(
    parseSources('file_string:///a b.wav!silence_stream://500!tone_stream://%(100,0,440)!local_stream://moh'),
    {
      ok: true,
      value: [
        { kind: 'file', path: '/a b.wav' },
        { kind: 'silence', ms: 500 },
        { kind: 'tone', tgml: '%(100,0,440)' },
        { kind: 'stream', name: 'moh' },
      ],
    },
  );
  t.same(parseSources('/prompt.wav'), { ok: true, value: [{ kind: 'file', path: '/prompt.wav' }] });
  t.end();
});

void t.test('a relative path, an unknown scheme and nothing at all are refused with a reason', (t) => {
  for (const text of [
    'prompt.wav',
    '../etc/x.wav',
    'http://example/a.wav',
    '',
    'file_string://',
    'silence_stream://x',
  ])
    t.match(parseSources(text), { ok: false, why: /./ });
  t.end();
});
