import { answer, preAnswer, ringReady } from '../channel/answering.js';
import { Bridge } from '../channel/bridge.js';
import type { Channel } from '../channel/channel.js';
import { parseCause } from '../channel/hangup-cause.js';
import { holdLeg } from '../channel/hold.js';
import { receiveDigits } from '../channel/receive-digits.js';
import { sendDigits } from '../channel/send-digits.js';
import { setVariable } from '../channel/set-variable.js';
import { splitArguments } from '../channel/split-arguments.js';
import type { Switchboard } from '../channel/switchboard.js';
import { channelHeaders } from './channel-headers.js';
import { noSuchChannel, usage, type Command, type CommandContext } from './command.js';
import { formatJson, formatPlain } from './event-format.js';

const uuidExists: Command = (args, { switchboard }) => String(switchboard.find(args.trim()) !== undefined);

const uuidDump: Command = (args, context) => {
  const [uuid = '', format = 'txt'] = splitArguments(args);
  const channel = context.switchboard.find(uuid);
  if (!channel) return uuid === '' ? usage('<uuid> [format]') : noSuchChannel;
  const { headers, body } = dumpOf(channel, context);
  return format === 'json' ? formatJson(headers, body) : formatPlain(headers, body);
};

function dumpOf(channel: Channel, { clock, hostName, globals }: CommandContext) {
  const headers: [string, string][] = [
    ['Event-Name', 'CHANNEL_DATA'],
    ['Core-UUID', globals.get('core_uuid') ?? ''],
    ['FreeSWITCH-Hostname', hostName],
    ['Event-Date-Timestamp', String(Math.round(clock.now() * 1000))],
    ...channelHeaders(channel, 'CHANNEL_DATA'),
  ];
  return { headers, body: '' };
}

const uuidGetvar: Command = (args, { switchboard }) => {
  const [uuid, name] = splitArguments(args);
  if (uuid === undefined || name === undefined) return usage('<uuid> <var>');
  const channel = switchboard.find(uuid);
  return channel ? (channel.variables.get(name) ?? '_undef_') : noSuchChannel;
};

const uuidSetvar: Command = (args, { switchboard }) => {
  const [uuid, name, value] = splitArguments(args, ' ', 3);
  if (uuid === undefined || name === undefined) return usage('<uuid> <var> [value]');
  const channel = switchboard.find(uuid);
  if (!channel) return noSuchChannel;
  setVariable(channel, name, value);
  return '+OK\n';
};

const uuidSetvarMulti: Command = (args, { switchboard }) => {
  const syntax = usage('<uuid> <var>=<value>;<var>=<value>...');
  const space = args.indexOf(' ');
  if (space < 0) return syntax;
  const channel = switchboard.find(args.slice(0, space));
  if (!channel) return noSuchChannel + syntax;
  let set = 0;
  for (const part of splitArguments(args.slice(space + 1), ';')) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    if (name === '') continue;
    setVariable(channel, name, equals < 0 ? undefined : part.slice(equals + 1));
    set++;
  }
  return set > 0 ? '+OK\n' : `-ERR No variable specified\n${syntax}`;
};

/** A command that does one thing to one channel; FreeSWITCH answers these with `-ERROR`. */
function onChannel(act: (channel: Channel) => boolean): Command {
  return (args, { switchboard }) => {
    const channel = switchboard.find(args.trim());
    return channel && act(channel) ? '+OK\n' : '-ERROR\n';
  };
}

const uuidBridge: Command = async (args, { switchboard }) => {
  const [first, second] = splitArguments(args);
  if (first === undefined || second === undefined) return usage('<uuid> <other_uuid>');
  const [a, b] = [switchboard.find(first), switchboard.find(second)];
  if (!a?.up || !b?.up || a === b || !hasMedia(a) || !hasMedia(b)) return '-ERR Invalid uuid\n';
  await Promise.all([a.applications.clear(), b.applications.clear()]);
  return Bridge.connect(a, b) ? `+OK ${second}\n` : '-ERR Invalid uuid\n';
};

function hasMedia(channel: Channel): boolean {
  return channel.answered || channel.times.progressMedia > 0;
}

const uuidBroadcast: Command = (args, { switchboard }) => {
  const [uuid, what, legs = 'aleg'] = splitArguments(args);
  if (uuid === undefined || what === undefined) return usage('<uuid> <path> [aleg|bleg|holdb|both]');
  const channel = switchboard.find(uuid);
  if (!channel?.up) return '-ERR invalid uuid\n';
  const peer = channel.bridge?.other(channel);
  const targets = [
    ...(legs === 'bleg' ? [] : [channel]),
    ...(legs === 'bleg' || legs === 'both' ? [peer] : []),
  ];
  for (const target of targets) if (target) broadcast(switchboard, target, what);
  return '+OK Message sent\n';
};

/** `APP::ARGS`, `APP!CAUSE::ARGS` or a file to play. */
function broadcast(switchboard: Switchboard, channel: Channel, what: string): void {
  const split = /^(\w+)(?:![^:]*)?::(.*)$/s.exec(what);
  const uuid = switchboard.random.uuid();
  const [name, argument] = split ? [split[1] ?? '', split[2] ?? ''] : ['playback', what];
  channel.applications.push({ name, argument, uuid, loops: 1 });
}

const uuidBreak: Command = (args, { switchboard }) => {
  const [uuid, flag = ''] = splitArguments(args, ' ', 2);
  if (uuid === undefined) return usage('<uuid> [all]');
  const channel = switchboard.find(uuid);
  if (!channel) return noSuchChannel;
  const all = flag.includes('all');
  channel.applications.break(all);
  if (flag.includes('both')) channel.bridge?.other(channel).applications.break(all);
  return '+OK\n';
};

const uuidHold: Command = (args, { switchboard }) => {
  const [first, second] = splitArguments(args);
  if (first === undefined) return `${usage('[off|toggle] <uuid> [<display>]')}-ERR Operation failed\n`;
  const word = first === 'off' || first === 'toggle' ? first : 'on';
  const channel = switchboard.find(word === 'on' ? first : (second ?? ''));
  const on = word === 'toggle' ? channel?.media?.holding !== true : word === 'on';
  return channel && holdLeg(channel, on) ? '+OK Success\n' : '-ERR Operation failed\n';
};

const uuidKill: Command = (args, { switchboard }) => {
  const [uuid, cause] = splitArguments(args);
  if (uuid === undefined) return usage('<uuid> [cause]');
  const channel = switchboard.find(uuid);
  if (!channel) return noSuchChannel;
  channel.hangup(cause === undefined ? 'NORMAL_CLEARING' : parseCause(cause));
  return '+OK\n';
};

const uuidPark: Command = async (args, { switchboard }) => {
  const uuid = args.trim();
  if (uuid === '') return usage('<uuid>');
  const channel = switchboard.find(uuid);
  if (!channel?.up) return '-ERR No such channel\n';
  await channel.applications.clear();
  channel.bridge?.leave(channel);
  channel.park();
  return '+OK\n';
};

const recordSyntax = usage('<uuid> [start|stop|mask|unmask] <path> [<limit>] [<recording_vars>]');

const uuidRecord: Command = (args, { switchboard }) => {
  const [uuid, action, path, limit] = splitArguments(args);
  if (uuid === undefined || action === undefined || path === undefined) return recordSyntax;
  const channel = switchboard.find(uuid);
  if (!channel?.up) return '-ERR Cannot locate session!\n';
  const { recordings, variables } = channel;
  const seconds = Number(limit);
  const told = (ok: boolean): string => (ok ? '+OK Success\n' : `-ERR Cannot ${action} recording session!\n`);
  switch (action.toLowerCase()) {
    case 'start': {
      const stereo = variables.isTrue('RECORD_STEREO');
      const started = recordings.start(path, { stereo, ...(seconds > 0 && { limitMs: seconds * 1000 }) });
      return started ? '+OK Success\n' : '-ERR Cannot record session!\n';
    }
    case 'stop':
      return recordings.stop(path) ? '+OK Success\n' : '-ERR Cannot stop record session!\n';
    case 'mask':
      return told(recordings.mask(path, true));
    case 'unmask':
      return told(recordings.mask(path, false));
    default:
      return recordSyntax;
  }
};

const uuidSendDtmf: Command = (args, { switchboard }) => {
  const [uuid, digits] = splitArguments(args);
  if (uuid === undefined || digits === undefined) return usage('<uuid> <dtmf_data>');
  const channel = switchboard.find(uuid);
  if (!channel) return '-ERR Cannot locate session!\n';
  return sendDigits(channel, digits) ? `+OK ${uuid} sent DTMF ${digits}.\n` : '-ERR Operation failed\n';
};

/** As if the other side had pressed the keys. */
const uuidRecvDtmf: Command = (args, { switchboard }) => {
  const [uuid, digits] = splitArguments(args);
  if (uuid === undefined || digits === undefined) return usage('<uuid> <dtmf_data>');
  const channel = switchboard.find(uuid);
  if (!channel) return '-ERR Cannot locate session!\n';
  return receiveDigits(channel, digits)
    ? `+OK ${uuid} received DTMF ${digits}.\n`
    : usage('<uuid> <dtmf_data>');
};

const hupall: Command = (args, { switchboard }) => {
  const [cause] = splitArguments(args);
  void switchboard.hangupAll(cause === undefined ? 'MANAGER_REQUEST' : parseCause(cause));
  return `+OK hangup all channels with cause ${cause ?? 'MANAGER_REQUEST'}\n`;
};

/** Commands on channels by their id. */
export const channelCommands: Readonly<Record<string, Command>> = {
  uuid_exists: uuidExists,
  uuid_dump: uuidDump,
  uuid_getvar: uuidGetvar,
  uuid_setvar: uuidSetvar,
  uuid_setvar_multi: uuidSetvarMulti,
  uuid_answer: onChannel(answer),
  uuid_pre_answer: onChannel(preAnswer),
  uuid_ring_ready: onChannel(ringReady),
  uuid_bridge: uuidBridge,
  uuid_broadcast: uuidBroadcast,
  uuid_break: uuidBreak,
  uuid_hold: uuidHold,
  uuid_kill: uuidKill,
  uuid_park: uuidPark,
  uuid_record: uuidRecord,
  uuid_send_dtmf: uuidSendDtmf,
  uuid_recv_dtmf: uuidRecvDtmf,
  hupall,
};
