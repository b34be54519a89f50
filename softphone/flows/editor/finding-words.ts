/** What the checker says, in the person's language. It says it in English; its sentences are known here. */
import { refusalWords } from '../../desk-shell/refusal-words.js';
import type { Language } from '../../i18n/language.js';

type Sentence = readonly [RegExp, (...found: string[]) => string];

const things: Readonly<Record<string, string>> = {
  node: '节点',
  flow: '流程',
  queue: '队列',
  agent: '座席',
  secret: '密钥',
  calendar: '工作时间表',
  music: '等待音乐',
};
const languages: Readonly<Record<string, string>> = { 'zh-CN': '中文', en: '英语' };
const thing = (name: string): string => things[name] ?? name;
const language = (name: string): string => languages[name] ?? name;

const reasons: readonly Sentence[] = [
  [/^there is no prompt (\S+) in (\S+)$/, (id = '', lang = '') => `没有${language(lang)}提示音 ${id}`],
  [
    /^there is no (node|flow|queue|agent|secret|calendar|music) (.+)$/,
    (what = '', id = '') => `没有这个${thing(what)}：${id}`,
  ],
  [/^no call can come here$/, () => '没有来电能到达这里'],
  [/^goes round without waiting for anything: (.+)$/, (ring = '') => `不等待任何输入的死循环：${ring}`],
  [
    /^plays round and round, and the caller can do nothing about it: (.+)$/,
    (ring = '') => `反复放音，来电人无法离开：${ring}`,
  ],
  [
    /^a caller who presses nothing goes round here.*: (.+)$/,
    (ring = '') => `来电人不按键时会一直循环，直到系统结束通话：${ring}`,
  ],
  [/^leads neither to a person nor to an end$/, () => '既到不了人工，也不会结束'],
  [/^reads (\S+), which nothing sets$/, (name = '') => `读取了变量 ${name}，但没有任何地方设置它`],
  [
    /^reads (\S+), which is not set on every way here$/,
    (name = '') => `读取了变量 ${name}，但并非每条路径都设置了它`,
  ],
  [
    /^the caller is told to press (\S+) \((\S+)\), and the key leads nowhere$/,
    (key = '', lang = '') => `提示音让来电人按 ${key}（${language(lang)}），但该键没有去向`,
  ],
  [
    /^nobody is told of key (\S+) \((\S+)\)$/,
    (key = '', lang = '') => `提示音没有提到按键 ${key}（${language(lang)}）`,
  ],
  [/^external needs a trunk/, () => '转外线需要呼出中继，当前没有配置'],
  [/^must not be more than maxDigits$/, () => '不能大于最多位数'],
  [/^(\S+) is not under languages of the flow$/, (lang = '') => `流程的可用语言里没有${language(lang)}`],
  [/^names a header that headers has too$/, () => '与请求头重名'],
  [/^needs the route timedOut$/, () => '需要设置“等待超时”出口'],
  [/^(\S+) needs a value$/, () => '需要填写比较的值'],
  [/^say needs espeak-ng/, () => '这台机器没有语音合成，请安装或把文字录成提示音'],
  [/^is not possible as the name of a node$/, () => '不能用作节点名称'],
  [/^(\S+) is the id of another file too$/, (id = '') => `标识 ${id} 已被另一个文件使用`],
  [/^(\S+) leads back into (\S+)$/, (a = '', b = '') => `子流程 ${a} 又回到 ${b}`],
  [/^has no phrase in (\S+)$/, (lang = '') => `没有${language(lang)}短语`],
  [/^has nothing that can be said$/, () => '没有可以说出的内容'],
  [/^(.+) is a phrase of choice (\d+) too$/, (phrase = '', n = '') => `短语“${phrase}”也属于第 ${n} 个选项`],
  [
    /^no recogniser understands (\S+) here/,
    (lang = '') => `这里没有${language(lang)}语音识别，每次都会走“失败”出口`,
  ],
  [/^is no value of the type (\S+)$/, () => '初值与类型不符'],
];

const hints: readonly Sentence[] = [
  [/^lead a route to it, or take it out$/, () => '让某个出口通向它，或删除它'],
  [/^put a node between that waits/, () => '中间加一个等待来电人的节点，或让一个出口结束'],
  [/^put a menu into the ring/, () => '在循环里加一个菜单，或让它结束'],
  [/^let noInput lead to a person/, () => '让“没有按键”通向人工或结束'],
  [/^let a key, or the last failed try/, () => '让某个按键或最后一次失败通向排队、留言或结束'],
  [/^set it before, correct the name/, () => '先设置它、改正名称，或声明它随通话带来'],
  [/^give it an initial value under variables/, () => '在变量里给出初值，或在其他路径上也设置它'],
  [/^add (\S+) to the keys, or change what is said$/, (key = '') => `在按键里加上 ${key}，或修改提示音`],
  [/^say it in the prompt, or take the key out$/, () => '在提示音里说明，或去掉这个键'],
  [/^name one in the setting recognisers: (.+)$/, (example = '') => `在设置 recognisers 里写明：${example}`],
  [/^correct the name, or set the (\S+) up first$/, (what = '') => `改正名称，或先建立这个${thing(what)}`],
];

function said(text: string, sentences: readonly Sentence[]): string | undefined {
  for (const [expression, say] of sentences) {
    const found = expression.exec(text);
    if (found) return say(...found.slice(1));
  }
  return undefined;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function findingReason(reason: string, chosen: Language): string {
  if (chosen === 'en') return capital(reason);
  return said(reason, reasons) ?? refusalWords({ code: 'flow.invalid', message: reason, where: '' }, chosen);
}

export function findingHint(hint: string, chosen: Language): string {
  return chosen === 'en' ? capital(hint) : (said(hint, hints) ?? hint);
}
