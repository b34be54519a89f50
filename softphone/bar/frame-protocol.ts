/** Messages between a foreign page and the bar in its iframe (window.postMessage). */
import type { Destination } from '../../engine/desk.js';

/** What a page may call; each is a method of `<yihao-bar>`. */
export const callable = [
  ...['signIn', 'signOut', 'setReady', 'setNotReady', 'endWrapUp', 'extendWrapUp'],
  ...['answer', 'hangUp', 'hold', 'retrieve', 'mute', 'sendDigits', 'dial', 'transfer', 'consult'],
  ...['completeTransfer', 'conference', 'swap', 'cancelConsult', 'survey', 'setData', 'askForHelp'],
  ...['takeOver', 'check'],
] as const satisfies readonly string[];

/** Arguments of each method that has some, by kind. */
const argumentKinds: Readonly<Record<string, readonly ('text' | 'number' | 'boolean' | 'destination')[]>> = {
  signIn: ['text', 'text'],
  setNotReady: ['text'],
  extendWrapUp: ['number'],
  mute: ['boolean'],
  sendDigits: ['text'],
  dial: ['destination'],
  transfer: ['destination'],
  consult: ['destination'],
  setData: ['text', 'text'],
  askForHelp: ['text'],
};

/** From the page to the frame. `id` comes back with the answer. */
export interface FrameRequest {
  readonly yihao: 1;
  readonly id: string | number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** From the frame to the page. */
export type FrameMessage =
  | { readonly yihao: 1; readonly id: string | number; readonly ok: true; readonly value: unknown }
  | {
      readonly yihao: 1;
      readonly id: string | number;
      readonly ok: false;
      readonly error: { readonly code: string; readonly message: string };
    }
  | { readonly yihao: 1; readonly event: string; readonly detail: unknown };

/** What the frame's address may set on the bar, whoever made the address. */
const ofAnybody = ['theme', 'phone'];
/** A link that anybody sends must not have callers' numbers go to an address of its own. */
const ofEmbedder = ['pop-url', 'pop-on', 'pop-target'];

/** @param embedded whether the page around the frame is one that may embed it. */
export function attributesAsked(
  query: URLSearchParams,
  embedded: boolean,
): readonly (readonly [name: string, value: string])[] {
  const names = embedded ? [...ofAnybody, ...ofEmbedder] : ofAnybody;
  return names.flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
}

export type RequestReading =
  | { readonly ok: true; readonly request: FrameRequest }
  /** `id` is there when the message was for us, and wants an answer. */
  | { readonly ok: false; readonly id?: string | number; readonly why: string };

/** Judges a message from another window: anything can be in it. */
export function readRequest(data: unknown): RequestReading {
  if (typeof data !== 'object' || data === null) return { ok: false, why: 'not ours' };
  const { yihao, id, method, args = [] } = data as Readonly<Record<string, unknown>>;
  if (yihao !== 1 || (typeof id !== 'string' && typeof id !== 'number'))
    return { ok: false, why: 'not ours' };
  if (typeof method !== 'string' || !(callable as readonly string[]).includes(method))
    return { ok: false, id, why: `method must be one of ${callable.join(', ')}` };
  const kinds = argumentKinds[method] ?? [];
  if (!Array.isArray(args) || args.length !== kinds.length)
    return { ok: false, id, why: `${method} takes ${kinds.length} arguments` };
  const list: readonly unknown[] = args;
  const wrong = kinds.findIndex((kind, at) => !fits(list[at], kind));
  if (wrong >= 0)
    return { ok: false, id, why: `argument ${wrong + 1} of ${method} must be a ${kinds[wrong]}` };
  return { ok: true, request: { yihao: 1, id, method, args: list } };
}

function fits(value: unknown, kind: 'text' | 'number' | 'boolean' | 'destination'): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' && value.length <= 500;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'destination':
      return typeof value === 'string' || isDestination(value);
  }
}

export function isDestination(value: unknown): value is Destination {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, agent, queue, number, flow, back } = value as Readonly<Record<string, unknown>>;
  switch (kind) {
    case 'agent':
      return typeof agent === 'string';
    case 'queue':
      return typeof queue === 'string';
    case 'number':
      return typeof number === 'string';
    case 'flow':
      return typeof flow === 'string' && typeof back === 'boolean';
    default:
      return false;
  }
}
