/** What a node and its exits are called on the graph. */
import type { editorTexts } from './editor-texts.js';
import { list, record, textsIn, type Exit, type FlowNode } from './flow-model.js';

type Words = (typeof editorTexts)['en'];

export const kindWord = (words: Words, kind: string): string =>
  kind === '' ? words.otherKind : (words.kinds[kind] ?? kind);
export const fieldWord = (words: Words, name: string): string => words.fields[name] ?? name;
export const valueWord = (words: Words, value: unknown): string =>
  words.values[String(value)] ?? String(value);

export function exitWord(words: Words, { path }: Pick<Exit, 'path'>, value: unknown): string {
  const [first, second] = path;
  if (first === 'keys' && second !== undefined) return words.key(String(second));
  if (first === 'choices' && typeof second === 'number') {
    const { phrases } = record(list(record(value)['choices'])[second]);
    const [said = ''] = Object.values(record(phrases)).flatMap(list).map(String);
    return said || words.item(second + 1);
  }
  if (first === 'cases' && typeof second === 'number')
    return (
      conditionWord(words, record(list(record(value)['cases'])[second])['when']) || words.item(second + 1)
    );
  if (first === 'choices' && typeof second === 'number')
    return textsIn(record(list(record(value)['choices'])[second])['phrases'])[0] ?? words.item(second + 1);
  if (path.length > 1 && path.at(-1) !== 'next')
    return path.map((step) => words.exits[String(step)] ?? String(step)).join(' ');
  return words.exits[String(first)] ?? String(first);
}

/** A condition in one line. */
export function conditionWord(words: Words, condition: unknown): string {
  const when = record(condition);
  const texts = (name: string): string => list(when[name]).map(String).join(' ');
  const plain = (value: unknown): string =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if ('variable' in when)
    return `${plain(when['variable'])} ${valueWord(words, when['is'])} ${plain(when['value'])}`.trim();
  if ('calendar' in when) return `${plain(when['calendar'])} ${valueWord(words, when['is'])}`;
  if ('list' in when) return valueWord(words, when['list']);
  if ('expression' in when) return plain(when['expression']);
  for (const name of ['callerPrefix', 'dialled', 'region'])
    if (name in when) return `${fieldWord(words, name)} ${texts(name)}`;
  const days = list(when['weekdays']).map((day) => words.weekdays[Number(day) - 1] ?? '');
  const hours = 'from' in when || 'to' in when ? words.to(plain(when['from']), plain(when['to'])) : '';
  return [dayRange(words, days), hours].filter((part) => part !== '').join(' ');
}

function dayRange(words: Words, days: readonly string[]): string {
  if (days.length < 3) return days.join(' ');
  const first = words.weekdays.indexOf(days[0] ?? '');
  const inRow = days.every((day, i) => words.weekdays[first + i] === day);
  return inRow ? words.to(days[0] ?? '', days.at(-1) ?? '') : days.join(' ');
}

/** What the node is about, in one line: its prompts, its queue, its address. */
export function summaryOf({ kind, value }: Pick<FlowNode, 'kind' | 'value'>): string {
  const told = [
    'queue',
    'agent',
    'extension',
    'number',
    'mailbox',
    'flow',
    'url',
    'text',
    'language',
    'variable',
  ];
  const named = told.map((name) => value[name]).find((one) => typeof one === 'string' && one !== '');
  if (kind === 'set') return Object.keys(record(value['values'])).join(', ');
  if (kind === 'script')
    return list(value['assign'])
      .map((one) => String(record(one)['variable']))
      .join(', ');
  if (kind === 'survey')
    return list(value['questions'])
      .map((one) => String(record(one)['id']))
      .join(', ');
  if (typeof named === 'string') return named;
  return list(value['prompts']).map(promptWord).join(' · ');
}

function promptWord(item: unknown): string {
  if (typeof item === 'string') return item;
  const [said] = Object.values(record(item));
  return typeof said === 'string' ? said : '';
}
