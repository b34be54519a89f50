import type { Conference, Member } from '../channel/conference.js';
import { splitArguments } from '../channel/split-arguments.js';
import { usage, type Command, type CommandContext } from './command.js';

type Act = (conference: Conference, member: Member) => string;

const acts: ReadonlyMap<string, Act> = new Map<string, Act>([
  [
    'kick',
    (_, member) => {
      member.release();
      return `+OK kicked ${member.id}\n`;
    },
  ],
  [
    'mute',
    (conference, member) => {
      conference.mute(member, true);
      return `+OK mute ${member.id}\n`;
    },
  ],
  [
    'unmute',
    (conference, member) => {
      conference.mute(member, false);
      return `+OK unmute ${member.id}\n`;
    },
  ],
]);

/** `conference list|json_list` and `conference NAME list|json_list|kick|mute|unmute ...`. */
const conferenceCommand: Command = (args, context) => {
  const { conferences } = context.switchboard;
  const [name = '', verb = '', target = ''] = splitArguments(args);
  const named = conferences.find(name);
  if (!named) {
    if (name === 'list') return listAll(conferences.all());
    if (name === 'json_list') return jsonList(conferences.all(), context);
    return `-ERR Conference ${name} not found\n`;
  }
  if (verb === '') return "Conference command, not specified.\nTry 'help'\n";
  if (verb === 'list') return named.members.map(listMember).join('');
  if (verb === 'json_list') return jsonList([named], context);
  const act = acts.get(verb);
  if (!act) return `-ERR Conference command '${verb}' not found.\n`;
  const found = membersOf(named, target);
  if (typeof found === 'string') return found;
  return found.length === 0
    ? usage(`<confname> ${verb} <[member_id|all|last|var=value]>`)
    : found.map((member) => act(named, member)).join('');
};

/** @returns an answer where that names nobody. */
function membersOf(conference: Conference, target: string): readonly Member[] | string {
  const { members } = conference;
  if (target === 'all') return members;
  if (target === 'last') return members.slice(-1);
  const id = Number.parseInt(target, 10);
  if (id > 0) {
    const member = conference.member(id);
    return member ? [member] : `-ERR Non-Existant ID ${id}\n`;
  }
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(target) ?? [];
  if (name === '') return [];
  const member = members.find(({ channel }) => channel.variables.get(name) === value);
  return member ? [member] : '-ERR Non-Existant member\n';
}

function listAll(conferences: readonly Conference[]): string {
  if (conferences.length === 0) return '+OK No active conferences.\n';
  return conferences
    .map(({ name, members }) => {
      const count = `${members.length} member${members.length === 1 ? '' : 's'}`;
      return `+OK Conference ${name} (${count} rate: 8000 flags: running|answered|dynamic)\n${members.map(listMember).join('')}`;
    })
    .join('');
}

/** `ID;CHANNEL;UUID;NAME;NUMBER;FLAGS;IN;OUT;ENERGY`. */
function listMember({ id, channel, muted, flags }: Member): string {
  const { profile } = channel;
  const words = ['hear', ...(muted ? [] : ['speak']), ...(flags.has('moderator') ? ['moderator'] : [])];
  const fields = [id, channel.name, channel.uuid, profile.callerName, profile.callerNumber, words.join('|')];
  return `${[...fields, 0, 0, 0].join(';')}\n`;
}

function jsonList(conferences: readonly Conference[], { clock }: CommandContext): string {
  const seconds = (since: number): number => Math.floor((clock.now() - since) / 1000);
  return JSON.stringify(
    conferences.map(({ name, uuid, members, createdAt }) => ({
      conference_name: name,
      member_count: members.length,
      ghost_count: 0,
      rate: 8000,
      run_time: seconds(createdAt),
      conference_uuid: uuid,
      running: true,
      members: members.map((member) => ({
        type: 'caller',
        id: member.id,
        flags: {
          can_hear: true,
          can_speak: !member.muted,
          is_moderator: member.flags.has('moderator'),
          end_conference: member.flags.has('endconf'),
        },
        uuid: member.channel.uuid,
        caller_id_name: member.channel.profile.callerName,
        caller_id_number: member.channel.profile.callerNumber,
        join_time: seconds(member.joinedAt),
      })),
    })),
  );
}

export const conferenceCommands: Readonly<Record<string, Command>> = { conference: conferenceCommand };
