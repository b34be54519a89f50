import {
  bounds,
  type Awaiting,
  type FlowEffect,
  type FlowFault,
  type FlowSet,
  type FlowState,
  type Prompt,
} from './model.js';
import { acceptingOf, builtIn, expressionsOf, isOfType, type Expression } from './expression.js';
import type { Flow, Language, PromptItem } from './flow.js';
import { sayDigits, sayNumber } from './say-number.js';
import type { FlowTables } from './tables.js';
import { fill, fillEscaped, valueOf, withVariable } from './variables.js';

/** What a node comes to: it waits for an input, a route is taken (undefined: none fits), the flow is wrong or over. */
export type Outcome =
  | { readonly kind: 'wait'; readonly for: Awaiting; readonly effect: FlowEffect }
  | { readonly kind: 'go'; readonly to: string | undefined }
  | { readonly kind: 'call'; readonly flow: string }
  | { readonly kind: 'fault'; readonly why: FlowFault }
  | { readonly kind: 'hangup'; readonly effect: Extract<FlowEffect, { do: 'hangup' }> };

export const wait = (awaiting: Awaiting, effect: FlowEffect): Outcome => ({
  kind: 'wait',
  for: awaiting,
  effect,
});
export const go = (to: string | undefined): Outcome => ({ kind: 'go', to });
export const fault = (why: FlowFault): Outcome => ({ kind: 'fault', why });

const usualZone = 'Asia/Shanghai';

/** One step being taken: the state as a draft of its own, and the effects so far. */
export class Run {
  readonly effects: FlowEffect[] = [];
  readonly state: { -readonly [K in keyof FlowState]: FlowState[K] };

  readonly flows: FlowSet;
  readonly now: number;
  readonly tables: FlowTables;

  constructor(flows: FlowSet, state: FlowState, now: number, tables: FlowTables) {
    this.flows = flows;
    this.state = { ...state };
    this.now = now;
    this.tables = tables;
  }

  get flow(): Flow | undefined {
    return this.flows.get(this.state.flow);
  }

  get language(): Language {
    return this.state.language ?? this.flow?.language ?? 'zh-CN';
  }

  get timeZone(): string {
    return this.flow?.timeZone ?? usualZone;
  }

  fill(template: string): string {
    return fill(template, this.state);
  }

  /** For a place in an address: each value is escaped. */
  fillEscaped(template: string): string {
    return fillEscaped(template, this.state);
  }

  /** @returns why it cannot be; undefined: it is set. */
  set(name: string, value: string): FlowFault | undefined {
    const type = this.flow?.variables?.[name]?.type;
    if (type !== undefined && !isOfType(type, value)) return 'wrongType';
    const variables = withVariable(this.state.variables, name, value);
    if (!variables) return 'tooManyVariables';
    this.state.variables = variables;
    this.effects.push({ do: 'setData', name, value: variables[name] ?? '' });
    return undefined;
  }

  /** Sets all of them. @returns why one cannot be. */
  setAll(values: Readonly<Record<string, string>>): FlowFault | undefined {
    for (const [name, value] of Object.entries(values)) {
      const why = this.set(name, value);
      if (why !== undefined) return why;
    }
    return undefined;
  }

  /** @returns undefined when it has no value. */
  evaluate(text: string): string | undefined {
    const compiled = this.flow && expressionsOf(this.flow).of(text);
    return compiled?.ok ? this.#valueOf(compiled.value) : undefined;
  }

  /** Whether digits fit the `accept` of a collect node. */
  accepts(text: string, digits: string): boolean {
    const compiled = this.flow && acceptingOf(this.flow).of(text);
    return compiled?.ok === true && this.#valueOf(compiled.value, digits) === 'true';
  }

  #valueOf(expression: Expression, digits?: string): string | undefined {
    const { caller, dialled } = this.state.context;
    const at = {
      ...{ caller, dialled, language: this.language, now: this.now, timeZone: this.timeZone },
      region: () => this.tables.region(caller),
    };
    return expression.evaluate((name) =>
      name === 'digits' && digits !== undefined ? digits : (builtIn(name, at) ?? valueOf(name, this.state)),
    );
  }

  /** The caller did something, or was served: not a loop that runs by itself. */
  sawSign(): void {
    this.state.nodesSinceSign = 0;
  }

  /** Keeps a key that cut a prompt short for the next node that takes keys. */
  typeAhead(key: string | undefined): void {
    if (key === undefined) return;
    this.sawSign();
    this.state.typedAhead = (this.state.typedAhead + key).slice(0, bounds.typedAhead);
  }

  prompts(items: readonly PromptItem[]): Prompt[] {
    const { language } = this;
    return items.flatMap((item): Prompt[] => {
      if (typeof item === 'string') return [this.#recorded(language, item)];
      if ('digits' in item) return sayDigits(language, this.fill(item.digits));
      if ('say' in item) return spoken(language, this.fill(item.say));
      const text = this.fill(item.number);
      return text === '' ? [] : sayNumber(language, Number(text));
    });
  }

  #recorded(language: Language, id: string): Prompt {
    const texts = this.flow?.texts;
    const text = texts && Object.hasOwn(texts, id) ? texts[id]?.[language] : undefined;
    return { kind: 'recorded', language, id, ...(text === undefined ? {} : { text: this.fill(text) }) };
  }
}

const spoken = (language: Language, text: string): Prompt[] =>
  text.trim() === '' ? [] : [{ kind: 'spoken', language, text }];
