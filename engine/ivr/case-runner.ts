import type { CaseStep, FlowCase } from './flow-case.js';
import type { FlowEffect, FlowSet, Prompt } from './model.js';
import { Rehearsal } from './rehearsal.js';
import { tablesOf } from './scene.js';

/** A step of a case that did not come out; `step` counts from 0. */
export interface CaseFailure {
  readonly step: number;
  readonly reason: string;
}

/** Runs one case in the interpreter that calls run in. @returns undefined when all of it came out. */
export function runCase(flows: FlowSet, flow: string, one: FlowCase): CaseFailure | undefined {
  const now = Date.parse(one.at);
  const context = {
    caller: one.caller ?? '',
    dialled: one.dialled ?? '',
    ...(one.variables ? { variables: one.variables } : {}),
  };
  const call = new Rehearsal(flows, flow, context, now, tablesOf(one));
  for (const [i, expected] of one.steps.entries()) {
    const reason = mismatch(call, expected) ?? call.act(expected);
    if (reason !== undefined) return { step: i, reason };
  }
  return undefined;
}

/** What is otherwise than the step says. */
function mismatch(call: Rehearsal, expected: CaseStep): string | undefined {
  const { hears, queued, transferred, records, ended, data, rated } = expected;
  if (hears) return differs('hears', hears.join(', '), heard(call).join(', '));
  const last = call.effects.at(-1);
  if (queued !== undefined) return differs('queued', queued, last?.do === 'enqueue' ? last.queue : undefined);
  if (transferred !== undefined)
    return differs('transferred', transferred, last?.do === 'transfer' ? targetOf(last) : undefined);
  if (records !== undefined)
    return differs('records', records, last?.do === 'record' ? last.mailbox : undefined);
  if (ended !== undefined) return differs('ended', ended, last?.do === 'hangup' ? last.cause : undefined);
  return otherwise(call, expected, last) ?? missing(call, data, rated);
}

function otherwise(call: Rehearsal, expected: CaseStep, last: FlowEffect | undefined): string | undefined {
  const { asks, looksUp, listens, calledBack, atNode, language } = expected;
  if (listens !== undefined)
    return differs('listens', listens, last?.do === 'listen' ? last.language : undefined);
  if (asks !== undefined)
    return differs('asks', asks, last?.do === 'request' ? `${last.method} ${last.url}` : undefined);
  if (looksUp !== undefined)
    return differs('looksUp', looksUp, last?.do === 'lookup' ? last.number : undefined);
  if (atNode !== undefined) return differs('atNode', atNode, call.state.node);
  if (language !== undefined) return differs('language', language, call.language);
  if (calledBack === undefined) return undefined;
  const asked = call.effects.findLast((effect) => effect.do === 'requestCallback');
  return differs('calledBack', calledBack, asked?.do === 'requestCallback' ? asked.number : undefined);
}

function heard({ effects }: Rehearsal): string[] {
  const last = effects.at(-1);
  const prompts: readonly Prompt[] = last?.do === 'play' || last?.do === 'collect' ? last.prompts : [];
  return prompts.map((prompt) => (prompt.kind === 'recorded' ? prompt.id : prompt.text));
}

function missing(
  { state, effects }: Rehearsal,
  data: CaseStep['data'],
  rated: CaseStep['rated'],
): string | undefined {
  for (const [name, value] of Object.entries(data ?? {})) {
    const reason = differs(`data ${name}`, value, state.variables[name]);
    if (reason !== undefined) return reason;
  }
  for (const [question, rating] of Object.entries(rated ?? {})) {
    const given = effects.findLast((e) => e.do === 'rate' && e.question === question);
    const actual = given?.do === 'rate' ? String(given.rating) : undefined;
    const reason = differs(`rated ${question}`, String(rating), actual);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function targetOf({ to }: Extract<FlowEffect, { do: 'transfer' }>): string {
  switch (to.kind) {
    case 'agent':
      return to.agent;
    case 'extension':
      return to.extension;
    case 'external':
      return to.number;
  }
}

const differs = (what: string, expected: string, actual: string | undefined): string | undefined =>
  expected === actual ? undefined : `${what}: expected ${expected}, got ${actual ?? 'nothing'}`;
