/** The engine's side of flows, and what the editor asks of it. */
import type { Client } from '../api/client.js';
import { Refused } from '../api/refused.js';

export interface Release {
  readonly flow: string;
  readonly file: string;
  readonly live: number;
  readonly previous: number | null;
  readonly canary: {
    readonly version: number;
    readonly share: number;
    readonly numbers: readonly string[];
  } | null;
}

export interface Draft {
  readonly text: string;
  readonly cases: string;
  readonly author: string;
  readonly basedOn: number;
  readonly at: number;
}

export interface OpenFlow {
  /** null: the file is in force and was never published here. */
  readonly release: Release | null;
  /** Of the live version; '' where there is none yet. */
  readonly text: string;
  readonly cases: string;
  readonly draft: Draft | null;
}

/** What the checker found. */
export interface Finding {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** As `nodes.main.keys.1`; '' for the file as a whole. */
  readonly path: string;
  readonly reason: string;
  readonly hint: string;
}

export interface Judgement {
  readonly ok: boolean;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly cases: readonly { readonly name: string; readonly failure: string | null }[];
}

const at = (flow: string, rest = ''): string => `/api/flows/${encodeURIComponent(flow)}${rest}`;

/** Every function throws Refused. */
export const requests = {
  /** @returns an empty one where the engine has no such flow yet. */
  open: async ({ http }: Client, flow: string): Promise<OpenFlow> => {
    try {
      return await http.ask<OpenFlow>('GET', at(flow));
    } catch (error) {
      if (error instanceof Refused && error.status === 404 && error.code === 'not.found')
        return { release: null, text: '', cases: '', draft: null };
      throw error;
    }
  },
  saveDraft: (
    { http }: Client,
    flow: string,
    draft: Pick<Draft, 'text' | 'cases' | 'basedOn'> & {
      /** When the draft that it was made from was kept; null: there was none. Another one is a conflict. */
      readonly over: number | null;
    },
  ): Promise<Pick<Draft, 'at'>> => http.ask('PUT', at(flow, '/draft'), draft),
  /** @param kept when it was kept. */
  discardDraft: ({ http }: Client, flow: string, kept: number): Promise<void> =>
    http.ask('DELETE', at(flow, '/draft'), undefined, { at: kept }),
  check: ({ http }: Client, flow: string, text: string): Promise<Judgement> =>
    http.ask('POST', at(flow, '/check'), { text, cases: '' }),
};
