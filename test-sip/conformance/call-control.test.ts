import { tonesHeard } from '../peer/hearing.js';
import { holdsTone } from '../peer/tone.js';
import { conformance, domain, type Lab } from './lab.js';
import { sleep, systemClock } from '../../kernel/clock.js';
import { header } from '../peer/sip-text.js';

const tones = [440, 620, 1200];
const park = ['park_after_bridge=true'];

async function parks(lab: Lab, leg: string, from: number): Promise<void> {
  await lab.control.until('CHANNEL_PARK', { 'Unique-ID': leg }, 5_000, from);
}

/** An agent's leg bridged to a dialled one that sends 1200 Hz before it answers. */
async function earlyBridge(lab: Lab, variables: readonly string[]) {
  const agent = await lab.called(await lab.agent(), variables);
  const phone = await lab.agent();
  const job = lab.control.job(`originate user/${phone.account.user}@${domain} &park()`);
  const call = await phone.incoming();
  call.media.say(1200);
  call.early();
  const leg = (await job).slice(4).trim();
  await lab.bridge(agent.leg, leg);
  await sleep(systemClock, 500);
  return { agent, leg, call };
}

conformance({
  'hold: both park, the caller hears music and the agent nothing; retrieve: uuid_bridge again': async (
    t,
    lab,
  ) => {
    const { caller, agent } = await lab.talking(park, park);
    const from = lab.control.events.length;
    await lab.control.api(`uuid_park ${caller.leg}`);
    await parks(lab, caller.leg, from);
    await parks(lab, agent.leg, from);
    const music = await lab.control.execute(
      caller.leg,
      'endless_playback',
      'tone_stream://%(1000,0,1200);loops=-1',
    );
    t.same(await tonesHeard([caller.call, agent.call], tones), [[1200], []]);
    await lab.bridge(caller.leg, agent.leg);
    t.ok(await lab.control.completion(music));
    t.same(await tonesHeard([caller.call, agent.call], tones), [[620], [440]]);
  },

  'music and ringback of a leg parked before end with uuid_break all, and the next application runs': async (
    t,
    lab,
  ) => {
    const { caller, agent } = await lab.talking(park, park);
    const from = lab.control.events.length;
    await lab.control.api(`uuid_park ${agent.leg}`);
    await parks(lab, caller.leg, from);
    for (const sound of ['local_stream://moh', 'tone_stream://%(1000,4000,450);loops=-1']) {
      const music = await lab.control.execute(caller.leg, 'playback', sound);
      await sleep(systemClock, 300);
      await lab.control.api(`uuid_break ${caller.leg} all`);
      t.ok(await lab.control.completion(music), sound);
    }
    const done = await lab.control.run(caller.leg, 'playback', 'silence_stream://100');
    t.equal(done.headers.get('Application-Response'), 'FILE PLAYED');
  },

  'consult and transfer: agent and consulted talk while the caller hears music, then caller and consulted':
    async (t, lab) => {
      const { caller, agent } = await lab.talking(park, park);
      let from = lab.control.events.length;
      await lab.control.api(`uuid_park ${agent.leg}`);
      await parks(lab, caller.leg, from);
      await lab.control.execute(caller.leg, 'endless_playback', 'tone_stream://%(1000,0,900);loops=-1');
      const consulted = await lab.called(await lab.agent(), park);
      consulted.call.media.say(1200);
      await lab.bridge(agent.leg, consulted.leg);
      const all = [caller.call, agent.call, consulted.call];
      t.same(await tonesHeard(all, [...tones, 900]), [[900], [1200], [620]]);
      from = lab.control.events.length;
      await lab.bridge(caller.leg, consulted.leg);
      await parks(lab, agent.leg, from);
      await lab.control.api(`uuid_kill ${agent.leg}`);
      t.same(await tonesHeard([caller.call, consulted.call], tones), [[1200], [440]]);
      t.notOk(caller.call.ended);
    },

  'uuid_bridge with another leg: the one left over parks if it asked to, else it is hung up': async (
    t,
    lab,
  ) => {
    const { caller, agent } = await lab.talking(park, park);
    const other = await lab.called(await lab.agent(), park);
    other.call.media.say(1200);
    const from = lab.control.events.length;
    await lab.bridge(caller.leg, other.leg);
    await parks(lab, agent.leg, from);
    await lab.control.api(`uuid_setvar ${other.leg} park_after_bridge`);
    await lab.bridge(caller.leg, agent.leg);
    await lab.hangupOf(other.leg);
    t.same(await tonesHeard([caller.call, agent.call], tones), [[620], [440]]);
  },

  'REFER from the agent’s phone: the caller parks with the number as destination and sip_refer_to': async (
    t,
    lab,
  ) => {
    const { caller, agent } = await lab.talking(park, park);
    const from = lab.control.events.length;
    agent.call.refer(`sip:1234@${domain}`);
    const parked = await lab.control.until('CHANNEL_PARK', { 'Unique-ID': caller.leg }, 5_000, from);
    t.equal(parked.headers.get('Caller-Destination-Number'), '1234');
    t.match(parked.headers.get('variable_sip_refer_to'), /sip:1234@/);
    await sleep(systemClock, 300);
    t.equal((await lab.control.api(`uuid_getvar ${agent.leg} transfer_destination`)).trim(), 'blind:1234');
    const notified = agent.call.received.filter((message) => /^NOTIFY /.test(message.start));
    t.match(notified.at(-1)?.body, /^SIP\/2.0 200 /);
    t.notOk(caller.call.ended);
    agent.call.hangup();
    await lab.hangupOf(agent.leg);
  },

  'REFER from a phone that talks with another that was called: that one parks too': async (t, lab) => {
    const first = await lab.called(await lab.agent(), park);
    const second = await lab.called(await lab.agent(), park);
    await lab.bridge(first.leg, second.leg);
    const from = lab.control.events.length;
    second.call.refer(`sip:1234@${domain}`);
    const parked = await lab.control.until('CHANNEL_PARK', { 'Unique-ID': first.leg }, 5_000, from);
    t.equal(parked.headers.get('Caller-Destination-Number'), '1234');
    t.match(parked.headers.get('variable_sip_refer_to'), /sip:1234@/);
    t.notOk(first.call.ended);
    second.call.hangup();
    await lab.hangupOf(second.leg);
  },

  'REFER from a phone that talks with nobody is told 403': async (t, lab) => {
    const agent = await lab.called(await lab.agent());
    agent.call.refer(`sip:1234@${domain}`);
    await sleep(systemClock, 500);
    const last = agent.call.received.filter((message) => /^NOTIFY /.test(message.start)).at(-1);
    t.match(last?.body, /^SIP\/2.0 403 /);
    t.match(last && header(last, 'subscription-state'), /^terminated/);
    t.notOk(agent.call.ended);
  },

  'uuid_recv_dtmf on a bridged leg: told of, and the other side gets the key': async (t, lab) => {
    const { caller, agent } = await lab.talking();
    const from = lab.control.events.length;
    t.match(await lab.control.api(`uuid_recv_dtmf ${caller.leg} 5`), /^\+OK/);
    await lab.control.until('DTMF', { 'Unique-ID': caller.leg, 'DTMF-Digit': '5' }, 5_000, from);
    await sleep(systemClock, 600);
    t.equal(agent.call.media.keysHeard, '5');
    t.match(await lab.control.api('uuid_recv_dtmf nobody 5'), /^-ERR/);
  },

  'early media of a dialled leg is heard by the agent after uuid_bridge': async (t, lab) => {
    const { agent, leg, call } = await earlyBridge(lab, park);
    t.ok(holdsTone(agent.call.media.heardSince(0), 1200));
    call.answer();
    await lab.control.until('CHANNEL_ANSWER', { 'Unique-ID': leg });
    agent.call.media.say(620);
    t.same(await tonesHeard([agent.call, call], tones), [[1200], [620]]);
  },

  'its refusal takes the agent along, unless continue_on_fail and park_after_early_bridge are set': async (
    t,
    lab,
  ) => {
    const plain = await earlyBridge(lab, park);
    plain.call.reject('486 Busy Here');
    t.equal((await lab.hangupOf(plain.leg)).headers.get('Hangup-Cause'), 'USER_BUSY');
    t.equal((await lab.hangupOf(plain.agent.leg)).headers.get('Hangup-Cause'), 'USER_BUSY');
    const kept = await earlyBridge(lab, [...park, 'park_after_early_bridge=true', 'continue_on_fail=true']);
    const from = lab.control.events.length;
    kept.call.reject('486 Busy Here');
    t.equal((await lab.hangupOf(kept.leg)).headers.get('Hangup-Cause'), 'USER_BUSY');
    await parks(lab, kept.agent.leg, from);
    t.notOk(kept.agent.call.ended);
  },

  'with ignore_early_media the agent hears our ringback until the answer': async (t, lab) => {
    const agent = await lab.called(await lab.agent(), park);
    const tone = await lab.control.execute(
      agent.leg,
      'endless_playback',
      'tone_stream://%(1000,4000,450);loops=-1',
    );
    const phone = await lab.agent();
    const job = lab.control.job(
      `originate {ignore_early_media=true}user/${phone.account.user}@${domain} &park()`,
    );
    const call = await phone.incoming();
    call.media.say(1200);
    call.early();
    await sleep(systemClock, 800);
    t.ok(holdsTone(agent.call.media.heardSince(0), 450));
    call.answer();
    const leg = (await job).slice(4).trim();
    await lab.bridge(agent.leg, leg);
    t.ok(await lab.control.completion(tone));
    t.same(await tonesHeard([agent.call], tones), [[1200]]);
  },
});
