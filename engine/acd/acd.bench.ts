/**
 * How fast the ACD decides, as the floor grows: `node dist/engine/acd/acd.bench.js [seconds for each row]`, and a part
 * of `npm run bench`. Every agent has 10 skills and serves 5 queues; every task demands 0 to 2 skills, and one of three
 * promotes and relaxes while it waits. Three loads: `idle` (agents stand ready and each caller is offered at once) and
 * `full` (the callers waiting are as many as given, and each agent who becomes free takes one); `kinds` is `idle` with 93 kinds of
 * demand in one queue, 31 regions of which every agent has a share times 3 skills. `events/s` is by the
 * CPU time of this process, callers' making included, so that it also means something on a busy machine; the times of
 * single decisions do not there. `bytes` is the heap that a waiting caller takes, call data included.
 */
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Acd } from './acd.js';
import type { AcdEffect, AcdInput, Skills, TaskRequest } from './model.js';

interface Size {
  readonly load: 'idle' | 'full' | 'kinds';
  readonly agents: number;
  readonly queues: number;
  readonly waiting: number;
}

/** Small, fast and the same on every run (Numerical Recipes' LCG). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const WARM_UP = 1000;
const SKILLS = 20;
const SKILLS_OF_AGENT = 10;
const QUEUES_OF_AGENT = 5;

/** As many as there are provinces. */
const REGIONS = 31;
const SKILLS_ASKED = 3;
const shares = {
  weights: Object.fromEntries(Array.from({ length: REGIONS }, (_, r) => [`r${r}`, 1 + (r % 4)])),
};

const promote = [{ afterMs: 30_000, everyMs: 30_000, addPriority: 1 }];
const relax = [{ afterMs: 60_000, anySkill: true }];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function usedHeap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

class Load {
  readonly #acd = new Acd();
  readonly #below = chance(1);
  readonly #size: Size;
  readonly #talking: { readonly agent: string; readonly task: string }[] = [];
  readonly #ringing = new Map<string, Extract<AcdEffect, { do: 'offer' }>>();
  readonly #micros: number[] = [];
  readonly bytesEach: number;
  #tasks = 0;
  #now = 1_700_000_000_000;

  constructor(size: Size) {
    this.#size = size;
    for (let q = 0; q < size.queues; q++)
      this.#take({
        kind: 'queue.set',
        queue: { id: `q${q}`, priority: q % 3, capacity: 1_000_000, offerMs: 20_000 },
      });
    for (let a = 0; a < size.agents; a++) this.#addAgent(`a${a}`);
    const before = usedHeap();
    for (let w = 0; w < size.waiting; w++) this.#join();
    this.bytesEach = size.waiting === 0 ? 0 : (usedHeap() - before) / size.waiting;
    for (let a = 0; a < size.agents; a++)
      this.#take({ kind: 'agent.asked', agent: `a${a}`, wish: { name: 'ready' } });
    this.#answerAll();
    // What is asked for the first time is sorted then.
    for (let i = 0; i < WARM_UP; i++) this.#life();
  }

  /** One caller's life: joins, is offered and answered, talks, ends; now and then one gives up or is missed. */
  run(seconds: number): { readonly perSecond: number; readonly micros: readonly number[] } {
    this.#micros.length = 0;
    const end = performance.now() + seconds * 1000;
    const before = process.cpuUsage();
    while (performance.now() < end) for (let i = 0; i < 100; i++) this.#life();
    const { user, system } = process.cpuUsage(before);
    return {
      perSecond: (this.#micros.length / (user + system)) * 1e6,
      micros: this.#micros.sort((a, b) => a - b),
    };
  }

  #life(): void {
    this.#now += 5;
    const id = this.#join();
    const fate = this.#below(20);
    if (fate === 0) this.#take({ kind: 'task.left', task: id });
    if (fate === 1) this.#missOne();
    this.#answerAll();
    const at = this.#below(this.#talking.length);
    const last = this.#talking.pop();
    const ended = this.#talking[at] ?? last;
    if (!ended) return;
    if (last && ended !== last) this.#talking[at] = last;
    this.#take({ kind: 'agent.talkEnded', ...ended });
    this.#answerAll();
  }

  #join(): string {
    const id = `t${this.#tasks++}`;
    this.#take({
      kind: 'task.joined',
      task: {
        ...{ id, queue: `q${this.#below(this.#size.queues)}`, priority: this.#below(3) },
        ...this.#demand(),
        attributes: { caller: `1380000${this.#tasks}`, business: 'water' },
        ...(this.#below(3) === 0 && { promote, relax }),
      },
    });
    return id;
  }

  #demand(): Pick<TaskRequest, 'skills' | 'region'> {
    if (this.#size.load === 'kinds')
      return { skills: { [`s${this.#below(SKILLS_ASKED)}`]: 1 }, region: `r${this.#below(REGIONS)}` };
    const skills: Record<string, number> = {};
    for (let i = this.#below(3); i > 0; i--) skills[`s${this.#below(4)}`] = 1 + this.#below(2);
    return { skills };
  }

  #addAgent(id: string): void {
    const skills: Record<string, number> = {};
    const first = this.#size.load === 'kinds' ? 0 : this.#below(SKILLS);
    for (let i = 0; i < SKILLS_OF_AGENT; i++) skills[`s${(first + i) % SKILLS}`] = 1 + this.#below(5);
    const queues = Array.from({ length: QUEUES_OF_AGENT }, () => ({
      queue: `q${this.#below(this.#size.queues)}`,
    }));
    this.#take({
      kind: 'agent.set',
      agent: { id, queues, skills: skills satisfies Skills, ...(this.#size.load === 'kinds' && { shares }) },
    });
  }

  #missOne(): void {
    const [offer] = this.#ringing.values();
    if (!offer) return;
    this.#ringing.delete(offer.agent);
    this.#take({ kind: 'offer.failed', offer: offer.offer, why: 'noAnswer' });
    this.#take({ kind: 'agent.asked', agent: offer.agent, wish: { name: 'ready' } });
  }

  #answerAll(): void {
    for (const { offer, agent, task } of this.#ringing.values()) {
      this.#take({ kind: 'offer.answered', offer });
      this.#talking.push({ agent, task });
    }
    this.#ringing.clear();
  }

  #take(input: AcdInput): void {
    const from = performance.now();
    const effects = this.#acd.apply(input, this.#now);
    this.#micros.push((performance.now() - from) * 1000);
    for (const effect of effects) {
      if (effect.do === 'offer') this.#ringing.set(effect.agent, effect);
      if (effect.do === 'cancelOffer') this.#ringing.delete(effect.agent);
    }
  }
}

const row = (load: Size['load'], agents: number, queues: number, waiting: number): Size => ({
  ...{ load, agents, queues, waiting },
});

const SIZES = [
  row('idle', 1000, 20, 0),
  row('idle', 10_000, 200, 0),
  row('idle', 100_000, 2000, 0),
  row('idle', 10_000, 1, 0),
  row('kinds', 10_000, 1, 0),
  row('full', 1000, 20, 5000),
  row('full', 10_000, 200, 50_000),
  row('full', 100_000, 2000, 500_000),
  row('full', 10_000, 1, 50_000),
];

export interface Row extends Size {
  readonly perSecond: number;
  /** Microseconds of one event, by share of events. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly bytesEach: number;
}

/** @param mostAgents larger floors are left out. */
export function* measureAcd(seconds: number, mostAgents = Infinity): Generator<Row> {
  for (const size of SIZES.filter(({ agents }) => agents <= mostAgents)) {
    const load = new Load(size);
    const { perSecond, micros } = load.run(seconds);
    const at = (share: number): number => micros[Math.floor(micros.length * share)] ?? 0;
    const percentiles = { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: micros.at(-1) ?? 0 };
    yield { ...size, perSecond, ...percentiles, bytesEach: load.bytesEach };
  }
}

/** Cost of an event at 10 and at 100 times the size; 10 and 100 would be linear, 1 is constant. */
export function growth(rows: readonly Row[], load: Row['load']): readonly number[] {
  const [first, ...others] = rows.filter((one) => one.load === load && one.queues > 1);
  return first ? others.map((one) => first.perSecond / one.perSecond) : [];
}

function print(seconds: number): void {
  const columns = [
    'load',
    'agents',
    'queues',
    'waiting',
    'events/s',
    'p50 us',
    'p99 us',
    'p99.9 us',
    'max us',
    'bytes',
  ];
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell) => String(cell).padStart(9)).join(' ');
  console.log(line(columns));
  const rows: Row[] = [];
  for (const one of measureAcd(seconds)) {
    rows.push(one);
    const times = [one.p50, one.p99, one.p999, one.max].map((us) => us.toFixed(1));
    const { load, agents, queues, waiting } = one;
    console.log(
      line([load, agents, queues, waiting, Math.round(one.perSecond), ...times, Math.round(one.bytesEach)]),
    );
  }
  for (const load of ['idle', 'full'] as const) {
    const [ten, hundred] = growth(rows, load).map((times) => times.toFixed(2));
    console.log(
      `${load}: an event costs ${ten ?? '-'} times as much at 10 times the size, ${hundred ?? '-'} at 100.`,
    );
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) print(Number(process.argv[2] ?? 3));
