/** The speech menu: asks, listens, and goes by the phrase that is in what was said. */
import { tryAgain } from './ask.js';
import { defaults, type NodeOf, type PromptItem } from './flow.js';
import type { Heard } from './model.js';
import { matchPhrase } from './phrase-match.js';
import { fault, go, type Outcome, type Run, wait } from './run.js';

type SpeechMenu = NodeOf<'speechMenu'>;

export function enterSpeechMenu(run: Run, node: SpeechMenu): Outcome {
  run.state.failures = 0;
  return ask(run, node, node.prompts);
}

/** A key that came before the question is one for it, where it takes keys. */
function ask(run: Run, node: SpeechMenu, items: readonly PromptItem[]): Outcome {
  const key = node.keys && run.state.typedAhead[0];
  if (key !== undefined) {
    run.state.typedAhead = run.state.typedAhead.slice(1);
    return choose(run, node, key);
  }
  run.state.typedAhead = '';
  const prompts = run.prompts(items);
  if (prompts.length === 0) return listen(run, node);
  return wait('played', { do: 'play', prompts, interruptible: node.keys !== undefined });
}

/** The question was asked; @param key cut it short. */
export function askedSpeechMenu(run: Run, node: SpeechMenu, key: string | undefined): Outcome {
  return key === undefined || !node.keys ? listen(run, node) : choose(run, node, key);
}

function listen(run: Run, node: SpeechMenu): Outcome {
  const { language } = run;
  return wait('heard', {
    do: 'listen',
    language,
    phrases: node.onlyPhrases === true ? node.choices.flatMap(({ phrases }) => phrases[language] ?? []) : [],
    timeoutMs: node.timeoutMs ?? defaults.timeoutMs,
    silenceMs: node.silenceMs ?? defaults.pauseMs,
    maxMs: node.maxMs ?? defaults.utteranceMs,
    recogniseMs: node.recogniseMs ?? defaults.recogniseMs,
    keys: Object.keys(node.keys ?? {}).join(''),
  });
}

export function answerSpeechMenu(run: Run, node: SpeechMenu, heard: Heard): Outcome {
  switch (heard.as) {
    case 'key':
      return choose(run, node, heard.key);
    case 'silence':
      return again(run, node, node.noInput);
    case 'failed':
      return go(node.failed);
    case 'words':
      return understand(run, node, heard.text);
  }
}

function understand(run: Run, node: SpeechMenu, text: string): Outcome {
  const { language } = run;
  run.sawSign();
  const why = node.variable === undefined ? undefined : run.set(node.variable, text);
  if (why !== undefined) return fault(why);
  const choices = node.choices.map(({ phrases }) => phrases[language] ?? []);
  const choice = matchPhrase(text, choices, language);
  if (choice !== undefined) return go(node.choices[choice]?.next);
  return again(run, node, node.noMatch);
}

function choose(run: Run, node: SpeechMenu, key: string): Outcome {
  run.sawSign();
  const to = node.keys && Object.hasOwn(node.keys, key) ? node.keys[key] : undefined;
  return to === undefined ? again(run, node, node.noMatch) : go(to);
}

function again(run: Run, node: SpeechMenu, attempt: SpeechMenu['noInput']): Outcome {
  if (!tryAgain(run, node.tries)) return go(attempt?.next);
  return ask(run, node, [...(attempt?.prompts ?? []), ...node.prompts]);
}
