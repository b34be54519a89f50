import t from 'tap';
import type { AgentSettings, Medium, QueueSettings } from './model.js';
import { Desk } from './testing/desk.js';

const q: QueueSettings = { id: 'q' };
const agent = (id: string, more: Partial<AgentSettings> = {}): AgentSettings => ({
  id,
  queues: [{ queue: 'q' }],
  ...more,
});

t.test('ACD6: a designated agent who is busy is waited for, then the place in the queue counts', (t) => {
  const desk = new Desk([q], [agent('a'), agent('b')]).ready('a').join('0').answer().ready('b');
  desk.join('1', { wants: { agent: 'a', waitMs: 30_000, why: 'designated' } });
  t.same(desk.offers, [], 'b is ready, and not wanted');
  t.match(desk.acd.explain('1'), { why: 'waitsForAgent', agent: 'a', state: 'talking' });
  desk.take({ kind: 'agent.talkEnded', agent: 'a', task: '0' });
  t.same(desk.offers, ['1>a']);
  t.equal(desk.offer().why.by, 'wanted');

  const late = new Desk([q], [agent('a'), agent('b')]).ready('a').join('0').answer();
  late.join('1', { wants: { agent: 'a', waitMs: 30_000, why: 'last' } }).join('2');
  t.equal(late.acd.position('2'), 1);
  late.after(30_000).take({ kind: 'tick' });
  t.match(late.last, [{ do: 'progressed', task: '1', step: { to: 'fellBack', from: 'a', queues: ['q'] } }]);
  t.equal(late.acd.position('2'), 2, 'the caller was there before');
  t.same(late.ready('b').offers, ['1>b']);
  t.end();
});

t.test('ACD6: who is not signed in, leaves, or lets it ring is not waited for', (t) => {
  const wants = { agent: 'a', waitMs: 30_000, why: 'designated' } as const;
  const absent = new Desk([q], [agent('a'), agent('b')]).ready('b').join('1', { wants });
  t.same(absent.offers, ['1>b']);
  t.match(absent.last, [{ do: 'joined' }, { step: { to: 'fellBack' } }, { do: 'offer' }]);

  const leaving = new Desk([q], [agent('a'), agent('b')]).ready('a', 'b').join('0').answer();
  leaving.join('1', { wants });
  leaving.take({ kind: 'agent.asked', agent: 'a', wish: { name: 'signedOut' } });
  t.same(leaving.take({ kind: 'agent.talkEnded', agent: 'a', task: '0' }).offers, ['1>b']);

  const deaf = new Desk([q], [agent('a'), agent('b')]).ready('a', 'b').join('1', { wants });
  t.same(deaf.after(20_000).take({ kind: 'tick' }).offers, ['1>b']);
  t.end();
});

t.test('ACD7: an agent of two regions gets them in proportion, over any backlog, within one call', (t) => {
  const shares = { weights: { north: 60, south: 40 } };
  const desk = new Desk([{ id: 'q', capacity: 10_000 }], [agent('a', { shares })]);
  for (let i = 0; i < 300; i++) desk.join(`n${i}`, { region: 'north' }).join(`s${i}`, { region: 'south' });
  let north = 0;
  desk.ready('a');
  for (let n = 1; n <= 400; n++) {
    const { task } = desk.offer();
    if (task.startsWith('n')) north++;
    t.ok(Math.abs(north - n * 0.6) < 1, `${north} of ${n}`);
    desk.answer().take({ kind: 'agent.talkEnded', agent: 'a', task });
  }
  t.match(desk.acd.agent('a')?.regions, { north: { taken: 240 }, south: { taken: 160 } });
  t.end();
});

t.test('ACD7: a strict share that is used up makes callers of the region wait, until it is relaxed', (t) => {
  const shares = { weights: { north: 50, south: 50 }, strict: true };
  const desk = new Desk(
    [{ ...q, relax: [{ afterMs: 20_000, anyRegion: true }] }],
    [agent('a', { shares })],
  ).ready('a');
  for (const task of ['1', '2']) desk.join(task, { region: 'north' }).talk('a');
  t.same(desk.join('3', { region: 'north' }).offers, []);
  t.same(desk.acd.explain('3'), { why: 'shareUsedUp', region: 'north', agents: 1 });
  t.same(desk.join('4', { region: 'east' }).offers, [], 'nor anybody from where the agent has no share');
  t.same(desk.join('5', { region: 'south' }).offers, ['5>a']);
  t.same(
    desk.answer().take({ kind: 'agent.talkEnded', agent: 'a', task: '5' }).offers,
    ['3>a'],
    'it is owed again',
  );
  desk.answer().take({ kind: 'agent.talkEnded', agent: 'a', task: '3' });
  desk.after(20_000).take({ kind: 'tick' });
  t.same(desk.offers, ['4>a']);
  t.end();
});

t.test('ACD7: a region that nobody called from does not get the agent for ever afterwards', (t) => {
  const shares = { weights: { north: 50, south: 50 } };
  const desk = new Desk([{ ...q, capacity: 10_000 }], [agent('a', { shares })]).ready('a');
  for (let i = 0; i < 200; i++) desk.join(`n${i}`, { region: 'north' }).talk('a');
  desk.join('first', { region: 'north' }).answer();
  for (let i = 0; i < 50; i++) desk.join(`N${i}`, { region: 'north' }).join(`S${i}`, { region: 'south' });
  let south = 0;
  desk.take({ kind: 'agent.talkEnded', agent: 'a', task: 'first' });
  for (; desk.offer().task.startsWith('S'); south++)
    desk.answer().take({ kind: 'agent.talkEnded', agent: 'a', task: `S${south}` });
  t.ok(south > 5 && south < 25, `${south} in a row`);
  t.end();
});

t.test('ACD8: a caller waits in all queues of the list at once, and leaves all when one answers', (t) => {
  const queues = [q, { id: 'r' }, { id: 's' }];
  const desk = new Desk(queues, [agent('a'), agent('b', { queues: [{ queue: 's' }] })]);
  desk.join('0', { queue: 's' }).join('1', { routes: [{ queue: 'r' }, { queue: 's', afterMs: 10_000 }] });
  t.match(desk.last[0], { do: 'joined', queues: ['q', 'r'] });
  t.same(
    ['q', 'r', 's'].map((id) => desk.acd.queue(id)?.waiting),
    [1, 1, 1],
  );
  desk.after(10_000).take({ kind: 'tick' });
  t.match(desk.last, [{ do: 'progressed', step: { to: 'queues', queues: ['q', 'r', 's'], on: 'route' } }]);
  t.equal(desk.acd.position('1', 's'), 2);
  desk.ready('b');
  t.same(desk.offers, ['0>b']);
  t.same(desk.ready('a').offers, ['1>a']);
  t.same(
    ['q', 'r', 's'].map((id) => desk.acd.queue(id)?.waiting),
    [0, 0, 0],
  );
  t.match(desk.offer(), { queue: 'q' });
  t.end();
});

t.test('ACD8: with agents ready in several queues the first of the list has the caller', (t) => {
  const desk = new Desk([q, { id: 'r' }], [agent('b', { queues: [{ queue: 'r' }] }), agent('a')]);
  t.same(desk.ready('b', 'a').join('1', { routes: [{ queue: 'r' }] }).offers, ['1>a']);
  t.end();
});

t.test('ACD9: a waiting caller rises by rule, once or again and again, by caller level', (t) => {
  const promote = [
    { afterMs: 10_000, everyMs: 10_000, times: 3, addPriority: 1, levels: { to: 0 } },
    { afterMs: 60_000, addPriority: 10, addLevel: 1 },
  ];
  const desk = new Desk([{ ...q, promote }], [agent('a')]).join('plain').join('vip', { level: 1 });
  t.equal(desk.acd.position('vip'), 1, 'of equal priority the higher level');
  desk.after(10_000).take({ kind: 'tick' });
  t.match(desk.last[0], { do: 'progressed', task: 'plain', step: { to: 'promoted', priority: 1 } });
  t.equal(desk.acd.position('plain'), 1);
  desk.after(45_000).take({ kind: 'tick' });
  t.equal(desk.acd.task('plain')?.priority, 3);
  desk.after(10_000).take({ kind: 'tick' });
  t.match(desk.acd.task('plain'), { priority: 13, level: 1 });
  t.match(desk.acd.task('vip'), { priority: 10, level: 2 });
  t.equal(desk.acd.wakeAt, null, 'nothing more comes');
  t.end();
});

t.test('ACD14: what is asked for eases in steps', (t) => {
  const relax = [
    { afterMs: 20_000, skills: { english: 2 } },
    { afterMs: 40_000, anySkill: true },
  ];
  const desk = new Desk([{ ...q, relax }], [agent('two', { skills: { english: 2 } }), agent('none')]).ready(
    'two',
    'none',
  );
  desk.join('1', { skills: { english: 3 } }).join('2', { skills: { english: 3 } });
  t.match(desk.acd.explain('1'), { why: 'nobodySkilled', missing: ['english'] });
  desk.after(20_000).take({ kind: 'tick' });
  t.same(desk.offers, ['1>two']);
  t.match(desk.offer().why, { relaxed: true, skills: [{ skill: 'english', least: 2, level: 2 }] });
  desk.after(20_000).take({ kind: 'tick' });
  t.ok(desk.offers.includes('2>none'));
  t.end();
});

t.test('ACD10: overflow by wait, length, longest wait, nobody on duty, with rules by caller level', (t) => {
  const busy = (queue: QueueSettings): Desk =>
    new Desk([queue, { id: 'r' }], [agent('a')]).ready('a').join('0').answer();

  const byWait = busy({
    id: 'q',
    overflow: [{ when: { on: 'waited', ms: 30_000 }, to: { kind: 'queue', queue: 'r' } }],
  }).join('1');
  byWait.after(30_000).take({ kind: 'tick' });
  t.match(byWait.last, [{ do: 'progressed', step: { to: 'queues', queues: ['r'], on: { on: 'waited' } } }]);
  t.equal(byWait.acd.task('1')?.queue, 'r');

  const byLength = busy({
    id: 'q',
    overflow: [
      { when: { on: 'length', tasks: 1 }, to: { kind: 'voicemail', mailbox: 'q' }, levels: { to: 0 } },
      {
        when: { on: 'length', tasks: 1 },
        to: { kind: 'queue', queue: 'r', also: true },
        levels: { from: 1 },
      },
    ],
  })
    .join('1')
    .join('2');
  t.match(byLength.last, [{ do: 'overflowed', task: '2', queue: 'q', to: { kind: 'voicemail' } }]);
  t.equal(byLength.acd.task('2'), undefined);
  t.match(byLength.join('vip', { level: 1 }).last[0], { do: 'joined', queues: ['q', 'r'] });

  const byLongest = busy({
    id: 'q',
    overflow: [{ when: { on: 'longestWait', ms: 60_000 }, to: { kind: 'callBack' } }],
  }).join('1');
  byLongest.after(60_000).join('2');
  t.match(byLongest.last, [{ do: 'overflowed', task: '2', to: { kind: 'callBack' } }]);

  const deserted = busy({
    id: 'q',
    overflow: [{ when: { on: 'nobody' }, to: { kind: 'flow', flow: 'closed' } }],
  }).join('1');
  deserted.take({ kind: 'agent.asked', agent: 'a', wish: { name: 'signedOut' } });
  deserted.take({ kind: 'agent.talkEnded', agent: 'a', task: '0' });
  t.match(deserted.last, [
    { state: { name: 'signedOut' } },
    { do: 'overflowed', task: '1', to: { kind: 'flow' } },
  ]);
  t.match(deserted.join('2').last, [{ do: 'overflowed', task: '2' }], 'and who comes later');
  t.end();
});

t.test('ACD10: overflow by estimated wait, and rules that point at each other end', (t) => {
  const overflow = [
    { when: { on: 'estimatedWait', ms: 90_000 }, to: { kind: 'external', number: '110' } },
  ] as const;
  const desk = new Desk([{ ...q, overflow }], [agent('a')]).ready('a').join('0').answer();
  desk.join('1').join('2');
  for (const [task, next] of [
    ['0', '1'],
    ['1', '2'],
  ] as const) {
    desk.after(60_000).take({ kind: 'agent.talkEnded', agent: 'a', task });
    t.same(desk.offers, [`${next}>a`]);
    desk.answer();
  }
  t.match(desk.join('3').last, [{ do: 'joined', estimateMs: 60_002 }]);
  t.match(desk.join('4').last, [{ do: 'overflowed', to: { kind: 'external', number: '110' } }]);

  const to = (queue: string) => [{ when: { on: 'nobody' }, to: { kind: 'queue', queue } }] as const;
  const round = new Desk([
    { ...q, overflow: to('r') },
    { id: 'r', overflow: to('q') },
  ]).join('1');
  t.match(round.last[0], { do: 'joined', queue: 'r' });
  t.end();
});

t.test('ACD11: the order of the policies is the operator’s', (t) => {
  const agents = [agent('skilled', { skills: { tax: 3 } }), agent('idle', { skills: { tax: 1 } })];
  const desk = new Desk([q], agents).ready('idle', 'skilled');
  t.same(desk.join('1', { skills: { tax: 1 } }).offers, ['1>skilled']);
  t.match(desk.offer().why.over, { id: 'idle', criterion: 'skillLevel' });
  const other = new Desk([q], agents).ready('idle', 'skilled');
  other.take({ kind: 'policy.set', policy: { tasks: ['wait'], agents: ['longestIdle'] } });
  t.same(other.join('1', { skills: { tax: 1 } }).offers, ['1>idle']);
  t.match(other.offer().why.over, { id: 'skilled', criterion: 'longestIdle' });
  other.join('2').join('3').join('4', { priority: 9 });
  t.equal(other.acd.position('4'), 2, 'first come first served, whatever the priority');
  other.take({ kind: 'policy.set', policy: { tasks: ['priority'], agents: [] } });
  t.equal(other.acd.position('4'), 1);
  t.end();
});

t.test('ACD13: media have room of their own with an agent, and the telephone comes in between', (t) => {
  const capacity = { chat: 2, email: 1 };
  const desk = new Desk([q], [agent('a', { capacity, together: 2 })]).ready('a');
  const media: Medium[] = ['chat', 'email', 'chat'];
  for (const [i, medium] of media.entries()) desk.join(`w${i}`, { medium });
  const atHand = () => desk.acd.agent('a')?.work.map(({ task }) => task);
  t.same(atHand(), ['w0'], 'one offer at a time');
  t.same(desk.take({ kind: 'offer.answered', offer: 1 }).offers, ['w1>a']);
  t.match(
    desk.join('call').last,
    [
      { do: 'joined' },
      { do: 'cancelOffer', task: 'w1' },
      { do: 'setAgentWork' },
      { do: 'offer', agent: 'a', medium: 'phone' },
      { state: { name: 'reserved' } },
    ],
    'a call takes the place of what is offered',
  );
  desk.answer();
  t.equal(desk.state('a'), 'talking');
  desk.take({ kind: 'work.done', agent: 'a', task: 'w0' });
  t.same(desk.offers, [], 'nobody is offered work who talks');
  t.same(desk.take({ kind: 'agent.talkEnded', agent: 'a', task: 'call' }).offers, ['w1>a'], 'at its place');
  t.same(desk.take({ kind: 'offer.answered', offer: 4 }).offers, ['w2>a']);
  t.match(desk.join('w3', { medium: 'sms' }).acd.explain('w3'), { why: 'nobodyForMedium', medium: 'sms' });
  desk.after(20_000).take({ kind: 'tick' });
  t.equal(desk.state('a'), 'noAnswer', 'an offer of work is missed like a call');
  t.end();
});

t.test('ACD15: a call-back keeps the place, and so does who gave up, for a time', (t) => {
  const desk = new Desk([q], [agent('a')]).join('1').join('2').join('3');
  desk.take({ kind: 'task.turned', task: '1', into: 'back', medium: 'callBack' });
  t.match(desk.acd.task('back'), { medium: 'callBack' });
  t.equal(desk.acd.position('back'), 1);
  desk.take({ kind: 'task.left', task: '2', keepMs: 600_000 });
  t.match(desk.acd.kept(), [{ task: '2', queue: 'q' }]);
  desk.join('missed', { placeOf: '2', medium: 'callBack' });
  t.equal(desk.acd.position('missed'), 2);
  t.same(desk.acd.kept(), []);
  desk.take({ kind: 'task.left', task: '3', keepMs: 1000 }).after(1000).take({ kind: 'tick' });
  t.match(desk.last, [{ do: 'placeExpired', task: '3' }, { do: 'wake' }]);
  t.equal(desk.join('late', { placeOf: '3' }).acd.position('late'), 3);
  t.end();
});

t.test('ACD15: the estimate follows what was measured, and its error is reported', (t) => {
  const desk = new Desk([q], [agent('a')]).ready('a').join('0').answer();
  t.equal(desk.join('1').acd.estimateMs('1'), null, 'nothing to reckon with');
  let last = '0';
  for (let i = 2; i < 30; i++) {
    desk.join(`${i}`).after(59_999).take({ kind: 'agent.talkEnded', agent: 'a', task: last });
    last = desk.offer().task;
    desk.answer();
  }
  const { figures } = desk.acd.queue('q') ?? {};
  t.ok(figures && Math.abs((figures.intervalMs ?? 0) - 60_000) < 100);
  t.ok(figures && figures.compared > 20 && figures.errorMs < 2000, JSON.stringify(figures));
  t.end();
});
