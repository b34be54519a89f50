/** Speech by espeak-ng, a program of its own: text goes in by its standard input, a WAV comes out. */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Clock } from '../../kernel/clock.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Language } from '../ivr/flow.js';
import type { Voice } from './speech-files.js';

export interface EspeakOptions {
  /** Absolute path of espeak-ng. */
  readonly program: string;
  readonly clock: Clock;
  /** Milliseconds that one text may take. */
  readonly longestMs?: number;
}

const usualLongestMs = 5_000;

/** As scripts/make-prompts.mjs has them, so that spoken and recorded prompts sound alike. */
const voices: Readonly<Record<Language, string>> = { 'zh-CN': 'cmn-latn-pinyin', en: 'en-us' };
const wordsPerMinute = '150';

/** @returns the program's absolute path, when one of the folders of `path` (as of PATH) has it. */
export async function findProgram(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((one) => isAbsolute(one))) {
    const file = join(folder, name);
    const there = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there) return file;
  }
  return undefined;
}

export class EspeakVoice implements Voice {
  readonly name = 'espeak-ng';
  readonly #options: EspeakOptions;

  constructor(options: EspeakOptions) {
    this.#options = options;
  }

  isUsable(): boolean {
    return true;
  }

  say(text: string, language: Language, file: string): Promise<Result<string>> {
    const { program, clock, longestMs = usualLongestMs } = this.#options;
    return new Promise((resolve) => {
      const child = spawn(
        program,
        ['-v', voices[language], '-s', wordsPerMinute, '-b', '1', '--stdin', '-w', file],
        { stdio: ['pipe', 'ignore', 'ignore'], env: {} },
      );
      const cancel = clock.after(longestMs, () => child.kill('SIGKILL'));
      child.on('error', (error) => {
        cancel();
        resolve(refuse(error.message));
      });
      child.on('close', (code, signal) => {
        cancel();
        resolve(code === 0 ? ok(file) : refuse(`espeak-ng ended with ${signal ?? String(code)}`));
      });
      // It may be dead before it has read.
      child.stdin.on('error', () => undefined);
      child.stdin.end(text);
    });
  }
}
