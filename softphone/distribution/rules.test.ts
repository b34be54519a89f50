import t from 'tap';
import { blankCondition, fromTopGroup, topGroup, withSetting } from './condition-fields.js';
import { readDraft } from './routing-draft.js';
import { routingTexts } from './routing-texts.js';
import { ruleFaults } from './rule-faults.js';
import { conditionWords, failureWords, outcomeWords, type Names } from './rule-words.js';

const zh = routingTexts['zh-CN'];
const names: Names = { queue: (id) => (id === 'tax' ? '税务' : id), skill: (id) => id };

t.test('a condition alone stands in a group, and no condition is none', async (t) => {
  const night = { time: { from: '18:00', to: '08:00' } };
  t.same(topGroup(night), { of: 'all', parts: [night] });
  t.equal(fromTopGroup(topGroup(undefined)), undefined);
  t.same(fromTopGroup(topGroup({ any: [night] })), { any: [night] });
});

t.test('a setting that is emptied goes; a condition with one setting alone takes it whole', async (t) => {
  const data = withSetting({ data: { name: 'place', set: true } }, 'data', 'set', undefined);
  t.same(data, { data: { name: 'place' } });
  t.same(withSetting(blankCondition('queue'), 'queue', '', ['tax']), { queue: ['tax'] });
});

t.test('conditions and outcomes are sentences', async (t) => {
  const when = {
    all: [
      { time: { from: '18:00', to: '08:00', weekdays: [6, 7] } },
      { not: { queue: ['tax'] } },
      { any: [{ callerLevel: { from: 3 } }, { withheld: true }] },
    ],
  };
  t.equal(
    conditionWords(when, zh, names),
    '时间 周六 周日 18:00–08:00，且不满足：流程要求的队列 税务，且(来电等级 ≥ 3，或主叫隐藏号码 是)',
  );
  t.equal(conditionWords(undefined, zh, names), '总是');
  t.equal(
    outcomeWords(
      {
        queue: 'tax',
        addPriority: 2,
        wants: { agent: 'last', waitSeconds: 30 },
        relax: [{ afterSeconds: 9 }],
      },
      zh,
      names,
    ),
    '进入 税务，优先级 +2，指定 上次接听的座席，忙时等 30 秒，放宽 1 级',
  );
  t.equal(outcomeWords({}, zh, names), '不改变');
});

t.test('why a rule does not hold is told in words', async (t) => {
  t.equal(failureWords(['all', 1, 'queueState', 'waiting'], '4', zh), '队列状况 › 排队人数，实际为 4');
  t.equal(failureWords(['not'], 'it holds', zh), '取反，实际为 其中条件成立');
});

t.test('faults of one rule have paths below it', async (t) => {
  const faults = [
    { path: 'rules.1.then.queue', reason: 'there is no queue x' },
    { path: 'timeZone', reason: 'is none' },
  ];
  t.same(
    ruleFaults(faults, 1).map(({ path }) => path),
    ['then.queue', 'timeZone'],
  );
});

t.test('a draft that is none is not taken', async (t) => {
  t.equal(readDraft({ basedOn: 1, routing: {} }), null);
  t.equal(readDraft('draft'), null);
  t.same(readDraft({ basedOn: 1, routing: { rules: [] } }), { basedOn: 1, routing: { rules: [] } });
});
