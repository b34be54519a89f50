import t from 'tap';
import type { Decision } from './contract.js';
import { decisionFacts, explanationWords } from './decision-words.js';
import { distributionTexts } from './distribution-texts.js';

const zh = distributionTexts['zh-CN'];
const duration = (ms: number): string => `${ms / 1000}`;

t.test('each reason for waiting is a sentence', async (t) => {
  const say = (explanation: Parameters<typeof explanationWords>[0]): string =>
    explanationWords(explanation, zh, String);
  t.equal(
    say({ why: 'allBusy', signedIn: 3, skilled: 2, states: { talking: 1, wrapUp: 1 } }),
    '可受理的 2 名座席都不空闲（通话 1, 整理 1）',
  );
  t.equal(
    say({ why: 'waitsForAgent', agent: '1002', state: 'talking', until: 7 }),
    '等候座席 1002（通话）至 7，之后进入队列',
  );
  t.equal(
    say({ why: 'shareUsedUp', region: '杭州', agents: 1 }),
    '归属地 杭州 的比例已用完，1 名空闲座席暂不接听该地来电',
  );
});

t.test('why this agent: what was asked, what they have, who came second', async (t) => {
  const decision: Decision = {
    ...{ by: 'task', waitedMs: 4000, idleMs: 60_000, relaxed: true, priority: 2, level: 0 },
    skills: [{ skill: 'tax', least: 3, level: 5 }],
    over: { id: '1003', criterion: 'longestIdle' },
  };
  const facts = new Map(decisionFacts(decision, zh, { skill: () => '税务' }, duration));
  t.equal(facts.get(zh.decision.skills), '税务 ≥ 3 / 5；技能要求已放宽');
  t.equal(facts.get(zh.decision.over), '1003，因“空闲最久”居次');
  t.equal(facts.get(zh.decision.level), '', 'an ordinary caller has no level to tell of');
});

t.test('nobody comes second to an agent who was wanted', async (t) => {
  const wanted: Decision = {
    ...{ by: 'wanted', waitedMs: 0, idleMs: 0, relaxed: false, priority: 0, level: 3 },
    ...{ skills: [], over: null },
  };
  t.equal(new Map(decisionFacts(wanted, zh, { skill: String }, duration)).get(zh.decision.over), '');
});
