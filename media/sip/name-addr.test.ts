import fc from 'fast-check';
import t from 'tap';
import { splitList } from './header-list.js';
import { formatAddress, parseAddress, parseAddressList } from './name-addr.js';

t.test('RFC 3261 20.10: without brackets every parameter is the header its own', async (t) => {
  const bare = parseAddress('sip:a@b;transport=tcp;tag=1');
  t.match(bare, { ok: true, value: { uri: 'sip:a@b', display: '' } });
  t.same(bare.ok && [...bare.value.params], [
    ['transport', 'tcp'],
    ['tag', '1'],
  ]);
  const bracketed = parseAddress('<sip:a@b;transport=tcp>;tag=1');
  t.same(bracketed.ok && [...bracketed.value.params], [['tag', '1']]);
});

t.test('display names: quoted, in tokens, in Chinese without quotes, none', async (t) => {
  const display = (text: string): string | undefined => {
    const parsed = parseAddress(text);
    return parsed.ok ? parsed.value.display : undefined;
  };
  t.equal(display('"A \\"B\\" \\\\ <c>" <sip:a@b>'), 'A "B" \\ <c>');
  t.equal(display('Anna  Li<sip:a@b>'), 'Anna  Li');
  t.equal(display('重点来电 <sip:a@b>'), '重点来电');
  t.equal(display('<sip:a@b>'), '');
});

t.test('user and host come decoded, also of tel URIs', async (t) => {
  t.match(parseAddress('<sip:%31%32@Host>'), { value: { user: '12', host: 'host' } });
  t.match(parseAddress('<tel:+86-10>'), { value: { user: '+8610', host: '' } });
  t.match(parseAddress('<urn:x>'), { value: { user: '', host: '' } });
});

t.test('what is no address is refused, with the place', async (t) => {
  const rows: [string, number][] = [
    ['', 0],
    ['"open <sip:a@b>', 0],
    ['"a" sip:a@b', 4],
    ['A, B <sip:a@b>', 1],
    ['<sip:a@b', 0],
    ['<sip:a@b>x', 9],
    ['<sip:a@b>;', 10],
    ['<sip:a@b>;x="y', 12],
    ['<sip:a b>', 6],
    ['sip:a@b?x=y', 7],
    ['sip:a@b,c', 7],
  ];
  for (const [text, offset] of rows) t.match(parseAddress(text), { ok: false, offset }, text);
});

t.test('RFC 3261 7.3.1: lists are split at commas outside quotes and brackets', async (t) => {
  const list = parseAddressList(['"a,b" <sip:x,y@h;p=1>;q=1 , <sip:c@h>', 'sip:d@h']);
  t.equal(list.ok && list.value.length, 3);
  t.same(splitList('a, "b,\\",c" ,d'), { ok: true, value: ['a', '"b,\\",c"', 'd'] });
  for (const bad of ['', 'a,,b', 'a,', ',a', '<a,b', '"a,b']) t.match(splitList(bad), { ok: false }, bad);
});

t.test('any display name and tag survives writing and reading', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.string({ minLength: 1, maxLength: 20 }),
        (display, tag) => {
          const text = formatAddress({ display, uri: 'sip:a@b' }, new Map([['tag', tag]]));
          const parsed = parseAddress(text);
          return parsed.ok && parsed.value.display === display && parsed.value.params.get('tag') === tag;
        },
      ),
    ),
  );
});

t.test('control characters in a display name are written as spaces', async (t) => {
  t.equal(formatAddress({ display: 'a\r\nEvil: b', uri: 'sip:a@b' }), '"a  Evil: b" <sip:a@b>');
});
