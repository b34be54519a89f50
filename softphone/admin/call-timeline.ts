/** A call's timeline for reading: what each line is about, and how serious. */

export interface TimelineEntry {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface TimelineLine {
  readonly seq: number;
  readonly at: number;
  /** Since the call's first line. */
  readonly offsetMs: number;
  readonly type: string;
  readonly tone: 'plain' | 'good' | 'bad';
  /** Name and value of each detail, as text. */
  readonly details: readonly (readonly [name: string, value: string])[];
}

const good = ['talk.started', 'agent.answered', 'survey.answer'];
const bad = [
  'flow.fault',
  'command.refused',
  'call.rejected',
  'connect.failed',
  'transfer.failed',
  'queue.abandoned',
];

/** Said as a whole beside the timeline (call-decisions.ts). */
const saidElsewhere: Readonly<Record<string, string>> = { 'offer.made': 'why', 'queue.routed': 'failed' };

export function timelineLines(entries: readonly TimelineEntry[]): readonly TimelineLine[] {
  const start = entries[0]?.at ?? 0;
  return entries.map(({ seq, at, type, data }) => ({
    ...{ seq, at, type, offsetMs: at - start },
    tone: good.includes(type) ? 'good' : bad.includes(type) ? 'bad' : 'plain',
    details: Object.entries(data)
      .filter(([name]) => saidElsewhere[type] !== name)
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const),
  }));
}

/** Nodes by their titles, where they have one. */
export function titledPath(nodes: readonly string[], timeline: readonly TimelineEntry[]): readonly string[] {
  const titles = new Map<unknown, string>();
  for (const { type, data } of timeline)
    if (type === 'flow.node' && typeof data['title'] === 'string') titles.set(data['node'], data['title']);
  return nodes.map((node) => titles.get(node) ?? node);
}
