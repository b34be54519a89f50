import type { Flow, FlowNode } from '../ivr/flow.js';
import type { FlowSet } from '../ivr/model.js';

const made = new WeakMap<FlowSet, FlowSet>();

/** The same flows for a call whose queue does not ask for satisfaction: each survey plays nothing and goes on. */
export function withoutSurvey(flows: FlowSet): FlowSet {
  const known = made.get(flows);
  if (known) return known;
  const changed: FlowSet = new Map([...flows].map(([id, flow]) => [id, passOver(flow)]));
  made.set(flows, changed);
  return changed;
}

function passOver(flow: Flow): Flow {
  const nodes = Object.entries(flow.nodes).map(([id, node]): [string, FlowNode] => [
    id,
    node.kind === 'survey' ? { kind: 'play', prompts: [], interruptible: false, next: node.next } : node,
  ]);
  return { ...flow, nodes: Object.fromEntries(nodes) };
}
