/** The engine's side of flows as the panels work with it. */
import type {
  FlowEffect,
  FlowFigures,
  Scene,
  SimulatedTurn,
  SimulatedVisit,
} from '../../../engine/flow-work.js';
import type { CaseStep } from '../../../engine/flow-work.js';
import type { Client } from '../../api/client.js';
import type { Finding, Release } from '../contract.js';

export type {
  CaseStep,
  DayFigure,
  FlowCase,
  FlowEffect,
  FlowFigures,
  NodeFigure,
  Prompt,
  Scene,
  SimulatedTurn,
} from '../../../engine/flow-work.js';

/** How a simulated call begins. */
export interface Beginning {
  readonly caller: string;
  readonly dialled: string;
  /** Milliseconds since the epoch; undefined: now. */
  readonly at: number | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly scene: Scene;
}

export interface Simulated {
  readonly path: readonly SimulatedVisit[];
  readonly variables: Readonly<Record<string, string>>;
  readonly awaiting: string;
  readonly language: string;
  readonly turns: readonly SimulatedTurn[];
  readonly noted: readonly FlowEffect[];
  /** What the flow asked about, and what held. */
  readonly scene: Scene;
  readonly at: number;
  /** What recordings say, by `<language>/<id>`. */
  readonly words: Readonly<Record<string, string>>;
}

export interface CaseResult {
  readonly name: string;
  readonly line: number;
  /** null: it came out as written. */
  readonly failure: string | null;
}

export interface JudgedWithCases {
  readonly ok: boolean;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly cases: readonly CaseResult[];
}

export interface Version {
  readonly flow: string;
  readonly version: number;
  readonly author: string;
  readonly reason: string;
  readonly source: string;
  readonly at: number;
}

export interface WholeVersion extends Version {
  readonly text: string;
  readonly cases: string;
}

export interface DifferenceLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

export interface TrialRule {
  /** Of callers, 0 to 1. */
  readonly share: number;
  readonly numbers: readonly string[];
}

export interface Publication {
  readonly text: string;
  readonly cases: string;
  readonly reason: string;
  readonly basedOn: number;
  /** The version on trial whose place it takes. */
  readonly endsTrial?: number;
  readonly canary?: TrialRule;
}

interface List<T> {
  readonly items: readonly T[];
}

const at = (flow: string, rest: string): string => `/api/flows/${encodeURIComponent(flow)}${rest}`;

/** Every function throws Refused. */
export const panelRequests = {
  /** @param text undefined: the flow in force. */
  simulate: (
    { http }: Client,
    flow: string,
    asked: Beginning & { readonly text: string | undefined; readonly steps: readonly CaseStep[] },
  ): Promise<Simulated> => http.ask('POST', at(flow, '/simulate'), asked),
  testCall: (
    { http }: Client,
    flow: string,
    text: string,
  ): Promise<{ readonly number: string; readonly until: number }> =>
    http.ask('POST', at(flow, '/test-call'), { text }),
  check: ({ http }: Client, flow: string, text: string, cases: string): Promise<JudgedWithCases> =>
    http.ask('POST', at(flow, '/check'), { text, cases }),
  versions: async ({ http }: Client, flow: string): Promise<readonly Version[]> =>
    (await http.ask<List<Version>>('GET', at(flow, '/versions'))).items,
  version: ({ http }: Client, flow: string, version: number): Promise<WholeVersion> =>
    http.ask('GET', at(flow, `/versions/${version}`)),
  difference: async (
    { http }: Client,
    flow: string,
    from: number,
    to: number,
  ): Promise<readonly DifferenceLine[]> =>
    (
      await http.ask<{ readonly lines: readonly DifferenceLine[] }>(
        'GET',
        at(flow, '/difference'),
        undefined,
        {
          from,
          to,
        },
      )
    ).lines,
  /** What the text would change of a version. */
  differenceTo: async (
    { http }: Client,
    flow: string,
    from: number,
    text: string,
  ): Promise<readonly DifferenceLine[]> =>
    (
      await http.ask<{ readonly lines: readonly DifferenceLine[] }>('POST', at(flow, '/difference'), {
        from,
        text,
      })
    ).lines,
  publish: ({ http }: Client, flow: string, publication: Publication): Promise<Version> =>
    http.ask('POST', at(flow, '/publish'), publication),
  /** @param to undefined: one step back. */
  rollBack: ({ http }: Client, flow: string, reason: string, to?: number): Promise<Release> =>
    http.ask('POST', at(flow, '/rollback'), { reason, ...(to !== undefined && { to }) }),
  promote: ({ http }: Client, flow: string): Promise<Release> => http.ask('POST', at(flow, '/promote')),
  changeTrial: ({ http }: Client, flow: string, rule: TrialRule): Promise<Release> =>
    http.ask('PUT', at(flow, '/canary'), rule),
  figures: (
    { http }: Client,
    flow: string,
    span: { readonly from: number; readonly to: number; readonly timeZone: string },
  ): Promise<FlowFigures> => http.ask('GET', at(flow, '/figures'), undefined, { ...span }),
};
