/** The nodes that take keys: menu, collect and the questions of a survey. */
import { defaults, type NodeOf, type PromptItem } from './flow.js';
import type { FlowInput } from './model.js';
import { fault, go, type Outcome, type Run, wait } from './run.js';

type Collected = Extract<FlowInput, { kind: 'collected' }>;

interface Timing {
  readonly timeoutMs?: number;
  readonly interDigitMs?: number;
}

export function enterMenu(run: Run, node: NodeOf<'menu'>): Outcome {
  run.state.failures = 0;
  return askMenu(run, node, node.prompts);
}

function askMenu(run: Run, node: NodeOf<'menu'>, prompts: readonly PromptItem[]): Outcome {
  const key = takeTypedKey(run);
  if (key !== undefined) return choose(run, node, key);
  return askKey(run, prompts, node, Object.keys(node.keys));
}

export function answerMenu(run: Run, node: NodeOf<'menu'>, input: Collected): Outcome {
  return choose(run, node, keyOf(input));
}

function choose(run: Run, node: NodeOf<'menu'>, key: string | undefined): Outcome {
  if (key !== undefined) {
    run.sawSign();
    if (Object.hasOwn(node.keys, key)) return go(node.keys[key]);
  }
  const attempt = key === undefined ? node.noInput : node.wrongKey;
  if (!tryAgain(run, node.tries)) return go(attempt?.next);
  return askMenu(run, node, [...(attempt?.prompts ?? []), ...node.prompts]);
}

export function enterCollect(run: Run, node: NodeOf<'collect'>): Outcome {
  run.state.failures = 0;
  return askDigits(run, node, node.prompts);
}

function askDigits(run: Run, node: NodeOf<'collect'>, prompts: readonly PromptItem[]): Outcome {
  const terminators = node.terminators ?? '#';
  const typed = run.state.typedAhead;
  const end = Array.from(typed).findIndex((key, i) => i >= node.maxDigits || terminators.includes(key));
  if (end >= 0 || typed.length === node.maxDigits) {
    const length = end < 0 ? typed.length : end;
    const terminated = end >= 0 && terminators.includes(typed.charAt(end));
    run.state.typedAhead = typed.slice(length + (terminated ? 1 : 0));
    return judge(run, node, typed.slice(0, length));
  }
  return wait('collected', {
    do: 'collect',
    prompts: typed === '' ? run.prompts(prompts) : [],
    minDigits: Math.max(1, node.minDigits - typed.length),
    maxDigits: node.maxDigits - typed.length,
    timeoutMs: typed === '' ? (node.timeoutMs ?? defaults.timeoutMs) : interDigitMs(node),
    interDigitMs: interDigitMs(node),
    terminators,
    validKeys: null,
  });
}

export function answerCollect(run: Run, node: NodeOf<'collect'>, input: Collected): Outcome {
  const digits = run.state.typedAhead + input.digits;
  run.state.typedAhead = '';
  return judge(run, node, digits.slice(0, node.maxDigits));
}

function judge(run: Run, node: NodeOf<'collect'>, digits: string): Outcome {
  if (digits !== '') run.sawSign();
  if (digits.length >= node.minDigits && (node.accept === undefined || run.accepts(node.accept, digits))) {
    const why = run.set(node.variable, digits);
    return why === undefined ? go(node.next) : fault(why);
  }
  const attempt = digits === '' ? node.noInput : node.invalid;
  if (!tryAgain(run, node.tries)) return go(attempt?.next);
  return askDigits(run, node, [...(attempt?.prompts ?? []), ...node.prompts]);
}

export function enterSurvey(run: Run, node: NodeOf<'survey'>): Outcome {
  run.state.question = 0;
  return askQuestion(run, node);
}

/** Keys from before the question are not an answer to it. */
export function askQuestion(run: Run, node: NodeOf<'survey'>): Outcome {
  run.state.typedAhead = '';
  run.state.failures = 0;
  const question = node.questions[run.state.question];
  if (question) return askKey(run, question.prompts, node, Object.keys(question.keys));
  const thanks = run.prompts(node.thanks ?? []);
  return thanks.length === 0
    ? go(node.next)
    : wait('played', { do: 'play', prompts: thanks, interruptible: false });
}

export function answerSurvey(run: Run, node: NodeOf<'survey'>, input: Collected): Outcome {
  const question = node.questions[run.state.question];
  if (!question) return go(node.next);
  const key = keyOf(input);
  const rating = key !== undefined && Object.hasOwn(question.keys, key) ? question.keys[key] : undefined;
  if (key !== undefined) run.sawSign();
  if (rating === undefined && tryAgain(run, node.tries)) {
    const prompts = [...(key === undefined ? [] : (node.wrongKeyPrompts ?? [])), ...question.prompts];
    return askKey(run, prompts, node, Object.keys(question.keys));
  }
  run.effects.push({
    do: 'rate',
    question: question.id,
    key: rating === undefined ? null : (key ?? null),
    rating: rating ?? null,
  });
  run.state.question++;
  return askQuestion(run, node);
}

/** A caller who hangs up leaves the rest not rated (未评价). */
export function abandonSurvey(run: Run, node: NodeOf<'survey'>): void {
  for (const { id } of node.questions.slice(run.state.question))
    run.effects.push({ do: 'rate', question: id, key: null, rating: null });
}

function askKey(run: Run, prompts: readonly PromptItem[], timing: Timing, keys: readonly string[]): Outcome {
  return wait('collected', {
    do: 'collect',
    prompts: run.prompts(prompts),
    minDigits: 1,
    maxDigits: 1,
    timeoutMs: timing.timeoutMs ?? defaults.timeoutMs,
    interDigitMs: interDigitMs(timing),
    terminators: '',
    validKeys: keys.join(''),
  });
}

const interDigitMs = (timing: Timing): number => timing.interDigitMs ?? defaults.interDigitMs;

/** A switch may report the key as a terminator. */
const keyOf = (input: Collected): string | undefined => input.digits[0] ?? input.terminator?.[0];

function takeTypedKey(run: Run): string | undefined {
  const key = run.state.typedAhead[0];
  run.state.typedAhead = run.state.typedAhead.slice(1);
  return key;
}

/** Counts a failed try. @returns whether there is one more. */
export function tryAgain(run: Run, tries: number = defaults.tries): boolean {
  run.state.failures++;
  return run.state.failures < tries;
}
