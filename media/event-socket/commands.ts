import { channelCommands } from './channel-commands.js';
import type { Command, CommandContext } from './command.js';
import { conferenceCommands } from './conference-commands.js';
import { originateCommand } from './originate-command.js';
import { sofiaCommands } from './sofia-commands.js';
import { statusCommands } from './status-commands.js';

const general: Readonly<Record<string, Command>> = {
  create_uuid: (_, { random }) => random.uuid(),
  version: (_, { version }) => `Yihao Version ${version}\n`,
  // fs_cli asks for it to make its prompt.
  switchname: (_, { hostName }) => hostName,
  hostname: (_, { hostName }) => hostName,
  global_getvar: (name, { globals }) =>
    name.trim() === ''
      ? [...globals].map(([key, value]) => `${key}=${value}\n`).join('')
      : (globals.get(name.trim()) ?? ''),
  echo: (text) => text,
  originate: originateCommand,
};

const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...general,
    ...statusCommands,
    ...sofiaCommands,
    ...channelCommands,
    ...conferenceCommands,
  }),
);

/** Runs an `api` line: the name of a command, and its arguments. Never throws. */
export async function runCommand(line: string, context: CommandContext): Promise<string> {
  const [, name = '', args = ''] = /^(\S*)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
  const command = commands.get(name);
  if (!command) return `-ERR ${name} Command not found!\n`;
  try {
    return await command(args, context);
  } catch (error) {
    context.switchboard.log.error({ command: name, err: error }, 'command failed');
    return `-ERR ${name} failed\n`;
  }
}
