/** What the panels draw on the graph. */
import type { LiveCallView } from '../../../engine/control.js';
import type { NodeMark, NodeMarks } from '../node-marks.js';
import type { FlowFigures, NodeFigure } from './panel-requests.js';

interface Place {
  readonly flow: string;
  readonly node: string;
}

export interface Way {
  readonly path: readonly Place[];
  /** The call is still going on at the end of the path. */
  readonly goesOn: boolean;
  /** Where the flow failed. */
  readonly faults?: readonly Place[];
}

/** The nodes of this flow on the way of one call, with how often it came to each where that is more than once. */
export function marksOfWay(flow: string, { path, goesOn, faults = [] }: Way): NodeMarks {
  const marks = new Map<string, NodeMark>();
  const visits = new Map<string, number>();
  for (const { node } of path.filter((one) => one.flow === flow))
    visits.set(node, (visits.get(node) ?? 0) + 1);
  for (const [node, times] of visits)
    marks.set(node, { state: 'visited', ...(times > 1 && { badge: `×${times}` }) });
  for (const { node } of faults.filter((one) => one.flow === flow))
    marks.set(node, { ...marks.get(node), state: 'fault' });
  const last = path.at(-1);
  if (goesOn && last?.flow === flow) marks.set(last.node, { ...marks.get(last.node), state: 'current' });
  return marks;
}

export type Measure = 'visits' | 'dropOuts' | 'averageMs';

/** @param words what the figures of a node are, in words. */
export function marksOfFigures(
  { nodes }: FlowFigures,
  measure: Measure,
  words: (figure: NodeFigure) => string,
): NodeMarks {
  return new Map(
    nodes
      .filter((figure) => figure[measure] > 0)
      .map((figure) => [figure.node, { badge: shown(figure, measure), title: words(figure) }]),
  );
}

function shown(figure: NodeFigure, measure: Measure): string {
  if (measure !== 'averageMs') return shortCount(figure[measure]);
  return `${(figure.averageMs / 1000).toFixed(figure.averageMs < 10_000 ? 1 : 0)}s`;
}

/** `1234` is `1.2k`. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count);
  const thousands = count / 1000;
  return thousands < 1000 ? `${trimmed(thousands)}k` : `${trimmed(thousands / 1000)}M`;
}

const trimmed = (value: number): string => value.toFixed(value < 10 ? 1 : 0).replace(/[.]0$/, '');

export type InThisFlow = LiveCallView & { readonly inFlow: NonNullable<LiveCallView['inFlow']> };

/** Who is in the flow now, the longest at a node first. */
export function callersIn(calls: readonly LiveCallView[], flow: string): InThisFlow[] {
  return calls
    .filter((call): call is InThisFlow => call.inFlow?.flow === flow)
    .sort((a, b) => a.inFlow.since - b.inFlow.since);
}

export function marksOfCallers(callers: readonly InThisFlow[], words: (count: number) => string): NodeMarks {
  const counts = new Map<string, number>();
  for (const { inFlow } of callers) counts.set(inFlow.node, (counts.get(inFlow.node) ?? 0) + 1);
  return new Map(
    [...counts].map(([node, count]) => [
      node,
      { state: 'current' as const, badge: String(count), title: words(count) },
    ]),
  );
}

/** The way of one call, put together from what each event tells of its end. */
export interface FollowedWay {
  readonly entered: number;
  readonly path: readonly (Place & { readonly at: number })[];
}

const longestWay = 500;

export const noWay: FollowedWay = { entered: 0, path: [] };

export function follow(way: FollowedWay, inFlow: InThisFlow['inFlow']): FollowedWay {
  const { entered, trail, since } = inFlow;
  if (entered <= way.entered) return way;
  const added = trail.slice(Math.max(0, trail.length - (entered - way.entered)));
  const path = [...way.path, ...added.map((place) => ({ ...place, at: since }))].slice(-longestWay);
  return { entered, path };
}
