import t from 'tap';
import { FactLedger } from '../call/testing/fact-ledger.js';
import { KeptCallers } from './kept-callers.js';

const keptOf = (n: number, caller = `139${n}`) => ({
  ...{ task: `call-${n}`, queue: 'general', place: { joinedAt: n, seq: n } },
  ...{ until: 1_000_000 + n, caller },
});

t.test('no more places are remembered than are kept: the oldest gives way, on disk too', (t) => {
  const facts = new FactLedger();
  const kept = new KeptCallers(facts, new Map(), 0);
  for (let n = 0; n < 10_003; n++) kept.add(keptOf(n));
  t.equal(kept.all().length, 10_000);
  t.equal(facts.live.size, 10_000);
  t.equal(kept.callerOf('call-2'), '');
  t.equal(kept.callerOf('call-3'), '1393');
  t.equal(kept.take('1392', 0), undefined);
  t.equal(kept.take('1393', 0), 'call-3');
  t.end();
});

t.test('of one caller the last place is kept', (t) => {
  const facts = new FactLedger();
  const kept = new KeptCallers(facts, new Map(), 0);
  t.same(kept.add(keptOf(1, '139')), []);
  t.same(kept.add(keptOf(2, '139')), ['call-1'], 'the earlier one is to be dropped');
  t.same([...facts.live.keys()], ['place:call-2']);
  t.equal(kept.take('139', 0), 'call-2');
  t.equal(facts.live.size, 0);
  t.end();
});

t.test('what cannot be read or is over is given up; what is of others is left alone', (t) => {
  const facts = new FactLedger();
  const remembered = new Map([
    ['place:broken', '{'],
    ['place:call-1', JSON.stringify(keptOf(1))],
    ['place:call-9', JSON.stringify(keptOf(9))],
    ['task:1', '{}'],
  ]);
  for (const [id, snapshot] of remembered) facts.write({ kind: 'live', id, snapshot });
  const kept = new KeptCallers(facts, remembered, 1_000_005);
  t.same(kept.all(), [keptOf(9)]);
  t.same([...facts.live.keys()], ['place:call-9', 'task:1']);
  t.end();
});
