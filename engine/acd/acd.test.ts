import t from 'tap';
import { Acd } from './acd.js';
import { DEVICE_RETRY_MS } from './agent-steps.js';
import type { AcdInput, AgentSettings, Skills } from './model.js';
import { Desk } from './testing/desk.js';

const agent = (id: string, skills: Skills = {}, ...queues: string[]): AgentSettings => ({
  id,
  skills,
  queues: (queues.length > 0 ? queues : ['q']).map((queue) => ({ queue })),
});
const oneQueue = [{ id: 'q' }];

t.test('ACD2: first come first served within one priority', (t) => {
  const desk = new Desk(oneQueue, [agent('a')]).join('first').join('second');
  t.same(desk.take({ kind: 'agent.asked', agent: 'a', wish: { name: 'ready' } }).offers, ['first>a']);
  t.equal(desk.acd.position('second'), 1);
  t.end();
});

t.test('ACD3: the longest idle agent first among equals', (t) => {
  const desk = new Desk(oneQueue, [agent('a'), agent('b')]).ready('b', 'a');
  t.same(desk.join('1').offers, ['1>b']);
  t.same(desk.join('2').offers, ['2>a']);

  const tied = new Desk(oneQueue, [agent('a'), agent('b')]);
  for (const id of ['b', 'a']) tied.take({ kind: 'agent.asked', agent: id, wish: { name: 'ready' } });
  t.same(tied.join('1').offers, ['1>b'], 'also within one millisecond');
  t.end();
});

t.test('ACD4: the higher caller priority first', (t) => {
  const desk = new Desk(oneQueue, [agent('a')]).join('plain').join('vip', { priority: 5 });
  t.equal(desk.acd.position('plain'), 2);
  t.same(desk.ready('a').offers, ['vip>a']);
  t.end();
});

t.test('ACD4: an agent with several queues serves the higher-priority queue first', (t) => {
  const desk = new Desk([{ id: 'q' }, { id: 'urgent', priority: 1 }], [agent('a', {}, 'q', 'urgent')]);
  desk.join('plain', { priority: 9 }).join('late', { queue: 'urgent' });
  t.same(desk.ready('a').offers, ['late>a']);
  t.end();
});

t.test('between queues of one priority the agent’s rank decides, then the weighted wait', (t) => {
  const queues = [{ id: 'q' }, { id: 'heavy', weight: 3 }];
  const ranked = new Desk(queues, [{ id: 'a', queues: [{ queue: 'heavy', rank: 2 }, { queue: 'q' }] }]);
  t.same(ranked.join('h', { queue: 'heavy' }).join('p').ready('a').offers, ['p>a']);

  const weighted = new Desk(queues, [agent('a', {}, 'q', 'heavy')]);
  weighted.join('p').after(10_000).join('h', { queue: 'heavy' }).after(10_000);
  t.same(weighted.ready('a').offers, ['h>a']);
  t.end();
});

t.test('ACD5: all demanded skills at their least levels, the higher level first', (t) => {
  const desk = new Desk(
    [{ id: 'q', skills: { phone: 1 } }],
    [
      agent('none', { phone: 3 }),
      agent('low', { phone: 1, english: 1 }),
      agent('mid', { phone: 1, english: 2 }),
      agent('high', { phone: 1, english: 5 }),
      agent('deaf', { english: 9 }),
    ],
  ).ready('none', 'low', 'mid', 'high', 'deaf');
  t.same(desk.join('1', { skills: { english: 2 } }).offers, ['1>high']);
  t.same(desk.join('2', { skills: { english: 2 } }).offers, ['2>mid']);
  t.same(desk.join('3', { skills: { english: 2 } }).offers, []);
  t.same(desk.acd.explain('3'), {
    why: 'allBusy',
    signedIn: 5,
    skilled: 2,
    states: { reserved: 2 },
  });
  t.same(desk.join('4').offers, ['4>none'], 'a caller without demands takes nobody’s place');
  t.end();
});

t.test('ACD1: the queue is full at its capacity, 256 when nothing is said', (t) => {
  const desk = new Desk([{ id: 'q', capacity: 1 }, { id: 'wide' }]).join('1').join('2');
  t.match(desk.last, [{ do: 'refused', task: '2', why: 'full' }]);
  for (let i = 0; i < 256; i++) desk.join(`w${i}`, { queue: 'wide' });
  t.match(desk.last, [{ do: 'joined' }]);
  t.match(desk.join('w256', { queue: 'wide' }).last, [{ do: 'refused', why: 'full' }]);
  t.match(desk.join('1').last, [{ do: 'refused', why: 'duplicate' }]);
  t.match(desk.join('x', { queue: 'nowhere' }).last, [{ do: 'refused', why: 'unknownQueue' }]);
  t.match(
    desk.join('back', { place: { joinedAt: 5, seq: 1 } }).last,
    [{ do: 'joined' }],
    'a kept place counts',
  );
  t.equal(desk.acd.position('back'), 1);
  t.end();
});

t.test('ACD16: an agent who lets it ring goes to 未应答 and the caller to the front', (t) => {
  const desk = new Desk(oneQueue, [agent('a'), agent('b')]).ready('a').join('1').join('2');
  desk.after(20_000).take({ kind: 'tick' });
  t.match(desk.last, [
    { do: 'cancelOffer', task: '1', agent: 'a' },
    { do: 'setAgentState', agent: 'a', state: { name: 'noAnswer' }, cause: 'noAnswer' },
    { do: 'wake', at: null },
  ]);
  t.same(desk.ready('b').offers, ['1>b']);
  t.same(desk.after(100_000).take({ kind: 'tick' }).offers, [], 'nobody but the agent ends 未应答');
  t.same(desk.take({ kind: 'agent.asked', agent: 'a', wish: { name: 'ready' } }).offers, ['1>a']);
  t.end();
});

t.test('ACD16: a refused offer is the agent’s miss too, a busy or broken phone is not', (t) => {
  const desk = new Desk(oneQueue, [agent('a')]).ready('a').join('1');
  const fail = (why: 'rejected' | 'busy' | 'deviceFault'): string | undefined => {
    desk.take({ kind: 'offer.failed', offer: desk.offer().offer, why });
    return desk.state('a');
  };
  t.equal(fail('rejected'), 'noAnswer');
  desk.take({ kind: 'agent.asked', agent: 'a', wish: { name: 'ready' } });
  t.equal(fail('busy'), 'deviceFault');
  desk.after(DEVICE_RETRY_MS).take({ kind: 'tick' });
  t.same(desk.offers, ['1>a'], 'a phone that failed is tried again by itself');
  t.equal(fail('deviceFault'), 'deviceFault');
  t.same(desk.take({ kind: 'agent.deviceRestored', agent: 'a' }).offers, ['1>a']);
  t.end();
});

t.test('a phone that goes away takes its agent out until it is back', (t) => {
  const desk = new Desk(oneQueue, [agent('a'), agent('b')]).ready('a').join('1').ready('b');
  desk.take({ kind: 'agent.deviceFailed', agent: 'a' });
  t.same(desk.offers, ['1>b']);
  t.match(desk.last[0], { do: 'cancelOffer', agent: 'a' });
  t.same(desk.acd.agent('a')?.state, { name: 'deviceFault', cause: 'fault', until: null });
  t.equal(desk.take({ kind: 'agent.deviceRestored', agent: 'a' }).state('a'), 'ready');
  t.end();
});

t.test('ACD17: wrap-up is timed, extendable, and ended by the agent', (t) => {
  const desk = new Desk([{ id: 'q', wrapUpMs: 10_000 }], [agent('a')]).ready('a').join('1').answer();
  t.equal(desk.state('a'), 'talking');
  t.equal(desk.acd.task('1'), undefined);
  desk.take({ kind: 'agent.talkEnded', agent: 'a', task: '1' });
  const end = desk.now + 10_000;
  t.match(desk.last, [{ state: { name: 'wrapUp', until: end } }, { do: 'wake', at: end }]);
  desk.take({ kind: 'agent.wrapUpExtended', agent: 'a', byMs: 5_000 });
  t.match(desk.last, [{ state: { name: 'wrapUp', until: end + 5_000 } }, { do: 'wake', at: end + 5_000 }]);
  t.equal(desk.after(10_000).take({ kind: 'tick' }).state('a'), 'wrapUp');
  t.equal(desk.ready('a').state('a'), 'ready', 'ended early');

  desk.join('2').answer().take({ kind: 'agent.talkEnded', agent: 'a', task: '2' });
  t.equal(desk.after(10_000).take({ kind: 'tick' }).state('a'), 'ready', 'ended in time');
  t.end();
});

t.test('what the agent wants during a conversation follows it', (t) => {
  const rest = { name: 'notReady', reason: 'rest' } as const;
  const desk = new Desk([{ id: 'q', wrapUpMs: 1000 }], [agent('a')]).ready('a').join('1').answer();
  desk.take({ kind: 'agent.asked', agent: 'a', wish: rest, by: 'leader' });
  t.match(desk.last, [{ state: { name: 'talking', then: rest }, by: 'leader' }]);
  desk.take({ kind: 'agent.talkEnded', agent: 'a', task: '1' });
  t.equal(desk.state('a'), 'wrapUp');
  desk.after(1000).take({ kind: 'tick' });
  t.same(desk.acd.agent('a')?.state, rest);
  t.end();
});

t.test('a caller who hangs up frees the ringing agent, who keeps the idle time', (t) => {
  const desk = new Desk(oneQueue, [agent('a'), agent('b')]).ready('a', 'b').join('1');
  desk.take({ kind: 'task.left', task: '1' });
  t.match(
    desk.last.map((e) => e.do),
    ['cancelOffer', 'setAgentState', 'wake'],
  );
  t.same(desk.join('2').offers, ['2>a']);
  t.end();
});

t.test('an answer to an offer that was withdrawn changes nothing', (t) => {
  const desk = new Desk(oneQueue, [agent('a')]).ready('a').join('1');
  const { offer } = desk.offer();
  desk.take({ kind: 'task.left', task: '1' }).join('2');
  t.same(desk.take({ kind: 'offer.answered', offer }).last, []);
  t.same(desk.take({ kind: 'offer.failed', offer, why: 'noAnswer' }).last, []);
  t.equal(desk.state('a'), 'reserved');
  t.end();
});

t.test('a conversation that the ACD did not give takes the agent out and back', (t) => {
  const desk = new Desk([{ id: 'q', wrapUpMs: 1000 }], [agent('a'), agent('b')]).ready('a').join('1');
  desk.ready('b').take({ kind: 'agent.occupied', agent: 'a', task: 'outbound', queue: null });
  t.same(desk.offers, ['1>b']);
  desk.take({ kind: 'agent.talkEnded', agent: 'a', task: 'outbound' });
  t.equal(desk.state('a'), 'ready', 'without wrap-up');
  desk.join('2').take({ kind: 'agent.occupied', agent: 'a', task: '2', queue: 'q' });
  t.equal(desk.acd.task('2'), undefined, 'a conversation found again after a restart');
  desk.take({ kind: 'agent.talkEnded', agent: 'a', task: '2' });
  t.equal(desk.state('a'), 'wrapUp');
  t.end();
});

t.test('a change of priority, skills or queue keeps the time of joining', (t) => {
  const desk = new Desk([{ id: 'q' }, { id: 'r' }], [agent('a', {}, 'r')]).join('1').join('2').join('3');
  desk.take({ kind: 'task.changed', task: '2', priority: 1 });
  t.equal(desk.acd.position('2'), 1);
  desk.take({ kind: 'task.changed', task: '2', priority: 0 });
  t.equal(desk.acd.position('2'), 2);
  desk.ready('a').take({ kind: 'task.changed', task: '3', queue: 'r' });
  t.same(desk.offers, ['3>a']);
  t.end();
});

t.test('queues and agents change while callers wait', (t) => {
  const desk = new Desk([{ id: 'q', skills: { phone: 2 } }], [agent('a', { phone: 1 })]).ready('a').join('1');
  t.same(desk.acd.explain('1'), { why: 'nobodySkilled', signedIn: 1, missing: ['phone'] });
  t.same(desk.take({ kind: 'queue.set', queue: { id: 'q' } }).offers, ['1>a']);
  desk.join('2').take({ kind: 'queue.removed', queue: 'q' });
  t.match(desk.last, [
    { do: 'dropped', task: '1' },
    { do: 'cancelOffer' },
    { do: 'setAgentState', state: { name: 'ready' } },
    { do: 'dropped', task: '2' },
    { do: 'wake', at: null },
  ]);
  desk.take({ kind: 'queue.set', queue: { id: 'q' } });
  t.same(desk.join('3').offers, ['3>a'], 'an agent of a queue that comes back serves it');
  desk.take({ kind: 'agent.removed', agent: 'a' });
  t.match(
    desk.last.map((e) => e.do),
    ['cancelOffer', 'setAgentState', 'unstaffed', 'wake'],
    'the caller who rang at the last agent is told of too',
  );
  t.same(desk.acd.explain('3'), { why: 'nobodySignedIn' });
  t.match(desk.acd.queue('q'), { waiting: 1, signedIn: 0, ready: 0 });
  t.end();
});

t.test('it is told when the last agent of a queue with waiting callers signs out', (t) => {
  const desk = new Desk(oneQueue, [agent('a')]);
  t.match(desk.join('early').last, [{ do: 'joined', staffed: false }]);
  desk.ready('a').answer().join('2');
  t.match(desk.last, [{ do: 'joined', staffed: true }]);
  desk.take({ kind: 'agent.asked', agent: 'a', wish: { name: 'signedOut' } });
  t.match(desk.take({ kind: 'agent.talkEnded', agent: 'a', task: 'early' }).last, [
    { do: 'setAgentState', state: { name: 'signedOut' } },
    { do: 'unstaffed', queue: 'q', waiting: 1 },
  ]);
  t.end();
});

t.test('a snapshot that lacks the task of a reserved agent leaves nobody stuck', (t) => {
  const desk = new Desk(oneQueue, [agent('a')]).ready('a').join('1');
  desk.acd = Acd.restore({ ...desk.acd.snapshot(), tasks: [] });
  t.equal(desk.acd.wakeAt, desk.offer().until);
  t.equal(desk.after(20_000).take({ kind: 'tick' }).state('a'), 'ready');
  t.same(desk.join('2').offers, ['2>a']);
  t.end();
});

t.test('a queue with very many different demands keeps every caller and agent', (t) => {
  const skills = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`s${i}`, 1]));
  const desk = new Desk(oneQueue, [agent('a', skills)]).ready('a');
  const served = Array.from({ length: 200 }, (_, i) => {
    const [offer] = desk.join(`t${i}`, { skills: { [`s${i}`]: 1 } }).offers;
    desk.take({ kind: 'task.left', task: `t${i}` });
    return offer;
  });
  t.same(
    served,
    served.map((_, i) => `t${i}>a`),
  );
  t.equal(desk.state('a'), 'ready');
  t.end();
});

t.test('a task that names its agent is offered to that agent when ready, past the queues', (t) => {
  const desk = new Desk([{ id: 'q' }], [agent('a', {}, 'q'), agent('b', {}, 'q')]).ready('a', 'b');
  const named = (task: string, past: 'queues' | 'readiness' = 'queues'): AcdInput => ({
    ...{ kind: 'task.named', task, agent: 'b', offerMs: 5_000, past },
  });
  desk.take(named('x'));
  t.same(desk.offers, ['x>b']);
  desk.take(named('y'));
  t.match(desk.last, [{ do: 'refused', task: 'y', why: 'agentNotReady' }], 'rung already');
  desk.take(named('y', 'readiness'));
  t.match(desk.last, [{ do: 'refused', task: 'y', why: 'agentNotReady' }]);
  desk.after(5_000).take({ kind: 'tick' });
  t.match(desk.last, [{ do: 'cancelOffer', task: 'x' }, { do: 'setAgentState' }]);
  t.same([desk.state('b'), desk.acd.tasks()], ['noAnswer', []], 'nobody else is asked');
  desk.take(named('z', 'readiness'));
  t.match(desk.last[0], { do: 'granted', task: 'z', agent: 'b' });
  t.equal(desk.state('b'), 'talking');
  desk.take({ kind: 'agent.talkEnded', agent: 'b', task: 'z' });
  t.equal(desk.state('b'), 'notReady', 'as before');
  t.end();
});
