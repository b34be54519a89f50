/** Whom a flow asks besides the caller and the switch. */
import type { Heard, LookupAnswer, RequestAnswer } from '../ivr/model.js';
import type { Ask, AskAnswer, Recognise } from './model/ask.js';

export interface FlowServices {
  /** @param key the same for each try, and for the same node after a restart never the same: what it caused is told apart by it. */
  request(ask: Extract<Ask, { do: 'request' }>, key: string): Promise<RequestAnswer>;
  lookup(ask: Extract<Ask, { do: 'lookup' }>): Promise<LookupAnswer>;
  /** Without it nobody understands speech. */
  readonly ears?: {
    /** `speaking`: the recordings end while the caller speaks. */
    recognise(ask: Recognise): Promise<Heard | { readonly as: 'speaking' }>;
    isSilent(file: string): Promise<boolean>;
    /** Removes a recording of `recognise`. */
    drop(file: string): void;
  };
}

/** Never throws: what goes wrong is an answer too. */
export async function answerOf(
  services: FlowServices | undefined,
  ask: Ask,
  key: string,
): Promise<AskAnswer> {
  if (ask.do === 'request') {
    const failed = (why: string): RequestAnswer => ({ status: 0, why });
    const answer = services?.request(ask, key) ?? Promise.resolve(failed('nobody here asks other systems'));
    return { kind: 'answered', answer: await answer.catch((error: unknown) => failed(String(error))) };
  }
  if (ask.do === 'recognise') {
    const failed = (why: string): Heard => ({ as: 'failed', why });
    const asked = services?.ears?.recognise(ask) ?? Promise.resolve(failed('nobody here understands speech'));
    const heard = await asked.catch((error: unknown) => failed(String(error)));
    return heard.as === 'speaking' ? { kind: 'speaking' } : { kind: 'heard', heard };
  }
  if (ask.do === 'weigh') {
    const silent = await isSilent(services, ask.file);
    return { kind: 'recorded', recordedMs: silent ? 0 : ask.recordedMs };
  }
  const failed: LookupAnswer = { known: false, why: 'failed' };
  const found = services?.lookup(ask) ?? Promise.resolve(failed);
  return { kind: 'lookedUp', found: await found.catch(() => failed) };
}

/** Whether nobody says anything in a message; one that nobody can weigh is kept. */
export async function isSilent(services: FlowServices | undefined, file: string): Promise<boolean> {
  return (await services?.ears?.isSilent(file).catch(() => false)) ?? false;
}
