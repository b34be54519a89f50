/** The phone in a supervisor's or administrator's browser, for listening, taking over, and trying flows. It opens when it is needed for the first time. */
import type { Cancel, Clock } from '../../kernel/clock.js';
import { Signal } from '../../kernel/signal.js';
import type { Phone } from '../phone/phone.js';
import { isStarting, phoneProblem, type PhoneProblem } from '../phone/phone-health.js';
import type { PhoneState } from '../phone/phone-state.js';

/** As much of a Phone as is needed. */
export type PhoneLike = Pick<
  Phone,
  'get' | 'subscribe' | 'start' | 'close' | 'expectCall' | 'dial' | 'sendDigits' | 'mute' | 'hangUp'
>;

/** From opening to a registered phone; the person may have to allow the microphone meanwhile. */
const longestMs = 15_000;

export class OwnPhone {
  readonly #open: () => Promise<PhoneLike>;
  readonly #clock: Clock;
  readonly #changed = new Signal<PhoneState | undefined>();
  #phone: PhoneLike | undefined;
  #opening: Promise<PhoneLike> | undefined;
  #closed = false;

  constructor(open: () => Promise<PhoneLike>, clock: Clock) {
    this.#open = open;
    this.#clock = clock;
  }

  /** Undefined while it is not open. */
  readonly get = (): PhoneState | undefined => this.#phone?.get();

  readonly subscribe = (listener: () => void): Cancel => this.#changed.on(listener);

  /**
   * Opens the phone, and has it answer the call that is about to come by itself.
   * @returns why it cannot take one; null when it can.
   */
  async expectCall(): Promise<PhoneProblem | null> {
    const [phone, problem] = await this.#ready();
    if (problem === null && phone.get().call === null) phone.expectCall();
    return problem;
  }

  /**
   * Opens the phone and calls a number.
   * @returns why it cannot; null when it rings there.
   * @throws Error when there is a call already.
   */
  async dial(number: string): Promise<PhoneProblem | null> {
    const [phone, problem] = await this.#ready();
    if (problem === null) await phone.dial(number);
    return problem;
  }

  sendDigits(digits: string): void {
    this.#phone?.sendDigits(digits);
  }

  mute(muted: boolean): void {
    this.#phone?.mute(muted);
  }

  async hangUp(): Promise<void> {
    await this.#phone?.hangUp();
  }

  close(): void {
    this.#closed = true;
    void this.#phone?.close();
  }

  async #ready(): Promise<readonly [PhoneLike, PhoneProblem | null]> {
    this.#opening ??= this.#openOnce();
    const phone = await this.#opening;
    return [phone, await this.#settled(phone)];
  }

  async #openOnce(): Promise<PhoneLike> {
    const phone = await this.#open();
    if (this.#closed) return phone;
    this.#phone = phone;
    phone.subscribe(() => this.#changed.emit(phone.get()));
    phone.start();
    this.#changed.emit(phone.get());
    return phone;
  }

  /** Waits until the phone works or says why it does not. */
  #settled(phone: PhoneLike): Promise<PhoneProblem | null> {
    return new Promise((resolve) => {
      const undo: Cancel[] = [];
      const end = (problem: PhoneProblem | null): void => {
        for (const one of undo) one();
        resolve(problem);
      };
      const look = (): boolean => {
        const problem = phoneProblem(phone.get());
        if (isStarting(phone.get()) || passes(problem)) return false;
        end(problem);
        return true;
      };
      if (look()) return;
      undo.push(
        phone.subscribe(look),
        this.#clock.after(longestMs, () => end(phoneProblem(phone.get()) ?? 'registration')),
      );
    });
  }
}

/** A line that is not there yet may come; a microphone and another tab are for the person to deal with. */
function passes(problem: PhoneProblem | null): boolean {
  return problem === 'socket' || problem === 'registration';
}
