import t from 'tap';
import { FakeClock } from '../../../kernel/fake-clock.js';
import { connect } from './flow-edits.js';
import { FlowDocument, followMs } from './flow-document.js';

const text = 'start: a\nnodes:\n  a: { kind: play, next: b }\n  b: { kind: hangup }\n';

function open() {
  const clock = new FakeClock();
  const document = new FlowDocument(text, clock);
  const type = (insert: string, at = document.text.length): void =>
    document.apply([document.state.update({ changes: { from: at, insert }, userEvent: 'input.type' })]);
  return { clock, document, type };
}

t.test('the graph follows when the typing rests, and is read once for all of it', async (t) => {
  const { clock, document, type } = open();
  let reads = 0;
  document.read.on(() => reads++);
  for (const letter of '  c: { kind: say }\n') type(letter);
  t.notOk(document.shown().model.nodes.has('c'));
  clock.advance(followMs);
  t.ok(document.shown().model.nodes.has('c'));
  t.equal(reads, 1);
  document.close();
  t.equal(clock.pending, 0);
});

t.test('one history: undo takes back what came last, on the graph or in the text', async (t) => {
  const { clock, document, type } = open();
  type('# typed');
  clock.advance(followMs);
  t.ok(document.edit((model) => connect(model, 'a', ['next'], 'a')));
  t.equal(document.shown().model.nodes.get('a')?.value['next'], 'a', 'the graph shows an edit at once');
  const both = document.text;
  document.undo();
  t.equal(document.text, `${text}# typed`);
  t.equal(document.shown().model.nodes.get('a')?.value['next'], 'b');
  document.undo();
  t.equal(document.text, text);
  t.notOk(document.canUndo);
  document.redo();
  document.redo();
  t.equal(document.text, both);
  t.notOk(document.canRedo);
});

t.test('while the text cannot be read the graph stays, and cannot be changed', async (t) => {
  const { clock, document, type } = open();
  type('  [');
  clock.advance(followMs);
  const { model, broken } = document.shown();
  t.ok(broken);
  t.equal(model.nodes.size, 2);
  const before = document.text;
  t.notOk(document.edit((now) => connect(now, 'a', ['next'], 'a')));
  t.equal(document.text, before);
  document.undo();
  t.notOk(document.shown().broken);
});

t.test('another text as a whole is one step of the history', async (t) => {
  const { document } = open();
  document.replace('start: x\n');
  t.equal(document.shown().model.nodes.size, 0);
  document.undo();
  t.equal(document.text, text);
});
