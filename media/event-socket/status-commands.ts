import type { Channel } from '../channel/channel.js';
import { splitArguments } from '../channel/split-arguments.js';
import { usage, type Command, type CommandContext } from './command.js';

type Row = Readonly<Record<string, string>>;

const status: Command = (_, { clock, startedAt, switchboard, version }) => {
  const { now, peak, bound, total } = switchboard.load;
  return [
    `UP ${upTime(clock.now() - startedAt)}`,
    `Yihao (Version ${version}) is ready`,
    `${total} session(s) since startup`,
    `${now} session(s) - peak ${peak}, last 5min ${peak} `,
    `${bound} session(s) max`,
    '',
  ].join('\n');
};

/** `0 years, 0 days, 2 hours, 1 minute, 5 seconds, 12 milliseconds, 0 microseconds`. */
function upTime(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  const days = Math.floor(whole / 86_400_000);
  const parts: [number, string][] = [
    [Math.floor(days / 365), 'year'],
    [days % 365, 'day'],
    [Math.floor(whole / 3_600_000) % 24, 'hour'],
    [Math.floor(whole / 60_000) % 60, 'minute'],
    [Math.floor(whole / 1000) % 60, 'second'],
    [whole % 1000, 'millisecond'],
    [0, 'microsecond'],
  ];
  return parts.map(([n, unit]) => `${n} ${unit}${n === 1 ? '' : 's'}`).join(', ');
}

const show: Command = (args, context) => {
  const words = splitArguments(args);
  const [what = ''] = words;
  const rows = tables[what]?.(context);
  if (!rows) return usage('channels|calls|registrations [count] [as json]');
  const asJson = words.at(-2) === 'as' && words.at(-1) === 'json';
  if (words[1] === 'count') {
    return asJson ? JSON.stringify({ row_count: rows.length }) : `\n${rows.length} total.\n`;
  }
  if (asJson) {
    return rows.length === 0 ? '{"row_count": 0}\n' : JSON.stringify({ row_count: rows.length, rows });
  }
  const [first] = rows;
  const table = first ? [Object.keys(first), ...rows.map((row) => Object.values(row))] : [];
  return `${table.map((line) => `${line.join(',')}\n`).join('')}\n${rows.length} total.\n`;
};

const tables: Readonly<Record<string, (context: CommandContext) => readonly Row[]>> = {
  channels: ({ switchboard, hostName }) =>
    [...switchboard.channels()].map((one) => channelRow(one, hostName)),
  calls: ({ switchboard, hostName }) =>
    [...switchboard.channels()]
      .filter((one) => one.bridge === undefined || one.bridge.a === one)
      .map((one) => callRow(one, hostName)),
  registrations: ({ registrations, hostName }) =>
    registrations().map((one) => ({
      reg_user: one.user,
      realm: one.domain,
      token: one.callId,
      url: `sofia/internal/${one.contact}`,
      expires: String(Math.floor(one.expiresAt / 1000)),
      network_ip: one.address,
      network_port: String(one.port),
      network_proto: one.protocol,
      hostname: hostName,
      metadata: '',
    })),
};

function channelRow(channel: Channel, hostName: string): Row {
  const { profile, times, variables } = channel;
  const codec = channel.media?.negotiated?.codec ?? '';
  return {
    uuid: channel.uuid,
    direction: channel.direction,
    created: new Date(times.created).toISOString().slice(0, 19).replace('T', ' '),
    created_epoch: String(Math.floor(times.created / 1000)),
    name: channel.name,
    state: channel.state,
    cid_name: profile.callerName,
    cid_num: profile.callerNumber,
    ip_addr: profile.networkAddress,
    dest: profile.destination,
    application: variables.get('current_application') ?? '',
    application_data: variables.get('current_application_data') ?? '',
    read_codec: codec,
    read_rate: codec === '' ? '' : '8000',
    write_codec: codec,
    write_rate: codec === '' ? '' : '8000',
    hostname: hostName,
    callstate: channel.callState,
    callee_name: profile.calleeName,
    callee_num: profile.calleeNumber,
    call_uuid: variables.get('call_uuid') ?? channel.uuid,
  };
}

function callRow(channel: Channel, hostName: string): Row {
  const other = channel.bridge?.other(channel);
  const b = other ? channelRow(other, hostName) : undefined;
  return {
    ...channelRow(channel, hostName),
    b_uuid: b?.['uuid'] ?? '',
    b_name: b?.['name'] ?? '',
    b_state: b?.['state'] ?? '',
    b_cid_num: b?.['cid_num'] ?? '',
    b_dest: b?.['dest'] ?? '',
  };
}

/** Commands that tell of the switch as a whole. */
export const statusCommands: Readonly<Record<string, Command>> = { status, show };
