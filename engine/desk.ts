/**
 * What an agent's desk and a supervisor may see of conversations and ask for. The HTTP interface carries these shapes,
 * and softphone/ imports them as types. A conversation is a caller's call with all its parts, before and after transfers.
 */
import type { TaskLine, TaskView } from './task/task.js';

/** Where a call can be sent. */
export type Destination =
  | { readonly kind: 'agent'; readonly agent: string }
  | { readonly kind: 'queue'; readonly queue: string }
  /** A number outside, by a trunk. */
  | { readonly kind: 'number'; readonly number: string }
  /** With `back`, the caller returns to this agent when the flow ends. */
  | { readonly kind: 'flow'; readonly flow: string; readonly back: boolean };

export type PartyRole = 'caller' | 'agent' | 'consulted' | 'supervisor';

export interface PartyView {
  /** The leg's UUID. */
  readonly leg: string;
  readonly role: PartyRole;
  /** Agent id or number; masked for who may not see it. */
  readonly party: string;
  readonly name: string;
  readonly state: 'ringing' | 'talking' | 'held' | 'inFlow';
  readonly since: number;
  /** Of a supervisor. Agents see nothing of one who listens. */
  readonly mode?: SupervisionMode;
}

export type SupervisionMode = 'listen' | 'whisper' | 'barge';

export interface ConversationView {
  readonly id: string;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly state:
    'dialling' | 'ringing' | 'talking' | 'held' | 'consulting' | 'conference' | 'inFlow' | 'ended';
  readonly since: number;
  readonly startedAt: number;
  /** Whose desk shows it; absent while nobody serves it. */
  readonly agent?: string;
  readonly caller: string;
  readonly callerName: string;
  /** As `vip` or `important` (重点来电); empty for an ordinary caller. */
  readonly callerLevel?: string;
  readonly called: string;
  readonly queue?: string;
  /** Keys pressed in the flow, in order; those of sensitive nodes masked. */
  readonly keys: readonly { readonly node: string; readonly digits: string }[];
  /** Call data (随路数据). */
  readonly data: Readonly<Record<string, string>>;
  readonly parties: readonly PartyView[];
  readonly supervision?: { readonly supervisor: string; readonly mode: SupervisionMode };
  /** How an outbound call went; present when it did not come to talking. */
  readonly result?: DialResult;
}

/** Why a dialled call did not come to talking. */
export type DialResult =
  'busy' | 'noAnswer' | 'rejected' | 'unknownNumber' | 'switchedOff' | 'forbidden' | 'failed';

/** POST /api/control, for the agent of the session. A command answers when the switch has taken it. */
export type DeskCommand =
  | { readonly do: 'dial'; readonly to: Destination }
  | { readonly do: 'hold' }
  | { readonly do: 'retrieve' }
  | { readonly do: 'hangUp' }
  | { readonly do: 'transfer'; readonly to: Destination }
  /** The caller is held, `to` is rung. */
  | { readonly do: 'consult'; readonly to: Destination }
  /** Gives the caller to who is consulted and leaves. */
  | { readonly do: 'completeTransfer' }
  /** Caller, consulted party and agent talk together. */
  | { readonly do: 'conference' }
  /** Speaks to the other of caller and consulted party. */
  | { readonly do: 'swap' }
  /** Lets the consulted party go and takes the caller back. */
  | { readonly do: 'cancelConsult' }
  /** Asks the caller to rate now (评价). */
  | { readonly do: 'survey' }
  | { readonly do: 'setData'; readonly key: string; readonly value: string };

/** POST /api/supervision, for supervisors; each is written to the audit with who, whom and when. */
export type SupervisorCommand =
  /**
   * Rings the supervisor's own phone (`phone`: another extension, of no agent who is signed in), then joins; a second
   * one changes the mode during the call.
   */
  | { readonly do: 'join'; readonly call: string; readonly mode: SupervisionMode; readonly phone?: string }
  | { readonly do: 'leave'; readonly call: string }
  /** The supervisor talks to the caller in the agent's place. */
  | { readonly do: 'takeOver'; readonly call: string; readonly phone?: string }
  | { readonly do: 'hangUp'; readonly call: string }
  | { readonly do: 'moveWaiting'; readonly call: string; readonly queue: string }
  | { readonly do: 'prioritise'; readonly call: string; readonly priority: number }
  /** Offers a waiting caller to one agent. */
  | { readonly do: 'give'; readonly call: string; readonly agent: string };

/** What the agent's browser says about its phone. `ok` false takes the agent out of the queue as a device fault. */
export type PhoneHealth =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly problem: 'microphone' | 'socket' | 'registration' | 'media' | 'otherTab';
    };

/** POST /api/phone: short-lived credentials of the browser's phone, gone when the session ends. */
export interface PhoneCredentials {
  /** The address of record: the agent's number. */
  readonly user: string;
  /** User name in digest; not the agent's own. */
  readonly authUser: string;
  readonly password: string;
  readonly domain: string;
  /** Path on this origin of the SIP WebSocket (RFC 7118), which the engine hands on to the switch. */
  readonly socket: string;
  readonly expiresAt: number;
}

export type DeskEvent =
  | {
      readonly type: 'conversation.changed';
      readonly at: number;
      readonly conversation: ConversationView;
      /** The conversation is over, or goes on without this agent, who alone gets this event, with the state `ended`. */
      readonly leaver?: string;
      /** Nothing changed but who listens in silence (监听): no agent gets this event. */
      readonly silent?: true;
    }
  | {
      readonly type: 'message';
      readonly at: number;
      readonly from: string;
      readonly to: string;
      readonly text: string;
    }
  | { readonly type: 'help.asked'; readonly at: number; readonly agent: string; readonly text: string };

/** GET /api/me/today. Durations in seconds. */
export interface TodayFigures {
  readonly answered: number;
  readonly missed: number;
  readonly outbound: number;
  readonly talkSeconds: number;
  readonly wrapUpSeconds: number;
  readonly readySeconds: number;
  readonly averageRating: number | null;
}

/** GET /api/contacts. */
export interface Contact {
  readonly id: string;
  readonly department: string;
  readonly name: string;
  readonly number: string;
}

/** Body of POST /api/contacts, which answers the contact with its id, and of PUT /api/contacts/:id. */
export type ContactSettings = Omit<Contact, 'id'>;

/** GET /api/me/conversations for the agent of the session, GET /api/conversations for leaders: those of now. */
export interface ConversationList {
  readonly items: readonly ConversationView[];
}

/** GET /api/conversations/:id/history: earlier calls of this caller, latest first, at most 20. */
export interface CallerHistoryItem {
  readonly call: string;
  readonly at: number;
  readonly queue: string | null;
  readonly agent: string | null;
  readonly outcome: string;
  readonly rating: string | null;
  readonly data: Readonly<Record<string, string>>;
}

/** GET /api/me/calls: today's calls of the agent, latest first. */
export interface OwnCall {
  readonly call: string;
  readonly direction: ConversationView['direction'];
  readonly at: number;
  /** The other party, as far as the agent may see it. */
  readonly party: string;
  readonly partyName: string;
  readonly queue: string | null;
  /** 0 for a call that did not come to talking. */
  readonly talkSeconds: number;
  readonly result: DialResult | 'answered' | 'missed';
  readonly rating: string | null;
}

/** GET /api/me/missed: offers that the agent did not answer today, latest first. */
export interface MissedCall {
  readonly call: string;
  readonly at: number;
  readonly party: string;
  readonly partyName: string;
  readonly queue: string | null;
  readonly ringSeconds: number;
}

/** GET and PUT /api/me/settings: how the agent takes calls (应答管理). */
export interface DeskSettings {
  readonly autoAnswer: boolean;
  /** Seconds that the phone rings before it answers by itself; 0 to 10. */
  readonly autoAnswerSeconds: number;
}

/** POST /api/messages, for leaders. `to` is an agent's id, or `all` for everyone signed in. */
export interface MessageRequest {
  readonly to: string;
  readonly text: string;
}

/** POST /api/help, for an agent: leaders get `help.asked`. */
export interface HelpRequest {
  readonly text: string;
}

/** GET /api/audit?limit=N, for leaders: who did what, latest first. */
export interface AuditItem {
  readonly id: string;
  readonly at: number;
  readonly userName: string;
  readonly action: string;
  readonly target: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** /api/forbidden/:id: numbers that may not be dialled (禁拨字段). */
export interface ForbiddenNumber {
  readonly id: string;
  readonly number: string;
  /** `prefix` forbids every number that begins with it. */
  readonly match: 'prefix' | 'exact';
  /** Whom it binds; empty binds every agent. */
  readonly agents: readonly string[];
  /** Said to the agent who dials it. */
  readonly reason: string;
}

/** Body of POST /api/forbidden, which answers the entry with its id, and of PUT /api/forbidden/:id. */
export type ForbiddenSettings = Omit<ForbiddenNumber, 'id'>;

/** PUT /api/trunks/:id. A line to a carrier. */
export interface TrunkSettings {
  readonly name: string;
  readonly address: string;
  /** 1 to 65535. */
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** Whether the switch registers there with `user`; otherwise the carrier knows our address. */
  readonly register: boolean;
  readonly user: string;
  /** Lower is tried first. */
  readonly priority: number;
  /** Share among trunks of one priority. */
  readonly weight: number;
  /** Calls at once; 0 is no limit. */
  readonly maxCalls: number;
  /** Shown to whom is called; empty lets the original caller's number pass. */
  readonly callerNumber: string;
  readonly enabled: boolean;
}

/** GET /api/trunks. The password goes in with PUT as `password` and never comes out. */
export interface TrunkView extends TrunkSettings {
  readonly id: string;
  readonly state: 'up' | 'down' | 'unknown';
  readonly calls: number;
}

/** A system that flows ask. `down`: so many requests failed in a row that it is not asked for a while. */
export interface ServiceView {
  readonly origin: string;
  readonly state: 'up' | 'failing' | 'down';
  readonly asked: number;
  readonly failed: number;
  readonly lastError: string;
  /** Milliseconds since the epoch. */
  readonly lastAt: number;
}

/** GET /api/tasks/finished: work of another medium than a call, as the database has it. Times in ms since the epoch. */
export interface TaskRecord {
  readonly id: string;
  readonly medium: string;
  readonly queue: string;
  readonly subject: string;
  /** '' for none. */
  readonly number: string;
  readonly state: string;
  /** Who had it last; '' for nobody. */
  readonly agent: string;
  readonly priority: number;
  readonly createdAt: number;
  readonly finishedAt: number;
  readonly data: Readonly<Record<string, string>>;
  readonly history: TaskView['history'];
}

export type { TaskChange, TaskLine, TaskStep, TaskView } from './task/task.js';

/** GET /api/me/tasks: what is offered to the agent, and what they work at, with how much of each they take at once. */
export interface OwnTasks {
  readonly items: readonly TaskLine[];
  /** By medium; the telephone is not among them. */
  readonly capacity: Readonly<Record<string, number>>;
  /** All media together; absent: as the media allow. */
  readonly together?: number;
}
