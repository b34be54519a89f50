/** The nodes that compute, or ask the engine for something: language, script, http, lookup, callback. */
import { defaults, type NodeOf } from './flow.js';
import type { LookupAnswer, RequestAnswer } from './model.js';
import { fault, go, type Outcome, type Run, wait } from './run.js';

export function enterLanguage(run: Run, node: NodeOf<'language'>): Outcome {
  run.state.language = node.language;
  return go(node.next);
}

export function enterScript(run: Run, node: NodeOf<'script'>): Outcome {
  for (const { variable, value } of node.assign) {
    const result = run.evaluate(value);
    const why = result === undefined ? 'expression' : run.set(variable, result);
    if (why !== undefined) return fault(why);
  }
  return go(node.next);
}

export function enterHttp(run: Run, node: NodeOf<'http'>): Outcome {
  const filled = (texts: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, run.fill(text)]));
  return wait('answered', {
    do: 'request',
    method: node.method ?? 'GET',
    url: run.fillEscaped(node.url),
    headers: filled(node.headers ?? {}),
    secretHeaders: node.secretHeaders ?? {},
    body: node.body ? filled(node.body) : null,
    timeoutMs: node.timeoutMs ?? defaults.requestMs,
    retries: node.retries ?? defaults.retries,
    into: node.into ?? {},
  });
}

export function answerHttp(run: Run, node: NodeOf<'http'>, answer: RequestAnswer): Outcome {
  if (answer.status === 0 || !('values' in answer)) return go(node.failed);
  const wanted = Object.entries(answer.values).filter(([name]) => Object.hasOwn(node.into ?? {}, name));
  const why = run.setAll(Object.fromEntries(wanted));
  if (why !== undefined) return fault(why);
  return go(answer.status < 300 ? node.next : (node.refused ?? node.failed));
}

export function enterLookup(run: Run, node: NodeOf<'lookup'>): Outcome {
  return wait('lookedUp', {
    do: 'lookup',
    number: node.number === undefined ? run.state.context.caller : run.fill(node.number),
    timeoutMs: node.timeoutMs ?? defaults.lookupMs,
  });
}

export function answerLookup(run: Run, node: NodeOf<'lookup'>, found: LookupAnswer): Outcome {
  if (!found.known) return go((found.why === 'unknown' ? node.unknown : node.failed) ?? node.next);
  for (const [variable, field] of Object.entries(node.into ?? {})) {
    const value = found.values[field];
    const why = value === undefined ? undefined : run.set(variable, value);
    if (why !== undefined) return fault(why);
  }
  return go(node.next);
}

export function enterCallback(run: Run, node: NodeOf<'callback'>): Outcome {
  const number = node.number === undefined ? run.state.context.caller : run.fill(node.number);
  if (!/^\+?[0-9]{3,20}$/.test(number)) return go(node.invalid);
  run.effects.push({
    do: 'requestCallback',
    ...{ queue: run.fill(node.queue), number },
    attempts: node.attempts ?? defaults.callBackAttempts,
    retryMs: node.retryMs ?? defaults.callBackRetryMs,
    expiresMs: node.expiresMs ?? defaults.callBackExpiresMs,
  });
  return go(node.next);
}
