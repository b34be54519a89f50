/** Records of calls as the engine answers them; rows may hold more with every version, and less for an old call. */
import type { Client } from '../api/client.js';
import type { Query } from '../api/http.js';
import type { TimelineEntry } from './call-timeline.js';

export interface CallRecord {
  readonly id: string;
  readonly startedAt: number;
  readonly direction: string;
  readonly caller: string;
  readonly called: string;
  readonly queue: string;
  readonly agent: string;
  readonly outcome: string;
  readonly hungUpBy: string;
  readonly cause: string;
  readonly rating: string;
  readonly surveyState: string;
  /** Undefined where it never happened. */
  readonly queuedAt: number | undefined;
  readonly agentAnsweredAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly flow: string;
  readonly ivrPath: readonly string[];
  readonly keys: readonly { readonly node: string; readonly digits: string }[];
  readonly data: Readonly<Record<string, string>>;
}

export type Row = Readonly<Record<string, unknown>>;

export interface CallDetail {
  readonly call: CallRecord;
  readonly legs: readonly Row[];
  readonly entries: readonly Row[];
  readonly recordings: readonly Row[];
}

export const outcomes = [
  'answered',
  'unanswered',
  'abandoned',
  'callBack',
  'selfService',
  'rejected',
  'failed',
  'inProgress',
] as const;

export function readCallRecord(row: Row): CallRecord {
  return {
    id: text(row['id']),
    startedAt: time(row['startedAt']) ?? 0,
    direction: text(row['direction']),
    caller: text(row['caller']),
    called: text(row['called']),
    queue: text(row['queue']),
    agent: text(row['agent']),
    outcome: text(row['outcome']),
    hungUpBy: text(row['hungUpBy']),
    cause: text(row['cause']),
    rating: text(row['rating']),
    surveyState: text(row['surveyState']),
    queuedAt: time(row['queuedAt']),
    agentAnsweredAt: time(row['agentAnsweredAt']),
    endedAt: time(row['endedAt']),
    flow: text(row['flow']),
    ivrPath: list(row['ivrPath']).map(text),
    keys: list(row['keys']).map((key) => {
      const { node, digits } = asRow(key);
      return { node: text(node), digits: text(digits) };
    }),
    data: Object.fromEntries(Object.entries(asRow(row['data'])).map(([key, value]) => [key, text(value)])),
  };
}

/** Milliseconds with an agent; undefined where nobody answered or it goes on. */
export function talkedMs({ agentAnsweredAt, endedAt }: CallRecord): number | undefined {
  return agentAnsweredAt === undefined || endedAt === undefined ? undefined : endedAt - agentAnsweredAt;
}

/** Milliseconds from joining the queue to an agent, or to the end. */
export function waitedMs({ queuedAt, agentAnsweredAt, endedAt }: CallRecord): number | undefined {
  const until = agentAnsweredAt ?? endedAt;
  return queuedAt === undefined || until === undefined ? undefined : until - queuedAt;
}

/** @throws Refused */
export async function listCalls(
  client: Client,
  query: Query,
): Promise<{ readonly calls: readonly CallRecord[]; readonly next?: string }> {
  const { items, next } = await client.calls(query);
  const calls = items.map(readCallRecord);
  return next === undefined ? { calls } : { calls, next };
}

/** @throws Refused */
export async function readCallDetail(client: Client, id: string): Promise<CallDetail> {
  const path = `/api/calls/${encodeURIComponent(id)}`;
  const { call, legs, entries, recordings } = await client.http.ask<Row>('GET', path);
  return {
    call: readCallRecord(asRow(call)),
    legs: list(legs).map(asRow),
    entries: list(entries).map(asRow),
    recordings: list(recordings).map(asRow),
  };
}

/** @throws Refused */
export async function readTimeline(client: Client, id: string): Promise<readonly TimelineEntry[]> {
  const path = `/api/calls/${encodeURIComponent(id)}/timeline`;
  return (await client.http.ask<{ readonly items: readonly TimelineEntry[] }>('GET', path)).items;
}

export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function time(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asRow(value: unknown): Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : {};
}
