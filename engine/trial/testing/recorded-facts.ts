import { chanceFor } from '../../simulate/chance.js';
import { exponential } from '../../simulate/duration.js';
import type { Fact } from '../../store/facts.js';

/** Facts of a morning as an engine would have written them: one queue, first come first served. */
export interface RecordedWorld {
  readonly from: number;
  readonly hours: number;
  readonly queue: string;
  readonly agents: readonly string[];
  readonly callsPerHour: number;
  readonly talkSeconds: number;
  readonly wrapUpSeconds: number;
  readonly patienceSeconds: number;
  readonly answerSeconds: number;
}

interface Desk {
  readonly agent: string;
  freeAt: number;
}

export function recordedFacts(of: RecordedWorld, seed: number): Fact[] {
  const chance = chanceFor(seed, 'world');
  const facts: Fact[] = [];
  let states = 0;
  const enter = (agent: string, at: number, state: string, call?: string): void => {
    const id = `${of.from}-${seed}-${++states}`;
    const entered = { id, agent, at, state, reason: '', by: 'system' } as const;
    facts.push({ kind: 'agentState', ...entered, ...(call === undefined ? {} : { call }) });
  };
  const end = of.from + of.hours * 3_600_000;
  const desks = of.agents.map((agent): Desk => ({ agent, freeAt: of.from }));
  for (const agent of of.agents) enter(agent, of.from - 60_000, 'ready');
  for (let at = of.from, n = 0; ; n++) {
    at += Math.round(exponential(3_600_000 / of.callsPerHour, chance));
    const talkMs = Math.round(exponential(of.talkSeconds, chance) * 1000);
    const patienceMs = Math.round(exponential(of.patienceSeconds, chance) * 1000);
    if (at >= end) break;
    const desk = desks.reduce((first, one) => (one.freeAt < first.freeAt ? one : first));
    const ringAt = Math.max(at, desk.freeAt);
    const answeredAt = ringAt + of.answerSeconds * 1000;
    const gone = answeredAt - at > patienceMs;
    const leftAt = gone ? at + patienceMs : answeredAt;
    const call = `call-${of.from}-${seed}-${n}`;
    facts.push(
      { kind: 'call', id: call, set: { startedAt: at - 5000, direction: 'inbound', caller: '13800000000' } },
      {
        ...{ kind: 'queueEntry', id: `entry-${of.from}-${seed}-${n}` },
        set: {
          ...{ call, queue: of.queue, priority: 0, joinedAt: at, leftAt },
          ...{ outcome: gone ? 'abandoned' : 'answered', ...(gone ? {} : { agent: desk.agent }) },
          offers: gone ? [] : [{ agent: desk.agent, at: ringAt, endedAt: answeredAt, how: 'answered' }],
        },
      },
    );
    if (gone) continue;
    const talkedAt = answeredAt + talkMs;
    desk.freeAt = talkedAt + of.wrapUpSeconds * 1000;
    enter(desk.agent, ringAt, 'offered', call);
    enter(desk.agent, answeredAt, 'talking', call);
    enter(desk.agent, talkedAt, 'wrapUp', call);
    enter(desk.agent, desk.freeAt, 'ready');
  }
  for (const { agent, freeAt } of desks) enter(agent, Math.max(freeAt, end) + 60_000, 'signedOut');
  return facts;
}
