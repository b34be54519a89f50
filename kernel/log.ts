import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * A personal value (number, name, key pressed, transcript) for a log field. It prints as `[personal]` unless the
 * process was started with personal logging on; wrap at the source, so no sink can forget to.
 */
export class Personal {
  static #shown = false;
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Called once at the composition root. */
  static show(shown: boolean): void {
    Personal.#shown = shown;
  }

  toJSON(): string {
    return Personal.#shown ? this.#value : '[personal]';
  }

  toString(): string {
    return this.toJSON();
  }
}

export const personal = (value: string): Personal => new Personal(value);

/** The root logger of a process; children carry fields (`call`, `leg`, `agent`). JSON lines on standard output. */
export function createLogger(name: string, level: LogLevel): Logger {
  return pino({ name, level });
}

/** A logger that says nothing, for tests. */
export const silentLogger: Logger = pino({ level: 'silent' });
