/** The tables as Kysely sees them: camelCase here, snake_case in the database. migrations/ makes them. */
import type { ColumnType, Generated } from 'kysely';
import type { FlowSchema } from './flow-tables-schema.js';

type Time = ColumnType<Date, Date | string, Date | string>;
type MaybeTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type Json = ColumnType<unknown, string, string>;
type JsonWithDefault = ColumnType<unknown, string | undefined, string>;
type MaybeJson = ColumnType<unknown, string | null, string | null>;

export type Role = 'administrator' | 'supervisor' | 'agent';

export interface UserTable {
  name: string;
  role: Role;
  passwordHash: string;
  /** The agent that a user of the role agent is. */
  agent: string | null;
  mustChangePassword: boolean;
  createdAt: Generated<Date>;
}

export interface SessionTable {
  /** SHA-256 of the token, in hex: whoever reads the table can't sign in with it. */
  tokenHash: string;
  userName: string;
  createdAt: Generated<Date>;
  expiresAt: Time;
  address: string;
}

/** Digest credentials of a phone in a browser. */
export interface BrowserPhoneTable {
  authUser: string;
  addressOfRecord: string;
  ha1Md5: string;
  ha1Sha256: string;
  /** The web session that they end with; null for those of a guest. */
  session: string | null;
  createdAt: Generated<Date>;
  expiresAt: Time;
}

export interface SkillTable {
  id: string;
  name: string;
}

export interface AgentTable {
  id: string;
  name: string;
  wrapUpSeconds: number;
  /** Digest credentials (RFC 8760 HA1) of the agent's phone; the password itself is not kept. */
  ha1Md5: string;
  ha1Sha256: string;
  realm: string;
  distribution: JsonWithDefault;
}

export interface QueueTable {
  id: string;
  name: string;
  priority: number;
  capacity: number;
  ringSeconds: number;
  surveyOn: boolean;
  recordOn: boolean;
  announceAgentOn: boolean;
  distribution: JsonWithDefault;
}

export interface NumberTable {
  number: string;
  name: string;
  flow: string;
  language: string;
}

export interface CallTable {
  id: string;
  startedAt: MaybeTime;
  node: string | null;
  direction: string | null;
  caller: string | null;
  called: string | null;
  language: string | null;
  flow: string | null;
  flowVersion: string | null;
  answeredAt: MaybeTime;
  queuedAt: MaybeTime;
  agentAnsweredAt: MaybeTime;
  endedAt: MaybeTime;
  queue: string | null;
  agent: string | null;
  outcome: string | null;
  result: string | null;
  hungUpBy: string | null;
  cause: string | null;
  causeQ850: number | null;
  ivrPath: MaybeJson;
  keys: MaybeJson;
  rating: string | null;
  surveyState: string | null;
  data: MaybeJson;
}

export interface CallLegTable {
  id: string;
  call: string | null;
  role: string | null;
  party: string | null;
  createdAt: MaybeTime;
  ringingAt: MaybeTime;
  answeredAt: MaybeTime;
  endedAt: MaybeTime;
  hungUpBy: string | null;
  cause: string | null;
  causeQ850: number | null;
  sipCallId: string | null;
  quality: MaybeJson;
}

export interface QueueEntryTable {
  id: string;
  call: string | null;
  queue: string | null;
  priority: number | null;
  asked: MaybeJson;
  joinedAt: MaybeTime;
  leftAt: MaybeTime;
  outcome: string | null;
  agent: string | null;
  offers: MaybeJson;
}

export interface RecordingTable {
  id: string;
  call: string | null;
  kind: string | null;
  path: string | null;
  startedAt: MaybeTime;
  durationMs: number | null;
  state: string | null;
}

export interface CallEventTable {
  call: string;
  seq: number;
  at: Time;
  type: string;
  data: Json;
}

export interface AgentStateTable {
  id: string;
  agent: string;
  at: Time;
  state: string;
  reason: string;
  by: string;
  call: string | null;
}

export interface SnapshotTable {
  id: string;
  snapshot: string;
}

export interface AuditTable {
  id: Generated<string>;
  at: Generated<Date>;
  userName: string;
  action: string;
  target: string;
  address: string;
  data: Json;
}

export interface TrunkTable {
  id: string;
  name: string;
  address: string;
  port: number;
  transport: 'udp' | 'tcp' | 'tls';
  register: boolean;
  user: string;
  /** As the carrier gave it: the switch has to show it there. */
  password: string;
  priority: number;
  weight: number;
  maxCalls: number;
  callerNumber: string;
  enabled: boolean;
}

export interface RoutingVersionTable {
  version: Generated<number>;
  at: Generated<Date>;
  userName: string;
  note: string;
  routing: Json;
}

export interface TaskTable {
  id: string;
  medium: string | null;
  queue: string | null;
  subject: string | null;
  number: string | null;
  state: string | null;
  agent: string | null;
  priority: number | null;
  createdAt: MaybeTime;
  finishedAt: MaybeTime;
  data: MaybeJson;
  history: MaybeJson;
}

export interface Schema extends FlowSchema {
  users: UserTable;
  sessions: SessionTable;
  browserPhones: BrowserPhoneTable;
  skills: SkillTable;
  agents: AgentTable;
  agentSkills: { agent: string; skill: string; level: number };
  agentQueues: { agent: string; queue: string };
  queues: QueueTable;
  queueSkills: { queue: string; skill: string; level: number };
  numbers: NumberTable;
  calls: CallTable;
  callLegs: CallLegTable;
  queueEntries: QueueEntryTable;
  callEvents: CallEventTable;
  recordings: RecordingTable;
  tasks: TaskTable;
  agentStates: AgentStateTable;
  live: SnapshotTable;
  memos: SnapshotTable;
  meta: { key: string; value: string };
  journalPositions: { journal: string; segment: number; byteOffset: number };
  audit: AuditTable;
  contacts: { id: string; department: string; name: string; number: string };
  forbiddenNumbers: {
    id: string;
    number: string;
    match: 'prefix' | 'exact';
    agents: Json;
    reason: string;
  };
  trunks: TrunkTable;
  routingVersions: RoutingVersionTable;
  deskSettings: { agent: string; autoAnswer: boolean; autoAnswerSeconds: number };
}
