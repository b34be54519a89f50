import type { FlowNode, NodeOf, PromptItem } from './flow.js';

/** Where in the file (keys and indexes from the node on) something stands, and what it names. */
export interface Mention<T> {
  readonly path: readonly (string | number)[];
  readonly value: T;
}

/**
 * What lies between a node and the one that a route leads to: a sign of the caller or a person (`input`), only time
 * (`time`: prompts that play, a key that does not come), or nothing (`nothing`).
 */
export type Between = 'input' | 'time' | 'nothing';

export interface Route extends Mention<string> {
  readonly between: Between;
}

/** The same for a route that the file leaves out: `onError` takes it, or the end. */
export interface MissingRoute {
  readonly between: Between;
}

type Named = readonly [name: string, between: Between];

/** Routes that are a name of the node each, by kind. */
const named: Readonly<Record<FlowNode['kind'], readonly Named[]>> = {
  play: [['next', 'time']],
  say: [['next', 'time']],
  survey: [['next', 'input']],
  set: [['next', 'nothing']],
  // The interpreter comes back to it; what the flow in between does is not known here.
  subflow: [['next', 'nothing']],
  language: [['next', 'nothing']],
  script: [['next', 'nothing']],
  http: [
    ['next', 'nothing'],
    ['refused', 'nothing'],
    ['failed', 'nothing'],
  ],
  lookup: [
    ['next', 'nothing'],
    ['unknown', 'nothing'],
    ['failed', 'nothing'],
  ],
  callback: [
    ['next', 'nothing'],
    ['invalid', 'nothing'],
  ],
  menu: [],
  speechMenu: [['failed', 'time']],
  collect: [['next', 'input']],
  branch: [['otherwise', 'nothing']],
  queue: [
    ['served', 'input'],
    ['timedOut', 'time'],
    ['full', 'nothing'],
    ['nobody', 'nothing'],
    ['failed', 'nothing'],
  ],
  agent: transferRoutes(),
  extension: transferRoutes(),
  external: transferRoutes(),
  voicemail: [
    ['next', 'input'],
    ['empty', 'time'],
  ],
  hangup: [],
};

function transferRoutes(): readonly Named[] {
  return [
    ['ended', 'input'],
    ['busy', 'nothing'],
    ['noAnswer', 'time'],
    ['failed', 'nothing'],
  ];
}

/** Those of them that end the flow where they are left out, or fall back to another route. */
const withoutNeed: readonly string[] = ['served', 'ended', 'empty', 'refused', 'unknown', 'nobody', 'busy'];

const textOf = (node: FlowNode, name: string): string | undefined => {
  const value = (node as unknown as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
};

/** Every route of the node. */
export function routesOf(node: FlowNode): Route[] {
  const plain: readonly Named[] = [...named[node.kind], ['error', 'nothing']];
  const own = plain.flatMap(([name, between]): Route[] => {
    const value = textOf(node, name);
    return value === undefined ? [] : [{ path: [name], value, between }];
  });
  return [...askingRoutes(node), ...own];
}

/** Whether some end of the node has no route of its own, so that `onError` or the end takes it. */
export function missingRoutes(node: FlowNode): MissingRoute[] {
  const missing = named[node.kind]
    .filter(([name]) => !withoutNeed.includes(name) && textOf(node, name) === undefined)
    .filter(([name]) => name !== 'timedOut' || (node as NodeOf<'queue'>).maxWaitMs !== undefined)
    .map(([, between]) => ({ between }));
  const attempts =
    node.kind === 'menu'
      ? [node.noInput, node.wrongKey]
      : node.kind === 'collect'
        ? [node.noInput, node.invalid]
        : node.kind === 'speechMenu'
          ? [node.noInput, node.noMatch]
          : [];
  return [
    ...missing,
    ...attempts.filter((one) => one?.next === undefined).map(() => ({ between: 'time' as const })),
  ];
}

function askingRoutes(node: FlowNode): Route[] {
  const attempt = (name: string, one: { readonly next?: string } | undefined): Route[] =>
    one?.next === undefined ? [] : [{ path: [name, 'next'], value: one.next, between: 'time' }];
  if (node.kind === 'menu')
    return [
      ...Object.entries(node.keys).map(([key, value]): Route => ({
        path: ['keys', key],
        value,
        between: 'input',
      })),
      ...attempt('noInput', node.noInput),
      ...attempt('wrongKey', node.wrongKey),
    ];
  if (node.kind === 'collect')
    return [...attempt('noInput', node.noInput), ...attempt('invalid', node.invalid)];
  if (node.kind === 'speechMenu') return speechRoutes(node, attempt);
  if (node.kind !== 'branch') return [];
  return node.cases.map(({ next }, i): Route => ({
    path: ['cases', i, 'next'],
    value: next,
    between: 'nothing',
  }));
}

function speechRoutes(
  { choices, keys = {}, noInput, noMatch }: NodeOf<'speechMenu'>,
  attempt: (name: string, one: { readonly next?: string } | undefined) => Route[],
): Route[] {
  return [
    ...choices.map(({ next }, i): Route => ({ path: ['choices', i, 'next'], value: next, between: 'input' })),
    ...Object.entries(keys).map(([key, value]): Route => ({ path: ['keys', key], value, between: 'input' })),
    ...attempt('noInput', noInput),
    ...attempt('noMatch', noMatch),
  ];
}

/** Every list of prompts that the node plays, with its place. */
export function promptListsOf(node: FlowNode): Mention<readonly PromptItem[]>[] {
  const list = (
    path: readonly (string | number)[],
    value: readonly PromptItem[] | undefined,
  ): Mention<readonly PromptItem[]>[] => (value ? [{ path, value }] : []);
  if (node.kind === 'play' || node.kind === 'voicemail') return list(['prompts'], node.prompts);
  if (node.kind === 'menu')
    return [
      ...list(['prompts'], node.prompts),
      ...list(['noInput', 'prompts'], node.noInput?.prompts),
      ...list(['wrongKey', 'prompts'], node.wrongKey?.prompts),
    ];
  if (node.kind === 'collect')
    return [
      ...list(['prompts'], node.prompts),
      ...list(['noInput', 'prompts'], node.noInput?.prompts),
      ...list(['invalid', 'prompts'], node.invalid?.prompts),
    ];
  if (node.kind === 'speechMenu')
    return [
      ...list(['prompts'], node.prompts),
      ...list(['noInput', 'prompts'], node.noInput?.prompts),
      ...list(['noMatch', 'prompts'], node.noMatch?.prompts),
    ];
  if (node.kind !== 'survey') return [];
  return [
    ...node.questions.flatMap(({ prompts }, i) => list(['questions', i, 'prompts'], prompts)),
    ...list(['wrongKeyPrompts'], node.wrongKeyPrompts),
    ...list(['thanks'], node.thanks),
  ];
}

/** Every recorded prompt that the node names. */
export function promptsOf(node: FlowNode): Mention<string>[] {
  return promptListsOf(node).flatMap(({ path, value }) =>
    value.flatMap((item, i) => (typeof item === 'string' ? [{ path: [...path, i], value: item }] : [])),
  );
}

/** Whether the node needs the synthesiser, and where. */
export function speechOf(node: FlowNode): Mention<string>[] {
  const items = promptListsOf(node).flatMap(({ path, value }) =>
    value.flatMap((item, i) =>
      typeof item === 'object' && 'say' in item ? [{ path: [...path, i], value: item.say }] : [],
    ),
  );
  return node.kind === 'say' ? [{ path: ['kind'], value: node.text }, ...items] : items;
}
