import { splitArguments } from '../channel/split-arguments.js';
import { usage, type Command, type CommandContext, type RegistrationRow } from './command.js';

const line = '='.repeat(97);

/** The switch has FreeSWITCH's usual two profiles: phones are internal, trunks external; one set of sockets. */
const profiles = ['internal', 'external'] as const;

const sofia: Command = (args, context) => {
  const [verb, what, name = '', detail] = splitArguments(args);
  if (verb === 'profile') return profileCommand(what ?? '', name, detail, context);
  if (verb !== 'status') return usage('status [profile <name> [reg]]');
  if (what === undefined) return sofiaStatus(context);
  if (what === 'gateway') return gateways(context, name);
  if (what !== 'profile' || !profiles.some((one) => one === name)) return 'Invalid Profile!\n';
  const registered = detail === 'reg' && name === 'internal' ? context.registrations() : [];
  const head = detail === 'reg' ? '\nRegistrations:\n' : profileText(context, name);
  const rows = registered.map((one) => registrationText(one, context)).join('');
  const total = detail === 'reg' ? `Total items returned: ${registered.length}\n` : '';
  return `${head}${line}\n${rows}${total}${line}\n`;
};

/** `sofia profile PROFILE rescan|killgw NAME|flush_inbound_reg [WHICH]`: the trunks are the same by the name of either profile. */
async function profileCommand(
  profile: string,
  verb: string,
  trunk: string | undefined,
  context: CommandContext,
): Promise<string> {
  const { rescanTrunks, removeTrunk, trunks } = context;
  if (!profiles.some((one) => one === profile)) return `Invalid Profile [${profile}]`;
  if (verb === 'rescan') {
    return (await rescanTrunks())
      ? 'Reload XML [Success]\n+OK scan complete\n'
      : `-ERR cannot find config for profile ${profile}\n`;
  }
  if (verb === 'flush_inbound_reg') return flush(profile, trunk, context);
  if (verb !== 'killgw')
    return usage(
      'profile <name> [rescan|killgw <gateway name>|flush_inbound_reg [<call_id>|<user>[@<domain>]]]',
    );
  if (trunk === undefined) return '-ERR missing gw name\n';
  if (trunk === '_all_') {
    for (const { name } of trunks()) removeTrunk(name);
    return '+OK every gateway marked for deletion.\n';
  }
  return removeTrunk(trunk) ? '+OK gateway marked for deletion.\n' : '-ERR no such gateway.\n';
}

/** @param which a Call-ID of REGISTER, a user, or USER@DOMAIN; every registration when absent. */
function flush(profile: string, which: string | undefined, { flushRegistrations }: CommandContext): string {
  const [user, domain] = which?.split('@') ?? [];
  // Phones are registered at the internal profile.
  if (profile === 'internal')
    flushRegistrations(
      (one) =>
        which === undefined ||
        one.callId === which ||
        (one.user === user && (domain === undefined || one.domain === domain)),
    );
  return which === undefined
    ? '+OK flushing all registrations\n'
    : '+OK flushing all registrations matching specified call_id\n';
}

/** The access lists are the trunks' addresses. */
const reloadAcl: Command = async (_, { rescanTrunks }) =>
  (await rescanTrunks()) ? '+OK acl reloaded\n' : '-ERR acl not reloaded\n';

function sofiaStatus({ sipUris, switchboard, trunks }: CommandContext): string {
  const column = (text: string): string => text.padStart(25);
  const rows = [
    `${column('Name')}\t   Type\t${' '.repeat(35)}   Data\tState`,
    line,
    ...sipUris.map(
      (uri) => `${column('internal')}\tprofile\t${uri.padStart(42)}\tRUNNING (${switchboard.load.now})`,
    ),
    ...trunks().map(
      (one) => `${column(`external::${one.name}`)}\tgateway\t${one.uri.padStart(42)}\t${one.state}`,
    ),
    line,
    `${profiles.length} profiles 0 aliases`,
  ];
  return `${rows.join('\n')}\n`;
}

function gateways({ trunks }: CommandContext, name: string): string {
  const found = trunks().filter((one) => name === '' || one.name === name);
  if (found.length === 0) return 'Invalid Gateway!\n';
  const rows = found.map(
    ({ name: own, uri, state }) =>
      `Name    \t${own}\nProfile \texternal\nProxy   \t${uri}\nState   \t${state}\n`,
  );
  return `${line}\n${rows.join(`${line}\n`)}${line}\n`;
}

function profileText({ sipUris, switchboard, registrations }: CommandContext, name: string): string {
  return [
    line,
    `Name             \t${name}`,
    `Domain Name      \t${switchboard.domain}`,
    ...sipUris.map((uri) => `URL              \t${uri}`),
    'CODECS IN        \tPCMA,PCMU',
    'CODECS OUT       \tPCMA,PCMU',
    `REGISTRATIONS    \t${registrations().length}`,
    '',
  ].join('\n');
}

function registrationText(one: RegistrationRow, { clock }: CommandContext): string {
  const seconds = Math.round((one.expiresAt - clock.now()) / 1000);
  const at = new Date(one.expiresAt).toISOString().slice(0, 19).replace('T', ' ');
  return [
    `Call-ID:    \t${one.callId}`,
    `User:       \t${one.user}@${one.domain}`,
    `Contact:    \t<${one.contact}>`,
    `Agent:      \t${one.userAgent}`,
    `Status:     \tRegistered(${one.protocol.toUpperCase()})(unknown) EXP(${at}) EXPSECS(${seconds})`,
    `IP:         \t${one.address}`,
    `Port:       \t${one.port}`,
    `Auth-User:  \t${one.user}`,
    `Auth-Realm: \t${one.domain}`,
    '',
    '',
  ].join('\n');
}

/** `[PROFILE/]USER@DOMAIN`: all contacts, joined by commas. */
const sofiaContact: Command = (args, { registrations, switchboard }) => {
  const [user = '', domain = switchboard.domain] = args
    .trim()
    .replace(/^[^/]*\//, '')
    .split('@');
  if (user === '') return usage('[profile/]<user>@<domain>');
  const contacts = registrations().filter((one) => one.user === user && one.domain === domain);
  return contacts.length === 0
    ? 'error/user_not_registered'
    : contacts.map((one) => `sofia/internal/${one.contact}`).join(',');
};

export const sofiaCommands: Readonly<Record<string, Command>> = {
  sofia,
  sofia_contact: sofiaContact,
  reloadacl: reloadAcl,
};
