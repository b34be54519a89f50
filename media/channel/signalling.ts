import type { Listenable } from '../../kernel/signal.js';
import type { SipCall, SipCallEvent } from '../sip/call.js';
import type { Channel, RemoteEnd } from './channel.js';
import { causeOfQ850, causeOfSipStatus, type HangupCause } from './hangup-cause.js';
import { applyHold } from './hold.js';
import { parseInfoDigit } from './info-digit.js';
import { transferByPhone } from './transfer.js';

/** Keeps a channel in step with its SIP call until that ends. */
export function followCall(channel: Channel, call: SipCall): void {
  const events: Listenable<SipCallEvent> = call.events;
  const recent = new RecentKeys(channel);
  events.on((event) => {
    // Another call has taken its place (RFC 3891).
    if (channel.call !== call) return;
    switch (event.type) {
      case 'progressed':
        if (channel.up) progressed(channel, event.sdp);
        return;
      case 'established':
        if (channel.up) established(channel, event.sdp);
        return;
      case 'offered':
        offered(channel, call, event.sdp);
        return;
      case 'reanswered':
        if (event.sdp !== undefined) channel.media?.accept(event.sdp);
        applyHold(channel);
        return;
      case 'reinviteRefused':
        channel.media?.undoHold();
        channel.host.log.warn({ leg: channel.uuid, status: event.status }, 're-INVITE refused');
        applyHold(channel);
        return;
      case 'info':
        recent.info(event.contentType, event.body);
        return;
      case 'referred':
        transferByPhone(channel, call, event);
        return;
      case 'ended':
        if (event.by === 'remote') remoteEnded(channel, event);
        return;
    }
  });
}

function progressed(channel: Channel, sdp: string | undefined): void {
  const now = channel.host.clock.now();
  if (sdp !== undefined && channel.times.progressMedia === 0) {
    if (channel.media?.accept(sdp).ok !== true) return;
    channel.times.progressMedia = now;
    channel.enterCallState('EARLY');
    channel.notice('CHANNEL_PROGRESS_MEDIA');
  } else if (channel.times.progress === 0 && channel.times.progressMedia === 0) {
    channel.times.progress = now;
    channel.enterCallState('RINGING');
    channel.notice('CHANNEL_PROGRESS');
  }
}

function established(channel: Channel, sdp: string | undefined): void {
  const accepted = sdp === undefined ? undefined : channel.media?.accept(sdp);
  if (
    accepted?.ok === false ||
    (channel.direction === 'outbound' && channel.media?.negotiated === undefined)
  ) {
    channel.host.log.warn(
      { leg: channel.uuid, why: accepted?.ok === false ? accepted.why : 'no SDP' },
      'bad answer',
    );
    channel.times.answered = channel.host.clock.now();
    channel.hangup('INCOMPATIBLE_DESTINATION');
    return;
  }
  if (channel.direction === 'inbound') return;
  // Another than at first, when a trunk's first address did not answer.
  channel.variables.set('sip_call_id', channel.call?.info.callId);
  channel.times.answered = channel.host.clock.now();
  channel.enterCallState('ACTIVE');
  channel.notice('CHANNEL_ANSWER');
}

function offered(channel: Channel, call: SipCall, sdp: string | undefined): void {
  const media = channel.media;
  if (!channel.up || !media) {
    call.respondToOffer({ status: 500, reason: 'Server Internal Error' });
    return;
  }
  if (sdp === undefined) {
    call.respondToOffer({ sdp: media.offer() });
    return;
  }
  const answer = media.answer(sdp);
  if (answer.ok) call.respondToOffer({ sdp: answer.value });
  else call.respondToOffer({ status: 488, reason: 'Not Acceptable Here' });
  applyHold(channel);
}

type Ended = Extract<SipCallEvent, { type: 'ended' }>;

function remoteEnded(channel: Channel, event: Ended): void {
  channel.hangup(remoteCause(event), { remote: remoteEnd(channel, event) });
}

/** A Reason header (RFC 3326) says it best; then the status, a CANCEL's 487 among them. */
function remoteCause(event: Ended): HangupCause {
  const told = event.q850 === undefined ? undefined : causeOfQ850(event.q850);
  return told ?? (event.status === 0 ? 'NORMAL_CLEARING' : causeOfSipStatus(event.status));
}

/** A talking call that was lost (no ACK, no answer to a re-INVITE, session timer) is ended by our own BYE. */
function remoteEnd(channel: Channel, { status }: Ended): RemoteEnd {
  if (status === 0) return { disposition: 'recv_bye', status: 200 };
  if (channel.answered) return { disposition: 'send_bye', status };
  return { disposition: channel.direction === 'inbound' ? 'recv_cancel' : 'recv_refuse', status };
}

const samePressMs = 500;

/** Digits told by SIP INFO; a phone that also sends RFC 4733 means one key by both. */
class RecentKeys {
  readonly #channel: Channel;
  #last = { digit: '', at: -Infinity };

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.keys.on((key) => {
      if (key.source === 'RTP') this.#last = { digit: key.digit, at: channel.host.clock.monotonic() };
    });
  }

  info(contentType: string, body: string): void {
    const key = parseInfoDigit(contentType, body);
    if (!key) return;
    const now = this.#channel.host.clock.monotonic();
    if (key.digit === this.#last.digit && now - this.#last.at < samePressMs) return;
    this.#channel.press({ ...key, source: 'INFO' });
    const peer = this.#channel.bridge?.other(this.#channel);
    // RFC 4733 is relayed by the media plane; a digit that came by INFO is not in the audio.
    peer?.media?.leg.sendDigits(key.digit, key.durationMs);
  }
}
