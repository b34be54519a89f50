import fc from 'fast-check';
import t from 'tap';
import { parseDialString, parseVariables } from './dial-string.js';
import { splitArguments } from './split-arguments.js';

function parsed(text: string) {
  const result = parseDialString(text, 'yihao');
  if (!result.ok) throw new Error(result.why);
  const { variables, legs } = result.value;
  const all = new Map([...variables, ...(legs[0]?.variables ?? [])]);
  return { variables: Object.fromEntries(all), endpoint: legs[0]?.endpoint };
}

void t.test('variables in braces are separated by commas; quotes protect them', (t) => {
  t.same(parsed("{a=b,c='d,e',f=}user/1001@example"), {
    variables: { a: 'b', c: 'd,e', f: '' },
    endpoint: { kind: 'user', user: '1001', domain: 'example' },
  });
  t.end();
});

void t.test('^^ names the separator', (t) => {
  t.same(parsed('{^^:a=1,2:b=x}user/1001').variables, { a: '1,2', b: 'x' });
  t.same(parseVariables('^^;a=1;b=2'), [
    ['a', '1'],
    ['b', '2'],
  ]);
  t.end();
});

void t.test('several groups of variables add up; brackets in values nest', (t) => {
  t.same(parsed('{a=1}[b={x}]sofia/internal/sip:7@10.0.0.1:5070;transport=tcp'), {
    variables: { a: '1', b: '{x}' },
    endpoint: { kind: 'uri', uri: 'sip:7@10.0.0.1:5070;transport=tcp' },
  });
  t.same(parsed('sofia/gateway/carrier/02012345').endpoint, {
    kind: 'trunk',
    trunk: 'carrier',
    number: '02012345',
  });
  t.end();
});

void t.test('legs joined by commas are dialled together, each with variables of its own', (t) => {
  const result = parseDialString("{a='x,y'}[n=1,m=2]user/1,[n=2]sofia/internal/sip:2@10.0.0.2", 'd');
  t.match(result, {
    value: {
      variables: new Map([['a', 'x,y']]),
      legs: [
        {
          endpoint: { user: '1' },
          variables: new Map([
            ['n', '1'],
            ['m', '2'],
          ]),
        },
        { endpoint: { uri: 'sip:2@10.0.0.2' }, variables: new Map([['n', '2']]) },
      ],
    },
  });
  t.match(parseDialString('user/1,', 'd'), { ok: false });
  t.match(parseDialString('[n=1user/1', 'd'), { ok: false, why: /never closed/ });
  t.end();
});

t.test('a wrong dial string is refused with a reason', (t) => {
  t.match(parseDialString('{a=1', 'd'), { ok: false, why: '{ is never closed' });
  t.match(parseDialString('loopback/1', 'd'), { ok: false });
  t.match(parseDialString('', 'd'), { ok: false });
  t.end();
});

void t.test('whatever comes in, parsing ends and never throws', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from("{}[]'\\,=^:;/@a1 ")), maxLength: 60 }),
      (text) => {
        parseDialString(text, 'd');
      },
    ),
    { numRuns: 500 },
  );
  t.end();
});

void t.test('arguments are cut at spaces; quotes hold together and come off; runs of spaces are one', (t) => {
  t.same(splitArguments("1 4  'a b' c\\ d"), ['1', '4', 'a b', 'c d']);
  t.same(splitArguments('uuid name a value with spaces', ' ', 3), ['uuid', 'name', 'a value with spaces']);
  t.same(splitArguments("it's"), ["it's"]);
  t.end();
});
