/** Whether the keys that a menu's text names are the keys that it takes. */
import type { Flow, NodeOf } from './flow.js';
import type { Language, PromptItem } from './schema-parts.js';
import type { Finding } from './soundness.js';

/** What a prompt says, where that is known. */
export type PromptText = (language: Language, id: string) => string | undefined;

const named =
  /(?:按|press)\s*(?:数字)?\s*([0-9*#]|星号键?|井号键?|star|hash|pound|zero|one|two|three|four|five|six|seven|eight|nine|[零〇一二三四五六七八九])/giu;

const digits: Readonly<Record<string, string>> = {
  ...{ 星号: '*', 星号键: '*', star: '*', 井号: '#', 井号键: '#', hash: '#', pound: '#' },
  ...{ 零: '0', 〇: '0', 一: '1', 二: '2', 三: '3', 四: '4', 五: '5', 六: '6', 七: '7', 八: '8', 九: '9' },
  ...{
    zero: '0',
    one: '1',
    two: '2',
    three: '3',
    four: '4',
    five: '5',
    six: '6',
    seven: '7',
    eight: '8',
    nine: '9',
  },
};

export function menuFindings(flow: Flow, text: PromptText): Finding[] {
  return Object.entries(flow.nodes).flatMap(([id, node]) =>
    node.kind === 'menu' || (node.kind === 'speechMenu' && node.keys)
      ? (flow.languages ?? [flow.language]).flatMap((language) => keysOf(flow, id, node, language, text))
      : [],
  );
}

function keysOf(
  flow: Flow,
  id: string,
  node: NodeOf<'menu'> | NodeOf<'speechMenu'>,
  language: Language,
  text: PromptText,
): Finding[] {
  const said = new Set(
    node.prompts.flatMap((item) => {
      const words = wordsOf(flow, item, language, text) ?? '';
      return [...words.matchAll(named)].map(([, key = '']) => digits[key.toLowerCase()] ?? key);
    }),
  );
  if (said.size === 0) return [];
  const taken = Object.keys(node.keys ?? {});
  const dead = [...said].filter((key) => !taken.includes(key));
  const unsaid = taken.filter((key) => !said.has(key));
  return [
    ...dead.map((key) => ({
      path: ['nodes', id, 'keys'],
      reason: `the caller is told to press ${key} (${language}), and the key leads nowhere`,
      hint: `add ${key} to the keys, or change what is said`,
      severity: 'error' as const,
    })),
    ...unsaid.map((key) => ({
      path: ['nodes', id, 'keys', key],
      reason: `nobody is told of key ${key} (${language})`,
      hint: 'say it in the prompt, or take the key out',
      severity: 'warning' as const,
    })),
  ];
}

function wordsOf(flow: Flow, item: PromptItem, language: Language, text: PromptText): string | undefined {
  if (typeof item === 'string') return text(language, item) ?? flow.texts?.[item]?.[language];
  return 'say' in item ? item.say : undefined;
}
