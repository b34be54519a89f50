import t from 'tap';
import { refusalWords } from './refusal-words.js';

const refusal = (code: string, message: string, where = '') => ({ code, message, where });

t.test('a refusal is said in the language of the page', async (t) => {
  const wrong = refusal('auth.wrong', 'the name or the password is wrong');
  t.equal(refusalWords(wrong, 'zh-CN'), '用户名或密码错误');
  t.equal(refusalWords(wrong, 'en'), 'The name or the password is wrong');
});

t.test('a fault of a field keeps the bound that was broken', async (t) => {
  const low = refusal('request.invalid', 'body/ringSeconds must be >= 5', 'body/ringSeconds');
  t.equal(refusalWords(low, 'zh-CN'), '不能小于 5');
  t.equal(refusalWords(low, 'en'), 'Must be >= 5');
});

t.test('what still names a thing that cannot be deleted is told in the language of the page', async (t) => {
  const used = (places: string) =>
    refusal('conflict', `queue tax is used by ${places}; take it out of there first`);
  t.equal(
    refusalWords(used('flow city/wait, draft new/wait, rule vip/then.queue'), 'zh-CN'),
    '仍被引用，请先修改：流程 city/wait、流程草稿 new/wait、路由规则 vip/then.queue',
  );
  t.equal(
    refusalWords(used('queue a, agent 1001 and 2 more'), 'zh-CN'),
    '仍被引用，请先修改：队列 a、座席 1001 等，另有 2 处',
  );
  t.match(refusalWords(used('queue a'), 'en'), /is used by queue a; take it out/i);
});

t.test('a number that may not be dialled is refused with the reason that was given for it', async (t) => {
  const refused = refusal('number.forbidden', '0012025550100 may not be dialled: 国际长途未开通');
  t.equal(refusalWords(refused, 'zh-CN'), '0012025550100 是禁拨号码：国际长途未开通');
  t.equal(refusalWords(refused, 'en'), '0012025550100 may not be dialled: 国际长途未开通');
  const busy = refusal('dial.impossible', 'a number outside cannot be rung: no trunk is free');
  t.equal(refusalWords(busy, 'zh-CN'), '没有可用的中继线路，无法拨打外线');
});

t.test('what keeps a flow from being tried or published is said with its place', async (t) => {
  const wrong = refusal('flow.invalid', 'demo.yaml:12: nodes.person.queue: there is no queue vip');
  t.equal(refusalWords(wrong, 'zh-CN'), '流程文本第 12 行有错误（nodes.person.queue），请先在“检查”中改正');
  const failed = refusal('flow.case', 'the test case demo.test.yaml: a person fails at line 9: step 2: no');
  t.equal(refusalWords(failed, 'zh-CN'), '测试用例未通过：demo.test.yaml: a person，第 9 行');
  const late = refusal('conflict', 'flow demo was published meanwhile: version 4, and yours is of version 3');
  t.equal(refusalWords(late, 'zh-CN'), '期间已有人发布版本 4，请先与它比较');
});

t.test('what is not known here is said as the engine said it', async (t) => {
  t.equal(refusalWords(refusal('new.code', 'the moon is full'), 'zh-CN'), 'the moon is full');
});
