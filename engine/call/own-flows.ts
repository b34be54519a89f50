/** Flows of the engine's own, beside those of the operator: what an overflow out of a queue runs. */
import type { Flow, Language } from '../ivr/flow.js';
import type { FlowSet } from '../ivr/model.js';

/** Into voicemail. A dot in front: no file has such an id. */
export const messageFlow = (language: Language): string => `.message.${language}`;

/** The caller hears that they are called back. */
export const callBackFlow = (language: Language): string => `.callBack.${language}`;

const flowsIn = (language: Language): readonly Flow[] => [
  {
    ...{ flow: messageFlow(language), language, start: 'message' },
    nodes: {
      message: {
        kind: 'voicemail',
        prompts: ['leave-message'],
        mailbox: '${mailbox}',
        next: 'kept',
        empty: 'end',
      },
      kept: { kind: 'play', prompts: ['message-kept', 'goodbye'], next: 'end' },
    },
  },
  {
    ...{ flow: callBackFlow(language), language, start: 'promised' },
    nodes: { promised: { kind: 'play', prompts: ['call-back-promised', 'goodbye'], next: 'end' } },
  },
];

const own: FlowSet = new Map(
  (['zh-CN', 'en'] as const).flatMap(flowsIn).map((flow): [string, Flow] => [flow.flow, flow]),
);

const extended = new WeakMap<FlowSet, FlowSet>();

/** The operator's flows with the engine's own. */
export function withOwnFlows(flows: FlowSet): FlowSet {
  const known = extended.get(flows) ?? new Map([...flows, ...own]);
  extended.set(flows, known);
  return known;
}
