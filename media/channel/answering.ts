import type { Channel } from './channel.js';

/** Rings at an inbound caller. @returns false when the channel is past that. */
export function ringReady(channel: Channel): boolean {
  if (!channel.up || channel.direction !== 'inbound' || !channel.call) return false;
  if (channel.answered || channel.times.progress > 0) return true;
  channel.call.progress(180);
  channel.times.progress = channel.host.clock.now();
  channel.enterCallState('RINGING');
  channel.notice('CHANNEL_PROGRESS');
  return true;
}

/** Opens media towards an inbound caller without answering (183). @returns false when it can't be. */
export function preAnswer(channel: Channel): boolean {
  if (!channel.up || !channel.media) return false;
  if (channel.answered || channel.times.progressMedia > 0) return true;
  // An INVITE without an offer has no media before it is answered (RFC 3261 13.2.1).
  const sdp = channel.media.description;
  if (channel.direction !== 'inbound' || !channel.call || sdp === undefined) return false;
  channel.call.progress(183, sdp);
  channel.media.begin();
  channel.times.progressMedia = channel.host.clock.now();
  channel.enterCallState('EARLY');
  channel.notice('CHANNEL_PROGRESS_MEDIA');
  return true;
}

/** Answers an inbound call. @returns false when it can't be. */
export function answer(channel: Channel): boolean {
  if (!channel.up) return false;
  if (channel.answered) return true;
  if (channel.direction !== 'inbound' || !channel.call || !channel.media) return false;
  channel.call.answer(channel.media.description ?? channel.media.offer());
  channel.media.begin();
  channel.times.answered = channel.host.clock.now();
  channel.enterCallState('ACTIVE');
  channel.notice('CHANNEL_ANSWER');
  return true;
}
