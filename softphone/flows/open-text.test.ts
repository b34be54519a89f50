import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { FlowDocument } from './editor/flow-document.js';
import { baseOf, liveBaseOf, OpenText, type Base } from './open-text.js';

const base = (version: number, text: string, draftAt: number | null = null): Base => ({
  ...{ version, text, draftAt, cases: '' },
});

function opened(from: Base): OpenText {
  return new OpenText(from, new FlowDocument(from.text, new FakeClock(0)));
}

t.test('a text that nobody touched follows what the engine keeps', async (t) => {
  const page = opened(base(3, 'a: 3'));
  page.follow(base(4, 'a: 4'));
  t.equal(page.document.text, 'a: 4');
  t.same(page.base(), base(4, 'a: 4'));
});

t.test('a text that was changed goes on being made from what it was made from', async (t) => {
  const page = opened(base(3, 'a: 3'));
  page.document.replace('a: mine');
  page.follow(base(4, 'a: 4'));
  page.follow(base(3, 'a: theirs', 77));
  t.equal(page.document.text, 'a: mine');
  t.same(page.base(), base(3, 'a: 3'), 'the engine refuses to publish it over version 4');
  page.takeOver(base(4, 'a: 4'));
  t.equal(page.document.text, 'a: 4', 'on purpose');
  page.document.undo();
  t.equal(page.document.text, 'a: mine');
});

t.test('what was saved or published here is what the text is made from', async (t) => {
  const page = opened(base(3, 'a: 3'));
  page.document.replace('a: mine');
  page.settle(base(3, 'a: mine', 9));
  page.document.replace('a: more');
  page.follow(base(3, 'a: mine', 9));
  t.equal(page.document.text, 'a: more', 'typed while it was being saved');
  t.same(page.base(), base(3, 'a: mine', 9));
  page.settle(base(4, 'a: more'));
  page.follow(base(3, 'a: 3'));
  t.equal(page.document.text, 'a: more', 'on trial: the live version is still the one before');
  t.same(page.base(), base(4, 'a: more'));
  page.follow(base(4, 'a: more'));
  page.follow(base(3, 'a: 3'));
  t.equal(page.document.text, 'a: 3', 'rolled back');
});

t.test('a flow is opened with its draft, and compared with its live version', async (t) => {
  const release = { flow: 'f', file: 'f.yaml', live: 4, previous: 3, canary: null };
  const draft = { text: 'd', cases: 'dc', author: 'a', basedOn: 3, at: 9 };
  const kept = { release, text: 'l', cases: 'lc', draft };
  t.same(baseOf('f', kept), { text: 'd', cases: 'dc', version: 3, draftAt: 9 });
  t.same(liveBaseOf('f', kept), { text: 'l', cases: 'lc', version: 4, draftAt: null });
  t.match(baseOf('f', { release: null, text: '', cases: '', draft: null }), {
    ...{ text: /flow: f/, version: 0, draftAt: null },
  });
});
