/** What supervisors do with calls and agents, and that each deed is written down: who, whom, when. */
import type { Test } from 'tap';
import type { EngineEvent } from '../../engine/control.js';
import type { AuditItem, DeskEvent } from '../../engine/desk.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import type { Product } from '../product/product.js';
import type { Web } from '../product/web.js';
import {
  ask,
  callerWaits,
  hear,
  hz,
  leader,
  outcomeOf,
  recordOf,
  supervise,
  taken,
  talking,
  to,
  untilState,
} from './desk.js';
import { callControl, secondQueue, type Rows, type Stand } from './stand.js';

const administrator = 'administrator';

/** The latest deed of that kind. */
async function audited(t: Test, product: Product, action: string, wanted: Partial<AuditItem>): Promise<void> {
  const { items } = (await product.web.json('GET', '/api/audit?limit=50')) as { items: readonly AuditItem[] };
  const item = items.find((one) => one.action === action);
  t.match(item, { userName: administrator, ...wanted }, action);
  t.type(item?.at, 'number');
}

/** The supervisor's phone joins the call. */
async function joins(stand: Stand, call: string, mode: 'listen' | 'whisper' | 'barge'): Promise<PhoneCall> {
  await supervise(stand.product, { do: 'join', call, mode, phone: stand.boss.id });
  return taken(stand.boss, hz.boss);
}

type Heard = EngineEvent | DeskEvent;

/** What the user's page hears from now on. */
async function listening(t: Test, web: Web): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  const close = await web.listen((event) => heard.push(event as Heard));
  t.teardown(close);
  return heard;
}

const rows: Rows = {
  'a supervisor changes the mode as often as wanted, leaves, and comes again': async (t, stand) => {
    const { product } = stand;
    const { caller, first, id } = await talking(product, stand.first);
    const boss = await joins(stand, id, 'barge');
    const both = ['caller', 'first'] as const;
    const plain = { caller: ['first'], first: ['caller'] } as const;
    const barge = { caller: ['first', 'boss'], first: ['caller', 'boss'], boss: both } as const;
    const whisper = { caller: ['first'], first: ['caller', 'boss'], boss: both } as const;
    await hear(t, 'barge', { caller, first, boss }, barge);
    for (const [mode, expected] of [
      ['listen', { ...plain, boss: both }],
      ['whisper', whisper],
      ['barge', barge],
      ['whisper', whisper],
      ['listen', { ...plain, boss: both }],
    ] as const) {
      await supervise(product, { do: 'join', call: id, mode });
      await hear(t, mode, { caller, first, boss }, expected);
    }
    await supervise(product, { do: 'leave', call: id });
    await boss.untilEnded();
    await hear(t, 'alone', { caller, first }, plain);
    const again = await joins(stand, id, 'whisper');
    await hear(t, 'again', { caller, first, boss: again }, whisper);
    await audited(t, product, 'supervision.leave', { target: id, data: { agent: '1001' } });
    await audited(t, product, 'supervision.join', {
      ...{ target: id, data: { agent: '1001', mode: 'whisper', phone: stand.boss.id } },
    });
    const timeline = await product.web.timeline(id);
    for (const type of ['supervisor.joined', 'supervisor.mode', 'supervisor.left'])
      t.ok(timeline.includes(type), type);
  },

  'keys of the supervisor’s phone change nothing; a supervisor who hangs up leaves the two talking': async (
    t,
    stand,
  ) => {
    const { caller, first, id } = await talking(stand.product, stand.first);
    const boss = await joins(stand, id, 'listen');
    const listen = { caller: ['first'], first: ['caller'], boss: ['caller', 'first'] } as const;
    for (const key of ['2', '3', '*', '0']) {
      boss.media.press(key);
      await hear(t, key, { caller, first, boss }, listen);
    }
    await supervise(stand.product, { do: 'join', call: id, mode: 'whisper' });
    const whisper = { ...listen, first: ['caller', 'boss'] } as const;
    await hear(t, 'whisper', { caller, first, boss }, whisper);
    boss.media.press('0');
    await hear(t, 'still', { caller, first, boss }, whisper);
    boss.hangup();
    await hear(t, 'alone', { caller, first }, { caller: ['first'], first: ['caller'] });
    const timeline = await stand.product.web.timeline(id);
    t.equal(timeline.filter((type) => type === 'supervisor.mode').length, 1);
    t.ok(timeline.includes('supervisor.left'));
  },

  'two supervisors on one call, each in a mode of their own': async (t, stand) => {
    const { product } = stand;
    const other = await leader(product);
    const { caller, first, id } = await talking(product, stand.first);
    const boss = await joins(stand, id, 'listen');
    const join = { do: 'join', call: id, mode: 'barge', phone: stand.second.id };
    t.equal(await outcomeOf(other, '/api/supervision', join), 'done');
    const second = await taken(stand.second, hz.second);
    await hear(
      t,
      'listen and barge',
      { caller, first },
      { caller: ['first', 'second'], first: ['caller', 'second'] },
    );
    boss.hangup();
    second.hangup();
    await hear(t, 'alone', { caller, first }, { caller: ['first'], first: ['caller'] });
  },

  'a supervisor hears on when the agent gives the caller to another agent': async (t, stand) => {
    const { caller, id } = await talking(stand.product, stand.first);
    const boss = await joins(stand, id, 'listen');
    await ask(stand.first, { do: 'transfer', to: to(stand.second) });
    const second = await taken(stand.second, hz.second);
    await untilState(stand.product, 'talking');
    await hear(
      t,
      'followed',
      { caller, second, boss },
      { caller: ['second'], second: ['caller'], boss: ['caller', 'second'] },
    );
  },

  'take over by one who was not on the call: the agent is let go, the record goes on': async (t, stand) => {
    const { product } = stand;
    const { caller, first, id } = await talking(product, stand.first);
    await supervise(product, { do: 'takeOver', call: id, phone: stand.boss.id });
    const boss = await taken(stand.boss, hz.boss);
    await first.untilEnded();
    await hear(t, 'taken over', { caller, boss }, { caller: ['boss'], boss: ['caller'] });
    await product.untilAgent('1001', 'ready');
    caller.hangup();
    await boss.untilEnded();
    const { call, legs } = await recordOf(product, id);
    t.match(call, { agent: stand.boss.id, outcome: 'answered', hungUpBy: 'caller' });
    t.equal(legs.length, 3);
    await audited(t, product, 'supervision.takeOver', { target: id, data: { agent: '1001' } });
  },

  'force hang up: everybody is let go at once, the record says who it was': async (t, stand) => {
    const { product } = stand;
    const { caller, first, id } = await talking(product, stand.first);
    const boss = await joins(stand, id, 'listen');
    await supervise(product, { do: 'hangUp', call: id });
    await Promise.all([caller.untilEnded(), first.untilEnded(), boss.untilEnded()]);
    const { call } = await recordOf(product, id);
    t.match(call, { hungUpBy: 'system', outcome: 'answered' });
    t.ok((await product.web.timeline(id)).includes('call.hungUpByForce'));
    await audited(t, product, 'supervision.hangUp', { target: id, data: { agent: '1001' } });
  },

  'an agent is forced to another state, and out; the desk is told by whom': async (t, stand) => {
    const { product, first } = stand;
    const heard = await listening(t, first.web);
    await product.ready('1001');
    await product.web.setAgent('1001', { want: 'notReady', reason: 'meeting' });
    t.match(await product.web.agent('1001'), { state: 'notReady', reason: 'meeting' });
    await audited(t, product, 'agent.stateSet', { target: '1001', data: { want: 'notReady' } });
    await product.web.setAgent('1001', { want: 'signOut' });
    t.equal((await product.web.agent('1001'))?.state, 'signedOut');
    await audited(t, product, 'agent.stateSet', { target: '1001', data: { want: 'signOut' } });
    for (const state of ['notReady', 'signedOut'] as const)
      await eventually(`the desk is told of ${state}`, () =>
        heard.some(
          (one) => one.type === 'agent.changed' && one.agent.state === state && one.by === administrator,
        ),
      );
  },

  'sign-out by force while talking: the call goes on, the agent is out after it': async (t, stand) => {
    const { product } = stand;
    const { caller, first } = await talking(product, stand.first);
    await product.web.setAgent('1001', { want: 'signOut' });
    await hear(t, 'still', { caller, first }, { caller: ['first'], first: ['caller'] });
    caller.hangup();
    await first.untilEnded();
    await product.untilAgent('1001', 'signedOut');
  },

  'a waiting caller is preferred, moved to another queue, and served there': async (t, stand) => {
    const { product } = stand;
    const { caller, id } = await callerWaits(product, stand.first);
    await supervise(product, { do: 'prioritise', call: id, priority: 7 });
    await audited(t, product, 'supervision.prioritise', { target: id, data: { priority: 7 } });
    await product.ready('1002');
    await supervise(product, { do: 'moveWaiting', call: id, queue: secondQueue });
    await audited(t, product, 'supervision.moveWaiting', { target: id, data: { queue: secondQueue } });
    const second = await taken(stand.second, hz.second);
    await untilState(product, 'talking');
    await hear(t, 'served', { caller, second }, { caller: ['second'], second: ['caller'] });
    caller.hangup();
    const { call, entries } = await recordOf(product, id);
    t.match(call, { queue: secondQueue, agent: '1002' });
    t.match(entries, [
      { queue: 'general', outcome: 'moved' },
      { queue: secondQueue, outcome: 'answered', agent: '1002' },
    ]);
  },

  'a waiting caller is given to an agent who does not serve the queue': async (t, stand) => {
    const { product } = stand;
    const { caller, id } = await callerWaits(product, stand.first);
    const give = { do: 'give', call: id, agent: '1002' } as const;
    t.equal(await outcomeOf(product.web, '/api/supervision', give), 'agent.state', 'who is not ready');
    await product.ready('1002');
    await supervise(product, give);
    const second = await taken(stand.second, hz.second);
    await untilState(product, 'talking');
    await hear(t, 'served', { caller, second }, { caller: ['second'], second: ['caller'] });
    await audited(t, product, 'supervision.give', { target: id, data: { agent: '1002' } });
  },

  'a message reaches the agent it is for and no other; one to all reaches all': async (t, stand) => {
    const { product } = stand;
    const [first, second] = [await listening(t, stand.first.web), await listening(t, stand.second.web)];
    const texts = (heard: readonly Heard[]): string[] =>
      heard.flatMap((one) => (one.type === 'message' ? [`${one.from}: ${one.text}`] : []));
    await product.web.json('POST', '/api/messages', { to: '1001', text: 'speak slower' });
    await product.web.json('POST', '/api/messages', { to: 'all', text: 'lunch' });
    const lunch = `${administrator}: lunch`;
    await eventually('both are told', () => [first, second].every((heard) => texts(heard).includes(lunch)));
    t.same(texts(first), [`${administrator}: speak slower`, lunch]);
    t.same(texts(second), [lunch]);
    await audited(t, product, 'message.sent', { target: 'all', data: { text: 'lunch' } });
  },

  'an agent asks for help: supervisors are told, other agents are not': async (t, stand) => {
    const { product } = stand;
    const [boss, other] = [await listening(t, product.web), await listening(t, stand.second.web)];
    await stand.first.web.json('POST', '/api/help', { text: 'a difficult caller' });
    const asks = (one: Heard): boolean => one.type === 'help.asked' && one.agent === '1001';
    await eventually('the supervisor is told', () => boss.some(asks));
    await product.web.json('POST', '/api/messages', { to: '1002', text: 'mark' });
    await eventually('the other agent hears what comes later', () =>
      other.some(({ type }) => type === 'message'),
    );
    t.notOk(other.some(asks));
    await audited(t, product, 'help.asked', { userName: '1001', target: '1001' });
  },

  'an agent may not supervise': async (t, stand) => {
    const { id } = await talking(stand.product, stand.first);
    for (const command of [
      { do: 'join', call: id, mode: 'listen', phone: '1002' },
      { do: 'hangUp', call: id },
    ])
      t.equal(await outcomeOf(stand.second.web, '/api/supervision', command), 'auth.forbidden');
  },
};

callControl(rows);
