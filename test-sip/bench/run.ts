/** How much a run measures. */
export interface Run {
  /** Path of FreeSWITCH; undefined where there is none. */
  readonly freeSwitch: string | undefined;
  readonly rounds: number;
  /** Bridged calls at once. */
  readonly calls: number;
  /** How long they talk while processor time is taken. */
  readonly windowMs: number;
  /** Whole journeys a round. */
  readonly journeys: number;
  /** Calls to the queue a round. */
  readonly dispatches: number;
  /** Agents, and who waits beside those calls, where both are many. */
  readonly crowd: { readonly agents: number; readonly waiting: number };
  /** Calls that ring in a browser. */
  readonly pops: number;
  /** Browser agents who talk at once. */
  readonly browsers: number;
  /** Callers in menus at once. */
  readonly menus: number;
}

export const wholeRun = {
  rounds: 3,
  calls: 50,
  windowMs: 6_000,
  journeys: 40,
  dispatches: 40,
  crowd: { agents: 500, waiting: 2_000 },
  pops: 100,
  browsers: 20,
  menus: 210,
} as const;
/** To see that everything works; its figures mean nothing. */
export const quickRun = {
  rounds: 1,
  calls: 10,
  windowMs: 2_000,
  journeys: 8,
  dispatches: 6,
  crowd: { agents: 20, waiting: 50 },
  pops: 5,
  browsers: 4,
  menus: 10,
} as const;
