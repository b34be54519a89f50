import { sessionDescriptions } from '../sdp/session-text.js';
import type { SipCall } from '../sip/call.js';
import type { Channel } from './channel.js';
import { applyHold } from './hold.js';
import { followCall } from './signalling.js';
import type { Switchboard } from './switchboard.js';

/**
 * A browser comes back to its call, after a reload or into another network: its INVITE with Replaces (RFC 3891) takes
 * the place of the dialog that it had, with an association of its own. The channel, what it is bridged to and what
 * records it stay.
 * @returns the channel; undefined when the call was refused.
 */
export async function takeOver(
  switchboard: Switchboard,
  call: SipCall,
  replaced: SipCall,
  localAddress: string | undefined,
): Promise<Channel | undefined> {
  const channel = [...switchboard.channels()].find((one) => one.call === replaced);
  const refusal = channel ? refusalOf(channel, call) : ([481, 'Call/Transaction Does Not Exist'] as const);
  const media = channel?.media;
  if (refusal || !channel || !media || localAddress === undefined || call.remoteOffer === undefined) {
    call.reject(...(refusal ?? ([488, 'Not Acceptable Here'] as const)));
    return undefined;
  }
  await media.renew(switchboard.candidateAddresses(localAddress));
  const answered = media.answer(call.remoteOffer);
  if (!channel.up || channel.call !== replaced || !answered.ok) {
    call.reject(488, 'Not Acceptable Here');
    return undefined;
  }
  channel.attachCall(call);
  channel.variables.set('sip_call_id', call.info.callId);
  followCall(channel, call);
  call.answer(answered.value);
  media.begin();
  replaced.hangup({ reason: 'Replaced' });
  applyHold(channel);
  return channel;
}

/** Only who has the call may replace it (RFC 3891 5): the user that it was answered by, or that made it. */
function refusalOf(
  channel: Channel,
  { info, remoteOffer }: SipCall,
): readonly [status: number, reason: string] | undefined {
  const owner = channel.variables.get('dialed_user') ?? channel.variables.get('user_name');
  if (info.admission?.kind !== 'user' || info.admission.user !== owner) return [403, 'Forbidden'];
  const isBrowsers =
    channel.media?.leg.secure !== undefined && sessionDescriptions.isSecure(remoteOffer ?? '');
  return isBrowsers && channel.up ? undefined : [488, 'Not Acceptable Here'];
}
