import fc from 'fast-check';
import t from 'tap';
import { settle, testBoard, type TestBoard } from '../test-board.js';
import type { Channel } from '../channel.js';
import { parseConference } from './conference.js';

function actions({ notices }: TestBoard): string[] {
  return notices
    .filter(({ subclass }) => subclass === 'conference::maintenance')
    .map(({ headers }) => new Map(headers))
    .map(
      (of) => `${of.get('Action') ?? ''} ${of.get('Member-ID') ?? ''} of ${of.get('Conference-Size') ?? ''}`,
    );
}

/** Begins a conference application, and leaves it running. */
async function begin(lab: TestBoard, channel: Channel, argument: string): Promise<string> {
  const response = lab.run(channel, 'conference', argument);
  await settle();
  return response;
}

t.test('NAME@PROFILE+flags{A|B} is taken apart; without a name there is no conference', async (t) => {
  t.same(parseConference('room'), { name: 'room', profile: 'default', flags: new Set() });
  t.same(parseConference('a@b@wide+flags{mute|endconf}'), {
    name: 'a@b',
    profile: 'wide',
    flags: new Set(['mute', 'endconf']),
  });
  for (const text of ['', ' ', '@default', '+flags{mute}']) t.equal(parseConference(text), undefined, text);
});

t.test('members join and leave by name; the last one ends the conference', async (t) => {
  const lab = testBoard();
  const [a, b] = [await lab.inbound(), await lab.inbound()];
  void begin(lab, a.channel, 'room');
  void begin(lab, b.channel, 'room@default+flags{mute}');
  await settle();
  t.ok(a.channel.answered);
  t.same(a.leg.asked, ['join']);
  t.same(b.leg.asked, ['join muted']);
  t.equal(a.channel.variables.get('conference_member_id'), '1');
  t.equal(lab.board.conferences.find('room')?.members.length, 2);
  b.channel.hangup('NORMAL_CLEARING');
  await b.channel.gone;
  a.channel.applications.break(false);
  await settle();
  t.same(actions(lab), ['add-member 1 of 1', 'add-member 2 of 2', 'del-member 2 of 1', 'del-member 1 of 0']);
  t.equal(lab.board.conferences.find('room'), undefined);
  t.ok(a.channel.up);
  t.ok(a.leg.asked.includes('unbridge'));
});

t.test('endconf: the others are let go when the last such member leaves', async (t) => {
  const lab = testBoard();
  const legs = await Promise.all([lab.inbound(), lab.inbound(), lab.inbound()]);
  const [host, second, guest] = legs.map(({ channel }) => channel) as [Channel, Channel, Channel];
  const flags = 'room+flags{endconf}';
  void begin(lab, host, flags);
  void begin(lab, second, flags);
  const done = lab.run(guest, 'conference', 'room');
  await settle();
  host.hangup('NORMAL_CLEARING');
  await settle();
  t.equal(lab.board.conferences.find('room')?.members.length, 2);
  second.hangup('NORMAL_CLEARING');
  t.equal(await done, '_none_');
  t.ok(guest.up);
  t.equal(lab.board.conferences.all().length, 0);
});

t.test('a conference takes no more members than its bound; who finds no place goes on', async (t) => {
  const lab = testBoard({ bound: 100 });
  for (let i = 0; i < 64; i++) void lab.run((await lab.inbound()).channel, 'conference', 'room');
  await settle();
  const late = await lab.inbound();
  t.equal(await lab.run(late.channel, 'conference', 'room'), '_none_');
  t.ok(late.channel.up);
  t.equal(lab.board.conferences.find('room')?.members.length, 64);
});

const step = fc.record({
  who: fc.nat(5),
  way: fc.constantFrom('join a', 'join b', 'break', 'kick', 'clear', 'hang up'),
  wait: fc.boolean(),
});

t.test('whoever comes and goes in whatever order, no member and no conference is left behind', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const lab = testBoard();
      const channels = await Promise.all(
        Array.from({ length: 6 }, async () => (await lab.inbound()).channel),
      );
      for (const { who, way, wait } of steps) {
        const channel = channels[who];
        if (!channel) continue;
        if (way === 'join a' || way === 'join b') void lab.run(channel, 'conference', way.slice(-1));
        else if (way === 'break') channel.applications.break(true);
        else if (way === 'kick') lab.board.conferences.all()[0]?.members[0]?.release();
        else if (way === 'clear') await channel.applications.clear();
        else channel.hangup('NORMAL_CLEARING');
        if (wait) await settle();
      }
      for (const channel of channels) channel.hangup('NORMAL_CLEARING');
      await Promise.all(channels.map((channel) => channel.gone));
      const told = actions(lab);
      const count = (word: string): number => told.filter((one) => one.startsWith(word)).length;
      return lab.board.conferences.all().length === 0 && count('add-member') === count('del-member');
    }),
    { numRuns: 50 },
  );
  t.pass();
});
