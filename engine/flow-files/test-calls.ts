/** Numbers that lead into a draft for a while: a user's phone may call one and hear it; no other call is touched. */
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import type { Language } from '../ivr/flow.js';
import type { LoadedFlows } from './load-flows.js';

export interface TestCall {
  readonly flow: string;
  readonly language: Language;
  readonly loaded: LoadedFlows;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** What these numbers begin with. */
export const testCallPrefix = '*88';
const validMs = 10 * 60_000;
/** The oldest goes when there is one more. */
const mostNumbers = 50;

export class TestCalls {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #numbers = new Map<string, TestCall>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** @returns the number to call, which is short enough to be guessed: who may call it is for the reception to say. */
  add(flow: string, loaded: LoadedFlows): { readonly number: string; readonly until: number } {
    const digits = String(this.#random.below(1_000_000)).padStart(6, '0');
    const number = `${testCallPrefix}${digits}`;
    const until = this.#clock.now() + validMs;
    const [oldest] = this.#numbers.keys();
    if (this.#numbers.size >= mostNumbers && oldest !== undefined) this.#numbers.delete(oldest);
    this.#numbers.set(number, { flow, loaded, until, language: loaded.flows.get(flow)?.language ?? 'zh-CN' });
    return { number, until };
  }

  find(number: string): TestCall | undefined {
    const call = this.#numbers.get(number);
    return call && call.until > this.#clock.now() ? call : undefined;
  }
}
