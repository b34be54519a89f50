/** A user agent on a network in memory with a clock that tests move, and another one or a hand-driven peer beside it. */
import { FakeClock } from '../../kernel/fake-clock.js';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import type { Headers, SipCall, SipCallEvent, SipEndpoint } from './call.js';
import { header, headersOf, type SipMessage, type SipRequest, type SipResponse } from './message.js';
import { FakeNetwork, titleOf, type FakeTransport } from './transaction/fake-network.js';
import { makeResponse, type ResponseParts } from './make-response.js';
import { UserAgent, type UserAgentOptions } from './user-agent.js';

export const offerSdp = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n';
export const answerSdp = 'v=0\r\no=- 2 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n';

export const agentAt: SipEndpoint = { protocol: 'udp', address: '192.0.2.1', port: 5060 };
export const peerAt: SipEndpoint = { protocol: 'udp', address: '192.0.2.2', port: 5062 };

export interface Lab {
  readonly clock: FakeClock;
  readonly network: FakeNetwork;
  readonly agent: UserAgent;
  /** Calls that came in at `agent`. */
  readonly calls: SipCall[];
}

export function makeAgent(
  clock: FakeClock,
  transport: FakeTransport,
  options: Partial<UserAgentOptions> = {},
): { readonly agent: UserAgent; readonly calls: SipCall[] } {
  const agent = new UserAgent({
    clock,
    random: systemRandom,
    log: silentLogger,
    transport,
    admission: { admit: () => ({ kind: 'admit', admission: { kind: 'trunk', trunk: 'lab' } }) },
    ...options,
  });
  const calls: SipCall[] = [];
  agent.inbound.on((call) => calls.push(call));
  return { agent, calls };
}

/** One user agent and a peer that says what a test makes it say. */
export function labWithPeer(options: Partial<UserAgentOptions> = {}): Lab & { readonly peer: Peer } {
  const clock = new FakeClock();
  const network = new FakeNetwork(clock);
  const made = makeAgent(clock, network.host(agentAt), options);
  return { clock, network, ...made, peer: new Peer(network.host(peerAt)) };
}

/** Two user agents that talk to each other. */
export function labWithTwo(
  options: Partial<UserAgentOptions> = {},
  protocol: 'udp' | 'tcp' = 'udp',
): Lab & { readonly other: UserAgent; readonly otherCalls: SipCall[] } {
  const clock = new FakeClock();
  const network = new FakeNetwork(clock);
  const made = makeAgent(clock, network.host({ ...agentAt, protocol }), options);
  const other = makeAgent(clock, network.host({ ...peerAt, protocol }), options);
  return { clock, network, ...made, other: other.agent, otherCalls: other.calls };
}

/** Everything that a call said, in order. */
export function listen(call: SipCall): SipCallEvent[] {
  const events: SipCallEvent[] = [];
  call.events.on((event) => events.push(event));
  return events;
}

export const types = (events: readonly SipCallEvent[]): string[] => events.map(({ type }) => type);

/** The call that a test is about. @throws when it did not come. */
export function only(calls: readonly SipCall[]): SipCall {
  const [call] = calls;
  if (!call || calls.length > 1) throw new Error(`${calls.length} calls came`);
  return call;
}

interface RequestOptions {
  readonly toTag?: string;
  readonly cseq?: number;
  readonly branch?: string;
  /** Take the place of Max-Forwards, Contact and Content-Type. */
  readonly headers?: Headers;
  /** The body. */
  readonly sdp?: string;
  readonly callId?: string;
  readonly uri?: string;
}

/** A peer without a stack: it sends what it is told and keeps what it hears. */
export class Peer {
  readonly heard: SipMessage[] = [];
  readonly #transport: FakeTransport;
  #branches = 0;

  constructor(transport: FakeTransport) {
    this.#transport = transport;
    transport.events.on((event) => {
      if (event.type === 'received') this.heard.push(event.message);
    });
  }

  get story(): string[] {
    return this.heard.map(titleOf);
  }

  /** The last message with this title. @throws when none came. */
  last(title: string): SipMessage {
    const found = this.heard.findLast((message) => titleOf(message) === title);
    if (!found) throw new Error(`no ${title} in ${this.story.join(', ')}`);
    return found;
  }

  lastRequest(method: string): SipRequest {
    const message = this.last(method);
    if (message.kind !== 'request') throw new Error(`${method} is no request`);
    return message;
  }

  lastResponse(title: string): SipResponse {
    const message = this.last(title);
    if (message.kind !== 'response') throw new Error(`${title} is no response`);
    return message;
  }

  count(title: string): number {
    return this.story.filter((one) => one === title).length;
  }

  send(message: SipMessage): void {
    this.#transport.send(message, agentAt);
  }

  /** Sends a request from `<sip:alice@...>;tag=alice`; without `toTag` outside a dialog. */
  request(method: string, options: RequestOptions = {}): SipRequest {
    const { toTag, cseq = 1, headers = [], sdp, callId = 'peer-call' } = options;
    const branch = options.branch ?? `z9hG4bKpeer${++this.#branches}`;
    const usual: Headers = [
      ['max-forwards', '70'],
      ownContact('alice'),
      ...(sdp === undefined ? [] : ([['content-type', 'application/sdp']] as const)),
    ];
    const request: SipRequest = {
      kind: 'request',
      method,
      uri: options.uri ?? 'sip:12345@192.0.2.1',
      headers: [
        ['via', `SIP/2.0/UDP ${peerAt.address}:${peerAt.port};branch=${branch}`],
        ['from', '"Alice" <sip:alice@192.0.2.2>;tag=alice'],
        ['to', `<sip:12345@192.0.2.1>${toTag === undefined ? '' : `;tag=${toTag}`}`],
        ['call-id', callId],
        ['cseq', `${cseq} ${method}`],
        ...usual.filter(([name]) => !headers.some(([other]) => other === name)),
        ...headers,
      ],
      body: Buffer.from(sdp ?? '', 'latin1'),
    };
    this.send(request);
    return request;
  }

  /** Responds to a request that came, as `<sip:bob@...>` with a Contact. */
  respond(request: SipRequest, status: number, parts: ResponseParts & { readonly sdp?: string } = {}): void {
    const { sdp, ...rest } = parts;
    this.send(
      makeResponse(request, status, {
        toTag: 'bob',
        ...rest,
        headers: [ownContact('bob'), ...(rest.headers ?? [])],
        ...(sdp === undefined ? {} : { body: { type: 'application/sdp', content: Buffer.from(sdp) } }),
      }),
    );
  }
}

function ownContact(user: string): readonly [string, string] {
  return ['contact', `<sip:${user}@${peerAt.address}:${peerAt.port}>`];
}

/** The To tag of a message. */
export function toTag(message: SipMessage): string {
  return /;tag=([^;]+)/.exec(header(message, 'to') ?? '')?.[1] ?? '';
}

/** Every value of a header, joined, for comparison. */
export const valuesOf = (message: SipMessage, name: string): string => headersOf(message, name).join(', ');
