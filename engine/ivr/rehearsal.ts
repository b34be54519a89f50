/** A call in a flow without a telephone: what happens is said as in a case file. */
import type { CaseStep } from './flow-case.js';
import { isOver, start, step } from './interpreter.js';
import type { FlowContext, FlowEffect, FlowInput, FlowSet, FlowState, Heard } from './model.js';
import type { FlowTables } from './tables.js';

export class Rehearsal {
  readonly #flows: FlowSet;
  readonly #tables: FlowTables;
  readonly #effects: FlowEffect[] = [];
  #now: number;
  #state: FlowState;

  /** @param now milliseconds since the epoch. */
  constructor(flows: FlowSet, flow: string, context: FlowContext, now: number, tables: FlowTables) {
    this.#flows = flows;
    this.#tables = tables;
    this.#now = now;
    const first = start(flows, flow, context, now, tables);
    this.#state = first.state;
    this.#effects.push(...first.effects);
  }

  get state(): FlowState {
    return this.#state;
  }

  /** All so far, the latest last. */
  get effects(): readonly FlowEffect[] {
    return this.#effects;
  }

  get language(): string {
    return this.#state.language ?? this.#flows.get(this.#state.flow)?.language ?? 'zh-CN';
  }

  /** Milliseconds since the epoch, as far as time went on. */
  get now(): number {
    return this.#now;
  }

  /** Lets happen what the step says; one that says what must be so changes nothing. @returns why it cannot. */
  act(happens: CaseStep): string | undefined {
    const { press, queueLeft, transferEnded, recordedMs } = happens;
    if (press !== undefined) return this.#press(press);
    if (happens.finished) return this.take({ kind: 'played' });
    if (happens.silence)
      return this.#effects.at(-1)?.do === 'collect'
        ? this.take({ kind: 'collected', digits: '', timedOut: true })
        : this.#say({ as: 'silence' });
    if (happens.says !== undefined) return this.#say({ as: 'words', text: happens.says });
    if (happens.notUnderstood) return this.#say({ as: 'failed', why: 'the case says so' });
    if (queueLeft) return this.take({ kind: 'queueLeft', end: queueLeft });
    if (transferEnded) return this.take({ kind: 'transferEnded', end: transferEnded });
    if (recordedMs !== undefined) return this.take({ kind: 'recorded', recordedMs });
    if (happens.answers) return this.#answer(happens.answers);
    if (happens.found) return this.take({ kind: 'lookedUp', found: { known: true, values: happens.found } });
    if (happens.notFound)
      return this.take({ kind: 'lookedUp', found: { known: false, why: happens.notFound } });
    if (happens.refused) return this.take({ kind: 'failed' });
    this.#now += 1000 * (happens.later ?? 0);
    return happens.hangsUp ? this.take({ kind: 'hungUp' }) : undefined;
  }

  /** @returns why the flow does not take it. */
  take(input: FlowInput): string | undefined {
    if (isOver(this.#state)) return 'the flow is over';
    if (input.kind !== 'hungUp' && input.kind !== 'failed' && input.kind !== this.#state.awaiting)
      return `the flow waits for ${this.#state.awaiting}, not ${input.kind}`;
    const { state, effects } = step(this.#flows, this.#state, input, this.#now, this.#tables);
    this.#state = state;
    this.#effects.push(...effects);
    return undefined;
  }

  #answer({ status, values = {} }: NonNullable<CaseStep['answers']>): string | undefined {
    const answer = status === 0 ? ({ status: 0, why: 'the case says so' } as const) : { status, values };
    return this.take({ kind: 'answered', answer });
  }

  /** Who speaks has heard the question out. */
  #say(heard: Heard): string | undefined {
    const asked = this.#state.awaiting === 'played' ? this.take({ kind: 'played' }) : undefined;
    return asked ?? this.take({ kind: 'heard', heard });
  }

  #press(keys: string): string | undefined {
    for (let rest = keys; rest !== '';) {
      const last = this.#effects.at(-1);
      if (last?.do === 'listen' && last.keys.includes(rest.charAt(0))) {
        this.take({ kind: 'heard', heard: { as: 'key', key: rest.charAt(0) } });
        rest = rest.slice(1);
        continue;
      }
      if (last?.do !== 'collect') {
        if (last?.do !== 'play' || !last.interruptible) return 'no key is taken here';
        this.take({ kind: 'played', key: rest.charAt(0) });
        rest = rest.slice(1);
        continue;
      }
      const end = Array.from(rest).findIndex((key) => last.terminators.includes(key));
      const terminated = end >= 0 && end < last.maxDigits;
      const digits = rest.slice(0, terminated ? end : last.maxDigits);
      this.take({
        kind: 'collected',
        digits,
        ...(terminated ? { terminator: rest.charAt(end) } : {}),
        timedOut: !terminated && digits.length < last.maxDigits,
      });
      rest = rest.slice(digits.length + (terminated ? 1 : 0));
    }
    return undefined;
  }
}
