import t from 'tap';
import type { AgentView, QueueView } from '../../engine/control.js';
import { agentSeverity, boardFigures, queueSeverity, sortedAgents, waitingLines } from './board-model.js';
import { defaultThresholds } from './thresholds.js';

const now = 1_000_000;
const agent = (id: string, state: AgentView['state'], secondsAgo = 0): AgentView => ({
  ...{ id, name: id, state, reason: '', since: now - secondsAgo * 1000, registered: true },
});
const queue = (id: string, waits: readonly number[], agentsSignedIn = 1): QueueView => ({
  ...{ id, name: id, agentsReady: 0, agentsSignedIn },
  waiting: waits.map((seconds, at) => ({
    ...{
      call: `${id}${at}`,
      caller: '1',
      priority: 0,
      joinedAt: now - seconds * 1000,
      position: at + 1,
      why: { why: 'nobodySignedIn' } as const,
    },
  })),
});

t.test('the figures count each agent and each caller once', async (t) => {
  const agents = [
    agent('1', 'ready'),
    agent('2', 'talking'),
    agent('3', 'deviceFault'),
    agent('4', 'signedOut'),
  ];
  const picture = { at: now, agents, queues: [queue('a', [3, 9]), queue('b', [])], calls: [], switches: [] };
  t.same(boardFigures(picture, now), {
    ...{ calls: 0, waiting: 2, longestWaitMs: 9000, ready: 1, talking: 1, signedIn: 3, troubled: 1 },
  });
});

t.test('a queue is judged by the longest wait and by how many wait', async (t) => {
  t.equal(queueSeverity(queue('a', []), now, defaultThresholds), 'normal');
  t.equal(queueSeverity(queue('a', [12]), now, defaultThresholds), 'warning');
  t.equal(queueSeverity(queue('a', [1, 1, 1]), now, defaultThresholds), 'warning');
  t.equal(queueSeverity(queue('a', [1, 20]), now, defaultThresholds), 'critical');
});

t.test('a caller who waits where nobody is signed in is critical at once', async (t) => {
  t.equal(queueSeverity(queue('a', [0], 0), now, defaultThresholds), 'critical');
  t.equal(queueSeverity(queue('a', [], 0), now, defaultThresholds), 'normal');
});

t.test('an agent is judged by the time in the state, and by trouble at once', async (t) => {
  t.equal(agentSeverity(agent('1', 'talking', 299), now, defaultThresholds), 'normal');
  t.equal(agentSeverity(agent('1', 'talking', 300), now, defaultThresholds), 'warning');
  t.equal(agentSeverity(agent('1', 'noAnswer'), now, defaultThresholds), 'critical');
  t.equal(agentSeverity(agent('1', 'ready', 99_999), now, defaultThresholds), 'normal');
});

t.test('agents in trouble come first, who is away comes last', async (t) => {
  const agents = [
    agent('1', 'signedOut'),
    agent('2', 'ready', 5),
    agent('3', 'ready', 50),
    agent('4', 'noAnswer'),
  ];
  t.same(
    sortedAgents(agents).map((one) => one.id),
    ['4', '3', '2', '1'],
  );
});

t.test('callers of all queues stand in the order in which they came', async (t) => {
  t.same(
    waitingLines([queue('a', [3, 9]), queue('b', [5])]).map((line) => line.call),
    ['a1', 'b0', 'a0'],
  );
});
