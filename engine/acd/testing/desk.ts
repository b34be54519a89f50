import { Acd } from '../acd.js';
import type { AcdEffect, AcdInput, AgentSettings, QueueSettings, TaskRequest } from '../model.js';

export const START = 1_000_000;

/** An ACD with a time that stands still until moved, and the names of what it did last. */
export class Desk {
  acd = new Acd();
  now = START;
  last: readonly AcdEffect[] = [];

  constructor(queues: readonly QueueSettings[], agents: readonly AgentSettings[] = []) {
    for (const queue of queues) this.take({ kind: 'queue.set', queue });
    for (const agent of agents) this.take({ kind: 'agent.set', agent });
  }

  take(input: AcdInput): this {
    this.last = this.acd.apply(input, this.now);
    return this;
  }

  after(ms: number): this {
    this.now += ms;
    return this;
  }

  ready(...agents: string[]): this {
    for (const agent of agents) this.take({ kind: 'agent.asked', agent, wish: { name: 'ready' } }).after(1);
    return this;
  }

  join(id: string, more: Partial<TaskRequest> = {}): this {
    return this.take({ kind: 'task.joined', task: { id, queue: 'q', ...more } }).after(1);
  }

  answer(): this {
    return this.take({ kind: 'offer.answered', offer: this.offer().offer });
  }

  /** The offer of the last input is answered by the agent, who talks and is ready again. */
  talk(agent: string): this {
    const { task } = this.offer();
    return this.answer().take({ kind: 'agent.talkEnded', agent, task });
  }

  /** The offer of the last input. */
  offer(): Extract<AcdEffect, { do: 'offer' }> {
    const offer = this.last.find((effect) => effect.do === 'offer');
    if (!offer) throw new Error(`no offer in ${JSON.stringify(this.last)}`);
    return offer;
  }

  /** "task>agent" of each offer of the last input. */
  get offers(): string[] {
    return this.last.flatMap((e) => (e.do === 'offer' ? [`${e.task}>${e.agent}`] : []));
  }

  state(agent: string): string | undefined {
    return this.acd.agent(agent)?.state.name;
  }
}
