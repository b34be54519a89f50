import type { NameAddr, SipCall, SipCallInfo } from '../sip/call.js';
import { parseAddressList } from '../sip/name-addr.js';
import type { Channel } from './channel.js';
import { sessionDescriptions } from '../sdp/session-text.js';
import { codecsFrom } from './media-session.js';
import { followCall } from './signalling.js';
import type { Switchboard } from './switchboard.js';
import { takeOver } from './take-over.js';

/**
 * Makes a channel of an admitted INVITE, agrees on media and parks it: what happens to it is for others to say.
 * @param localAddress address that the caller reaches us at, for media.
 */
export async function takeCall(
  switchboard: Switchboard,
  call: SipCall,
  localAddress: string | undefined,
): Promise<Channel | undefined> {
  if (call.replaces) return takeOver(switchboard, call, call.replaces, localAddress);
  const { info } = call;
  const caller = callerOf(info);
  const channel = switchboard.create(
    {
      name: `sofia/${info.admission?.kind === 'trunk' ? 'external' : 'internal'}/${info.from.user}@${info.from.host}`,
      profile: {
        callerName: caller.display === '' ? caller.user : caller.display,
        callerNumber: caller.user,
        calleeName: '',
        calleeNumber: '',
        destination: info.destination,
        userName: info.admission?.kind === 'user' ? info.admission.user : info.from.user,
        networkAddress: info.remote.address,
      },
    },
    'inbound',
  );
  if (!channel) {
    call.reject(503, 'Service Unavailable', [['retry-after', '10']]);
    return undefined;
  }
  setVariables(channel, call, switchboard.domain);
  channel.attachCall(call);
  followCall(channel, call);
  channel.notice('CHANNEL_CREATE');
  channel.enter('CS_INIT');
  channel.enterCallState('RINGING');
  const secure = call.remoteOffer !== undefined && sessionDescriptions.isSecure(call.remoteOffer);
  if (!(await switchboard.openMedia(channel, localAddress, codecsFrom(undefined), { secure })))
    return channel;
  const answered = call.remoteOffer === undefined ? undefined : channel.media?.answer(call.remoteOffer);
  if (answered?.ok === false) {
    switchboard.log.info({ leg: channel.uuid, why: answered.why }, 'offer refused');
    channel.hangup('INCOMPATIBLE_DESTINATION');
    return channel;
  }
  channel.enter('CS_ROUTING');
  channel.enter('CS_EXECUTE');
  channel.park();
  return channel;
}

/** Who calls: whom a trunk or proxy asserts (RFC 3325), else From. A phone of ours can't assert somebody else. */
function callerOf({ admission, from, headers }: SipCallInfo): Pick<NameAddr, 'display' | 'user'> {
  const asserted = headers.find(([name]) => name === 'p-asserted-identity')?.[1];
  if (admission?.kind === 'user' || asserted === undefined) return from;
  const parsed = parseAddressList([asserted]);
  const first = parsed.ok ? parsed.value[0] : undefined;
  if (!first) return from;
  const number = first.parsed.scheme === 'tel' ? first.parsed.number : first.user;
  return number === '' ? from : { display: first.display, user: number };
}

/** Headers copied into a variable of another name. */
const namedHeaders: ReadonlyMap<string, string> = new Map([
  ['p-asserted-identity', 'sip_P-Asserted-Identity'],
  ['diversion', 'sip_h_Diversion'],
  ['history-info', 'sip_history_info'],
  ['user-agent', 'sip_user_agent'],
  ['remote-party-id', 'sip_Remote-Party-ID'],
  ['privacy', 'sip_Privacy'],
]);

const mostHeaderVariables = 50;

function setVariables(channel: Channel, { info }: SipCall, domain: string): void {
  const set = (name: string, value: string): unknown => channel.variables.set(name, value);
  set('sip_call_id', info.callId);
  set('sip_from_user', info.from.user);
  set('sip_from_host', info.from.host);
  set('sip_from_uri', `${info.from.user}@${info.from.host}`);
  set('sip_from_display', info.from.display);
  set('sip_to_user', info.to.user);
  set('sip_to_host', info.to.host);
  set('sip_req_user', info.destination);
  set('sip_req_uri', info.requestUri.replace(/^sips?:/, ''));
  set('sip_network_ip', info.remote.address);
  set('sip_network_port', String(info.remote.port));
  set('sip_received_ip', info.remote.address);
  set('sip_received_port', String(info.remote.port));
  set('sip_via_protocol', info.remote.protocol);
  set('domain_name', domain);
  set('destination_number', info.destination);
  switch (info.admission?.kind) {
    case 'trunk':
      set('sip_acl_authed_by', info.admission.trunk);
      break;
    case 'loopback':
      set('sip_acl_authed_by', 'demo-loopback');
      break;
    case 'user':
      set('user_name', info.admission.user);
      set('sip_authorized', 'true');
      break;
    case undefined:
      break;
  }
  for (const [name, value] of info.headers.slice(0, mostHeaderVariables)) {
    const variable =
      namedHeaders.get(name) ?? (name.startsWith('x-') ? `sip_h_${headerCase(name)}` : undefined);
    // The first of several counts: it is the one that was added last on the way.
    if (variable !== undefined && channel.variables.get(variable) === undefined) set(variable, value);
  }
}

/** `x-queue-name` → `X-Queue-Name`: header names have no case (RFC 3261 7.3.1), variables do. */
function headerCase(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}
