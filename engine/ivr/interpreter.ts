import { abandonSurvey } from './ask.js';
import { END, type Flow, type FlowNode } from './flow.js';
import {
  bounds,
  type FlowContext,
  type FlowFault,
  type FlowInput,
  type FlowSet,
  type FlowState,
  type FlowStep,
  type HangupCause,
} from './model.js';
import { answer, enter } from './nodes.js';
import { type Outcome, Run } from './run.js';
import { type FlowTables, noTables } from './tables.js';

/**
 * Begins a flow. An unknown flow hangs up with a 'fault' effect.
 * @param flows the version that the call keeps to its end.
 * @param now milliseconds since the epoch, for branches on time.
 * @param tables working hours, lists and regions.
 */
export function start(
  flows: FlowSet,
  flow: string,
  context: FlowContext,
  now: number,
  tables: FlowTables = noTables,
): FlowStep {
  const variables = Object.entries({ ...initialValues(flows.get(flow)), ...context.variables })
    .slice(0, bounds.variables)
    .map(([name, value]) => [name, value.slice(0, bounds.valueLength)] as const);
  const run = new Run(
    flows,
    {
      flow,
      node: '',
      stack: [],
      context: { caller: context.caller, dialled: context.dialled },
      variables: Object.fromEntries(variables),
      awaiting: 'nothing',
      failures: 0,
      question: 0,
      typedAhead: '',
      nodesSinceSign: 0,
      failed: false,
    },
    now,
    tables,
  );
  const first = run.flow;
  return proceed(run, first ? { kind: 'go', to: first.start } : { kind: 'fault', why: 'unknownFlow' });
}

/**
 * Takes one input. One that the flow does not wait for (late, or twice) changes nothing. Every step ends: it waits
 * for an input or hangs up, however the flow is wired.
 */
export function step(
  flows: FlowSet,
  state: FlowState,
  input: FlowInput,
  now: number,
  tables: FlowTables = noTables,
): FlowStep {
  if (state.awaiting === 'nothing') return { state, effects: [] };
  const run = new Run(flows, state, now, tables);
  const node = nodeOf(run);
  if (input.kind === 'hungUp') {
    if (node?.kind === 'survey') abandonSurvey(run, node);
    return finish(run);
  }
  if (!node) return proceed(run, { kind: 'fault', why: 'unknownNode' });
  if (input.kind === 'resumed') {
    run.state.typedAhead = '';
    return proceed(run, enter(run, node, true));
  }
  const fits = input.kind === state.awaiting || input.kind === 'failed';
  const outcome = fits ? answer(run, node, input) : undefined;
  return outcome ? proceed(run, outcome) : { state, effects: [] };
}

/** Whether the flow is over: it hung up, or the caller did. */
export const isOver = (state: FlowState): boolean => state.awaiting === 'nothing';

/** Follows routes until a node waits or the flow is over. */
function proceed(run: Run, first: Outcome): FlowStep {
  let outcome = first;
  for (let nodes = 0; ; nodes++) {
    if (nodes > bounds.nodesInStep) outcome = { kind: 'fault', why: 'loop' };
    switch (outcome.kind) {
      case 'wait':
        run.state.awaiting = outcome.for;
        run.effects.push(outcome.effect);
        return { state: run.state, effects: run.effects };
      case 'hangup':
        run.effects.push(outcome.effect);
        return finish(run);
      case 'fault':
        if (outcome.why === 'loop') nodes = 0;
        outcome = afterFault(run, outcome.why);
        break;
      case 'call':
        outcome = callFlow(run, outcome.flow);
        break;
      case 'go':
        outcome = goTo(run, outcome.to ?? run.flow?.onError ?? END);
        break;
    }
  }
}

function finish(run: Run): FlowStep {
  run.state.awaiting = 'nothing';
  return { state: run.state, effects: run.effects };
}

function goTo(run: Run, to: string): Outcome {
  if (to === END) return leaveFlow(run);
  run.state.node = to;
  const node = nodeOf(run);
  if (!node) return { kind: 'fault', why: 'unknownNode' };
  if (++run.state.nodesSinceSign > bounds.nodesSinceSign) return { kind: 'fault', why: 'loop' };
  const { kind, title } = node;
  const shown = title === undefined ? {} : { title };
  run.effects.push({ do: 'trace', flow: run.state.flow, node: to, nodeKind: kind, ...shown, at: run.now });
  return enter(run, node, false);
}

function callFlow(run: Run, flow: string): Outcome {
  const target = run.flows.get(flow);
  if (!target) return { kind: 'fault', why: 'unknownFlow' };
  if (run.state.stack.length >= bounds.depth) return { kind: 'fault', why: 'tooDeep' };
  run.state.stack = [...run.state.stack, { flow: run.state.flow, node: run.state.node }];
  run.state.flow = flow;
  for (const [name, value] of Object.entries(initialValues(target)))
    if (!Object.hasOwn(run.state.variables, name)) run.set(name, value);
  return { kind: 'go', to: target.start };
}

function leaveFlow(run: Run): Outcome {
  const caller = run.state.stack.at(-1);
  if (!caller) return hangup('NORMAL_CLEARING');
  run.state.stack = run.state.stack.slice(0, -1);
  run.state.flow = caller.flow;
  run.state.node = caller.node;
  const node = nodeOf(run);
  return node?.kind === 'subflow' ? { kind: 'go', to: node.next } : { kind: 'fault', why: 'unknownNode' };
}

/** What the flow says that its variables hold at the start. */
function initialValues(flow: Flow | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(flow?.variables ?? {}).flatMap(([name, { initial }]) =>
      initial === undefined ? [] : [[name, initial]],
    ),
  );
}

/**
 * The node's own error route, unless the flow goes round; then the flow's, once; when that fails too, or there is
 * none, the call ends.
 */
function afterFault(run: Run, why: FlowFault): Outcome {
  const { flow, node, failed } = run.state;
  run.effects.push({ do: 'fault', flow, node, why });
  const own = why === 'loop' ? undefined : nodeOf(run)?.error;
  if (own !== undefined) return { kind: 'go', to: own };
  const to = run.flow?.onError;
  if (failed || to === undefined) return hangup('NORMAL_UNSPECIFIED');
  run.state.failed = true;
  run.state.nodesSinceSign = 0;
  return { kind: 'go', to };
}

const hangup = (cause: HangupCause): Outcome => ({ kind: 'hangup', effect: { do: 'hangup', cause } });

function nodeOf(run: Run): FlowNode | undefined {
  const nodes = run.flow?.nodes;
  return nodes && Object.hasOwn(nodes, run.state.node) ? nodes[run.state.node] : undefined;
}
