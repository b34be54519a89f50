import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SwitchEvent } from '../../kernel/event-socket.js';
import { tonesHeard, tonesIn } from '../peer/hearing.js';
import { readWav } from '../peer/wav.js';
import { conformance, type Lab, type Line } from './lab.js';

const tones = [440, 620, 1200] as const;

function maintenance(lab: Lab, leg: string, action: string, from = 0): Promise<SwitchEvent> {
  return lab.control.until(
    'CUSTOM',
    { 'Event-Subclass': 'conference::maintenance', Action: action, 'Unique-ID': leg },
    5_000,
    from,
  );
}

/** Caller, agent and a third party in a conference of their own; each says a tone. */
async function threeWay(lab: Lab): Promise<{ name: string; lines: readonly [Line, Line, Line] }> {
  const park = ['park_after_bridge=true'];
  const { caller, agent } = await lab.talking(park, park);
  const third = await lab.called(await lab.agent(), park);
  third.call.media.say(1200);
  const from = lab.control.events.length;
  await lab.control.api(`uuid_park ${caller.leg}`);
  await lab.control.until('CHANNEL_PARK', { 'Unique-ID': agent.leg }, 5_000, from);
  const name = (await lab.control.api('create_uuid')).trim();
  const lines = [caller, agent, third] as const;
  for (const { leg } of lines) {
    await lab.control.execute(leg, 'conference', `${name}@default`);
    await maintenance(lab, leg, 'add-member');
  }
  return { name, lines };
}

conformance({
  'a conference of two parked out of a bridge and a third: each hears the others, never their own voice':
    async (t, lab) => {
      const { name, lines } = await threeWay(lab);
      const calls = lines.map(({ call }) => call);
      t.same(await tonesHeard(calls, tones), [
        [620, 1200],
        [440, 1200],
        [440, 620],
      ]);
      const added = await maintenance(lab, lines[2].leg, 'add-member');
      t.match(Object.fromEntries(added.headers), {
        'Conference-Name': name,
        'Conference-Profile-Name': 'default',
        'Conference-Size': '3',
        'Member-ID': /^\d+$/,
      });
      t.equal(
        (await lab.control.api(`uuid_getvar ${lines[2].leg} conference_member_id`)).trim(),
        added.headers.get('Member-ID'),
      );
    },

  'who hangs up leaves; the others go on': async (t, lab) => {
    const { lines } = await threeWay(lab);
    const [caller, agent, third] = lines;
    agent.call.hangup();
    const gone = await maintenance(lab, agent.leg, 'del-member');
    t.equal(gone.headers.get('Conference-Size'), '2');
    t.same(await tonesHeard([caller.call, third.call], tones), [[1200], [440]]);
  },

  'mute, unmute and kick by member id; a kicked leg goes on with what it did before': async (t, lab) => {
    const { name, lines } = await threeWay(lab);
    const calls = lines.map(({ call }) => call);
    const id = (await maintenance(lab, lines[1].leg, 'add-member')).headers.get('Member-ID') ?? '';
    t.equal(await lab.control.api(`conference ${name} mute ${id}`), `+OK mute ${id}\n`);
    t.same(await tonesHeard(calls, tones), [[1200], [440, 1200], [440]]);
    t.equal(await lab.control.api(`conference ${name} unmute ${id}`), `+OK unmute ${id}\n`);
    t.same(await tonesHeard(calls, tones), [
      [620, 1200],
      [440, 1200],
      [440, 620],
    ]);
    t.equal(await lab.control.api(`conference ${name} kick ${id}`), `+OK kicked ${id}\n`);
    await maintenance(lab, lines[1].leg, 'del-member');
    await lab.control.until('CHANNEL_EXECUTE_COMPLETE', {
      'Unique-ID': lines[1].leg,
      Application: 'conference',
    });
    t.notOk(lines[1].call.ended);
    const done = await lab.control.run(lines[1].leg, 'playback', 'silence_stream://100');
    t.equal(done.headers.get('Application-Response'), 'FILE PLAYED');
  },

  'members are found by a variable: uuid=LEG': async (t, lab) => {
    const { name, lines } = await threeWay(lab);
    t.match(await lab.control.api(`conference ${name} kick uuid=${lines[2].leg}`), /^\+OK kicked \d+\n$/);
    await maintenance(lab, lines[2].leg, 'del-member');
    t.match(await lab.control.api(`conference ${name} kick 999999`), /^-ERR/);
  },

  'list and json_list name the members; a conference that nobody is in is not found': async (t, lab) => {
    const { name, lines } = await threeWay(lab);
    const rows = (await lab.control.api(`conference ${name} list`)).trim().split('\n');
    t.equal(rows.length, 3);
    t.ok(lines.every(({ leg }) => rows.some((row) => row.split(';')[2] === leg)));
    const [listed] = JSON.parse(await lab.control.api(`conference ${name} json_list`)) as {
      conference_name: string;
      member_count: number;
      members: { id: number; uuid: string; flags: { can_speak: boolean } }[];
    }[];
    t.equal(listed?.conference_name, name);
    t.equal(listed?.member_count, 3);
    t.same(listed?.members.map(({ uuid }) => uuid).sort(), lines.map(({ leg }) => leg).sort());
    t.ok(listed?.members.every(({ flags }) => flags.can_speak));
    t.match(await lab.control.api(`conference ${name} kick all`), /^(\+OK kicked \d+\n){3}$/);
    for (const { leg } of lines) await maintenance(lab, leg, 'del-member');
    t.match(await lab.control.api('conference nobody list'), /^-ERR Conference nobody not found/);
  },

  'a member who joins with +flags{mute} hears and is not heard': async (t, lab) => {
    const { caller, agent } = await lab.talking(['park_after_bridge=true'], ['park_after_bridge=true']);
    const from = lab.control.events.length;
    await lab.control.api(`uuid_park ${caller.leg}`);
    await lab.control.until('CHANNEL_PARK', { 'Unique-ID': agent.leg }, 5_000, from);
    await lab.control.execute(caller.leg, 'conference', 'quiet@default');
    await lab.control.execute(agent.leg, 'conference', 'quiet@default+flags{mute}');
    await maintenance(lab, agent.leg, 'add-member');
    t.same(await tonesHeard([caller.call, agent.call], tones), [[], [440]]);
  },

  'uuid_bridge of two members takes them out': async (t, lab) => {
    const { lines } = await threeWay(lab);
    const [caller, agent, third] = lines;
    await lab.bridge(caller.leg, third.leg);
    await maintenance(lab, caller.leg, 'del-member');
    await maintenance(lab, third.leg, 'del-member');
    t.same(await tonesHeard([caller.call, agent.call, third.call], tones), [[1200], [], [440]]);
  },

  'uuid_park of a member takes it out, and it can be bridged': async (t, lab) => {
    const { lines } = await threeWay(lab);
    const [caller, agent, third] = lines;
    t.match(await lab.control.api(`uuid_park ${caller.leg}`), /^\+OK/);
    await maintenance(lab, caller.leg, 'del-member');
    t.same(await tonesHeard([agent.call, third.call], tones), [[1200], [620]]);
    await lab.bridge(caller.leg, third.leg);
    t.same(await tonesHeard([caller.call, third.call], tones), [[1200], [440]]);
  },

  'a recording goes on in a conference: left what the leg says, right what it hears': async (t, lab) => {
    const { lines } = await threeWay(lab);
    const path = join(lab.folder, 'conference-member.wav');
    await lab.control.api(`uuid_setvar ${lines[0].leg} RECORD_STEREO true`);
    t.match(await lab.control.api(`uuid_record ${lines[0].leg} start ${path}`), /^\+OK/);
    await tonesHeard([lines[0].call], tones);
    await lab.control.api(`uuid_record ${lines[0].leg} stop ${path}`);
    await lab.control.until('RECORD_STOP', { 'Record-File-Path': path });
    const [left = new Float32Array(), right = new Float32Array()] = readWav(readFileSync(path)).channels;
    t.same(tonesIn(left, tones), [440]);
    t.same(tonesIn(right, tones), [620, 1200]);
  },
});
