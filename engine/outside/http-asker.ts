/** Asks other systems for flows: bounded in time, in number, in what comes back, and in whom it reaches. */
import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { sleep, type Clock } from '../../kernel/clock.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { ServiceView } from '../desk.js';
import type { FlowEffect, RequestAnswer } from '../ivr/model.js';
import { AllowedHosts, isInside } from './allowed-address.js';
import { valuesOf } from './json-values.js';
import { ServiceHealth } from './service-health.js';

type Ask = Extract<FlowEffect, { do: 'request' }>;

export interface HttpAskerOptions {
  readonly clock: Clock;
  /** Inside the operator's network, and allowed all the same. */
  readonly privateHosts: readonly string[];
  /** The value of a secret for a service; refused when it must not go there. */
  readonly secret: (name: string, origin: string) => Result<string>;
}

const longestAnswer = 64 * 1024;
const mostAtOnce = 200;
const mostServices = 500;
const firstPauseMs = 100;

export class HttpAsker {
  readonly #options: HttpAskerOptions;
  readonly #allowed: AllowedHosts;
  readonly #services = new Map<string, ServiceHealth>();
  readonly #agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: 20, maxFreeSockets: 4 }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: 20, maxFreeSockets: 4 }),
  };
  #running = 0;

  constructor(options: HttpAskerOptions) {
    this.#options = options;
    this.#allowed = new AllowedHosts(options.privateHosts);
  }

  services(): ServiceView[] {
    return [...this.#services.values()].map((service) => service.view());
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  /** @param key tells the service that two tries are one request. */
  async request(given: Ask, key: string): Promise<RequestAnswer> {
    if (!URL.canParse(given.url)) return { status: 0, why: 'the address is none' };
    const url = new URL(given.url);
    const headers = this.#headers(given, url.origin, key);
    if (!headers.ok) return { status: 0, why: headers.why };
    if (this.#running >= mostAtOnce) return { status: 0, why: 'too many requests at once' };
    this.#running++;
    try {
      return await this.#tries(url, given, headers.value);
    } finally {
      this.#running--;
    }
  }

  async #tries(url: URL, given: Ask, headers: Readonly<Record<string, string>>): Promise<RequestAnswer> {
    const service = this.#serviceOf(url.origin);
    let why = '';
    for (let tried = 0; tried <= given.retries; tried++) {
      if (tried > 0) await sleep(this.#options.clock, firstPauseMs * 2 ** (tried - 1));
      const { clock } = this.#options;
      if (!service.ask(clock.now())) return { status: 0, why: `${url.origin} is down` };
      const answer = await this.#once(url, given, headers);
      if (answer.ok && answer.value.status < 500) {
        service.succeeded(clock.now());
        return { status: answer.value.status, values: valuesOf(answer.value.body, given.into) };
      }
      why = answer.ok ? `status ${answer.value.status}` : answer.why;
      service.failed(clock.now(), why);
    }
    return { status: 0, why };
  }

  #headers(given: Ask, origin: string, key: string): Result<Record<string, string>> {
    const headers: Record<string, string> = { accept: 'application/json', 'idempotency-key': key };
    if (given.body) headers['content-type'] = 'application/json';
    // A value that a caller can influence must not end the header.
    for (const [name, value] of Object.entries(given.headers))
      headers[name] = value.replace(/[^\x20-\x7e]/g, '');
    for (const [name, secret] of Object.entries(given.secretHeaders)) {
      const value = this.#options.secret(secret, origin);
      if (!value.ok) return value;
      headers[name] = value.value;
    }
    return ok(headers);
  }

  #once(
    url: URL,
    given: Ask,
    headers: Readonly<Record<string, string>>,
  ): Promise<Result<{ readonly status: number; readonly body: unknown }>> {
    const isFree = this.#allowed.has(url);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!isFree && isIP(host) !== 0 && isInside(host))
      return Promise.resolve(refuse(`${host} is inside; flowPrivateHosts does not name it`));
    return new Promise((resolve) => {
      const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const agent = url.protocol === 'https:' ? this.#agents['https:'] : this.#agents['http:'];
      const request = make(
        url,
        { method: given.method, headers, agent, lookup: isFree ? lookUp : lookUpOutside },
        (response) => {
          void readAnswer(response).then(settle);
        },
      );
      const stop = this.#options.clock.after(given.timeoutMs, () => {
        settle(refuse(`no answer in ${given.timeoutMs} ms`));
      });
      function settle(answer: Result<{ readonly status: number; readonly body: unknown }>): void {
        stop();
        resolve(answer);
        if (!answer.ok) request.destroy();
      }
      request.on('error', (error) => settle(refuse(error.message)));
      request.end(given.body ? JSON.stringify(given.body) : undefined);
    });
  }

  #serviceOf(origin: string): ServiceHealth {
    let service = this.#services.get(origin);
    if (!service) {
      const [oldest] = this.#services.keys();
      if (this.#services.size >= mostServices && oldest !== undefined) this.#services.delete(oldest);
      service = new ServiceHealth(origin);
      this.#services.set(origin, service);
    }
    return service;
  }
}

/** The address that is connected to is the one that was looked at, whatever the name says a moment later. */
const lookUpOutside: LookupFunction = (hostname, options, done) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const usable = error ? [] : addresses.filter(({ address }) => !isInside(address));
    const [first] = usable;
    if (error || !first) {
      const why = new Error(`${hostname} is inside; flowPrivateHosts does not name it`);
      done(error ?? why, options.all ? [] : '', 4);
    } else if (options.all) done(null, usable);
    else done(null, first.address, first.family);
  });
};

function readAnswer(
  response: IncomingMessage,
): Promise<Result<{ readonly status: number; readonly body: unknown }>> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let length = 0;
    response.on('data', (part: Buffer) => {
      length += part.length;
      if (length > longestAnswer) resolve(refuse(`the answer is longer than ${longestAnswer} octets`));
      else parts.push(part);
    });
    response.on('error', (error) => resolve(refuse(error.message)));
    response.on('aborted', () => resolve(refuse('the answer breaks off')));
    response.on('end', () => {
      const status = response.statusCode ?? 0;
      if (status >= 300 && status < 400) resolve(refuse(`status ${status}: a flow follows no redirection`));
      else resolve(ok({ status, body: parsed(Buffer.concat(parts).toString('utf8')) }));
    });
  });
}

/** What is no JSON has no values. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
