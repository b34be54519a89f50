import fc from 'fast-check';
import t from 'tap';
import type { EngineEvent } from '../control.js';
import type { User } from '../store/people.js';
import type { ConversationView, SupervisionMode } from '../desk.js';
import { isVisible, maskNumber, shownConversation, shownEvent, visibleCaller } from './visible.js';

const agent: User = { name: 'a', role: 'agent', agent: '1001', mustChangePassword: false };
const nobody: User = { ...agent, agent: null };
const leader: User = { ...agent, role: 'supervisor', agent: null };

void t.test('a masked number keeps its length and shows seven digits at most', (t) => {
  t.equal(maskNumber('13812345678'), '138****5678');
  t.equal(maskNumber('88886666'), '8*****66');
  t.equal(maskNumber('1001'), '1001', 'an extension is nobody’s secret');
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{5,20}$/), (number) => {
      const masked = maskNumber(number);
      const hidden = masked.split('*').length - 1;
      return masked.length === number.length && hidden >= 2 && number.length - hidden <= 7;
    }),
  );
  t.end();
});

void t.test('an agent sees the number of its own call alone, and one without a number sees none', (t) => {
  t.equal(visibleCaller(agent, '13812345678', '1001'), '13812345678');
  t.equal(visibleCaller(agent, '13812345678', '1002'), '138****5678');
  t.equal(visibleCaller(nobody, '13812345678', null), '138****5678');
  t.equal(visibleCaller(leader, '13812345678', '1002'), '13812345678');
  t.end();
});

void t.test('no event with the number of another one’s caller reaches an agent', (t) => {
  const call = { id: 'c', caller: '13812345678', called: '12345', startedAt: 0, stage: 'waiting' } as const;
  const events: EngineEvent[] = [
    { type: 'call.started', at: 0, call },
    { type: 'call.changed', at: 0, call: { ...call, agent: '1002' } },
    { type: 'call.ended', at: 0, call, cause: 'caller' },
    { type: 'switch.changed', at: 0, switch: { address: 'a', connected: true, kind: 'k', channels: 0 } },
    { type: 'flow.refused', at: 0, file: 'f', errors: [] },
  ];
  for (const event of events) {
    t.equal(isVisible(agent, event), false, event.type);
    t.equal(isVisible(nobody, event), false, event.type);
    t.equal(isVisible(leader, event), true, event.type);
  }
  t.equal(isVisible(agent, { type: 'queue.changed', at: 0, queue: 'q', waiting: 1 }), true);
  t.end();
});

void t.test('an agent sees who whispers or barges in, and nothing of who listens in silence', (t) => {
  const watched = (mode: SupervisionMode): ConversationView => ({
    ...{ id: 'c', agent: '1001', direction: 'inbound', state: 'talking', since: 1, startedAt: 1 },
    ...{ caller: '13812345678', callerName: '', called: '12345', keys: [], data: {} },
    parties: [
      { leg: 'l', role: 'supervisor', party: 'boss', name: 'boss', state: 'talking', since: 1, mode },
      { leg: 'm', role: 'supervisor', party: 'x', name: 'x', state: 'ringing', since: 1, mode: 'listen' },
    ],
    supervision: { supervisor: 'boss', mode },
  });
  const silent = shownConversation(agent, watched('listen'));
  t.same([silent.parties, silent.supervision], [[], undefined]);
  const whispering = shownConversation(agent, watched('whisper'));
  t.same([whispering.parties.length, whispering.supervision], [1, { supervisor: 'boss', mode: 'whisper' }]);
  t.same(shownConversation(leader, watched('listen')), watched('listen'));
  const changed = { type: 'conversation.changed', at: 1, conversation: watched('listen') } as const;
  t.notMatch(JSON.stringify(shownEvent(agent, changed)), 'boss');
  t.equal(isVisible(agent, changed), true);
  t.equal(isVisible(agent, { ...changed, silent: true }), false, 'nor that somebody came');
  t.equal(isVisible(leader, { ...changed, silent: true }), true);
  t.end();
});
