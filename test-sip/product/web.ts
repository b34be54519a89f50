/** A client of the product's HTTP interface, signed in as one user. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

export interface CallRecord {
  readonly call: Readonly<Record<string, unknown>>;
  readonly legs: readonly Readonly<Record<string, unknown>>[];
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  readonly recordings: readonly Readonly<Record<string, unknown>>[];
}

export interface AgentNow {
  readonly id: string;
  readonly state: string;
  readonly reason: string;
  readonly registered: boolean;
  readonly call?: string;
}

export interface CallNow {
  readonly id: string;
  readonly caller: string;
  readonly stage: string;
  readonly agent?: string;
}

export interface LiveNow {
  readonly agents: readonly AgentNow[];
  readonly calls: readonly CallNow[];
  readonly queues: readonly {
    readonly id: string;
    readonly waiting: readonly { readonly caller: string }[];
  }[];
  readonly switches: readonly { readonly connected: boolean; readonly channels: number }[];
}

export class Web {
  readonly #origin: string;
  #cookie = '';

  constructor(origin: string) {
    this.#origin = origin;
  }

  async signIn(name: string, password: string): Promise<void> {
    await this.json('POST', '/api/session', { name, password });
  }

  /** Sends a request; `body` as JSON. */
  async send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.#origin}${path}`, {
      method,
      headers: {
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.#cookie = cookie.split(';')[0] ?? '';
    return response;
  }

  /** @throws Error for any status that is not 2xx. */
  async json(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.send(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Hears what the user's page is told. @returns its end. */
  async listen(take: (event: unknown) => void): Promise<() => void> {
    const headers = { cookie: this.#cookie };
    const socket = new WebSocket(`${this.#origin.replace(/^http/, 'ws')}/api/events`, { headers });
    socket.on('message', (data: Buffer) => take(JSON.parse(data.toString())));
    await once(socket, 'open');
    return () => socket.terminate();
  }

  /** Sends a file. @throws Error for any status that is not 2xx. */
  async upload(path: string, content: string, type: string): Promise<void> {
    const headers = { cookie: this.#cookie, 'content-type': type };
    const response = await fetch(`${this.#origin}${path}`, { method: 'POST', headers, body: content });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  }

  async live(): Promise<LiveNow> {
    return (await this.json('GET', '/api/live')) as LiveNow;
  }

  async agent(id: string): Promise<AgentNow | undefined> {
    return (await this.live()).agents.find((agent) => agent.id === id);
  }

  /** Asks for a state of an agent, e.g. `{ want: 'ready' }`. */
  async setAgent(id: string, wish: Readonly<Record<string, unknown>>): Promise<void> {
    await this.json('PUT', `/api/agents/${id}/state`, wish);
  }

  /** Rows of the calls of that caller, latest first. */
  async callsOf(caller: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const found = (await this.json('GET', `/api/calls?caller=${encodeURIComponent(caller)}`)) as {
      items: readonly Readonly<Record<string, unknown>>[];
    };
    return found.items;
  }

  async call(id: string): Promise<CallRecord> {
    return (await this.json('GET', `/api/calls/${id}`)) as CallRecord;
  }

  /** Types of a call's timeline, in order. */
  async timeline(id: string): Promise<readonly string[]> {
    const found = (await this.json('GET', `/api/calls/${id}/timeline`)) as {
      items: readonly { readonly type: string }[];
    };
    return found.items.map((entry) => entry.type);
  }

  /** The recording as a WAV file. */
  async recording(call: string): Promise<Buffer> {
    const response = await this.send('GET', `/api/recordings/${call}`);
    if (!response.ok) throw new Error(`recording of ${call}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }
}
