import { preAnswer } from '../answering.js';
import { noResponse, type Application, type ApplicationRun } from '../application-queue.js';
import type { Source } from '../../mix/media-plane.js';
import { parseSources } from '../play-source.js';
import { splitArguments } from '../split-arguments.js';
import { collectDigits, type Collected } from './collect-digits.js';

interface Arguments {
  readonly least: number;
  readonly most: number;
  readonly tries: number;
  readonly timeoutMs: number;
  readonly terminators: string;
  readonly prompt: readonly Source[];
  readonly invalid: readonly Source[];
  readonly variable: string;
  readonly pattern: RegExp | undefined;
  readonly nextMs: number;
}

const mostDigits = 127;
const mostTries = 100;

/** `MIN MAX TRIES TIMEOUT_MS TERMINATORS FILE INVALID_FILE [VAR [REGEXP [DIGIT_TIMEOUT_MS]]]`. */
export const playAndGetDigits: Application = {
  name: 'play_and_get_digits',
  async run(run) {
    const { channel } = run;
    const asked = parseArguments(run.argument);
    channel.digits.clear();
    channel.variables.set('read_terminator_used', undefined);
    channel.variables.set('read_result', undefined);
    setResult(run, asked, '');
    if (!preAnswer(channel)) return noResponse;
    for (let turn = 0; turn < asked.tries && !run.signal.aborted; turn++) {
      const collected = await collectDigits(
        channel,
        {
          prompt: asked.prompt,
          most: asked.most,
          terminators: asked.terminators,
          firstMs: asked.timeoutMs,
          nextMs: asked.nextMs,
        },
        run.signal,
      );
      if (takeResult(run, asked, collected)) return noResponse;
      await playInvalid(run, asked);
    }
    return noResponse;
  },
};

/** @returns whether what was pressed is valid, so that no further try is needed. */
function takeResult(run: ApplicationRun, asked: Arguments, collected: Collected): boolean {
  const { variables } = run.channel;
  const { digits, terminator, timedOut } = collected;
  if (terminator !== '') variables.set('read_terminator_used', terminator);
  const long = digits.length >= asked.least;
  // Said of the number of keys alone, in FreeSWITCH too: the pattern comes after it.
  variables.set('read_result', !long ? 'failure' : timedOut ? 'timeout' : 'success');
  // Nothing but a terminator is an answer where nothing is allowed to be one.
  if (long && digits === '' && terminator !== '') return true;
  const valid = long && digits !== '' && (asked.pattern?.test(digits) ?? true);
  setResult(run, asked, valid ? digits : '');
  if (!valid && asked.variable !== '') variables.set(`${asked.variable}_invalid`, digits);
  return valid;
}

function setResult(run: ApplicationRun, asked: Arguments, digits: string): void {
  if (asked.variable === '') return;
  run.channel.variables.set(asked.variable, digits);
  run.channel.variables.set(`${asked.variable}_invalid`, undefined);
}

async function playInvalid({ channel, signal }: ApplicationRun, asked: Arguments): Promise<void> {
  if (asked.invalid.length === 0 || signal.aborted) return;
  await channel.media?.play({ sources: asked.invalid, times: 1 }, signal);
}

function parseArguments(argument: string): Arguments {
  const parts = splitArguments(argument);
  const number = (at: number, least: number, most: number, other: number): number => {
    const value = Number(parts[at]);
    return Number.isInteger(value) ? Math.min(Math.max(value, least), most) : other;
  };
  const least = number(0, 0, mostDigits, 0);
  const timeoutMs = number(3, 1000, 600_000, 1000);
  const nextMs = number(9, 0, 600_000, 0);
  return {
    least,
    most: Math.max(number(1, 1, mostDigits, 1), least),
    tries: number(2, 1, mostTries, 1),
    timeoutMs,
    terminators: parts[4] === 'none' ? '' : (parts[4] ?? '#'),
    prompt: sources(parts[5]),
    invalid: sources(parts[6]),
    variable: parts[7] ?? '',
    pattern: pattern(parts[8]),
    nextMs: nextMs === 0 ? timeoutMs : nextMs,
  };
}

/** `silence` is FreeSWITCH's name for no prompt. */
function sources(text: string | undefined): readonly Source[] {
  if (text === undefined || text === 'silence') return [];
  const parsed = parseSources(text);
  return parsed.ok ? parsed.value : [];
}

const longestPattern = 200;

/**
 * A pattern comes from the engine, not from a caller, and is tested on at most 127 digits. One that is no regular
 * expression, or too long, matches nothing.
 */
function pattern(text: string | undefined): RegExp | undefined {
  if (text === undefined || text === '') return undefined;
  if (text.length > longestPattern) return /^\b$/;
  try {
    return new RegExp(text);
  } catch {
    return /^\b$/;
  }
}
