/** Where a caller can be sent, by whom, and what the record says of it. */
import type { DeskCommand } from '../../engine/desk.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { holdsTone } from '../peer/tone.js';
import { pitchOf } from '../product/hotline-folder.js';
import { calledThrough, withCarriers, type CarrierStand } from './carriers.js';
import { ask, conversations, hear, hz, recordOf, taken, talking, to, untilOver, untilState } from './desk.js';
import { callControlWith, secondQueue, type Rows } from './stand.js';

const outside = '02155550123';
const toOutside = { kind: 'number', number: outside } as const;

/** Asks for four digits, as to prove who one is. */
const verify = [
  'flow: verify',
  'title: verify',
  'language: zh-CN',
  'timeZone: Asia/Shanghai',
  'start: ask',
  'nodes:',
  '  ask: { kind: collect, prompts: [service-menu], variable: pin, minDigits: 4, maxDigits: 4, next: note,',
  '    noInput: { next: end }, invalid: { next: end } }',
  '  note: { kind: set, values: { verified: yes }, next: end }',
  '',
].join('\n');

async function hears(call: PhoneCall, prompt: string, from: number): Promise<void> {
  const heard = (): Float32Array => call.media.heardSince(from);
  await eventually(`the caller hears ${prompt}`, () => holdsTone(heard(), pitchOf(prompt)));
}

async function toFlow(stand: CarrierStand, flow: string, back: boolean): Promise<void> {
  await ask(stand.first, { do: 'transfer', to: { kind: 'flow', flow, back } });
}

/** The first agent, while talking, asks for `command`, which rings the carrier; who is called there answers. */
async function outsideTakes(stand: CarrierStand, command: DeskCommand): Promise<PhoneCall> {
  await ask(stand.first, command);
  const called = await calledThrough(stand.carriers.first, outside);
  called.answer();
  called.media.say(hz.second);
  return called;
}

const roles = (legs: readonly Readonly<Record<string, unknown>>[]): unknown[] =>
  legs.map(({ role }) => role).sort();

const rows: Rows<CarrierStand> = {
  'to a queue: its agent gets the caller; one record with both stays and both recordings': async (
    t,
    stand,
  ) => {
    const { product } = stand;
    const { caller, first, id } = await talking(product, stand.first);
    await product.ready('1002');
    await ask(stand.first, { do: 'transfer', to: { kind: 'queue', queue: secondQueue } });
    await first.untilEnded();
    const second = await taken(stand.second, hz.second);
    await untilState(product, 'talking');
    await hear(t, 'transferred', { caller, second }, { caller: ['second'], second: ['caller'] });
    t.equal((await conversations(product))[0]?.id, id, 'the same conversation');
    second.hangup();
    const { call, legs, entries, recordings } = await recordOf(product, id);
    t.match(call, { outcome: 'answered', agent: '1002', queue: secondQueue, hungUpBy: 'agent' });
    t.same(roles(legs), ['agent', 'agent', 'caller']);
    t.match(entries, [
      { queue: 'general', agent: '1001', outcome: 'answered' },
      { queue: secondQueue, agent: '1002', outcome: 'answered' },
    ]);
    t.match(recordings, [{ state: 'complete' }, { state: 'complete' }]);
    const timeline = await product.web.timeline(id);
    const parts = ['talk.started', 'desk.asked', 'talk.ended', 'transfer.started', 'talk.started'];
    t.same(
      timeline.filter((type) => parts.includes(type)),
      [...parts, 'talk.ended'],
    );
  },

  'to a queue nobody of which is signed in: refused, and they talk on': async (t, stand) => {
    const { caller, first } = await talking(stand.product, stand.first);
    const transfer = ask(stand.first, { do: 'transfer', to: { kind: 'queue', queue: secondQueue } });
    await t.rejects(transfer, /dial\.impossible/);
    await hear(t, 'still', { caller, first }, { caller: ['first'], first: ['caller'] });
  },

  'to a number outside by a trunk: caller and outside talk, the agent is free': async (t, stand) => {
    const { product } = stand;
    const { caller, first, id } = await talking(product, stand.first);
    const second = await outsideTakes(stand, { do: 'transfer', to: toOutside });
    await first.untilEnded();
    await hear(t, 'outside', { caller, second }, { caller: ['second'], second: ['caller'] });
    t.match(second.inviteField('from'), '13800000001');
    await product.untilAgent('1001', 'ready');
    caller.hangup();
    await second.untilEnded();
    const { call, legs } = await recordOf(product, id);
    t.match(call, { outcome: 'answered', agent: '1001', hungUpBy: 'caller' });
    t.same(roles(legs), ['agent', 'caller', 'external']);
  },

  'to a number outside that is busy: the caller comes back to the agent': async (t, stand) => {
    const { caller, first } = await talking(stand.product, stand.first);
    await ask(stand.first, { do: 'transfer', to: toOutside });
    (await calledThrough(stand.carriers.first, outside)).reject('486 Busy Here');
    await first.untilEnded();
    const again = await taken(stand.first, hz.first);
    await hear(t, 'back', { caller, first: again }, { caller: ['first'], first: ['caller'] });
  },

  'to an agent who declines: the caller comes back': async (t, stand) => {
    const { caller } = await talking(stand.product, stand.first);
    await ask(stand.first, { do: 'transfer', to: to(stand.second) });
    (await stand.second.phone.incoming()).reject('603 Decline');
    const first = await taken(stand.first, hz.first);
    await hear(t, 'back', { caller, first }, { caller: ['first'], first: ['caller'] });
  },

  'while the caller is held': async (t, stand) => {
    const { caller, first } = await talking(stand.product, stand.first);
    await ask(stand.first, { do: 'hold' });
    await ask(stand.first, { do: 'transfer', to: to(stand.second) });
    await first.untilEnded();
    const second = await taken(stand.second, hz.second);
    await hear(t, 'transferred', { caller, second }, { caller: ['second'], second: ['caller'] });
  },

  'into a flow for good: the agent is free, the caller hears it': async (t, stand) => {
    const { product } = stand;
    const { caller, first, id } = await talking(product, stand.first);
    const from = caller.media.packets;
    await toFlow(stand, 'demo-12345', false);
    await hears(caller, 'welcome', from);
    await first.untilEnded();
    await product.untilAgent('1001', 'ready');
    t.equal((await conversations(product))[0]?.id, id);
    caller.hangup();
    await untilOver(product);
  },

  'into a flow and back: call data, keys and the agent are kept': async (t, stand) => {
    const { product } = stand;
    const { caller, first, id } = await talking(product, stand.first);
    await ask(stand.first, { do: 'setData', key: 'order', value: '17' });
    const from = caller.media.packets;
    await toFlow(stand, 'verify', true);
    await hears(caller, 'service-menu', from);
    await hear(t, 'the agent waits', { first }, { first: [] });
    caller.media.press('4711');
    await untilState(product, 'talking');
    await hear(t, 'back', { caller, first }, { caller: ['first'], first: ['caller'] });
    const [view] = await conversations(product);
    t.match(view, { id, agent: '1001', data: { order: '17', verified: 'yes' } });
    t.match(view?.keys.at(-1), { node: 'ask', digits: '4711' });
    caller.hangup();
    const { call, legs } = await recordOf(product, id);
    t.match(call, { agent: '1001', outcome: 'answered', data: { order: '17', verified: 'yes' } });
    t.equal(legs.length, 2);
    const timeline = await product.web.timeline(id);
    for (const type of ['flow.visited', 'flow.returned']) t.ok(timeline.includes(type), type);
  },

  'out of the flow before it ends: the agent takes the caller back': async (t, stand) => {
    const { caller, first } = await talking(stand.product, stand.first);
    const from = caller.media.packets;
    await toFlow(stand, 'verify', true);
    await hears(caller, 'service-menu', from);
    await ask(stand.first, { do: 'retrieve' });
    await hear(t, 'back', { caller, first }, { caller: ['first'], first: ['caller'] });
  },

  'the agent asks for the rating: the caller is asked at once': async (t, stand) => {
    const { product } = stand;
    const { caller, first, id } = await talking(product, stand.first);
    const from = caller.media.packets;
    await ask(stand.first, { do: 'survey' });
    await first.untilEnded();
    await hears(caller, 'survey', from);
    caller.media.press('1');
    const { call } = await recordOf(product, id);
    t.match(call, { surveyState: 'rated', rating: '3' });
  },

  'consult a number outside and complete: caller and outside talk': async (t, stand) => {
    const { product } = stand;
    const { caller, first, id } = await talking(product, stand.first);
    const second = await outsideTakes(stand, { do: 'consult', to: toOutside });
    const all = { caller, first, second };
    await hear(t, 'consulting', all, { caller: [], first: ['second'], second: ['first'] });
    await ask(stand.first, { do: 'completeTransfer' });
    await first.untilEnded();
    await hear(t, 'transferred', { caller, second }, { caller: ['second'], second: ['caller'] });
    second.hangup();
    const { call, legs, recordings } = await recordOf(product, id);
    t.match(call, { outcome: 'answered', agent: '1001' });
    t.same(roles(legs), ['agent', 'caller', 'external']);
    t.equal(recordings.length, 2);
  },

  'three-way with a number outside, who leaves': async (t, stand) => {
    const { caller, first } = await talking(stand.product, stand.first);
    const second = await outsideTakes(stand, { do: 'consult', to: toOutside });
    await untilState(stand.product, 'consulting');
    await hear(t, 'consulting', { first, second }, { first: ['second'], second: ['first'] });
    await ask(stand.first, { do: 'conference' });
    const all = { caller, first, second };
    await hear(t, 'three', all, {
      caller: ['first', 'second'],
      first: ['caller', 'second'],
      second: ['caller', 'first'],
    });
    second.hangup();
    await hear(t, 'two', { caller, first }, { caller: ['first'], first: ['caller'] });
  },
};

callControlWith(rows, withCarriers, { flows: { 'verify.yaml': verify } });
