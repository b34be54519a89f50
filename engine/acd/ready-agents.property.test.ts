import fc from 'fast-check';
import t from 'tap';
import { compareContenders, type Contender, ordersOf } from './policy.js';
import { Profiles } from './profile.js';
import { ReadyAgents } from './ready-agents.js';
import { type AgentRecord, newAgent } from './records.js';
import type { AgentCriterion } from './settings.js';
import { type Demand, fit } from './skills.js';

const AGENTS = 12;
const skills = ['english', 'law', 'tax'] as const;
const criteria: readonly AgentCriterion[] = ['skillLevel', 'fewestTaken', 'rank', 'longestIdle'];

const demand = fc
  .uniqueArray(fc.record({ skill: fc.constantFrom(...skills), least: fc.integer({ min: 1, max: 3 }) }), {
    ...{ maxLength: 2, selector: ({ skill }) => skill },
  })
  .map((asked) => asked.map(({ skill, least }) => [skill, least] as const))
  .map((asked): Demand => asked.sort(([a], [b]) => (a < b ? -1 : 1)));

const act = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('comes' as const), agent: fc.nat(AGENTS - 1) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('goes' as const), agent: fc.nat(AGENTS - 1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('asked' as const), demand }) },
);

const people = fc.record({
  levels: fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }), {
    ...{ minLength: AGENTS, maxLength: AGENTS },
  }),
  ranks: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: AGENTS, maxLength: AGENTS }),
  first: fc.constantFrom(...criteria),
  /** Room for all views, for some or for none. */
  mostItems: fc.constantFrom(1_000_000, 300, 10),
});

/** By looking at everybody. */
function bestOf(
  ready: ReadonlySet<AgentRecord>,
  asked: Demand,
  order: readonly AgentCriterion[],
): readonly Contender[] {
  return [...ready]
    .flatMap((agent): Contender[] => {
      const level = fit(agent.profile.skills, asked);
      const { taken, idleSince, idleSeq, ranks } = agent;
      const rank = ranks.get('q') ?? 1;
      return level === undefined ? [] : [{ agent, rank, taken, idleSince, idleSeq, claim: 0, fit: level }];
    })
    .sort((a, b) => compareContenders(order, a, b).order);
}

t.test('whoever comes and goes, the best two are those that a look at everybody finds', (t) => {
  fc.assert(
    // Long enough for views to be left behind, and for what is over to be thrown out.
    fc.property(
      people,
      fc.array(act, { minLength: 300, maxLength: 600 }),
      ({ levels, ranks, first, mostItems }, acts) => {
        const orders = ordersOf({ tasks: [], agents: [first] });
        const profiles = new Profiles();
        const agents = levels.map((own, n) => {
          const has = Object.fromEntries(skills.flatMap((skill, i) => (own[i] ? [[skill, own[i]]] : [])));
          const settings = { id: `a${n}`, queues: [{ queue: 'q', rank: ranks[n] ?? 1 }], skills: has };
          return newAgent(settings, profiles.take(has), n, 0, orders);
        });
        const ready = new ReadyAgents('q', orders, mostItems);
        const there = new Set<AgentRecord>();
        for (const [now, one] of acts.entries()) {
          if (one.do === 'asked') {
            const [best, second] = bestOf(there, one.demand, orders.agents);
            const found = ready.bestFor(one.demand, 'voice', '');
            if (found?.agent !== best?.agent || found?.over?.agent !== second?.agent)
              throw new Error(`${found?.agent.id ?? '-'} and not ${best?.agent.id ?? '-'}`);
            continue;
          }
          const agent = agents[one.agent];
          if (!agent) continue;
          ready.remove(agent);
          there.delete(agent);
          if (one.do === 'goes') continue;
          // Half of them keep the idle time of before.
          if (now % 2 === 0) Object.assign(agent, { idleSince: now, idleSeq: now, taken: agent.taken + 1 });
          agent.standsFor = ['voice'];
          ready.add(agent);
          there.add(agent);
        }
      },
    ),
    { numRuns: 100 },
  );
  t.end();
});
