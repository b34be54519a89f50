import fc from 'fast-check';
import t from 'tap';
import { Acd } from './acd.js';
import type { AcdEffect, AcdInput } from './model.js';
import type { AcdSnapshot } from './snapshot.js';

const REGIONS = ['north', 'south', 'east', 'west'];
const TASKS = 500;
const BACKLOG = 5;

/** An agent who always has callers of every region waiting, however they come, and is restarted now and then. */
class Floor {
  acd = new Acd();
  readonly taken = new Map<string, number>();
  readonly #regions: readonly string[];
  #now = 1_000_000;
  #tasks = 0;

  constructor(weights: readonly number[]) {
    this.#regions = REGIONS.slice(0, weights.length);
    const shares = { weights: Object.fromEntries(weights.map((weight, i) => [REGIONS[i] ?? '', weight])) };
    this.#take({ kind: 'queue.set', queue: { id: 'q', capacity: 100_000 } });
    this.#take({ kind: 'agent.set', agent: { id: 'a', queues: [{ queue: 'q' }], shares } });
    for (let i = 0; i < BACKLOG; i++) for (const region of this.#regions) this.#join(region);
  }

  begin(): string {
    return this.#serve(this.#take({ kind: 'agent.asked', agent: 'a', wish: { name: 'ready' } }));
  }

  /** The task in hand is over, and the agent gets the next. @param extra somebody from there calls meanwhile. */
  next(task: string, extra: number): string {
    this.#now += 1000;
    this.#join(this.#regions[extra % this.#regions.length] ?? '');
    return this.#serve(this.#take({ kind: 'agent.talkEnded', agent: 'a', task }));
  }

  restart(): void {
    this.acd = Acd.restore(JSON.parse(JSON.stringify(this.acd.snapshot())) as AcdSnapshot);
  }

  #serve(effects: readonly AcdEffect[]): string {
    const offer = effects.find((effect) => effect.do === 'offer');
    if (!offer) throw new Error('the agent got nobody');
    const [region = ''] = offer.task.split(' ');
    this.taken.set(region, (this.taken.get(region) ?? 0) + 1);
    this.#take({ kind: 'offer.answered', offer: offer.offer });
    this.#join(region);
    return offer.task;
  }

  #join(region: string): void {
    const id = `${region} ${this.#tasks++}`;
    this.#take({ kind: 'task.joined', task: { id, queue: 'q', region } });
  }

  #take(input: AcdInput): readonly AcdEffect[] {
    return this.acd.apply(input, this.#now);
  }
}

t.test('ACD7: shares hold within 1 % of all tasks, whatever the weights, arrivals and restarts', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 4 }),
      fc.array(fc.nat({ max: 3 }), { minLength: TASKS, maxLength: TASKS }),
      fc.nat({ max: TASKS }),
      (weights, arrivals, restartAt) => {
        const floor = new Floor(weights);
        const sum = weights.reduce((a, b) => a + b, 0);
        let task = floor.begin();
        for (const [at, extra] of arrivals.entries()) {
          if (at === restartAt) floor.restart();
          task = floor.next(task, extra);
        }
        for (const [i, weight] of weights.entries()) {
          const had = (floor.taken.get(REGIONS[i] ?? '') ?? 0) / (TASKS + 1);
          if (Math.abs(had - weight / sum) > 0.01)
            throw new Error(`${REGIONS[i] ?? ''} had ${had}, not ${weight / sum}`);
        }
      },
    ),
    { numRuns: 60 },
  );
  t.end();
});
