/** A refusal in the person's language. The engine says it in English; the usual ones are known here by their codes. */
import type { Refused } from '../api/refused.js';
import type { Language } from '../i18n/language.js';
import { faultReason } from './request-fault.js';

type Refusal = Pick<Refused, 'code' | 'message' | 'where'>;

const byCode: Readonly<Record<string, string>> = {
  offline: '服务器没有响应，请检查网络后重试',
  'auth.required': '请先登录',
  'auth.wrong': '用户名或密码错误',
  'auth.limited': '尝试次数过多，请稍后再试',
  'auth.forbidden': '没有权限进行此操作',
  'auth.password': '请先修改密码',
  'database.failed': '数据库暂时没有响应，请稍后重试',
  'switch.unreachable': '交换机没有响应，暂时不能控制通话',
  'switch.refused': '交换机拒绝了此操作',
  'agent.state': '座席当前状态不允许此操作',
  'agent.inCall': '通话中不能签出，请先结束或转接通话',
  'call.none': '当前没有通话',
  'call.state': '通话当前状态不允许此操作',
  'media.full': '线路已满，请稍后再试',
  'recording.unavailable': '没有可用的录音',
  'sheet.busy': '正在处理其他表格，请稍后再试',
  'sheet.impossible': '表格无法导出：内容过多或处理超时',
  'speech.busy': '同时试听的人太多，请稍后再试',
  internal: '系统内部错误，请联系管理员',
  'binary.missing': '服务器缺少所需的程序，请联系管理员',
};

/** Reasons of the schema check (ajv), of which the values matter. */
const reasons: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  // Rows of spreadsheets, before the patterns that would take them as well.
  [/^an empty cell is no (?:number|prefix)$/, () => '不能为空'],
  [/^(.+) is no number$/, (what = '') => `${what} 不是号码`],
  [/^(.+) is no prefix$/, (what = '') => `${what} 不是号段`],
  [/^(.+) is no date$/, (what = '') => `${what} 不是有效日期`],
  [/^is no date$/, () => '不是有效日期'],
  [
    /^(.+) is no whole number from (\S+) to (\S+)$/,
    (what = '', a = '', b = '') => `${what} 不是 ${a} 到 ${b} 的整数`,
  ],
  [/^(.+) is in row (\d+) too$/, (what = '', row = '') => `${what} 与第 ${row} 行重复`],
  [/^(.+) is there twice$/, (what = '') => `${what} 重复出现`],
  [/^is there twice$/, () => '重复出现'],
  [/^must have (\d+) to (\d+) characters$/, (a = '', b = '') => `须为 ${a} 至 ${b} 个字符`],
  [/^must have at most (\d+) characters$/, (n = '') => `最多 ${n} 个字符`],
  [/^there is no flow (.*); there are (.*)$/, (flow = '', all = '') => `没有流程 ${flow}，可用：${all}`],
  [/^(.*) is none of (.+)$/, (what = '', all = '') => `${what || '空'} 不可用，只能是 ${all}`],
  [/^more than (\d+) /, (n = '') => `超过 ${n} 行`],
  [/^lacks the columns (.+)$/, (all = '') => `缺少列：${all}`],
  [/^is no XLSX or CSV file/, () => '不是可读的 XLSX 或 CSV 文件'],
  [/^must be more than a country/, () => '不能只有国家代码'],
  [/^no sound that can be read/, () => '不是可读的录音文件'],
  [/^there is no sound in it/, () => '文件中没有声音'],
  [/^longer than 10 minutes/, () => '超过 10 分钟'],
  [/^ends before it begins/, () => '结束早于开始'],
  [/^begins before the one before it ends/, () => '时段互相重叠'],
  [/is done already/, () => '已经有人处理'],
  [/must match pattern/, () => '格式不正确'],
  [/must NOT have fewer than (\d+) characters/, (n = '') => `至少 ${n} 个字符`],
  [/must NOT have more than (\d+) characters/, (n = '') => `最多 ${n} 个字符`],
  [/must be >= (\S+)/, (n = '') => `不能小于 ${n}`],
  [/must be <= (\S+)/, (n = '') => `不能大于 ${n}`],
  [/must be one of (.+)/, (list = '') => `只能是 ${list}`],
  [/must be integer/, () => '必须是整数'],
  [/must have required property/, () => '请填写此项'],
  [/must differ from the old password/, () => '不能与当前密码相同'],
  [/must be a flow that is loaded: (.+)/, (list = '') => `必须是已加载的流程：${list}`],
  [/names a (?:skill|queue) that is not there: (.+)/, (name = '') => `不存在：${name}`],
  [/goes with the role agent/, () => '座席角色必须指定工号，其他角色不能指定'],
  [/is there already/, () => '已存在'],
  [
    /is used by (.+); take it out of there first$/,
    (places = '') => `仍被引用，请先修改：${placeWords(places)}`,
  ],
  [/is used by, or needs, another one/, () => '被其他配置引用，或引用了不存在的配置'],
  [/is you; another administrator/, () => '不能修改或删除自己，请由其他管理员操作'],
  [/^(\S+) may not be dialled: (.*)$/, (number = '', why = '') => `${number} 是禁拨号码：${why}`],
  [/: no trunk is free$/, () => '没有可用的中继线路，无法拨打外线'],
  [/: nobody there is signed in$/, () => '该队列没有座席签入，不能转接'],
  [/: only people can be dialled$/, () => '只能呼叫座席或号码'],
  [/: that is you$/, () => '不能呼叫自己'],
  [
    /^\S+[.]yaml:(\d+): (\S*): /,
    (line = '', path = '') => `流程文本第 ${line} 行有错误（${path}），请先在“检查”中改正`,
  ],
  [
    /^the test case (.+) fails at line (\d+)/,
    (name = '', line = '') => `测试用例未通过：${name}，第 ${line} 行`,
  ],
  [/was published meanwhile: version (\d+)/, (n = '') => `期间已有人发布版本 ${n}，请先与它比较`],
  [/has a draft that (.+) kept meanwhile$/, (who = '') => `${who} 在此期间保存了另一份草稿`],
  [/no longer has the draft that/, () => '该草稿已被发布或放弃'],
  [/: you have no phone; name an extension$/, () => '没有可用的话机，请填写监听用的分机号'],
  [/^(\S+) cannot be rung/, (what = '') => `${what} 无法呼叫`],
  [/the command before is not answered yet/, () => '上一操作尚未完成，请稍候'],
  [/^must match/, () => '格式不正确'],
  [/^is missing$/, () => '请填写此项'],
  [/is not a setting that is known here/, () => '不是可用的设置'],
  [/must be (?:string|array) length (?:greater|more)/, () => '请填写此项'],
  [/must be a list of conditions, not an empty one/, () => '请至少添加一个条件'],
  [/must have exactly one key/, () => '请选择一种条件'],
  [/is nested deeper than (\d+)/, (n = '') => `嵌套不能超过 ${n} 层`],
  [/^(\S+) is the id of another rule too/, (id = '') => `标识 ${id} 已被另一条规则使用`],
  [/^(.+) is no time zone/, (zone = '') => `没有这个时区：${zone}`],
  [/(?:greater|less) (?:or equal )?than|(?:greater|less) or equal to/, () => '超出允许范围'],
  [/^there is no (\S+) (.*)$/, (_, id = '') => `不存在：${id}`],
];

const placeKinds: Readonly<Record<string, string>> = {
  ...{ flow: '流程', draft: '流程草稿', rule: '路由规则', queue: '队列', agent: '座席' },
};

/** `flow city/wait, rule vip/then.queue and 2 more`. */
const placeWords = (places: string): string =>
  places
    .replace(/ and (\d+) more$/, ' 等，另有 $1 处')
    .replaceAll(
      /(^|, )(\w+) /g,
      (_, comma: string, kind: string) => `${comma && '、'}${placeKinds[kind] ?? kind} `,
    );

/** Without the path of the field, which stands beside it or is named by the form. */
export function refusalWords(refusal: Refusal, language: Language): string {
  const reason = faultReason(refusal);
  if (language === 'en') return reason.charAt(0).toUpperCase() + reason.slice(1);
  const known = byCode[refusal.code];
  if (known !== undefined) return known;
  for (const [expression, say] of reasons) {
    const found = expression.exec(reason);
    if (found) return say(...found.slice(1));
  }
  return reason;
}
