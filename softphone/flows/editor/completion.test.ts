import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import t from 'tap';
import { completeFlow, placeIn } from './completion.js';
import { findingHint, findingReason } from './finding-words.js';

/** @param text with a bar where the cursor is. */
function offered(text: string): readonly string[] {
  const pos = text.indexOf('|');
  const state = EditorState.create({ doc: text.replace('|', '') });
  return completeFlow(new CompletionContext(state, pos, true))?.options.map(({ label }) => label) ?? [];
}

const head = 'flow: x\nstart: a\nnodes:\n  a:\n    kind: menu\n';

t.test('what is offered is what can stand there', async (t) => {
  t.ok(offered('nodes:\n  a:\n    kind: |').includes('menu'), 'kinds');
  t.ok(offered(`${head}    tri|`).includes('tries'), 'settings of the kind');
  t.notOk(offered(`${head}    |`).includes('queue'), 'and of no other');
  t.same(offered(`${head}    keys:\n      1: |`), ['a', 'end'], 'nodes, where a node is named');
  t.same(offered(`${head}    noInput:\n      ne|`), ['prompts', 'next'], 'settings of a table');
  t.same(offered('language: |'), ['zh-CN', 'en'], 'choices above the nodes');
  t.same(offered(`${head}    note: |`), [], 'nothing where anything may stand');
});

t.test('a place is told by how far in the lines are', async (t) => {
  t.same(placeIn(['nodes:', '  a:', '    kind: branch', '    cases:', '      - when: {}'], 8), {
    path: ['nodes', 'a', 'cases', 'when'],
    kind: 'branch',
  });
  t.same(placeIn([], 0), { path: [], kind: '' });
});

t.test(
  'the checker is understood in Chinese, and a sentence that is not known is shown as it is',
  async (t) => {
    t.equal(findingReason('there is no queue vip', 'zh-CN'), '没有这个队列：vip');
    t.equal(findingReason('there is no prompt welcome in en', 'zh-CN'), '没有英语提示音 welcome');
    t.equal(findingReason('no call can come here', 'en'), 'No call can come here');
    t.equal(
      findingHint('correct the name, or set the queue up first', 'zh-CN'),
      '改正名称，或先建立这个队列',
    );
    t.equal(findingReason('something new', 'zh-CN'), 'something new');
  },
);
