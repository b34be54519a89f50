/** Conditions and outcomes of routing rules as sentences. */
import { groupOf, leafOf } from './condition-fields.js';
import type { Condition, Outcome } from './contract.js';
import type { routingTexts } from './routing-texts.js';

export type RoutingWords = (typeof routingTexts)['zh-CN'];

/** What people call what has an id. */
export interface Names {
  readonly queue: (id: string) => string;
  readonly skill: (id: string) => string;
}

export function conditionWords(condition: Condition | undefined, words: RoutingWords, names: Names): string {
  if (!condition) return words.always;
  if ('not' in condition) {
    return `${words.condition.isNot}${inBrackets(condition.not, words, names)}`;
  }
  const group = groupOf(condition);
  if (group) {
    const between = group.of === 'all' ? words.condition.and : words.condition.or;
    return group.parts.map((part) => inBrackets(part, words, names)).join(between);
  }
  const leaf = leafOf(condition);
  if (!leaf) return JSON.stringify(condition);
  const said = settingsWords(leaf.settings, leaf.name, words, names);
  return `${words.leaves[leaf.name]} ${said}`.trim();
}

function inBrackets(part: Condition, words: RoutingWords, names: Names): string {
  const said = conditionWords(part, words, names);
  return (groupOf(part)?.parts.length ?? 0) > 1 ? `(${said})` : said;
}

function settingsWords(value: unknown, of: string, words: RoutingWords, names: Names): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.map((one) => itemWords(one, of, words, names)).join(' / ');
  if (typeof value !== 'object' || value === null) return itemWords(value, of, words, names);
  const fields: Readonly<Record<string, string>> = words.fields;
  const settings = value as Readonly<Record<string, unknown>>;
  if (of === 'time') return timeWords(settings, words);
  const limits = limitWords(settings, words);
  const rest = Object.entries(settings)
    .filter(([name]) => name !== 'from' && name !== 'to')
    .map(([name, inner]) =>
      name === 'name' || name === 'node'
        ? String(inner)
        : `${shortName(fields[name] ?? name)} ${settingsWords(inner, name, words, names)}`,
    );
  return [...rest, ...limits].join(' ');
}

/** Without the unit or the hint in brackets. */
function shortName(name: string): string {
  return name.replace(/\s*[（(].*[)）]$/, '');
}

function timeWords(settings: Readonly<Record<string, unknown>>, words: RoutingWords): string {
  const { from, to, weekdays, dates } = settings;
  const days = Array.isArray(weekdays) ? weekdays.map((day) => words.weekdays[Number(day) - 1] ?? '') : [];
  const clock =
    from === undefined && to === undefined
      ? []
      : [`${typeof from === 'string' ? from : '00:00'}–${typeof to === 'string' ? to : '24:00'}`];
  return [...days, ...(Array.isArray(dates) ? dates.map(String) : []), ...clock].join(' ');
}

function limitWords({ from, to }: Readonly<Record<string, unknown>>, words: RoutingWords): string[] {
  return [
    ...(typeof from === 'number' ? [words.said.atLeast(String(from))] : []),
    ...(typeof to === 'number' ? [words.said.atMost(String(to))] : []),
  ];
}

function itemWords(value: unknown, of: string, words: RoutingWords, names: Names): string {
  const text = String(value);
  if (of === 'queue') return names.queue(text);
  if (of === 'skills') return names.skill(text);
  const table: Readonly<Record<string, string>> =
    of === 'language' ? words.languages : of === 'count' ? words.counts : {};
  return table[text] ?? text;
}

export function outcomeWords(outcome: Outcome, words: RoutingWords, names: Names): string {
  const { said } = words;
  const { queue, routes = [], priority, addPriority, level, region, skills, wants } = outcome;
  const steps = said.steps(
    outcome.relax?.length ?? 0,
    outcome.promote?.length ?? 0,
    outcome.overflow?.length ?? 0,
  );
  const parts = [
    queue === undefined ? '' : said.queue(names.queue(queue)),
    routes.length === 0 ? '' : said.routes(routes.map((route) => names.queue(route.queue)).join(' / ')),
    priority === undefined ? '' : said.priority(priority),
    addPriority === undefined ? '' : said.addPriority(addPriority),
    level === undefined ? '' : said.level(level),
    region === undefined ? '' : said.region(region),
    skills === undefined ? '' : said.skills(skillWords(skills, names)),
    wants ? said.wants(wants.agent === 'last' ? words.outcome.last : wants.agent, wants.waitSeconds) : '',
    steps,
  ].filter((part) => part !== '');
  return parts.length === 0 ? said.nothing : parts.join(words.comma);
}

export function skillWords(skills: Readonly<Record<string, number>>, names: Names): string {
  return Object.entries(skills)
    .map(([id, level]) => `${names.skill(id)} ≥ ${level}`)
    .join(' / ');
}

/** Where a condition failed; a number in the path is the place in a group, and says nothing to people. */
export function pathWords(path: readonly (string | number)[], words: RoutingWords): string {
  const names: Readonly<Record<string, string>> = {
    ...{ ...words.counts, ...words.leaves, not: words.condition.not },
  };
  const fields: Readonly<Record<string, string>> = words.fields;
  const steps = path.map(String).flatMap((step, n) => {
    if (/^\d+$/.test(step) || step === 'all' || step === 'any') return [];
    const inLeaf = n > 0 && String(path[n - 1]) in words.leaves;
    return [shortName((inLeaf ? fields[step] : undefined) ?? names[step] ?? step)];
  });
  return steps.join(' › ');
}

/** The same, with what was found there. */
export function failureWords(path: readonly (string | number)[], found: string, words: RoutingWords): string {
  const value =
    found === 'not known' || found === '' ? words.unknownValue : found === 'it holds' ? words.itHolds : found;
  const at = pathWords(path, words);
  return at === '' ? value : words.failsAt(at, value);
}
