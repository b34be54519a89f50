import { ok, refuse, type Result } from '../../kernel/result.js';
import { checkCause, checkId, checkSource, safeText } from './safe-text.js';

/** What a leg can be told to do; each runs when the one before it is done. */
export type Application =
  | { readonly app: 'answer' }
  /** Sets channel variables. */
  | { readonly app: 'set'; readonly values: Readonly<Record<string, string>> }
  /** Plays all of it; keys do nothing. */
  | { readonly app: 'play'; readonly sources: readonly string[] }
  /**
   * Plays until a key comes, then takes up to `maxDigits` keys: the first within `timeoutMs` after the prompts, each
   * further within `interDigitMs`, until one of `terminators`.
   */
  | {
      readonly app: 'collect';
      readonly sources: readonly string[];
      readonly maxDigits: number;
      readonly timeoutMs: number;
      readonly interDigitMs: number;
      readonly terminators: string;
    }
  /** Records what the leg says (voicemail). */
  | {
      readonly app: 'record';
      readonly path: string;
      readonly maxMs: number;
      readonly silenceMs: number;
      readonly terminators: string;
    }
  /** Plays a stream that has no end, until it is interrupted or the leg is bridged. */
  | { readonly app: 'stream'; readonly source: string }
  /** Sound before the answer. */
  | { readonly app: 'preAnswer' }
  | { readonly app: 'unset'; readonly variable: 'sip_refer_to' }
  | { readonly app: 'conference'; readonly name: string }
  /** Hears what another leg says and hears. */
  | { readonly app: 'eavesdrop'; readonly leg: string }
  | { readonly app: 'hangup'; readonly cause: string };

/** How a running `eavesdrop` goes on. */
export type EavesdropStep = 'listen' | 'whisper' | 'barge' | 'end';

/** As the switch takes it. */
export interface RenderedApplication {
  readonly name: string;
  readonly argument: string;
}

/** Channel variable that collected keys come back in. */
export const digitsVariable = 'yihao_digits';

/** Below this the switch takes sound for silence; FreeSWITCH's scale of energy. */
const silenceThreshold = 200;
const nothing = 'silence_stream://10';

export function renderApplication(application: Application): Result<RenderedApplication> {
  switch (application.app) {
    case 'answer':
      return ok({ name: 'answer', argument: '' });
    case 'set':
      return ok({ name: 'multiset', argument: `^^;${joinVariables(application.values, ';')}` });
    case 'play': {
      const source = joinSources(application.sources);
      return source.ok ? ok({ name: 'playback', argument: source.value }) : source;
    }
    case 'collect':
      return renderCollect(application);
    case 'record': {
      const path = checkSource(application.path);
      if (!path.ok) return path;
      const seconds = [application.maxMs, application.silenceMs].map((ms) =>
        Math.max(1, Math.ceil(ms / 1000)),
      );
      return ok({
        name: 'record',
        argument: `${path.value} ${seconds[0]} ${silenceThreshold} ${seconds[1]}`,
      });
    }
    case 'stream': {
      const source = checkSource(application.source);
      return source.ok ? ok({ name: 'playback', argument: source.value }) : source;
    }
    case 'unset':
      return ok({ name: 'unset', argument: application.variable });
    case 'preAnswer':
      return ok({ name: 'pre_answer', argument: '' });
    case 'conference': {
      const name = checkId(application.name);
      return name.ok ? ok({ name: 'conference', argument: `${name.value}@default` }) : name;
    }
    case 'eavesdrop': {
      const leg = checkId(application.leg);
      return leg.ok ? ok({ name: 'eavesdrop', argument: leg.value }) : leg;
    }
    case 'hangup': {
      const cause = checkCause(application.cause);
      return cause.ok ? ok({ name: 'hangup', argument: cause.value }) : cause;
    }
  }
}

function renderCollect(application: Extract<Application, { app: 'collect' }>): Result<RenderedApplication> {
  const source = joinSources(application.sources);
  if (!source.ok) return source;
  const terminators = application.terminators.replace(/[^0-9*#]/g, '') || 'none';
  // The least is 1 here: how many digits are enough is the flow's to decide, and it wants to see too few of them.
  const argument = [
    1,
    Math.max(1, application.maxDigits),
    1,
    Math.max(1, application.timeoutMs),
    terminators,
    quoted(source.value),
    nothing,
    digitsVariable,
    '[0-9*#]+',
    Math.max(1, application.interDigitMs),
  ].join(' ');
  return ok({ name: 'play_and_get_digits', argument });
}

/** Several sources one after the other. */
function joinSources(sources: readonly string[]): Result<string> {
  for (const source of sources) {
    const checked = checkSource(source);
    if (!checked.ok) return checked;
  }
  if (sources.length > 1 && sources.some((source) => source.includes('://'))) {
    return refuse('streams cannot be joined with others');
  }
  return ok(sources.length > 1 ? `file_string://${sources.join('!')}` : (sources[0] ?? nothing));
}

/** Arguments are split at spaces outside single quotes, which no source contains. */
function quoted(source: string): string {
  return source.includes(' ') ? `'${source}'` : source;
}

/** `a=1;b=2`. Names are ours; values may come from outside and are reduced to harmless characters. */
export function joinVariables(values: Readonly<Record<string, string>>, separator: string): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${safeText(value)}`)
    .join(separator);
}
