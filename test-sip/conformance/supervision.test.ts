import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../eventually.js';
import { tonesHeard, tonesIn } from '../peer/hearing.js';
import { readWav } from '../peer/wav.js';
import { conformance, type Lab, type Line } from './lab.js';

const [callerHz, agentHz, bossHz] = [440, 620, 1200];
const tones = [callerHz, agentHz, bossHz];
const nobody = { caller: [agentHz], agent: [callerHz], boss: [callerHz, agentHz] };
const whisper = { caller: [agentHz], agent: [callerHz, bossHz], boss: [callerHz, agentHz] };
const barge = { caller: [agentHz, bossHz], agent: [callerHz, bossHz], boss: [callerHz, agentHz] };

interface Supervised {
  readonly caller: Line;
  readonly agent: Line;
  readonly boss: Line;
  /** Id of the running `eavesdrop`. */
  readonly watch: string;
}

/** A caller and an agent who talk, and a supervisor who watches the agent's leg. */
async function supervised(lab: Lab, variables: readonly string[] = []): Promise<Supervised> {
  const park = ['park_after_bridge=true'];
  const { caller, agent } = await lab.talking(park, park);
  const boss = await lab.called(await lab.agent(), variables);
  boss.call.media.say(bossHz);
  const watch = await lab.control.execute(boss.leg, 'eavesdrop', agent.leg);
  return { caller, agent, boss, watch };
}

async function hearing({ caller, agent, boss }: Supervised) {
  const [heardByCaller, heardByAgent, heardByBoss] = await tonesHeard(
    [caller.call, agent.call, boss.call],
    tones,
  );
  return { caller: heardByCaller, agent: heardByAgent, boss: heardByBoss };
}

conformance({
  'eavesdrop: the supervisor hears both, nobody hears the supervisor': async (t, lab) => {
    const all = await supervised(lab);
    t.same(await hearing(all), nobody);
  },

  'uuid_recv_dtmf changes the mode in the call: 2 whispers to the watched leg, 3 both, 1 the other one, 0 neither':
    async (t, lab) => {
      const all = await supervised(lab);
      const mode = (key: string): Promise<string> => lab.control.api(`uuid_recv_dtmf ${all.boss.leg} ${key}`);
      t.equal(await mode('2'), `+OK ${all.boss.leg} received DTMF 2.\n`);
      t.same(await hearing(all), whisper);
      await mode('3');
      t.same(await hearing(all), barge);
      await mode('1');
      t.same(await hearing(all), { ...nobody, caller: [agentHz, bossHz] });
      await mode('0');
      t.same(await hearing(all), nobody);
    },

  'eavesdrop_whisper_bleg begins with a whisper to the watched leg': async (t, lab) => {
    t.same(await hearing(await supervised(lab, ['eavesdrop_whisper_bleg=true'])), whisper);
  },

  'both eavesdrop_whisper variables begin with barging in': async (t, lab) => {
    const variables = ['eavesdrop_whisper_aleg=true', 'eavesdrop_whisper_bleg=true'];
    t.same(await hearing(await supervised(lab, variables)), barge);
  },

  'the supervisor’s own keys change the mode too, unless eavesdrop_enable_dtmf=false': async (t, lab) => {
    const all = await supervised(lab);
    all.boss.call.media.press('2');
    await lab.control.until('DTMF', { 'Unique-ID': all.boss.leg, 'DTMF-Digit': '2' });
    t.same(await hearing(all), whisper);
    const deaf = await supervised(lab, ['eavesdrop_enable_dtmf=false']);
    deaf.boss.call.media.press('2');
    t.same(await hearing(deaf), nobody);
  },

  'sendevent with eavesdrop-command changes the mode and ends it, whatever eavesdrop_enable_dtmf says':
    async (t, lab) => {
      const all = await supervised(lab, ['eavesdrop_enable_dtmf=false']);
      const command = async (key: string): Promise<void> => {
        const headers = { 'unique-id': all.boss.leg, 'eavesdrop-command': key };
        const { text } = await lab.control.command('sendevent COMMAND', headers);
        t.match(text, /^\+OK [0-9a-f-]{36}$/);
      };
      await command('2');
      t.same(await hearing(all), whisper);
      all.boss.call.media.press('3');
      t.same(await hearing(all), whisper, 'its own keys do nothing');
      await command('3');
      t.same(await hearing(all), barge);
      await command('0');
      t.same(await hearing(all), nobody);
      await command('*');
      t.ok(await lab.control.completion(all.watch));
      t.notOk(all.boss.call.ended);
    },

  'a command that comes right behind eavesdrop is taken when it begins': async (t, lab) => {
    const { caller, agent } = await lab.talking();
    const boss = await lab.called(await lab.agent());
    boss.call.media.say(bossHz);
    const headers = { 'unique-id': boss.leg, 'eavesdrop-command': '2' };
    const [, watch] = await Promise.all([
      lab.control.execute(boss.leg, 'set', 'eavesdrop_enable_dtmf=false'),
      lab.control.execute(boss.leg, 'eavesdrop', agent.leg),
      lab.control.command('sendevent COMMAND', headers),
    ]);
    t.same(await hearing({ caller, agent, boss, watch }), whisper);
  },

  'a whisper is heard also while the other side sends nothing': async (t, lab) => {
    const all = await supervised(lab, ['eavesdrop_whisper_bleg=true']);
    all.caller.call.media.mute(true);
    t.same(await hearing(all), { caller: [agentHz], agent: [bossHz], boss: [agentHz] });
  },

  'the supervisor hangs up: the call goes on': async (t, lab) => {
    const all = await supervised(lab, ['eavesdrop_whisper_bleg=true']);
    all.boss.call.hangup();
    await lab.hangupOf(all.boss.leg);
    const { caller, agent } = await hearing(all);
    t.same({ caller, agent }, { caller: nobody.caller, agent: nobody.agent });
  },

  'key * ends it; the supervisor’s leg stays': async (t, lab) => {
    const all = await supervised(lab);
    await hearing(all);
    await lab.control.api(`uuid_recv_dtmf ${all.boss.leg} *`);
    t.ok(await lab.control.completion(all.watch));
    const done = await lab.control.run(all.boss.leg, 'playback', 'silence_stream://100');
    t.equal(done.headers.get('Application-Response'), 'FILE PLAYED');
    t.same(await hearing(all), { ...nobody, boss: [] });
  },

  'the watched leg hangs up: eavesdrop completes, the supervisor’s leg stays': async (t, lab) => {
    const all = await supervised(lab);
    await hearing(all);
    all.agent.call.hangup();
    t.ok(await lab.control.completion(all.watch));
    t.notOk(all.boss.call.ended);
  },

  'the watched leg is bridged elsewhere: the watch goes on there': async (t, lab) => {
    const all = await supervised(lab);
    const other = await lab.answered(['park_after_bridge=true']);
    other.call.media.say(800);
    await lab.bridge(other.leg, all.agent.leg);
    const [boss, agent] = await tonesHeard([all.boss.call, all.agent.call], [...tones, 800]);
    t.same({ boss, agent }, { boss: [agentHz, 800], agent: [800] });
  },

  'eavesdrop of a leg that is gone completes at once': async (t, lab) => {
    const boss = await lab.called(await lab.agent());
    const gone = (await lab.control.api('create_uuid')).trim();
    t.ok(await lab.control.run(boss.leg, 'eavesdrop', gone));
    t.notOk(boss.call.ended);
  },

  'two supervisors on one call, each in a mode of their own': async (t, lab) => {
    const all = await supervised(lab);
    const second = await lab.called(await lab.agent());
    second.call.media.say(800);
    await lab.control.execute(second.leg, 'eavesdrop', all.agent.leg);
    await lab.control.api(`uuid_recv_dtmf ${all.boss.leg} 2`);
    await lab.control.api(`uuid_recv_dtmf ${second.leg} 3`);
    const [caller, agent] = await tonesHeard([all.caller.call, all.agent.call], [...tones, 800]);
    t.same({ caller, agent }, { caller: [agentHz, 800], agent: [callerHz, bossHz, 800] });
  },

  'take-over: uuid_bridge of the caller with the supervisor; the agent’s leg parks': async (t, lab) => {
    const all = await supervised(lab);
    const from = lab.control.events.length;
    await lab.bridge(all.caller.leg, all.boss.leg);
    await lab.control.until('CHANNEL_PARK', { 'Unique-ID': all.agent.leg }, 5_000, from);
    t.same(await hearing(all), { caller: [bossHz], agent: [], boss: [callerHz] });
    t.ok(await lab.control.completion(all.watch));
  },

  'take-over: keys pressed while listening are not played to the caller': async (t, lab) => {
    const { caller, boss } = await supervised(lab, ['eavesdrop_enable_dtmf=false']);
    // Not by its phone: FreeSWITCH tells of a key when it is taken, so nobody would know when it is there.
    await lab.control.api(`uuid_recv_dtmf ${boss.leg} 7`);
    await lab.bridge(caller.leg, boss.leg);
    boss.call.media.press('5');
    await eventually('the caller gets a key', () => caller.call.media.keysHeard !== '');
    t.equal(caller.call.media.keysHeard, '5', 'the one pressed since');
  },

  'a recording of the caller’s leg holds the call, and no whisper': async (t, lab) => {
    const path = join(lab.folder, 'supervised.wav');
    const all = await supervised(lab);
    await lab.control.api(`uuid_setvar ${all.caller.leg} RECORD_STEREO true`);
    await lab.control.api(`uuid_record ${all.caller.leg} start ${path}`);
    await lab.control.api(`uuid_recv_dtmf ${all.boss.leg} 2`);
    await hearing(all);
    await lab.control.api(`uuid_record ${all.caller.leg} stop ${path}`);
    await lab.control.until('RECORD_STOP', { 'Record-File-Path': path });
    const [left = new Float32Array(), right = new Float32Array()] = readWav(readFileSync(path)).channels;
    t.same([tonesIn(left, tones), tonesIn(right, tones)], [[callerHz], [agentHz]]);
  },
});
