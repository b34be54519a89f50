import type { Channel } from '../channel/channel.js';
import { stateNumber, type ChannelNoticeName } from '../channel/channel-state.js';

type Headers = [name: string, value: string][];

/** Events of these names carry no variables in FreeSWITCH. */
const bare: ReadonlySet<string> = new Set<ChannelNoticeName>([
  'CHANNEL_STATE',
  'CHANNEL_CALLSTATE',
  'CHANNEL_OUTGOING',
  'DTMF',
  'CUSTOM',
]);

/** What every event of a channel tells of it, in FreeSWITCH's names and order. */
export function channelHeaders(channel: Channel, event: ChannelNoticeName | 'CHANNEL_DATA'): Headers {
  const headers = basicHeaders(channel);
  if (!bare.has(event)) {
    for (const [name, value] of channel.variables.entries()) headers.push([`variable_${name}`, value]);
  }
  return headers;
}

function basicHeaders(channel: Channel): Headers {
  const headers: Headers = [
    ['Channel-State', channel.state],
    ['Channel-Call-State', channel.callState],
    ['Channel-State-Number', String(stateNumber(channel.state))],
    ['Channel-Name', channel.name],
    ['Unique-ID', channel.uuid],
    ['Call-Direction', channel.direction],
    ['Presence-Call-Direction', channel.direction],
    ['Channel-HIT-Dialplan', String(channel.direction === 'inbound')],
    ['Channel-Call-UUID', channel.variables.get('call_uuid') ?? channel.uuid],
    ['Answer-State', channel.answerState],
  ];
  if (channel.cause !== undefined) headers.push(['Hangup-Cause', channel.cause]);
  const codec = channel.media?.negotiated?.codec;
  if (codec !== undefined) {
    headers.push(['Channel-Read-Codec-Name', codec], ['Channel-Read-Codec-Rate', '8000']);
    headers.push(['Channel-Write-Codec-Name', codec], ['Channel-Write-Codec-Rate', '8000']);
  }
  pushProfile(headers, 'Caller', channel);
  if (channel.lastPeer) {
    headers.push(['Other-Type', channel.lastPeer.type]);
    pushProfile(headers, 'Other-Leg', channel.lastPeer.channel);
  }
  return headers;
}

function pushProfile(headers: Headers, prefix: string, channel: Channel): void {
  const { profile, times } = channel;
  const add = (name: string, value: string): unknown => headers.push([`${prefix}-${name}`, value]);
  const addText = (name: string, value: string): unknown => value !== '' && add(name, value);
  const addTime = (name: string, ms: number): unknown => add(name, String(Math.round(ms * 1000)));
  add('Direction', channel.direction);
  add('Logical-Direction', channel.direction);
  addText('Username', profile.userName);
  addText('Caller-ID-Name', profile.callerName);
  addText('Caller-ID-Number', profile.callerNumber);
  addText('Callee-ID-Name', profile.calleeName);
  addText('Callee-ID-Number', profile.calleeNumber);
  addText('Network-Addr', profile.networkAddress);
  addText('ANI', profile.callerNumber);
  addText('Destination-Number', profile.destination);
  add('Unique-ID', channel.uuid);
  add('Channel-Name', channel.name);
  addTime('Channel-Created-Time', times.created);
  addTime('Channel-Answered-Time', times.answered);
  addTime('Channel-Progress-Time', times.progress);
  addTime('Channel-Progress-Media-Time', times.progressMedia);
  addTime('Channel-Hangup-Time', times.hungUp);
  addTime('Channel-Bridged-Time', times.bridged);
  addTime('Channel-Last-Hold', times.lastHold);
  addTime('Channel-Hold-Accum', times.held);
}
