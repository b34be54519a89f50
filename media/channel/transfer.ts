import type { SipCall } from '../sip/call.js';
import type { Channel } from './channel.js';

/**
 * A phone transfers whom it talks with (REFER, RFC 3515). Who goes where is for the engine to say: the other leg
 * leaves the bridge, parks with the number asked for as its destination, and `sip_refer_to` tells why. The phone is told
 * that this went well (RFC 5589 6.1) and hangs up. With Replaces (RFC 3891) there would be two calls to join, which
 * is the engine's consult transfer, so that is refused, as is a transfer by a phone that talks with nobody.
 */
export function transferByPhone(
  channel: Channel,
  call: SipCall,
  { referTo, referredBy }: { readonly referTo: string; readonly referredBy?: string },
): void {
  const { bridge } = channel;
  const other = bridge?.other(channel);
  const destination = userOf(referTo);
  if (!bridge || !other || destination === undefined || /[?&]replaces=/i.test(referTo)) {
    call.notifyReferral(403, 'Forbidden');
    return;
  }
  call.notifyReferral(200, 'OK');
  channel.variables.set('transfer_to', `blind:${other.uuid}`);
  channel.variables.set('transfer_destination', `blind:${destination}`);
  channel.variables.set('endpoint_disposition', 'BLIND_TRANSFER');
  other.variables.set('sip_refer_to', `<${referTo}>`);
  other.variables.set('sip_h_Referred-By', referredBy);
  other.profile.destination = destination;
  void other.applications.clear().then(() => {
    if (other.bridge === bridge) bridge.leave(other);
    other.park();
  });
}

function userOf(uri: string): string | undefined {
  const user = /^sips?:([^@;?>]+)@/i.exec(uri)?.[1];
  if (user === undefined) return undefined;
  try {
    return decodeURIComponent(user);
  } catch {
    return undefined;
  }
}
