/** JSON over HTTP to the engine. */
import { Refused } from './refused.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Http {
  /** Origin of the engine, without a slash at the end. */
  readonly origin: string;
  /**
   * @param body a Blob goes as it is, anything else as JSON.
   * @throws Refused
   */
  ask<T>(method: Method, path: string, body?: unknown, query?: Query): Promise<T>;
  /** For an answer that is a file. @throws Refused */
  fetch(method: Method, path: string, body?: unknown, query?: Query): Promise<Blob>;
}

/**
 * @param origin of the engine; the page's own unless the page is somebody else's.
 * @param fetchOf the browser's fetch; tests hand in theirs.
 */
export function httpTo(origin: string, fetchOf: typeof fetch = fetch.bind(globalThis)): Http {
  const sent = (method: Method, path: string, body: unknown, query: Query = {}): Promise<Response> =>
    send(fetchOf, `${origin}${path}${queryText(query)}`, {
      method,
      // A page of another origin that is let in (YIHAO_EMBED_ORIGINS) needs the session's cookie as well.
      credentials: 'include',
      ...(body !== undefined && content(body)),
    });
  return {
    origin,
    async ask<T>(method: Method, path: string, body?: unknown, query?: Query): Promise<T> {
      const answer = await sent(method, path, body, query);
      const json = parse(await answer.text());
      if (answer.ok) return json as T;
      throw refused(answer, json);
    },
    async fetch(method: Method, path: string, body?: unknown, query?: Query): Promise<Blob> {
      const answer = await sent(method, path, body, query);
      if (answer.ok) return answer.blob();
      throw refused(answer, parse(await answer.text()));
    },
  };
}

function content(body: unknown): Pick<RequestInit, 'body' | 'headers'> {
  return body instanceof Blob
    ? { body, headers: { 'content-type': body.type || 'application/octet-stream' } }
    : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

const refused = ({ status, statusText }: Response, json: unknown): Refused =>
  new Refused(status, refusal(json) ?? { code: 'internal', message: statusText });

async function send(fetchOf: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetchOf(url, init);
  } catch (error) {
    throw new Refused(0, { code: 'offline', message: 'the server does not answer' }, error);
  }
}

/** `?a=1&b=2`; what is undefined is left out, and nothing is an empty text. */
export function queryText(query: Query): string {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    // A proxy in between answers with a page.
    return undefined;
  }
}

function refusal(json: unknown): { code: string; message: string; where?: string } | undefined {
  if (typeof json !== 'object' || json === null || !('code' in json) || !('message' in json))
    return undefined;
  const where = 'where' in json && typeof json.where === 'string' ? { where: json.where } : {};
  return { code: String(json.code), message: String(json.message), ...where };
}
