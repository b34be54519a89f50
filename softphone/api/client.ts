/** What the pages ask of the engine, typed by its own contracts (engine/desk.ts, engine/control.ts). */
import type { AgentView, AgentWish, LiveCallView, QueueView, SwitchView } from '../../engine/control.js';
import type {
  AuditItem,
  CallerHistoryItem,
  Contact,
  ContactSettings,
  ConversationList,
  DeskCommand,
  DeskSettings,
  ForbiddenNumber,
  ForbiddenSettings,
  MessageRequest,
  MissedCall,
  OwnCall,
  OwnTasks,
  PhoneCredentials,
  PhoneHealth,
  ServiceView,
  SupervisorCommand,
  TaskChange,
  TaskLine,
  TaskRecord,
  TaskView,
  TodayFigures,
  TrunkSettings,
  TrunkView,
} from '../../engine/desk.js';
import type { AgentConfig, NumberConfig, QueueConfig } from '../../engine/store/configuration.js';
import { httpTo, type Http, type Query } from './http.js';

export interface User {
  readonly name: string;
  readonly role: 'administrator' | 'supervisor' | 'agent';
  /** The agent number of a user of the role agent. */
  readonly agent: string | null;
  readonly mustChangePassword: boolean;
}

export interface Live {
  /** The engine's clock, ms since the epoch. */
  readonly at: number;
  readonly agents: readonly AgentView[];
  readonly queues: readonly QueueView[];
  readonly calls: readonly LiveCallView[];
  readonly switches: readonly SwitchView[];
}

export interface FlowView {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly loadedAt: number;
}

/** Guest of the caller page: a phone that reaches hotline numbers alone. */
export interface CallerOffer {
  readonly enabled: boolean;
  readonly numbers: readonly { readonly number: string; readonly name: string }[];
}

interface List<T> {
  readonly items: readonly T[];
}

type Body<T> = Omit<T, 'id'>;

/** What is kept under ids that the client chooses. */
export interface Collection<T, S> {
  list(): Promise<readonly T[]>;
  save(id: string, settings: S): Promise<T>;
  remove(id: string): Promise<void>;
}

/** Every method throws Refused. */
export class Client {
  readonly http: Http;

  readonly #embedded: boolean;

  /** @param embedded in an iframe, where another site's page needs another kind of cookie (docs/softphone-bar.md). */
  constructor(http: Http, embedded = false) {
    this.http = http;
    this.#embedded = embedded;
  }

  // Session
  signIn(name: string, password: string): Promise<User> {
    return this.http.ask('POST', '/api/session', {
      ...{ name, password },
      ...(this.#embedded && { embedded: true }),
    });
  }
  whoAmI(): Promise<User> {
    return this.http.ask('GET', '/api/session');
  }
  signOut(): Promise<void> {
    return this.http.ask('DELETE', '/api/session');
  }
  changePassword(old: string, next: string): Promise<void> {
    return this.http.ask('PUT', '/api/session/password', { old, new: next });
  }

  // The phone in this browser
  phoneCredentials(): Promise<PhoneCredentials> {
    return this.http.ask('POST', '/api/phone');
  }
  reportPhone(health: PhoneHealth): Promise<void> {
    return this.http.ask('PUT', '/api/phone/health', health);
  }
  callerOffer(): Promise<CallerOffer> {
    return this.http.ask('GET', '/api/caller');
  }
  /** Credentials of a guest, for one call after another until they expire. */
  callerCredentials(): Promise<PhoneCredentials> {
    return this.http.ask('POST', '/api/caller');
  }

  // The agent's desk
  control(command: DeskCommand): Promise<void> {
    return this.http.ask('POST', '/api/control', command);
  }
  wish(agent: string, wish: AgentWish): Promise<AgentView> {
    return this.http.ask('PUT', `/api/agents/${encodeURIComponent(agent)}/state`, wish);
  }
  async myConversations(): Promise<ConversationList['items']> {
    return (await this.http.ask<ConversationList>('GET', '/api/me/conversations')).items;
  }
  async callerHistory(conversation: string): Promise<readonly CallerHistoryItem[]> {
    const path = `/api/conversations/${encodeURIComponent(conversation)}/history`;
    return (await this.http.ask<List<CallerHistoryItem>>('GET', path)).items;
  }
  today(): Promise<TodayFigures> {
    return this.http.ask('GET', '/api/me/today');
  }
  async myCalls(): Promise<readonly OwnCall[]> {
    return (await this.http.ask<List<OwnCall>>('GET', '/api/me/calls')).items;
  }
  async myMissed(): Promise<readonly MissedCall[]> {
    return (await this.http.ask<List<MissedCall>>('GET', '/api/me/missed')).items;
  }
  deskSettings(): Promise<DeskSettings> {
    return this.http.ask('GET', '/api/me/settings');
  }
  saveDeskSettings(settings: DeskSettings): Promise<DeskSettings> {
    return this.http.ask('PUT', '/api/me/settings', settings);
  }
  myTasks(): Promise<OwnTasks> {
    return this.http.ask('GET', '/api/me/tasks');
  }
  answerTask(task: string, answer: 'accept' | 'reject' | 'done'): Promise<TaskLine> {
    return this.http.ask('POST', `/api/tasks/${encodeURIComponent(task)}/${answer}`);
  }
  askForHelp(text: string): Promise<void> {
    return this.http.ask('POST', '/api/help', { text });
  }
  async contacts(): Promise<readonly Contact[]> {
    return (await this.http.ask<List<Contact>>('GET', '/api/contacts')).items;
  }
  addContact(contact: ContactSettings): Promise<Contact> {
    return this.http.ask('POST', '/api/contacts', contact);
  }
  saveContact({ id, ...contact }: Contact): Promise<Contact> {
    return this.http.ask('PUT', `/api/contacts/${encodeURIComponent(id)}`, contact);
  }
  removeContact(id: string): Promise<void> {
    return this.http.ask('DELETE', `/api/contacts/${encodeURIComponent(id)}`);
  }

  // What happens now, and supervision
  live(): Promise<Live> {
    return this.http.ask('GET', '/api/live');
  }
  async agentStates(): Promise<readonly AgentView[]> {
    return (await this.http.ask<List<AgentView>>('GET', '/api/agents/states')).items;
  }
  async conversations(): Promise<ConversationList['items']> {
    return (await this.http.ask<ConversationList>('GET', '/api/conversations')).items;
  }
  supervise(command: SupervisorCommand): Promise<void> {
    return this.http.ask('POST', '/api/supervision', command);
  }
  /** All that are not over, the oldest first. */
  async tasks(): Promise<readonly TaskLine[]> {
    const limit = 5000;
    // What ends between two questions moves the others up: an overlap finds them.
    const overlap = 100;
    const found = new Map<string, TaskLine>();
    for (let offset = 0; ; offset += limit - overlap) {
      const { items } = await this.http.ask<List<TaskLine>>('GET', '/api/tasks', undefined, {
        limit,
        offset,
      });
      for (const task of items) found.set(task.id, task);
      if (items.length < limit) return [...found.values()];
    }
  }
  task(task: string): Promise<Pick<TaskView, 'id' | 'history'>> {
    return this.http.ask('GET', `/api/tasks/${encodeURIComponent(task)}`);
  }
  async finishedTasks(query: Query): Promise<readonly TaskRecord[]> {
    return (await this.http.ask<List<TaskRecord>>('GET', '/api/tasks/finished', undefined, query)).items;
  }
  arrangeTask(task: string, change: TaskChange): Promise<TaskLine> {
    return this.http.ask('PUT', `/api/tasks/${encodeURIComponent(task)}`, change);
  }
  cancelTask(task: string): Promise<TaskLine> {
    return this.http.ask('DELETE', `/api/tasks/${encodeURIComponent(task)}`);
  }
  sendMessage(message: MessageRequest): Promise<void> {
    return this.http.ask('POST', '/api/messages', message);
  }
  async audit(limit = 100): Promise<readonly AuditItem[]> {
    return (await this.http.ask<List<AuditItem>>('GET', '/api/audit', undefined, { limit })).items;
  }
  /** Records of calls, latest first; `next` continues as `cursor`. */
  calls(query: Query): Promise<{ items: readonly Readonly<Record<string, unknown>>[]; next?: string }> {
    return this.http.ask('GET', '/api/calls', undefined, query);
  }

  // Administration
  readonly skills = this.#collection<{ id: string; name: string }>('/api/skills');
  readonly queues = this.#collection<QueueConfig>('/api/queues');
  readonly trunks = this.#collection<TrunkView, TrunkSettings & { readonly password?: string }>(
    '/api/trunks',
  );
  readonly agents = {
    ...this.#collection<AgentConfig>('/api/agents'),
    /** Answers the phone's password, once. */
    add: (
      agent: AgentConfig & { readonly password?: string },
    ): Promise<AgentConfig & { readonly password: string }> => this.http.ask('POST', '/api/agents', agent),
  };
  readonly numbers = {
    list: async (): Promise<readonly NumberConfig[]> =>
      (await this.http.ask<List<NumberConfig>>('GET', '/api/numbers')).items,
    save: ({ number, ...rest }: NumberConfig): Promise<NumberConfig> =>
      this.http.ask('PUT', `/api/numbers/${encodeURIComponent(number)}`, rest),
    remove: (number: string): Promise<void> =>
      this.http.ask('DELETE', `/api/numbers/${encodeURIComponent(number)}`),
  };
  readonly users = {
    list: async (): Promise<readonly User[]> => (await this.http.ask<List<User>>('GET', '/api/users')).items,
    /** Answers the first password, once. */
    add: (
      user: Pick<User, 'name' | 'role'> & { readonly agent?: string },
    ): Promise<User & { password: string }> => this.http.ask('POST', '/api/users', user),
    /** The user's sessions end. */
    save: ({ name, ...rights }: Pick<User, 'name' | 'role'> & { readonly agent?: string }): Promise<User> =>
      this.http.ask('PUT', `/api/users/${encodeURIComponent(name)}`, rights),
    resetPassword: (name: string): Promise<{ readonly password: string }> =>
      this.http.ask('POST', `/api/users/${encodeURIComponent(name)}/password`),
    remove: (name: string): Promise<void> =>
      this.http.ask('DELETE', `/api/users/${encodeURIComponent(name)}`),
  };
  readonly forbidden = {
    ...this.#collection<ForbiddenNumber>('/api/forbidden'),
    add: (entry: ForbiddenSettings): Promise<ForbiddenNumber> =>
      this.http.ask('POST', '/api/forbidden', entry),
  };
  async flows(): Promise<readonly FlowView[]> {
    return (await this.http.ask<List<FlowView>>('GET', '/api/flows')).items;
  }

  reloadFlows(): Promise<unknown> {
    return this.http.ask('POST', '/api/flows/reload');
  }
  async flowServices(): Promise<readonly ServiceView[]> {
    return (await this.http.ask<List<ServiceView>>('GET', '/api/flow-services')).items;
  }

  #collection<T extends { readonly id: string }, S = Body<T>>(path: string): Collection<T, S> {
    const at = (id: string): string => `${path}/${encodeURIComponent(id)}`;
    return {
      list: async (): Promise<readonly T[]> => (await this.http.ask<List<T>>('GET', path)).items,
      save: (id: string, settings: S): Promise<T> => this.http.ask('PUT', at(id), settings),
      remove: (id: string): Promise<void> => this.http.ask('DELETE', at(id)),
    };
  }
}

/** @param origin of the engine; without it the page's own. */
export function clientTo(origin: string = location.origin): Client {
  return new Client(httpTo(origin), window.self !== window.top);
}
