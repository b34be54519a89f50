import type { Source } from '../mix/media-plane.js';
import type { Channel } from './channel.js';
import { parseSources } from './play-source.js';

/**
 * Holds (`on`) or retrieves a leg: a re-INVITE tells it, and whom it talks to hears its `hold_music`, or silence.
 * @returns false when nothing is established that could be held.
 */
export function holdLeg(channel: Channel, on: boolean): boolean {
  const media = channel.media;
  if (!channel.up || !channel.answered || !channel.call || !media) return false;
  if (media.holding === on) return true;
  const offer = media.holdOffer(on);
  if (offer === undefined) return false;
  channel.call.reinvite(offer);
  applyHold(channel);
  return true;
}

/** Tells a change of hold, of either side's making, and plays to the other leg what it should hear meanwhile. */
export function applyHold(channel: Channel): void {
  const media = channel.media;
  if (!channel.up || !media) return;
  const held = media.holding || media.heldByRemote;
  if (held === (channel.callState === 'HELD')) return;
  if (!channel.answered) return;
  channel.hold(held);
  const peer = channel.bridge?.other(channel);
  if (!peer?.media) return;
  if (!held) peer.media.leg.stopPlay();
  else peer.media.leg.play({ sources: holdSources(channel), times: Infinity });
}

const silence: readonly Source[] = [{ kind: 'silence', ms: 1000 }];

function holdSources(channel: Channel): readonly Source[] {
  const music = channel.variables.get('hold_music');
  const sources = music === undefined ? undefined : parseSources(music);
  return sources?.ok === true ? sources.value : silence;
}
