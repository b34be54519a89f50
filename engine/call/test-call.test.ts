/** Numbers of test calls: phones of the house come into the draft, nobody else does. */
import t from 'tap';
import { configuration, Hall, loaded } from './testing/hall.js';

const draft = loaded(
  {
    flow: 'hotline',
    language: 'zh-CN',
    start: 'draft',
    nodes: { draft: { kind: 'play', prompts: ['goodbye'], interruptible: false, next: 'end' } },
  },
  'draft',
);

for (const [who, variables, comesIn] of [
  ['the phone of an agent', { user_name: '1001' }, true],
  ['the browser of an agent', { yihao_aor: '1001', user_name: '1001~1' }, true],
  ['the browser of a supervisor who is no agent', { yihao_aor: 'user-boss', user_name: 'user-boss~1' }, true],
  ['a trunk', {}, false],
  ['a guest of the caller page', { yihao_aor: 'guest-00ff', user_name: 'guest-00ff~1' }, false],
  ['a phone that is nobody’s', { user_name: '7777' }, false],
] as const)
  t.test(`a test call from ${who}`, async (t) => {
    const hall = new Hall(configuration);
    t.teardown(() => hall.close());
    await hall.settle();
    const { number } = hall.testCalls.add('hotline', draft);
    hall.switch.arrive('caller', number, '1001', variables);
    await hall.settle();
    const nodes = hall.facts.timeline
      .filter(({ type }) => type === 'flow.node')
      .map(({ data }) => data['node']);
    t.same(nodes, comesIn ? ['draft'] : []);
    t.equal(hall.switch.legs.length, comesIn ? 1 : 0);
  });
