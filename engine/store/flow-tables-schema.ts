/** Tables of flows as Kysely sees them. */
import type { ColumnType, Generated } from 'kysely';

type Json = ColumnType<unknown, string, string>;

export interface FlowVersionTable {
  flow: string;
  version: number;
  file: string;
  text: string;
  cases: string;
  author: string;
  reason: string;
  source: 'file' | 'published';
  at: Generated<Date>;
}

export interface FlowReleaseTable {
  flow: string;
  file: string;
  live: number;
  previous: number | null;
  canary: number | null;
  canaryShare: number;
  canaryNumbers: Json;
  fileText: string | null;
  changedAt: Generated<Date>;
  changedBy: string;
}

export interface FlowDraftTable {
  flow: string;
  text: string;
  cases: string;
  author: string;
  basedOn: number;
  at: Generated<Date>;
}

export interface WorkCalendarTable {
  id: string;
  name: string;
  area: string;
  timeZone: string;
  weekly: Json;
}

export interface SpecialDayTable {
  area: string;
  date: string;
  kind: 'holiday' | 'workday' | 'exception';
  name: string;
  periods: ColumnType<unknown, string | null, string | null>;
  asWeekday: number | null;
}

export interface ListedNumberTable {
  id: string;
  list: 'black' | 'white' | 'important';
  number: string;
  match: 'exact' | 'prefix';
  name: string;
  level: number;
  reason: string;
  warning: Generated<string>;
  expiresAt: ColumnType<Date | null, Date | null, Date | null>;
  createdBy: string;
  createdAt: Generated<Date>;
}

export interface PromptTable {
  id: string;
  language: 'zh-CN' | 'en';
  business: string;
  text: string;
  live: number;
}

export interface PromptVersionTable {
  id: string;
  language: 'zh-CN' | 'en';
  version: number;
  source: 'upload' | 'speech';
  author: string;
  at: Generated<Date>;
  durationMs: number;
  levelDbfs: number;
  text: string;
}

export interface FlowSchema {
  workCalendars: WorkCalendarTable;
  specialDays: SpecialDayTable;
  listedNumbers: ListedNumberTable;
  numberRegions: { prefix: string; region: string };
  prompts: PromptTable;
  promptVersions: PromptVersionTable;
  callbacksDone: { call: string; seq: number; by: string; at: Generated<Date>; note: string };
  voicemailsDone: { recording: string; by: string; at: Generated<Date>; note: string };
  flowVersions: FlowVersionTable;
  flowReleases: FlowReleaseTable;
  flowDrafts: FlowDraftTable;
}
