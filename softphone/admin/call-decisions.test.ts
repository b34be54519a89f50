import t from 'tap';
import { callDecisions } from './call-decisions.js';

const why = {
  by: 'task',
  waitedMs: 0,
  idleMs: 9,
  skills: [],
  relaxed: false,
  priority: 0,
  level: 0,
  over: null,
};

t.test('rules and offers of a call, in their order', async (t) => {
  const routed = {
    asked: 'general',
    queue: 'tax',
    rules: ['night'],
    failed: [{ rule: 'vip', at: 'callerLevel' }],
  };
  const found = callDecisions([
    { seq: 0, at: 1, type: 'call.arrived', data: {} },
    { seq: 1, at: 2, type: 'queue.routed', data: routed },
    { seq: 2, at: 3, type: 'offer.made', data: { agent: '1001', leg: 'l', why } },
  ]);
  t.match(found, [
    { kind: 'routed', ...routed },
    { kind: 'offered', agent: '1001', why: { idleMs: 9 } },
  ]);
});

t.test('records of before there were reasons have none', async (t) => {
  t.same(callDecisions([{ seq: 0, at: 1, type: 'offer.made', data: { agent: '1001' } }]), []);
});
