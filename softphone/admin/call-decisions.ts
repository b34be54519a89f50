/** Out of a call's timeline: by which rules it came to its queue, and why each agent was chosen. */
import type { Decision } from '../distribution/contract.js';
import type { TimelineEntry } from './call-timeline.js';

export type CallDecision =
  | {
      readonly kind: 'routed';
      readonly seq: number;
      readonly at: number;
      /** As the flow had it, and where it went. */
      readonly asked: string;
      readonly queue: string;
      readonly rules: readonly string[];
      /** Of rules that have one, by id. */
      readonly names: Readonly<Record<string, string>>;
      readonly failed: readonly { readonly rule: string; readonly at: string }[];
    }
  | {
      readonly kind: 'offered';
      readonly seq: number;
      readonly at: number;
      readonly agent: string;
      readonly why: Decision;
    };

export function callDecisions(entries: readonly TimelineEntry[]): readonly CallDecision[] {
  return entries.flatMap((entry): CallDecision[] => {
    const { seq, at, type, data } = entry;
    if (type === 'queue.routed') {
      const { asked, queue, rules, failed, names } = data;
      if (typeof queue !== 'string' || !Array.isArray(rules)) return [];
      return [
        {
          ...{ kind: 'routed', seq, at, queue },
          asked: typeof asked === 'string' ? asked : queue,
          rules: rules as readonly string[],
          names: isNames(names) ? names : {},
          failed: Array.isArray(failed) ? failed.filter(isFailed) : [],
        },
      ];
    }
    // Records of before the ACD gave reasons have none.
    if (type !== 'offer.made' || typeof data['agent'] !== 'string' || !isDecision(data['why'])) return [];
    return [{ kind: 'offered', seq, at, agent: data['agent'], why: data['why'] }];
  });
}

function isNames(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => typeof one === 'string')
  );
}

function isFailed(value: unknown): value is { readonly rule: string; readonly at: string } {
  return typeof value === 'object' && value !== null && 'rule' in value && 'at' in value;
}

function isDecision(value: unknown): value is Decision {
  if (typeof value !== 'object' || value === null) return false;
  return 'by' in value && 'waitedMs' in value && 'skills' in value && Array.isArray(value.skills);
}
