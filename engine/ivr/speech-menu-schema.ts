import { Type } from '@sinclair/typebox';
import {
  attempt,
  defaults,
  duration,
  KEY,
  name,
  node,
  prompts,
  route,
  strict,
  timeoutMs,
  tries,
} from './schema-parts.js';

const phrases = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 32 });

/** The speech menu (语音菜单). */
export const speechMenuSchema = node('speechMenu', 'Asks, listens, and goes on by what was said', {
  prompts,
  choices: Type.Array(
    Type.Object(
      {
        phrases: Type.Object(
          { 'zh-CN': Type.Optional(phrases), en: Type.Optional(phrases) },
          {
            ...strict,
            minProperties: 1,
            description: 'Language → words of which one must be in what is said',
          },
        ),
        next: route,
      },
      strict,
    ),
    { minItems: 1, maxItems: 32, description: 'The longest phrase that is in what was said decides' },
  ),
  keys: Type.Optional(
    Type.Record(Type.String({ pattern: KEY }), route, {
      ...strict,
      minProperties: 1,
      description: 'Key → node, for those who rather press',
    }),
  ),
  variable: Type.Optional(name('Where what was said goes')),
  onlyPhrases: Type.Optional(
    Type.Boolean({
      default: false,
      description:
        'A recogniser that can is told to hear the phrases and nothing else; it must know their words',
    }),
  ),
  timeoutMs,
  silenceMs: duration('Silence that ends what is said; whole seconds', defaults.pauseMs, 10_000),
  maxMs: duration('Length of what is said at most; whole seconds', defaults.utteranceMs, 30_000),
  recogniseMs: duration('Wait for the recogniser', defaults.recogniseMs, 15_000),
  tries,
  noInput: attempt('Nothing was said'),
  noMatch: attempt('What was said, or the key, leads nowhere'),
  failed: route,
});
