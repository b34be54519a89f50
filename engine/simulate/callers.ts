/** Who calls, when, how long they talk and how long they wait: the same in every rule set that a day is tried with. */
import { type Chance, chanceFor } from './chance.js';
import { drawMs, exponential } from './duration.js';
import type {
  CallerClass,
  Duration,
  GeneratedArrivals,
  KnownOfCaller,
  RateInterval,
  RecordedCall,
  Wanted,
} from './model.js';
import { Patience } from './patience.js';

export interface Caller {
  readonly atMs: number;
  readonly wanted: Wanted;
  readonly known: KnownOfCaller;
  readonly talkMs: number;
  /** Of the agent, as far as the ACD lets them; undefined: all of the time allowed. */
  readonly wrapUpMs: number | undefined;
  readonly patienceMs: number;
}

const HOUR_MS = 3_600_000;

/** The callers of the class in the order of their coming; `replication` chooses the day's chance. */
export function callersOf(of: CallerClass, seed: number, replication: number): Iterator<Caller> {
  const stream = (what: string): Chance => chanceFor(seed, replication, of.id, what);
  return of.arrivals.kind === 'recorded'
    ? recorded(of, of.arrivals.calls, stream)
    : generated(of, of.arrivals, stream);
}

type Streams = (what: string) => Chance;

function* generated(of: CallerClass, arrivals: GeneratedArrivals, stream: Streams): Iterator<Caller> {
  const wanted = wantedBy(arrivals, stream('region'));
  const draw = drawer(of, stream);
  const times =
    arrivals.kind === 'poisson'
      ? poisson(arrivals.intervals, stream('arrivals'))
      : regular(arrivals.intervals);
  for (const atMs of times)
    yield {
      ...{ atMs, wanted: wanted(), known: arrivals.known ?? {} },
      talkMs: draw.talk(),
      wrapUpMs: draw.wrapUp(),
      patienceMs: draw.patience(),
    };
}

function wantedBy({ wanted, regions }: GeneratedArrivals, chance: Chance): () => Wanted {
  if (!regions) return () => wanted;
  const all = Object.entries(regions);
  const sum = all.reduce((total, [, weight]) => total + weight, 0);
  return () => {
    let at = chance.next() * sum;
    const drawn = all.find(([, weight]) => (at -= weight) < 0) ?? all.at(-1);
    return drawn ? { ...wanted, region: drawn[0] } : wanted;
  };
}

function drawer(of: CallerClass, stream: Streams) {
  const [talk, wrapUp, patience] = [stream('talk'), stream('wrapUp'), stream('patience')];
  return {
    talk: () => (of.talk ? drawMs(of.talk, talk) : 0),
    wrapUp: () => (of.wrapUp ? drawMs(of.wrapUp, wrapUp) : undefined),
    patience: () => (of.patience ? drawMs(of.patience, patience) : Infinity),
  };
}

/** Exact also where the rate changes: the memoryless gap begins anew at each interval. */
function* poisson(intervals: readonly RateInterval[], chance: Chance): Iterable<number> {
  for (const { fromMs, toMs, perHour } of intervals) {
    if (perHour <= 0) continue;
    for (let at = fromMs; ;) {
      at += exponential(HOUR_MS / perHour, chance);
      if (at >= toMs) break;
      yield at;
    }
  }
}

/** The first half a gap after the beginning of its interval. */
function* regular(intervals: readonly RateInterval[]): Iterable<number> {
  for (const { fromMs, toMs, perHour } of intervals) {
    if (perHour <= 0) continue;
    const gapMs = HOUR_MS / perHour;
    for (let n = 0; fromMs + (n + 0.5) * gapMs < toMs; n++) yield fromMs + (n + 0.5) * gapMs;
  }
}

/** Known times stay as they were; what the day did not show is drawn anew in each replication. */
function* recorded(of: CallerClass, calls: readonly RecordedCall[], stream: Streams): Iterator<Caller> {
  const talk = new Filled(of.talk, calls, ({ talkMs }) => talkMs, stream('talk'));
  const wrapUp = new Filled(of.wrapUp, calls, ({ wrapUpMs }) => wrapUpMs, stream('wrapUp'));
  const draw = { own: stream('patience'), seen: stream('patience.seen') };
  const patience = new Patience(
    calls.flatMap(({ waitMs, left }) => (waitMs === null ? [] : [{ waitMs, gaveUp: left === 'abandoned' }])),
  );
  for (const call of calls) {
    const { atMs, wanted, known = {}, left } = call;
    const waitMs = call.waitMs ?? 0;
    const further = of.patience
      ? Math.max(waitMs, drawMs(of.patience, draw.own))
      : patience.drawMs(waitMs, draw.seen);
    yield {
      ...{ atMs, wanted, known },
      talkMs: talk.of(call) ?? 0,
      wrapUpMs: wrapUp.of(call),
      patienceMs: left === 'abandoned' && call.waitMs !== null ? call.waitMs : further,
    };
  }
}

/** A time of each call: its own, else a draw from what was given, from its queue, or from the whole day. */
class Filled {
  readonly #given: Duration | null;
  readonly #byQueue = new Map<string, number[]>();
  readonly #all: number[] = [];
  readonly #time: (call: RecordedCall) => number | null;
  readonly #chance: Chance;

  constructor(
    given: Duration | null,
    calls: readonly RecordedCall[],
    time: (call: RecordedCall) => number | null,
    chance: Chance,
  ) {
    this.#given = given;
    this.#time = time;
    this.#chance = chance;
    for (const call of calls) {
      const ms = time(call);
      if (ms === null) continue;
      this.#all.push(ms);
      const known = this.#byQueue.get(call.wanted.queue);
      if (known) known.push(ms);
      else this.#byQueue.set(call.wanted.queue, [ms]);
    }
  }

  of(call: RecordedCall): number | undefined {
    const own = this.#time(call);
    if (own !== null) return own;
    if (this.#given) return drawMs(this.#given, this.#chance);
    const alike = this.#byQueue.get(call.wanted.queue) ?? this.#all;
    return alike[Math.floor(this.#chance.next() * alike.length)];
  }
}
