import t, { type Test } from 'tap';
import type { ConversationView, DeskCommand, DeskEvent } from '../desk.js';
import { agentOf, configuration, general, Hall } from './testing/hall.js';
import type { Configuration, TrunkConfig } from '../store/configuration.js';

const trunk: Omit<TrunkConfig, 'id' | 'name' | 'priority'> = {
  ...{ address: '192.0.2.1', port: 5060, transport: 'udp', register: false, user: '', weight: 1 },
  ...{ maxCalls: 0, callerNumber: '', enabled: true },
};
const given: Configuration = {
  ...configuration,
  agents: [agentOf('1001'), agentOf('1002'), { ...agentOf('1003'), queues: [] }],
  queues: [...configuration.queues, { ...general, id: 'other', name: 'Other' }],
  trunks: [
    { ...trunk, id: 'second', name: 'Second', priority: 2 },
    { ...trunk, id: 'first', name: 'First', priority: 1 },
  ],
  forbidden: [{ id: 'f', number: '00', match: 'prefix', agents: [], reason: 'no calls abroad' }],
};

async function open(test: Test): Promise<Hall> {
  const hall = new Hall(given);
  test.teardown(() => hall.close());
  await hall.settle();
  return hall;
}

/** A caller who talks to 1001. @returns the agent's leg. */
async function talking(hall: Hall): Promise<string> {
  hall.ready('1001');
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '1');
  await hall.settle();
  const phone = await answered(hall);
  hall.switch.finish('caller');
  await hall.settle();
  return phone;
}

/** The phone that rings picks up. */
async function answered(hall: Hall): Promise<string> {
  const phone = hall.ringing() ?? 'none rings';
  hall.switch.pickUp(phone);
  await hall.settle();
  return phone;
}

async function ask(hall: Hall, command: DeskCommand, agent = '1001'): Promise<void> {
  await hall.engine.control(agent, command);
  await hall.settle();
}

const view = (hall: Hall): ConversationView | undefined => hall.engine.conversations()[0];
const to1002 = { kind: 'agent', agent: '1002' } as const;
const stateOf = (hall: Hall, agent: string): string | undefined =>
  hall.engine.agents().find(({ id }) => id === agent)?.state;

t.test('hold: the caller hears music; retrieve: they talk; a second click changes nothing', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  t.equal(view(hall)?.state, 'talking');
  await ask(hall, { do: 'hold' });
  t.equal(view(hall)?.state, 'held');
  t.equal(hall.switch.partner('caller'), undefined);
  t.same(hall.switch.playing('caller'), { app: 'play', sources: ['/music.wav'] });
  await t.rejects(hall.engine.control('1001', { do: 'hold' }), { code: 'call.state' });
  await ask(hall, { do: 'retrieve' });
  t.equal(hall.switch.partner('caller'), phone);
  await hall.advance(10_000);
  t.equal(view(hall)?.state, 'talking');
});

t.test('wrap-up: the agent completes the call data, at the survey and when the call is over', async (t) => {
  const hall = await open(t);
  hall.switch.hangUp(await talking(hall));
  await hall.settle();
  t.equal(stateOf(hall, '1001'), 'wrapUp');
  await ask(hall, { do: 'setData', key: 'category', value: 'complaint' });
  t.match(view(hall)?.data, { category: 'complaint' });
  await t.rejects(hall.engine.control('1001', { do: 'hold' }), { code: 'call.none' });
  await t.rejects(hall.engine.control('1002', { do: 'setData', key: 'notes', value: 'x' }), {
    code: 'call.none',
  });
  hall.switch.hangUp('caller');
  await hall.settle();
  t.same(hall.engine.conversations(), []);
  await ask(hall, { do: 'setData', key: 'notes', value: 'a street lamp is out' });
  const [record] = hall.facts.calls.values();
  t.match(record?.data, { category: 'complaint', notes: 'a street lamp is out' });
});

t.test('the desk is told that it is over, whoever ends it, at whatever stage', async (t) => {
  const stages: Readonly<Record<string, (hall: Hall) => Promise<unknown>>> = {
    ringing: async (hall) => {
      hall.ready('1001');
      hall.switch.arrive('caller', '12345');
      await hall.settle();
      hall.switch.finish('caller', '1');
      await hall.settle();
    },
    talking,
    held: async (hall) => {
      await talking(hall);
      await ask(hall, { do: 'hold' });
    },
  };
  for (const [stage, come] of Object.entries(stages)) {
    const hall = await open(t);
    const told: string[] = [];
    hall.engine.deskEvents.on((event) => {
      if (event.type !== 'conversation.changed' || event.conversation.state !== 'ended') return;
      if (event.leaver !== undefined) told.push(event.leaver);
    });
    await come(hall);
    hall.switch.hangUp('caller');
    await hall.settle();
    t.same(told, ['1001'], stage);
  }
});

t.test('retrieve before the legs are out of the bridge: they talk in the end', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  await hall.engine.control('1001', { do: 'hold' });
  await hall.engine.control('1001', { do: 'retrieve' });
  await hall.advance(10_000);
  t.equal(view(hall)?.state, 'talking');
  t.equal(hall.switch.partner('caller'), phone);
});

t.test('consult, swap, back, complete: one record, both agents, the second is served', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  await ask(hall, { do: 'consult', to: to1002 });
  t.equal(view(hall)?.state, 'consulting');
  t.equal(hall.switch.endless(phone)?.app, 'stream', 'the agent hears ringback');
  t.equal(stateOf(hall, '1002'), 'talking', 'nobody else is offered to who is rung');
  const second = await answered(hall);
  t.equal(hall.switch.partner(phone), second);
  await ask(hall, { do: 'swap' });
  t.equal(hall.switch.partner(phone), 'caller');
  t.equal(hall.switch.endless(second)?.app, 'stream', 'who is consulted hears music');
  await ask(hall, { do: 'swap' });
  t.equal(hall.switch.partner(phone), second);
  await ask(hall, { do: 'completeTransfer' });
  t.equal(hall.switch.partner('caller'), second);
  t.equal(stateOf(hall, '1001'), 'wrapUp');
  t.equal(view(hall)?.agent, '1002');
  hall.switch.hangUp(second);
  await hall.settle();
  t.equal(view(hall)?.state, 'inFlow', 'the survey of the first queue');
  hall.switch.finish('caller', '1');
  await hall.settle();
  const [record] = hall.facts.calls.values();
  t.match(record, { agent: '1002', outcome: 'answered', rating: '3' });
  t.equal(hall.facts.calls.size, 1);
  t.equal(stateOf(hall, '1002'), 'signedOut', 'as before');
});

t.test('a consultation that is refused ends in hold, with its result', async (t) => {
  const hall = await open(t);
  await talking(hall);
  await ask(hall, { do: 'consult', to: to1002 });
  hall.switch.hangUp(hall.ringing() ?? '', 'CALL_REJECTED');
  await hall.settle();
  t.match(view(hall), { state: 'held', result: 'rejected' });
  t.equal(stateOf(hall, '1002'), 'signedOut');
});

t.test('the agent hangs up while consulting: caller and consulted talk', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  await ask(hall, { do: 'consult', to: to1002 });
  const second = await answered(hall);
  hall.switch.hangUp(phone);
  await hall.advance(5_000);
  t.equal(hall.switch.partner('caller'), second);
  t.equal(view(hall)?.agent, '1002');
});

t.test('three-way; whoever leaves, the other two talk on', async (t) => {
  for (const leaver of ['agent', 'consulted'] as const) {
    const hall = await open(t);
    const phone = await talking(hall);
    await ask(hall, { do: 'consult', to: to1002 });
    const second = await answered(hall);
    await ask(hall, { do: 'conference' });
    t.equal(view(hall)?.state, 'conference');
    for (const leg of ['caller', phone, second]) t.equal(hall.switch.endless(leg)?.app, 'conference', leg);
    hall.switch.hangUp(leaver === 'agent' ? phone : second);
    await hall.advance(5_000);
    t.equal(hall.switch.partner('caller'), leaver === 'agent' ? second : phone);
    t.equal(view(hall)?.state, 'talking');
  }
});

t.test('blind transfer to an agent, who does not answer: the caller comes back', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  await ask(hall, { do: 'transfer', to: to1002 });
  t.notOk(hall.switch.legs.some(({ uuid }) => uuid === phone));
  const second = hall.ringing() ?? '';
  hall.switch.hangUp(second, 'NO_ANSWER');
  await hall.settle();
  const back = await answered(hall);
  t.equal(hall.switch.partner('caller'), back);
  t.equal(view(hall)?.agent, '1001');
});

t.test('blind transfer to a queue, by the desk and by the phone', async (t) => {
  const hall = await open(t);
  hall.ready('1002');
  hall.engine.setAgent('1002', { want: 'notReady', reason: 'x' }, 'x');
  await talking(hall);
  await ask(hall, { do: 'transfer', to: { kind: 'queue', queue: 'general' } });
  t.equal(hall.engine.queues()[0]?.waiting.length, 1);
  t.equal(view(hall)?.state, 'inFlow');
});

t.test('the phone sends the caller on (REFER): to a colleague', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  hall.switch.refer('caller', '1002');
  await hall.settle();
  const second = await answered(hall);
  t.equal(hall.switch.called(second), '1002');
  t.equal(hall.switch.partner('caller'), second);
  t.notOk(hall.switch.legs.some(({ uuid }) => uuid === phone));
});

t.test('a caller who was sent to a number outside is on no desk any more', async (t) => {
  const hall = await open(t);
  await talking(hall);
  const seen: (string | undefined)[] = [];
  hall.engine.deskEvents.on((event) => {
    if (event.type === 'conversation.changed' && event.leaver === undefined)
      seen.push(event.conversation.agent);
  });
  await ask(hall, { do: 'transfer', to: { kind: 'number', number: '13800002222' } });
  await answered(hall);
  t.equal(view(hall)?.state, 'talking');
  t.notOk(seen.includes('1001'), 'the bar would take it for a call of its own');
});

t.test('to a flow and back to the agent who waits, with the data kept', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  await ask(hall, { do: 'setData', key: 'order', value: '17' });
  await ask(hall, { do: 'transfer', to: { kind: 'flow', flow: 'hotline', back: true } });
  t.equal(view(hall)?.state, 'inFlow');
  hall.switch.finish('caller', '2');
  await hall.settle();
  hall.switch.finish('caller');
  await hall.settle();
  t.equal(hall.switch.partner('caller'), phone);
  t.match(view(hall), { state: 'talking', agent: '1001', data: { order: '17' } });
});

t.test(
  'dialling: own phone first, then the far one by the first trunk, with the next when that fails',
  async (t) => {
    const hall = await open(t);
    await ask(hall, { do: 'dial', to: { kind: 'number', number: '138 0000 2222' } });
    t.equal(stateOf(hall, '1001'), 'talking');
    const own = await answered(hall);
    const first = hall.ringing() ?? '';
    hall.switch.hangUp(first, 'NETWORK_OUT_OF_ORDER');
    await hall.settle();
    const far = await answered(hall);
    t.not(far, first);
    t.equal(hall.switch.partner(own), far);
    t.match(view(hall), { direction: 'outbound', state: 'talking', called: '13800002222', agent: '1001' });
    hall.switch.hangUp(far);
    await hall.advance(6_000);
    t.same(hall.switch.legs, []);
    const [record] = hall.facts.calls.values();
    t.match(record, { outcome: 'answered', result: 'answered', direction: 'outbound', agent: '1001' });
  },
);

const causes = {
  USER_BUSY: 'busy',
  NO_ANSWER: 'noAnswer',
  CALL_REJECTED: 'rejected',
  UNALLOCATED_NUMBER: 'unknownNumber',
  SUBSCRIBER_ABSENT: 'switchedOff',
};
for (const [cause, result] of Object.entries(causes)) {
  t.test(`a dialled number that ends with ${cause} is ${result}`, async (t) => {
    const hall = await open(t);
    const events: DeskEvent[] = [];
    hall.engine.deskEvents.on((event) => events.push(event));
    await ask(hall, { do: 'dial', to: { kind: 'number', number: '13800002222' } });
    await answered(hall);
    hall.switch.hangUp(hall.ringing() ?? '', cause);
    await hall.settle();
    t.same(hall.switch.legs, []);
    t.match([...hall.facts.calls.values()], [{ outcome: 'unanswered', result }]);
    t.match(events.at(-1), { leaver: '1001', conversation: { state: 'ended', result } });
    t.equal(stateOf(hall, '1001'), 'signedOut');
  });
}

t.test(
  'a trunk is taken away from the switch for a moment only for what the switch sees of it',
  async (t) => {
    const hall = await open(t);
    const change = (settings: Partial<TrunkConfig>): void => {
      const trunks = given.trunks.map((one) => (one.id === 'first' ? { ...one, ...settings } : one));
      hall.engine.configure({ ...given, trunks });
    };
    change({ priority: 7, weight: 3, name: 'Other', callerNumber: '12345' });
    t.same(hall.switch.rescanned, []);
    change({ port: 5070 });
    t.same(hall.switch.rescanned, [['first']]);
    hall.engine.rescanTrunk('second');
    t.same(hall.switch.rescanned, [['first'], ['second']]);
  },
);

t.test('an internal call: both are busy with it, both can end it', async (t) => {
  const hall = await open(t);
  await ask(hall, { do: 'dial', to: to1002 });
  await answered(hall);
  await answered(hall);
  t.same([stateOf(hall, '1001'), stateOf(hall, '1002')], ['talking', 'talking']);
  await ask(hall, { do: 'hangUp' }, '1002');
  await hall.advance(6_000);
  t.same(hall.switch.legs, []);
  t.same([stateOf(hall, '1001'), stateOf(hall, '1002')], ['signedOut', 'signedOut']);
});

t.test('forbidden numbers are refused in the engine, with the reason', async (t) => {
  const hall = await open(t);
  const dial = hall.engine.control('1001', { do: 'dial', to: { kind: 'number', number: '0049 30' } });
  await t.rejects(dial, { code: 'number.forbidden', message: /no calls abroad/ });
  await talking(hall);
  const away = { do: 'transfer', to: { kind: 'number', number: '0049' } } as const;
  await t.rejects(hall.engine.control('1001', away), { code: 'number.forbidden' });
  t.equal(view(hall)?.state, 'talking');
});

t.test('listening follows the caller to the next agent; taking over ends the agent’s part', async (t) => {
  const hall = await open(t);
  const phone = await talking(hall);
  const call = view(hall)?.id ?? '';
  const boss = { name: 'boss', phone: '9000' };
  await hall.engine.supervise(boss, { do: 'join', call, mode: 'listen' });
  await hall.settle();
  const ear = await answered(hall);
  t.same(hall.switch.endless(ear), { app: 'eavesdrop', leg: phone });
  t.match(view(hall)?.supervision, { supervisor: 'boss', mode: 'listen' });
  await hall.engine.supervise(boss, { do: 'join', call, mode: 'whisper' });
  t.equal(view(hall)?.supervision?.mode, 'whisper');
  await hall.engine.supervise(boss, { do: 'takeOver', call });
  await hall.settle();
  t.equal(hall.switch.partner('caller'), ear);
  t.equal(stateOf(hall, '1001'), 'wrapUp');
  hall.switch.hangUp('caller');
  await hall.settle();
  t.same(hall.switch.legs, []);
});

t.test('a supervisor has no phone rung of an agent who is signed in', async (t) => {
  const hall = await open(t);
  await talking(hall);
  const call = view(hall)?.id ?? '';
  const join = (phone: string, own = '9000') =>
    hall.engine.supervise({ name: 'boss', phone: own }, { do: 'join', call, mode: 'listen', phone });
  await t.rejects(join('1001'), { code: 'agent.state' }, 'who talks');
  hall.engine.setAgent('1002', { want: 'signIn' }, 'x');
  await t.rejects(join('1002'), { code: 'dial.impossible', message: /signed in/ });
  t.equal(hall.ringing(), undefined);
  await join('1003');
  await hall.settle();
  t.equal(hall.switch.called(hall.ringing() ?? ''), '1003', 'nobody works at that one');
  await hall.engine.supervise({ name: 'boss', phone: '9000' }, { do: 'leave', call });
  await hall.settle();
  await join('1002', '1002');
  await hall.settle();
  t.equal(hall.switch.called(hall.ringing() ?? ''), '1002', 'the supervisor’s own');
});

t.test('two supervisors take over at once: the first does, the second is told', async (t) => {
  const hall = await open(t);
  await talking(hall);
  const call = view(hall)?.id ?? '';
  for (const name of ['a', 'b'])
    await hall.engine.supervise({ name, phone: `900${name === 'a' ? 1 : 2}` }, { do: 'takeOver', call });
  await hall.settle();
  for (let phone = hall.ringing(); phone !== undefined; phone = hall.ringing()) await answered(hall);
  await hall.advance(10_000);
  t.equal(hall.switch.legs.length, 2, 'one supervisor and the caller');
});

t.test('a waiting caller is moved, preferred, and given to an agent of another queue', async (t) => {
  const hall = await open(t);
  hall.engine.setAgent('1001', { want: 'signIn' }, 'x');
  hall.ready('1003');
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '1');
  await hall.settle();
  const call = view(hall)?.id ?? '';
  const boss = { name: 'boss', phone: undefined };
  await hall.engine.supervise(boss, { do: 'prioritise', call, priority: 5 });
  await hall.engine.supervise(boss, { do: 'moveWaiting', call, queue: 'other' });
  t.match(hall.engine.queues()[1]?.waiting, [{ call, priority: 5 }]);
  await hall.engine.supervise(boss, { do: 'give', call, agent: '1003' });
  await hall.settle();
  t.equal(stateOf(hall, '1003'), 'offered');
  t.same(
    [...hall.facts.entries.values()].map(({ outcome }) => outcome),
    ['moved', 'waiting'],
  );
});

t.test(
  'a phone that fails in the browser is a device fault with its reason, and not the agent’s miss',
  async (t) => {
    const hall = await open(t);
    hall.ready('1001');
    hall.engine.phoneHealth('1001', { ok: false, problem: 'microphone' });
    t.match(hall.engine.agents()[0], { state: 'deviceFault', reason: 'phone.microphone' });
    hall.engine.setAgent('1001', { want: 'ready' }, '1001');
    t.equal(stateOf(hall, '1001'), 'deviceFault', 'cannot be ready before it works');
    hall.engine.phoneHealth('1001', { ok: true });
    t.equal(stateOf(hall, '1001'), 'ready');
  },
);
