import { sleep, systemClock } from '../../kernel/clock.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { holdsTone } from '../peer/tone.js';
import { conformance } from './lab.js';

/** Whether `call` hears `hz` within the next moment. */
async function hears(call: PhoneCall, hz: number): Promise<boolean> {
  const before = call.media.packets;
  await sleep(systemClock, 400);
  return holdsTone(call.media.heardSince(before), hz);
}

conformance({
  'uuid_bridge joins two legs: each hears the other, and one CHANNEL_BRIDGE names both': async (t, lab) => {
    const { caller, agent } = await lab.talking();
    t.ok(await hears(agent.call, 440));
    t.ok(await hears(caller.call, 620));
    const bridges = lab.control.events.filter(
      (event) => event.name === 'CHANNEL_BRIDGE' && event.headers.get('Bridge-A-Unique-ID') === caller.leg,
    );
    t.equal(bridges.length, 1);
    t.match(Object.fromEntries(bridges[0]?.headers ?? []), {
      'Unique-ID': caller.leg,
      'Bridge-B-Unique-ID': agent.leg,
      'Other-Leg-Unique-ID': agent.leg,
    });
  },

  'uuid_bridge ends what plays to either leg': async (t, lab) => {
    const caller = await lab.answered();
    const music = await lab.control.execute(caller.leg, 'playback', 'local_stream://moh');
    const agent = await lab.called(await lab.agent());
    await lab.bridge(caller.leg, agent.leg);
    t.ok(await lab.control.completion(music, 2_000));
    agent.call.media.say(620);
    t.ok(await hears(caller.call, 620));
  },

  'park_after_bridge: the caller parks when the agent hangs up, and goes on in the flow': async (t, lab) => {
    const { caller, agent } = await lab.talking(['park_after_bridge=true'], ['hangup_after_bridge=true']);
    const from = lab.control.events.length;
    agent.call.hangup();
    await lab.control.until('CHANNEL_PARK', { 'Unique-ID': caller.leg }, 5_000, from);
    await lab.control.until('CHANNEL_UNBRIDGE', { 'Bridge-A-Unique-ID': caller.leg }, 5_000, from);
    t.equal((await lab.hangupOf(agent.leg)).headers.get('variable_sip_hangup_disposition'), 'recv_bye');
    t.notOk(caller.call.ended);
    const done = await lab.control.run(caller.leg, 'playback', 'silence_stream://100');
    t.equal(done.headers.get('Application-Response'), 'FILE PLAYED');
  },

  'the caller hangs up: an agent with nothing set is hung up too': async (t, lab) => {
    const { caller, agent } = await lab.talking(['park_after_bridge=true'], ['hangup_after_bridge=true']);
    caller.call.hangup();
    t.equal((await lab.hangupOf(caller.leg)).headers.get('variable_sip_hangup_disposition'), 'recv_bye');
    t.equal((await lab.hangupOf(agent.leg)).headers.get('variable_sip_hangup_disposition'), 'send_bye');
    await agent.call.untilEnded();
  },

  'the agent hangs up: a caller with nothing set is hung up too': async (t, lab) => {
    const { caller, agent } = await lab.talking();
    agent.call.hangup();
    t.equal((await lab.hangupOf(caller.leg)).headers.get('variable_sip_hangup_disposition'), 'send_bye');
    await caller.call.untilEnded();
  },

  'a leg B that parks after the bridge parks when the caller hangs up': async (t, lab) => {
    const { caller, agent } = await lab.talking([], ['park_after_bridge=true']);
    const from = lab.control.events.length;
    caller.call.hangup();
    await lab.control.until('CHANNEL_PARK', { 'Unique-ID': agent.leg }, 5_000, from);
    t.notOk(agent.call.ended);
  },

  'uuid_kill of one leg of a bridge parks the other that asked for it': async (t, lab) => {
    const { caller, agent } = await lab.talking(['park_after_bridge=true']);
    const from = lab.control.events.length;
    await lab.control.api(`uuid_kill ${agent.leg}`);
    await lab.control.until('CHANNEL_PARK', { 'Unique-ID': caller.leg }, 5_000, from);
    await agent.call.untilEnded();
    t.notOk(caller.call.ended);
  },

  'uuid_park takes a leg out of a bridge; two legs that park can be bridged again': async (t, lab) => {
    const { caller, agent } = await lab.talking(['park_after_bridge=true'], ['park_after_bridge=true']);
    const from = lab.control.events.length;
    t.match(await lab.control.api(`uuid_park ${caller.leg}`), /^\+OK/);
    await lab.control.until('CHANNEL_PARK', { 'Unique-ID': caller.leg }, 5_000, from);
    await lab.control.until('CHANNEL_PARK', { 'Unique-ID': agent.leg }, 5_000, from);
    t.notOk(await hears(caller.call, 620));
    await lab.bridge(caller.leg, agent.leg);
    t.ok(await hears(caller.call, 620));
  },

  'keys go through a bridge, and are told of': async (t, lab) => {
    const { caller, agent } = await lab.talking();
    caller.call.media.press('7');
    t.ok(await lab.control.until('DTMF', { 'Unique-ID': caller.leg, 'DTMF-Digit': '7' }));
    await eventually('the agent gets the key', () => agent.call.media.keysHeard === '7');
  },

  'uuid_hold sends a re-INVITE to the phone, sendonly, and takes it back': async (t, lab) => {
    const { agent } = await lab.talking();
    const from = lab.control.events.length;
    t.match(await lab.control.api(`uuid_hold ${agent.leg}`), /^\+OK Success/);
    await eventually('the phone is held', () => agent.call.remoteDirection === 'sendonly');
    await lab.control.until('CHANNEL_HOLD', { 'Unique-ID': agent.leg }, 5_000, from);
    t.match(await lab.control.api(`uuid_hold off ${agent.leg}`), /^\+OK Success/);
    await eventually('the phone is retrieved', () => agent.call.remoteDirection === 'sendrecv');
    await lab.control.until('CHANNEL_UNHOLD', { 'Unique-ID': agent.leg }, 5_000, from);
    t.pass();
  },

  'a phone that holds by re-INVITE is told of, and talks again afterwards': async (t, lab) => {
    const { caller, agent } = await lab.talking();
    const from = lab.control.events.length;
    agent.call.reinvite('sendonly');
    await lab.control.until('CHANNEL_HOLD', { 'Unique-ID': agent.leg }, 5_000, from);
    await sleep(systemClock, 300);
    agent.call.reinvite('sendrecv');
    await lab.control.until('CHANNEL_UNHOLD', { 'Unique-ID': agent.leg }, 5_000, from);
    await sleep(systemClock, 300);
    t.ok(await hears(caller.call, 620));
    t.ok(await hears(agent.call, 440));
  },

  'uuid_bridge with a leg that is gone changes nothing': async (t, lab) => {
    const caller = await lab.answered();
    const gone = await lab.control.api('create_uuid');
    t.match(await lab.control.api(`uuid_bridge ${caller.leg} ${gone.trim()}`), /^-ERR/);
    const done = await lab.control.run(caller.leg, 'playback', 'silence_stream://100');
    t.equal(done.headers.get('Application-Response'), 'FILE PLAYED');
  },
});
