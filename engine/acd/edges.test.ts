/** Where two policies meet. */
import t from 'tap';
import type { AgentSettings, OverflowRule, QueueSettings } from './model.js';
import { Desk } from './testing/desk.js';

const q: QueueSettings = { id: 'q' };
const agent = (id: string, more: Partial<AgentSettings> = {}): AgentSettings => ({
  id,
  queues: [{ queue: 'q' }],
  ...more,
});
const toVoicemail = (ms: number): readonly OverflowRule[] => [
  { when: { on: 'waited', ms }, to: { kind: 'voicemail', mailbox: 'q' } },
];

t.test('ACD10: nobody overflows whom a ready agent could serve: one who comes back to a kept place', (t) => {
  const desk = new Desk([{ ...q, overflow: toVoicemail(60_000) }], [agent('a')]).join('1');
  desk.take({ kind: 'task.left', task: '1', keepMs: 600_000 }).after(300_000).ready('a');
  t.same(desk.join('again', { placeOf: '1' }).offers, ['again>a']);
  t.end();
});

t.test(
  'ACD10: nobody overflows whom a ready agent could serve: one whom the wanted agent did not take',
  (t) => {
    const desk = new Desk([{ ...q, overflow: toVoicemail(30_000) }], [agent('a'), agent('b')]);
    desk.ready('a').join('0').answer().ready('b');
    desk.join('1', { wants: { agent: 'a', waitMs: 30_000, why: 'last' } });
    t.same(desk.after(30_000).take({ kind: 'tick' }).offers, ['1>b']);
    t.end();
  },
);

t.test('ACD1: callers who wait for one agent take room in the queue that they fall back to', (t) => {
  const desk = new Desk([{ ...q, capacity: 2 }], [agent('a')]).ready('a').join('0').answer();
  const wants = { agent: 'a', waitMs: 30_000, why: 'last' } as const;
  desk.join('1', { wants }).join('2', { wants });
  t.match(desk.join('3', { wants }).last, [{ do: 'refused', task: '3', why: 'full' }]);
  t.match(desk.join('4').last, [{ do: 'refused', task: '4', why: 'full' }]);
  desk.take({ kind: 'task.left', task: '1' });
  t.match(desk.join('5').last, [{ do: 'joined', task: '5' }]);
  desk.after(30_000).take({ kind: 'tick' });
  t.equal(desk.acd.queue('q')?.waiting, 2);
  t.end();
});

t.test('ACD10: a queue that is entered late has its rules on waiting asked', (t) => {
  const later = new Desk([q, { id: 'r', overflow: toVoicemail(20_000) }]);
  later.join('1', { routes: [{ queue: 'r', afterMs: 30_000 }] });
  later.after(30_000).take({ kind: 'tick' }).after(1).take({ kind: 'tick' });
  t.equal(later.acd.task('1'), undefined, 'by a route that opens');

  const moved = new Desk([
    { ...q, relax: [{ afterMs: 40_000, anySkill: true }] },
    { id: 'r', overflow: toVoicemail(20_000) },
  ]);
  moved.join('1').after(40_000).take({ kind: 'tick' });
  moved.take({ kind: 'task.changed', task: '1', queue: 'r' }).after(1).take({ kind: 'tick' });
  t.equal(moved.acd.task('1'), undefined, 'by a supervisor');

  const ruled = new Desk([{ ...q, relax: [{ afterMs: 40_000, anySkill: true }] }]);
  ruled.join('1').after(40_000).take({ kind: 'tick' });
  ruled
    .take({ kind: 'queue.set', queue: { ...q, overflow: toVoicemail(20_000) } })
    .after(1)
    .take({ kind: 'tick' });
  t.equal(ruled.acd.task('1'), undefined, 'by a rule that is new');
  t.end();
});

t.test('ACD8: who waits elsewhere too when a queue is removed is told of', (t) => {
  const desk = new Desk([q, { id: 'r' }]).join('1', { routes: [{ queue: 'r' }] });
  desk.take({ kind: 'queue.removed', queue: 'q' });
  t.match(desk.last, [{ do: 'progressed', task: '1', step: { to: 'queues', queues: ['r'] } }]);
  t.end();
});

t.test('ACD7: a region that has the name of something else', (t) => {
  const shares = { weights: { north: 60, south: 40 } };
  const agents = ['a', 'b', 'c'].map((id) => agent(id, { shares }));
  const desk = new Desk([q], agents).join('0', { region: 'constructor' }).ready('a', 'b', 'c');
  for (const id of ['b', 'c'])
    t.same(desk.join(`to ${id}`, { region: 'constructor' }).offers, [`to ${id}>${id}`]);
  t.end();
});

t.test('why tasks wait is the same asked one by one and for many at once', (t) => {
  const shares = { weights: { north: 1 }, strict: true };
  const members = [agent('a', { skills: { tax: 2 }, shares }), agent('b'), agent('c', { queues: [] })];
  const desk = new Desk([q, { id: 'r' }], members).ready('b').join('0').answer().ready('a');
  desk.join('share', { region: 'south', skills: { tax: 1 } }).join('skill', { skills: { law: 1 } });
  desk.join('chat', { medium: 'chat' }).join('plain', { region: 'south' }).join('nobody', { queue: 'r' });
  desk.join('level', { skills: { tax: 3 } }).join('same', { region: 'south', skills: { tax: 1 } });
  const whyOf = desk.acd.explainer();
  const tasks = desk.acd.tasks().map(({ id }) => id);
  t.same(
    tasks.map((id) => whyOf(id)),
    tasks.map((id) => desk.acd.explain(id)),
  );
  t.same(new Set(tasks.map((id) => whyOf(id).why)).size, 4);
  t.end();
});

t.test(
  'ACD2: what rings out at one moment goes on in the order of service, before who becomes free then',
  (t) => {
    const members = ['a', 'b', 'c'].map((id) => agent(id));
    const at = { joinedAt: 500, seq: 1 };
    const two = new Desk([{ ...q, offerMs: 20_000 }], members);
    two.take({ kind: 'agent.asked', agent: 'a', wish: { name: 'ready' } });
    two.take({ kind: 'task.joined', task: { id: 'new', queue: 'q' } });
    two.take({ kind: 'agent.asked', agent: 'b', wish: { name: 'ready' } });
    two.take({ kind: 'task.joined', task: { id: 'old', queue: 'q', place: at } });
    t.same(two.ready('c').after(19_999).take({ kind: 'tick' }).offers, ['old>c']);

    const freed = new Desk([{ ...q, offerMs: 20_000, wrapUpMs: 20_000 }], members).ready('a').join('1');
    freed.answer().ready('b').now = 1_100_000;
    freed.take({ kind: 'agent.talkEnded', agent: 'a', task: '1' });
    freed.take({ kind: 'task.joined', task: { id: 'old', queue: 'q', place: at } });
    freed.join('new').after(19_999);
    t.same(freed.take({ kind: 'tick' }).offers, ['old>a']);
    t.end();
  },
);

t.test('ACD2: a call that comes back when its agent is in another is not overtaken by who waits', (t) => {
  const desk = new Desk([q], [agent('a'), agent('b')])
    .ready('a')
    .join('old')
    .ready('b')
    .join('taken')
    .join('new');
  desk.take({ kind: 'agent.occupied', agent: 'a', task: 'taken', queue: 'q' });
  t.same(desk.offers, ['old>b']);
  t.end();
});

t.test('ACD5: of tasks that come free at once each has the agent who is best for it', (t) => {
  const members = [agent('b', { skills: { english: 1 } }), agent('c', { skills: { english: 2 } })];
  const desk = new Desk([{ id: 'x' }, q], members).ready('b', 'c');
  const later = { queue: 'x', routes: [{ queue: 'q', afterMs: 60_000 }] };
  desk.join('plain', later).join('english', { ...later, skills: { english: 1 } });
  t.same(desk.take({ kind: 'queue.removed', queue: 'x' }).offers, ['plain>b', 'english>c']);
  t.end();
});

t.test('ACD4: of a queue that is removed the tasks go on in the order of service of the next', (t) => {
  const desk = new Desk([{ id: 'x' }, q], [agent('a')]).ready('a');
  const later = { queue: 'x', routes: [{ queue: 'q', afterMs: 60_000 }] };
  desk.join('low', later).join('high', { ...later, priority: 9 });
  t.same(desk.take({ kind: 'queue.removed', queue: 'x' }).offers, ['high>a']);
  t.end();
});

t.test(
  'ACD4: when a queue asks for less, who has the best claim by its new settings is served first',
  (t) => {
    const strict = { ...q, skills: { english: 3 } };
    const desk = new Desk([strict], [agent('a', { skills: { english: 1 } })]).ready('a');
    desk.join('plain', { priority: 1 }).join('vip', { level: 1 });
    const promote = [{ afterMs: 0, addPriority: 5, levels: { from: 1 } }];
    t.same(desk.take({ kind: 'queue.set', queue: { ...q, promote } }).offers, ['vip>a']);
    t.end();
  },
);

t.test('ACD15: nobody is called back to a queue that is gone', (t) => {
  const desk = new Desk([q, { id: 'r' }]).join('1').join('2', { queue: 'r' });
  for (const task of ['1', '2']) desk.take({ kind: 'task.left', task, keepMs: 60_000 });
  desk.take({ kind: 'queue.removed', queue: 'q' });
  t.same(desk.last, [{ do: 'placeExpired', task: '1' }]);
  t.same(
    desk.acd.kept().map(({ task }) => task),
    ['2'],
  );
  t.end();
});

t.test('ACD14: who eases in the millisecond in which another comes back goes first, as the earlier', (t) => {
  const desk = new Desk([{ ...q, offerMs: 10 }], [agent('a'), agent('b')]).ready('a');
  desk.join('first', { skills: { tax: 1 }, relax: [{ afterMs: 10, anySkill: true }] }).join('second');
  desk.after(5).ready('b').after(5).take({ kind: 'tick' });
  t.same(desk.offers, ['first>b']);
  t.end();
});
