import t from 'tap';
import type { QueueDistribution } from './contract.js';
import {
  moved,
  tidyAgentDistribution,
  tidyOutcome,
  tidyOverflow,
  tidyQueueDistribution,
  unusualPolicy,
  usualPolicy,
  withoutBlanks,
} from './settings.js';

t.test('what a form left empty is not sent; zero and false are', async (t) => {
  const entered = {
    a: 0,
    b: false,
    c: '',
    d: null,
    e: undefined,
    f: [],
    g: { h: null },
    i: [{ j: 1, k: '' }],
  };
  t.same(withoutBlanks(entered), { a: 0, b: false, i: [{ j: 1 }] });
  t.equal(withoutBlanks({ a: { b: [] } }), undefined);
});

t.test('a form that was emptied says so: absent, the engine keeps what was', async (t) => {
  t.same(tidyQueueDistribution({ relax: [], overflow: [] }), {});
  t.same(tidyQueueDistribution(), {});
});

t.test('an overflow rule keeps only what belongs to the kinds chosen', async (t) => {
  const changed = {
    when: { on: 'length', seconds: 60, tasks: 9 },
    to: { kind: 'callBack', queue: 'general', also: true },
  } as unknown as NonNullable<QueueDistribution['overflow']>[number];
  t.same(tidyOverflow(changed), { when: { on: 'length', tasks: 9 }, to: { kind: 'callBack' } });
});

t.test('an agent who is not named is not waited for', async (t) => {
  const wants = { waitSeconds: 20 } as unknown as { agent: string; waitSeconds: number };
  t.same(tidyOutcome({ queue: 'tax', wants }), { queue: 'tax' });
});

t.test('shares without a region, and calls in between as usual, are not said', async (t) => {
  t.same(tidyAgentDistribution({ shares: { weights: {}, strict: true }, callsInterrupt: true }), {});
  t.same(tidyAgentDistribution({ callsInterrupt: false }), { callsInterrupt: false });
});

t.test('the usual order of the policies is none of its own', async (t) => {
  t.equal(unusualPolicy(usualPolicy), undefined);
  const other = { ...usualPolicy, tasks: moved(usualPolicy.tasks, 1, -1) };
  t.equal(unusualPolicy({ ...usualPolicy, tasks: [...other.tasks] })?.tasks[0], 'queuePriority');
});

t.test('one moves up and down, and stays at the ends', async (t) => {
  t.same(moved(['a', 'b', 'c'], 1, -1), ['b', 'a', 'c']);
  t.same(moved(['a', 'b', 'c'], 2, 1), ['a', 'b', 'c']);
  t.same(moved(['a', 'b', 'c'], 0, -1), ['a', 'b', 'c']);
});
