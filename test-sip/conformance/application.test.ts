import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, systemClock } from '../../kernel/clock.js';
import type { SwitchEvent } from '../../kernel/event-socket.js';
import { fromALaw, holdsTone, loudness, toALaw, tone } from '../peer/tone.js';
import { writeALawWav } from '../peer/wav.js';
import { conformance, type Lab, type Line } from './lab.js';

const response = (event: SwitchEvent): string | undefined => event.headers.get('Application-Response');
const variable = (event: SwitchEvent, name: string): string | undefined =>
  event.headers.get(`variable_${name}`);

/** Asks for digits and presses `keys` after `afterMs`. */
async function ask(
  { control }: Lab,
  { leg, call }: Line,
  args: string,
  keys: string,
  afterMs = 200,
): Promise<SwitchEvent> {
  const id = await control.execute(leg, 'play_and_get_digits', args);
  await sleep(systemClock, afterMs);
  call.media.press(keys);
  return control.completion(id);
}

const prompt = 'tone_stream://%(3000,0,800)';
const quiet = 'silence_stream://50';

conformance({
  'the A-law of the test peer turns back into what it was': async (t) => {
    const samples = tone(440, 100);
    const back = samples.map((sample) => fromALaw(toALaw(sample)));
    t.ok(samples.every((sample, n) => Math.abs(sample - (back[n] ?? 9)) < 0.03));
    t.ok(holdsTone(back, 440));
    t.notOk(holdsTone(back, 620));
  },

  'playback plays a file, a tone and silence, completes with FILE PLAYED and sets playback_ms': async (
    t,
    lab,
  ) => {
    const { leg, call } = await lab.answered();
    const file = join(lab.folder, 'prompt.wav');
    writeFileSync(file, writeALawWav(tone(1000, 400)));
    const before = call.media.packets;
    const played = await lab.control.run(leg, 'playback', file);
    t.equal(response(played), 'FILE PLAYED');
    t.match(variable(played, 'playback_ms'), /^[34]\d\d$/);
    t.ok(holdsTone(call.media.heardSince(before), 1000));
    const toned = await lab.control.run(leg, 'playback', 'tone_stream://%(300,0,800)');
    t.equal(response(toned), 'FILE PLAYED');
    await sleep(systemClock, 100);
    t.ok(holdsTone(call.media.heardSince(before), 800));
    t.equal(response(await lab.control.run(leg, 'playback', 'silence_stream://100')), 'FILE PLAYED');
  },

  'file_string plays one after the other and passes over what is missing': async (t, lab) => {
    const { leg, call } = await lab.answered();
    const before = call.media.packets;
    const source = 'file_string:///nowhere.wav!tone_stream://%(200,0,800)!tone_stream://%(200,0,1000)';
    t.equal(response(await lab.control.run(leg, 'playback', source)), 'FILE PLAYED');
    await sleep(systemClock, 100);
    const heard = call.media.heardSince(before);
    t.ok(holdsTone(heard, 800) && holdsTone(heard, 1000));
  },

  'a file that is missing ends playback at once with FILE NOT FOUND': async (t, lab) => {
    const { leg } = await lab.answered();
    t.equal(response(await lab.control.run(leg, 'playback', '/nowhere.wav')), 'FILE NOT FOUND');
  },

  'applications with event-lock run one after the other, and each completion carries its id': async (
    t,
    lab,
  ) => {
    const { leg } = await lab.answered();
    const ids: string[] = [];
    for (const ms of [300, 100, 50]) {
      ids.push(await lab.control.execute(leg, 'playback', `silence_stream://${ms}`));
    }
    await lab.control.completion(ids[2] ?? '');
    const done = lab.control.events
      .filter((event) => event.name === 'CHANNEL_EXECUTE_COMPLETE')
      .map((event) => event.headers.get('Application-UUID') ?? '')
      .filter((id) => ids.includes(id));
    t.strictSame(done, ids);
  },

  'an argument may come as body': async (t, lab) => {
    const { leg } = await lab.answered();
    const headers = { 'call-command': 'execute', 'execute-app-name': 'set', 'event-lock': 'true' };
    const id = { 'Event-UUID': 'body-1', 'content-type': 'text/plain' };
    await lab.control.command(`sendmsg ${leg}`, { ...headers, ...id }, 'said=hello world');
    t.equal(variable(await lab.control.completion('body-1'), 'said'), 'hello world');
  },

  'uuid_break ends what plays, and the next one goes on; with all, what waits is dropped': async (t, lab) => {
    const { control } = lab;
    const { leg } = await lab.answered();
    t.match(await control.api(`uuid_break ${leg}`), /^\+OK/, 'also when nothing plays');
    const [first, second] = [
      await control.execute(leg, 'playback', prompt),
      await control.execute(leg, 'playback', 'tone_stream://%(100,0,800)'),
    ];
    await sleep(systemClock, 200);
    await control.api(`uuid_break ${leg}`);
    t.equal(response(await control.completion(first, 1_500)), 'FILE PLAYED');
    await control.completion(second, 1_500);
    const [third, dropped] = [
      await control.execute(leg, 'playback', prompt),
      await control.execute(leg, 'playback', 'tone_stream://%(100,0,800)'),
    ];
    await sleep(systemClock, 200);
    await control.api(`uuid_break ${leg} all`);
    await control.completion(third, 1_500);
    await control.run(leg, 'playback', 'silence_stream://300');
    t.notOk(control.find('CHANNEL_EXECUTE_COMPLETE', { 'Application-UUID': dropped }));
  },

  'a leg that hangs up completes what runs, and nothing of what waits': async (t, lab) => {
    const { leg, call } = await lab.answered();
    const running = await lab.control.execute(leg, 'playback', prompt);
    const waiting = await lab.control.execute(leg, 'playback', prompt);
    await sleep(systemClock, 200);
    call.hangup();
    await lab.hangupOf(leg);
    t.ok(await lab.control.completion(running));
    t.notOk(lab.control.find('CHANNEL_EXECUTE_COMPLETE', { 'Application-UUID': waiting }));
  },

  'playback_terminators end a playback; none ends it on no key': async (t, lab) => {
    const line = await lab.answered(['playback_terminators=*']);
    const stopped = await lab.control.execute(line.leg, 'playback', prompt);
    await sleep(systemClock, 200);
    line.call.media.press('*');
    const done = await lab.control.completion(stopped, 1_500);
    t.equal(variable(done, 'playback_terminator_used'), '*');
    await lab.control.run(line.leg, 'set', 'playback_terminators=none');
    const whole = await lab.control.execute(line.leg, 'playback', 'tone_stream://%(900,0,800)');
    line.call.media.press('*1');
    await sleep(systemClock, 600);
    t.notOk(lab.control.find('CHANNEL_EXECUTE_COMPLETE', { 'Application-UUID': whole }), 'it still plays');
    await lab.control.completion(whole);
  },

  'play_and_get_digits: a key cuts the prompt and is the answer': async (t, lab) => {
    const line = await lab.answered();
    const started = systemClock.monotonic();
    const done = await ask(lab, line, `1 1 1 2000 # ${prompt} ${quiet} choice [0-9*]`, '5');
    t.ok(systemClock.monotonic() - started < 2_500, 'the prompt of 3 s was cut');
    t.equal(variable(done, 'choice'), '5');
    t.equal(variable(done, 'read_result'), 'success');
    const event = await lab.control.until('DTMF', { 'Unique-ID': line.leg });
    t.match(Object.fromEntries(event.headers), { 'DTMF-Digit': '5', 'DTMF-Duration': /^\d+$/ });
  },

  'play_and_get_digits: a terminator ends several digits and is none of them': async (t, lab) => {
    const line = await lab.answered();
    const done = await ask(lab, line, `1 6 1 2000 # ${quiet} ${quiet} number \\d+ 2000`, '123#');
    t.equal(variable(done, 'number'), '123');
    t.equal(variable(done, 'read_terminator_used'), '#');
  },

  'play_and_get_digits: the most digits, or the time between digits, end them': async (t, lab) => {
    const line = await lab.answered();
    const most = await ask(lab, line, `2 2 1 3000 # ${prompt} ${quiet} most \\d+ 2000`, '12');
    t.equal(variable(most, 'most'), '12');
    const pause = await ask(lab, line, `2 5 1 3000 # ${prompt} ${quiet} pause \\d+ 500`, '123');
    t.equal(variable(pause, 'pause'), '123');
  },

  'play_and_get_digits: no key, a wrong key and too few keys are told apart': async (t, lab) => {
    const line = await lab.answered();
    const none = await lab.control.run(
      line.leg,
      'play_and_get_digits',
      `1 1 1 300 # ${quiet} ${quiet} none [12]`,
    );
    t.equal(variable(none, 'none'), undefined);
    t.equal(variable(none, 'read_result'), 'failure');
    const wrong = await ask(lab, line, `1 1 1 1000 # ${quiet} ${quiet} wrong [12]`, '9');
    t.equal(variable(wrong, 'wrong'), undefined);
    t.equal(variable(wrong, 'wrong_invalid'), '9');
    const few = await ask(lab, line, `3 4 1 1000 # ${quiet} ${quiet} few \\d+ 300`, '12');
    t.equal(variable(few, 'read_result'), 'failure');
  },

  'play_and_get_digits forgets keys pressed before it': async (t, lab) => {
    const line = await lab.answered();
    line.call.media.press('2');
    await sleep(systemClock, 300);
    const args = `1 1 1 400 # ${quiet} ${quiet} early [12]`;
    t.equal(variable(await lab.control.run(line.leg, 'play_and_get_digits', args), 'early'), undefined);
  },

  'uuid_park ends play_and_get_digits, while it plays and while it waits': async (t, lab) => {
    const { control } = lab;
    const line = await lab.answered();
    for (const source of [prompt, quiet]) {
      const args = `1 1 1 6000 # ${source} ${quiet} pick [12]`;
      const asked = await control.execute(line.leg, 'play_and_get_digits', args);
      await sleep(systemClock, 400);
      t.match(await control.api(`uuid_park ${line.leg}`), /^\+OK/);
      t.equal(variable(await control.completion(asked, 2_000), 'pick'), undefined);
    }
  },

  'keys by SIP INFO count': async (t, lab) => {
    const { leg, call } = await lab.answered();
    call.pressByInfo('6');
    const event = await lab.control.until('DTMF', { 'Unique-ID': leg });
    t.equal(event.headers.get('DTMF-Digit'), '6');
  },

  'send_dtmf and uuid_send_dtmf send keys as RFC 4733': async (t, lab) => {
    const { leg, call } = await lab.answered();
    await lab.control.run(leg, 'send_dtmf', '12');
    t.match(await lab.control.api(`uuid_send_dtmf ${leg} 3#@100`), /^\+OK/);
    await lab.control.run(leg, 'playback', 'silence_stream://1200');
    t.equal(call.media.keysHeard, '123#');
  },

  'uuid_broadcast plays to a leg': async (t, lab) => {
    const { leg, call } = await lab.answered();
    const before = call.media.packets;
    const answer = await lab.control.api(`uuid_broadcast ${leg} playback::tone_stream://%(400,0,800) aleg`);
    t.equal(answer, '+OK Message sent\n');
    const done = await lab.control.until('CHANNEL_EXECUTE_COMPLETE', {
      'Unique-ID': leg,
      Application: 'playback',
    });
    t.equal(response(done), 'FILE PLAYED');
    t.ok(holdsTone(call.media.heardSince(before), 800));
  },

  'music from a local stream plays on until it is broken': async (t, lab) => {
    const { leg, call } = await lab.answered();
    const music = await lab.control.execute(leg, 'playback', 'local_stream://moh');
    await sleep(systemClock, 300);
    const before = call.media.packets;
    await sleep(systemClock, 1_000);
    t.ok(loudness(call.media.heardSince(before)) > 0.003, 'something is heard');
    t.notOk(lab.control.find('CHANNEL_EXECUTE_COMPLETE', { 'Application-UUID': music }));
    await lab.control.api(`uuid_break ${leg}`);
    await lab.control.completion(music, 2_000);
  },

  'sleep waits, and uuid_break ends it': async (t, lab) => {
    const { leg } = await lab.answered();
    t.ok(await lab.control.run(leg, 'sleep', '100'));
    const long = await lab.control.execute(leg, 'sleep', '8000');
    await sleep(systemClock, 100);
    await lab.control.api(`uuid_break ${leg}`);
    t.ok(await lab.control.completion(long, 2_000));
  },

  'a heartbeat comes every 20 s': async (t, { control }) => {
    const heartbeat = await control.until('HEARTBEAT', {}, 25_000);
    t.match(heartbeat.headers.get('Event-Date-Timestamp'), /^\d{16}$/);
  },
});
