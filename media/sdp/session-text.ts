/** Offer and answer on the texts that SIP carries. */
import { refuse, ok, type Result } from '../../kernel/result.js';
import type { Negotiated } from '../mix/media-plane.js';
import type { SessionDescription } from './description.js';
import { answerOffer, applyAnswer, createOffer, type LocalMedia } from './offer-answer.js';
import { parseSdp } from './parse.js';
import { isSecureProfile } from './security.js';
import { writeSdp } from './write.js';

export const sessionDescriptions = {
  /** @param previous our last description in this session, when this offer changes it. */
  offer(local: LocalMedia, previous?: string): string {
    const before = previous === undefined ? undefined : parseSdp(previous);
    return writeSdp(createOffer(local, before?.ok === true ? before.value : undefined));
  },

  /** @returns our answer and what came of it, or why there is none (for a 488). */
  answer(
    offer: string,
    local: LocalMedia,
  ): Result<{ readonly sdp: string; readonly negotiated: Negotiated }> {
    const theirs = read(offer);
    if (!theirs.ok) return theirs;
    const answered = answerOffer(theirs.value, local);
    if (!answered.ok) return answered;
    return ok({ sdp: writeSdp(answered.value.answer), negotiated: answered.value.negotiated });
  },

  /** Whether an offer is a browser's: its audio goes over DTLS-SRTP. */
  isSecure(offer: string): boolean {
    const theirs = parseSdp(offer);
    const audio = theirs.ok
      ? theirs.value.media.find(({ kind, port }) => kind === 'audio' && port > 0)
      : undefined;
    return audio !== undefined && isSecureProfile(audio.protocol);
  },

  accept(answer: string, local: LocalMedia): Result<Negotiated> {
    const theirs = read(answer);
    return theirs.ok ? applyAnswer(theirs.value, local) : theirs;
  },
};

function read(text: string): Result<SessionDescription> {
  const parsed = parseSdp(text);
  return parsed.ok ? parsed : refuse(`SDP line ${parsed.line}: ${parsed.why}`);
}
