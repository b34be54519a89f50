/** A simulated call in words. */
import type { CaseStep, FlowEffect, Prompt } from './panel-requests.js';
import type { trialTexts } from './trial-texts.js';

type Words = (typeof trialTexts)['en'];

export function doesWords(does: FlowEffect | null, words: Words): string {
  switch (does?.do) {
    case 'play':
      return words.does.play;
    case 'collect':
      return does.prompts.length === 0 ? words.does.silent : words.does.collect;
    case 'enqueue':
      return words.does.enqueue(does.queue);
    case 'transfer': {
      const { to } = does;
      if (to.kind === 'agent') return words.does.agent(to.agent);
      return to.kind === 'extension' ? words.does.extension(to.extension) : words.does.external(to.number);
    }
    case 'record':
      return words.does.record(does.mailbox);
    case 'listen':
      return words.does.listen;
    case 'request':
      return words.does.request(`${does.method} ${does.url}`);
    case 'lookup':
      return words.does.lookup;
    case 'hangup':
      return words.does.hangup(does.cause);
    case 'trace':
    case 'setData':
    case 'rate':
    case 'fault':
    case 'requestCallback':
    case undefined:
      return '';
  }
}

export function didWords(step: CaseStep, words: Words): string {
  const { did } = words;
  if (step.press !== undefined) return did.press(step.press);
  if (step.queueLeft !== undefined) return words.queueEnds[step.queueLeft];
  if (step.transferEnded !== undefined) return words.transferEnds[step.transferEnded];
  if (step.recordedMs !== undefined)
    return step.recordedMs === 0 ? words.notRecorded : did.recorded(Math.round(step.recordedMs / 1000));
  if (step.answers) return step.answers.status === 0 ? did.noAnswer : did.answers(step.answers.status);
  if (step.found) return words.found;
  if (step.notFound) return step.notFound === 'unknown' ? words.notFound : words.lookupFailed;
  if (step.later !== undefined) return did.later(step.later);
  if (step.says !== undefined) return did.says(step.says);
  if (step.notUnderstood) return words.notUnderstood;
  if (step.silence) return did.silence;
  if (step.finished) return did.finished;
  return step.hangsUp ? did.hangsUp : did.refused;
}

/** What a prompt says; its id where that is written nowhere. */
export function promptWords(prompt: Prompt, said: Readonly<Record<string, string>>): string {
  if (prompt.kind === 'spoken') return prompt.text;
  return said[`${prompt.language}/${prompt.id}`] ?? prompt.text ?? prompt.id;
}

export function notedWords(noted: FlowEffect, words: Words): string {
  if (noted.do === 'rate')
    return words.rated(noted.question, noted.rating === null ? words.notRated : String(noted.rating));
  if (noted.do === 'requestCallback') return words.calledBack(noted.number);
  return noted.do === 'fault' ? words.fault(noted.node, noted.why) : '';
}
