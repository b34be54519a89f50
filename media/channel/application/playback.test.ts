import t from 'tap';
import { settle, testBoard } from '../test-board.js';

t.test('playback ends with FILE PLAYED and the milliseconds played', async (t) => {
  const b = testBoard();
  const { channel, leg, call } = await b.inbound();
  const done = b.run(channel, 'playback', 'file_string:///a.wav!silence_stream://500');
  t.same(leg.asked, ['play /a.wav silence:500']);
  t.same(call.asked, ['progress 183'], 'media is opened first');
  leg.endPlay('finished', 1234);
  t.equal(await done, 'FILE PLAYED');
  t.equal(channel.variables.get('playback_ms'), '1234');
});

t.test('a file that cannot be read, or is no source, ends at once with FILE NOT FOUND', async (t) => {
  const b = testBoard();
  const { channel } = await b.inbound();
  t.equal(await b.run(channel, 'playback', '/missing.wav'), 'FILE NOT FOUND');
  t.equal(await b.run(channel, 'playback', 'relative.wav'), 'FILE NOT FOUND');
});

t.test('star ends a playback unless playback_terminators says otherwise', async (t) => {
  const b = testBoard();
  const { channel, leg } = await b.inbound();
  const first = b.run(channel, 'playback', '/a.wav');
  leg.press('1');
  t.ok(leg.playing);
  leg.press('*');
  t.equal(await first, 'FILE PLAYED');
  t.equal(channel.variables.get('playback_terminator_used'), '*');
  await b.run(channel, 'set', 'playback_terminators=none');
  const second = b.run(channel, 'playback', '/a.wav');
  leg.press('*#1');
  t.ok(leg.playing, 'no key ends it');
  channel.applications.break(false);
  t.equal(await second, 'FILE PLAYED');
});

t.test('applications run one after the other; break ends one, break all forgets the others', async (t) => {
  const b = testBoard();
  const { channel, leg } = await b.inbound();
  const first = b.run(channel, 'playback', '/1.wav');
  const second = b.run(channel, 'playback', '/2.wav');
  void b.run(channel, 'playback', '/3.wav');
  t.same(leg.asked, ['play /1.wav']);
  channel.applications.break(false);
  t.equal(await first, 'FILE PLAYED');
  await settle();
  t.same(leg.asked, ['play /1.wav', 'play /2.wav']);
  channel.applications.break(true);
  await second;
  await settle();
  t.same(leg.asked, ['play /1.wav', 'play /2.wav']);
});

t.test('at most 100 applications wait', async (t) => {
  const b = testBoard();
  const { channel } = await b.inbound();
  const request = { name: 'playback', argument: '/a.wav', uuid: 'x', loops: 1 };
  for (let n = 0; n < 101; n++) t.ok(channel.applications.push(request));
  t.notOk(channel.applications.push(request));
});

t.test('endless_playback plays on until broken off; sleep ends with its time or with a break', async (t) => {
  const b = testBoard();
  const { channel, leg } = await b.inbound();
  const music = b.run(channel, 'endless_playback', 'local_stream://moh');
  t.equal(leg.playing?.request.times, Infinity);
  channel.applications.break(false);
  t.equal(await music, 'FILE PLAYED');
  const slept = b.run(channel, 'sleep', '500');
  b.clock.advance(500);
  t.equal(await slept, '_none_');
  const broken = b.run(channel, 'sleep', '500');
  channel.applications.break(false);
  t.equal(await broken, '_none_');
  t.equal(b.clock.pending, 0);
});

t.test('an unknown application says so and changes nothing', async (t) => {
  const b = testBoard();
  const { channel } = await b.inbound();
  t.equal(await b.run(channel, 'no_such_thing'), 'INVALID APPLICATION');
  t.ok(channel.up);
});

t.test('a hang-up ends what plays: its end is told before the last event of the channel', async (t) => {
  const b = testBoard();
  const { channel, call, leg } = await b.inbound();
  const done = b.run(channel, 'playback', '/a.wav');
  call.end();
  t.equal(await done, 'PLAYBACK ERROR');
  await channel.gone;
  t.same(b.told(channel).slice(-5), [
    'CHANNEL_HANGUP',
    'PLAYBACK_STOP',
    'CHANNEL_EXECUTE_COMPLETE',
    'CHANNEL_HANGUP_COMPLETE',
    'CHANNEL_DESTROY',
  ]);
  t.ok(leg.closed);
  t.equal(b.board.find(channel.uuid), undefined);
});
