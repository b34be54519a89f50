import type { FlowEffect } from '../ivr/model.js';
import type { CallColumns } from '../store/facts.js';

/** The call as the survey sees it. */
export interface Surveyed {
  readonly call: { survey: CallColumns['surveyState']; readonly agent: string | undefined };
  set(columns: Partial<CallColumns>): void;
  note(type: string, data: Readonly<Record<string, unknown>>): void;
}

/** Keeps the answer to one question. The first one answered is the call's rating; with none it is 未评价. */
export function rate(on: Surveyed, effect: Extract<FlowEffect, { do: 'rate' }>): void {
  const { question, key, rating } = effect;
  on.note('survey.answer', { question, key, rating, agent: on.call.agent ?? null });
  if (on.call.survey === 'rated') return;
  on.call.survey = rating === null ? 'unrated' : 'rated';
  on.set({ surveyState: on.call.survey, ...(rating === null ? {} : { rating: String(rating) }) });
}
