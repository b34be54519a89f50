/** The engine's side of call distribution, and what the pages ask of it. */
import type { Routing, RoutingVersion, SimulationAnswer, Trial, Tried } from '../../engine/distribution.js';
import type { Client } from '../api/client.js';

export type {
  AgentDistribution,
  Tried as Asked,
  Condition,
  Decision,
  Explanation,
  Leaf,
  LeafName,
  Measure,
  Outcome,
  QueueDistribution,
  Routing,
  RoutingVersion,
  Rule,
  RuleTrace,
  SimulationAnswer,
  Trial,
} from '../../engine/distribution.js';

export type Policy = NonNullable<Routing['policy']>;

/** What is wrong with rules, by path as `rules.0.when.all.1.time.from`. */
export interface RuleFault {
  readonly path: string;
  readonly reason: string;
}

export interface WaitEstimate {
  readonly queue: string;
  /** Of a caller who joins now; null: nothing was measured yet. */
  readonly estimateMs: number | null;
  readonly figures?: { readonly compared: number; readonly errorMs: number; readonly biasMs: number };
}

export interface KeptPlaceView {
  readonly call: string;
  readonly caller: string;
  readonly queue: string;
  readonly joinedAt: number;
  readonly until: number;
}

interface List<T> {
  readonly items: readonly T[];
}

export type VersionAbout = Omit<RoutingVersion, 'routing'>;

/** Every function throws Refused. */
export const requests = {
  routing: ({ http }: Client): Promise<RoutingVersion> => http.ask('GET', '/api/routing'),
  save: (
    { http }: Client,
    routing: Routing,
    about: { readonly note: string; readonly basedOn: number },
  ): Promise<RoutingVersion> => http.ask('PUT', '/api/routing', { routing, ...about }),
  check: async ({ http }: Client, routing: Routing): Promise<readonly RuleFault[]> =>
    (await http.ask<{ readonly faults: readonly RuleFault[] }>('POST', '/api/routing/check', { routing }))
      .faults,
  versions: async ({ http }: Client): Promise<readonly VersionAbout[]> =>
    (await http.ask<List<VersionAbout>>('GET', '/api/routing/versions')).items,
  version: ({ http }: Client, version: number): Promise<RoutingVersion> =>
    http.ask('GET', `/api/routing/versions/${version}`),
  restore: ({ http }: Client, version: number): Promise<RoutingVersion> =>
    http.ask('POST', `/api/routing/versions/${version}/restore`),
  test: (
    { http }: Client,
    asked: Partial<Tried> & { readonly queue: string; readonly at?: number; readonly routing?: Routing },
  ): Promise<Trial> => http.ask('POST', '/api/routing/test', asked),
  simulate: ({ http }: Client, asked: object): Promise<SimulationAnswer> =>
    http.ask('POST', '/api/simulations', asked),
  waits: async ({ http }: Client): Promise<readonly WaitEstimate[]> =>
    (await http.ask<List<WaitEstimate>>('GET', '/api/waits')).items,
  keptPlaces: async ({ http }: Client): Promise<readonly KeptPlaceView[]> =>
    (await http.ask<List<KeptPlaceView>>('GET', '/api/kept-places')).items,
  callBack: ({ http }: Client, call: string): Promise<unknown> =>
    http.ask('POST', `/api/kept-places/${encodeURIComponent(call)}/call-back`),
};
