import { parseDialString } from '../channel/dial-string.js';
import type { Channel } from '../channel/channel.js';
import { originate } from '../channel/originate.js';
import { usage, type Command } from './command.js';

const syntax = usage(
  '<call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] [<cid_name>] [<cid_num>] [<timeout_sec>]',
);

/** `originate {VARS}ENDPOINT &APP(ARGS)`: answers when the other side has, or with the cause why it has not. */
export const originateCommand: Command = async (args, { switchboard }) => {
  const split = /^(.*\S)\s+&(\w+)(?:\((.*)\))?\s*$/s.exec(args.trim());
  if (!split) return syntax;
  const [, url = '', application = '', argument = ''] = split;
  const dial = parseDialString(url, switchboard.domain);
  if (!dial.ok) return '-ERR INVALID_URL\n';
  const result = await originate(switchboard, { dial: dial.value });
  if (!result.ok) return `-ERR ${result.cause}\n`;
  const uuid = switchboard.random.uuid();
  const { channel } = result;
  channel.enter('CS_EXECUTE');
  channel.applications.push({ name: application, argument, uuid, loops: 1 });
  if (application !== 'park') hangUpAfter(channel, uuid);
  return `+OK ${channel.uuid}\n`;
};

/** A leg that was dialled for one application has nothing to do after it, unless it talks or was parked meanwhile. */
function hangUpAfter(channel: Channel, uuid: string): void {
  const forget = channel.notices.on(({ name, headers }) => {
    const mine = headers.some(([header, value]) => header === 'Application-UUID' && value === uuid);
    if (name !== 'CHANNEL_EXECUTE_COMPLETE' || !mine) return;
    forget();
    if (!channel.bridge && channel.state === 'CS_EXECUTE') channel.hangup('NORMAL_CLEARING');
  });
}
