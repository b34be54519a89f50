import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, systemClock } from '../../kernel/clock.js';
import { holdsTone, loudness, rateHz } from '../peer/tone.js';
import { readWav } from '../peer/wav.js';
import { conformance } from './lab.js';

conformance({
  'a stereo recording has what the leg says on the left and what it hears on the right': async (t, lab) => {
    const { control } = lab;
    const file = join(lab.folder, 'talk.wav');
    const { caller } = await lab.talking(['RECORD_STEREO=true']);
    t.match(await control.api(`uuid_record ${caller.leg} start ${file}`), /^\+OK/);
    await control.until('RECORD_START', { 'Unique-ID': caller.leg, 'Record-File-Path': file });
    await sleep(systemClock, 1_500);
    t.match(await control.api(`uuid_record ${caller.leg} stop ${file}`), /^\+OK/);
    const stop = await control.until('RECORD_STOP', { 'Unique-ID': caller.leg, 'Record-File-Path': file });
    t.match(stop.headers.get('variable_record_ms'), /^\d+$/);
    const { channels, rateHz: rate } = readWav(readFileSync(file));
    const [left = new Float32Array(), right = new Float32Array()] = channels;
    t.equal(rate, rateHz);
    t.equal(channels.length, 2);
    t.ok(holdsTone(left, 440) && !holdsTone(left, 620), 'left: the leg');
    t.ok(holdsTone(right, 620) && !holdsTone(right, 440), 'right: what it hears');
    t.ok(left.length > rateHz && left.length < 3 * rateHz, 'as long as it lasted');
  },

  'mask writes silence, unmask sound again': async (t, lab) => {
    const { control } = lab;
    const file = join(lab.folder, 'masked.wav');
    const { caller } = await lab.talking(['RECORD_STEREO=true']);
    await control.api(`uuid_record ${caller.leg} start ${file}`);
    await sleep(systemClock, 600);
    t.match(await control.api(`uuid_record ${caller.leg} mask ${file}`), /^\+OK/);
    await sleep(systemClock, 1_000);
    t.match(await control.api(`uuid_record ${caller.leg} unmask ${file}`), /^\+OK/);
    await sleep(systemClock, 600);
    await control.api(`uuid_record ${caller.leg} stop ${file}`);
    await control.until('RECORD_STOP', { 'Record-File-Path': file });
    const [left = new Float32Array()] = readWav(readFileSync(file)).channels;
    const window = rateHz / 10;
    const quiet = Array.from({ length: Math.floor(left.length / window) }, (_, n) =>
      loudness(left.subarray(n * window, (n + 1) * window)) < 0.01 ? '_' : '^',
    ).join('');
    t.match(quiet, /\^{3,}_{6,}[_^]?\^{3,}/);
  },

  'a recording goes on through bridge and park, and stops before its leg is gone': async (t, lab) => {
    const { control } = lab;
    const file = join(lab.folder, 'whole.wav');
    const caller = await lab.answered(['RECORD_STEREO=true', 'park_after_bridge=true']);
    caller.call.media.say(440);
    await control.run(caller.leg, 'record_session', file);
    const agent = await lab.called(await lab.agent());
    agent.call.media.say(620);
    await lab.bridge(caller.leg, agent.leg);
    await sleep(systemClock, 500);
    agent.call.hangup();
    await lab.hangupOf(agent.leg);
    t.notOk(control.find('RECORD_STOP', { 'Record-File-Path': file }));
    await control.run(caller.leg, 'playback', 'tone_stream://%(1000,0,1000)');
    caller.call.hangup();
    await lab.hangupOf(caller.leg);
    const names = control.namesOf(caller.leg);
    t.ok(names.includes('RECORD_STOP'));
    t.ok(names.indexOf('RECORD_STOP') < names.indexOf('CHANNEL_HANGUP_COMPLETE'));
    const [left = new Float32Array(), right = new Float32Array()] = readWav(readFileSync(file)).channels;
    t.ok(holdsTone(left, 440));
    t.ok(holdsTone(right, 620), 'the agent');
    t.ok(holdsTone(right, 1000), 'what was played afterwards');
  },

  'stopping a recording that does not run is refused': async (t, lab) => {
    const { leg } = await lab.answered();
    t.match(await lab.control.api(`uuid_record ${leg} stop /nowhere/x.wav`), /^-ERR/);
  },

  'record writes what the caller says, until its limit or a terminator': async (t, lab) => {
    const { leg, call } = await lab.answered(['playback_terminators=#']);
    call.media.say(440);
    const limited = join(lab.folder, 'limited.wav');
    await lab.control.run(leg, 'record', `${limited} 1`);
    t.ok(holdsTone(readWav(readFileSync(limited)).channels[0] ?? new Float32Array(), 440));
    const ended = join(lab.folder, 'ended.wav');
    const id = await lab.control.execute(leg, 'record', `${ended} 20`);
    await sleep(systemClock, 600);
    call.media.press('#');
    const done = await lab.control.completion(id, 3_000);
    t.match(done.headers.get('variable_record_ms'), /^\d+$/);
    t.equal(done.headers.get('variable_playback_terminator_used'), '#');
    const next = await lab.control.execute(leg, 'record', `${join(lab.folder, 'next.wav')} 1`);
    const after = await lab.control.completion(next, 3_000);
    t.notOk(after.headers.get('variable_playback_terminator_used'), 'no key of before');
    t.ok(holdsTone(readWav(readFileSync(ended)).channels[0] ?? new Float32Array(), 440));
  },
});
