/**
 * The media of legs, as the channels (main thread) see it. Sockets, jitter buffers, mixing and files live in
 * worker threads behind it; the messages between are bounded and carry no audio.
 */
import type { Listenable } from '../../kernel/signal.js';

export type CodecName = 'PCMA' | 'PCMU';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** What one side tells of its ICE agent and of its DTLS certificate (RFC 8839 5, RFC 8122 5). */
export interface SecureSide {
  readonly iceUfrag: string;
  readonly icePwd: string;
  readonly fingerprint: Fingerprint;
  /** Candidates as a=candidate writes them, without the name: `1 1 udp 2130706431 192.0.2.2 20000 typ host`. */
  readonly candidates: readonly string[];
}

export interface Fingerprint {
  readonly algorithm: 'sha-256' | 'sha-384' | 'sha-512';
  /** Upper-case hex octets with colons between. */
  readonly value: string;
}

/** DTLS-SRTP as offer and answer left it. RTP and RTCP share the port. */
export interface NegotiatedSecurity {
  readonly remote: SecureSide;
  /** Name of the stream (RFC 9143). */
  readonly mid: string;
  /** We made the first offer, and so control ICE (RFC 8445 6.1.1). */
  readonly weOffered: boolean;
  /** We open the DTLS association (a=setup:active). */
  readonly weConnect: boolean;
}

/** Result of offer/answer as the media needs it. */
export interface Negotiated {
  readonly remote: Endpoint;
  /** Where RTCP goes; the port above unless a=rtcp (RFC 3605) says otherwise; equal to `remote` with rtcp-mux. */
  readonly remoteRtcp: Endpoint;
  readonly codec: CodecName;
  readonly payloadType: number;
  /** Payload type of telephone-event (RFC 4733), absent when the other side has none. */
  readonly dtmfPayloadType?: number;
  /** Milliseconds of audio a packet sent carries. */
  readonly ptimeMs: number;
  /** Our direction: after a hold by the other side 'recvonly' or 'inactive'. */
  readonly direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
  /** Present on a leg that was opened as secure, and there alone. */
  readonly security?: NegotiatedSecurity;
}

/** What is played, in order. Paths are absolute; WAV of any rate up to 48 kHz, mono or stereo, PCM or G.711. */
export type Source =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'silence'; readonly ms: number }
  /** Cadence of FreeSWITCH's `tone_stream://%(on,off,f1,f2)`, in TGML; see tone.ts. */
  | { readonly kind: 'tone'; readonly tgml: string }
  /** Endless: one shared position for all listeners (`local_stream://NAME`). */
  | { readonly kind: 'stream'; readonly name: string };

export interface PlayRequest {
  readonly sources: readonly Source[];
  /** How often the whole list is played; Infinity for endless. */
  readonly times: number;
}

/** Ends a recording when the leg says nothing: a mean amplitude (of 32,767) below `threshold` for `ms`. */
export interface SilenceLimit {
  readonly threshold: number;
  readonly ms: number;
}

export type MediaEvent =
  /** A digit, once each, from RFC 4733 or found in the audio. */
  | { readonly type: 'digit'; readonly digit: string; readonly durationMs: number }
  /** `play` ended: all of it, by stopPlay, or because a source could not be read (`why` says which and what). */
  | {
      readonly type: 'played';
      readonly id: number;
      readonly how: 'finished' | 'stopped' | 'failed';
      readonly playedMs: number;
      readonly why?: string;
    }
  | { readonly type: 'recordStarted'; readonly path: string }
  | {
      readonly type: 'recordStopped';
      readonly path: string;
      readonly recordedMs: number;
      readonly why?: string;
    }
  /** The first packet of the other side came. */
  | { readonly type: 'heard' }
  /** Nothing came for the time-out set with configure(). */
  | { readonly type: 'timedOut' };

/** Kept for the record (RFC 3550 6.4, appendix A.8). */
export interface MediaStats {
  readonly inPackets: number;
  readonly inBytes: number;
  readonly outPackets: number;
  readonly outBytes: number;
  /** Lost on the way to us, after reordering. */
  readonly inLost: number;
  readonly inJitterMs: number;
  readonly inMaxJitterMs: number;
  /** Late for the jitter buffer. */
  readonly inLate: number;
  readonly inInvalid: number;
  /** Last report of the other side about what we send; absent when none came. */
  readonly remoteLostFraction?: number;
  readonly remoteLost?: number;
  readonly remoteJitterMs?: number;
  readonly roundTripMs?: number;
  /** 1 to 4.5, ITU-T G.107 from loss and jitter of what came in. */
  readonly mos: number;
}

/** Whom a watcher is heard by besides listening to both. Both: they take part in the call. */
export interface WatchMode {
  /** With what the watched leg says: by those it talks with. */
  readonly intoSaid: boolean;
  /** With what the watched leg hears: by that leg alone. */
  readonly intoHeard: boolean;
}

/** One leg's media. Calls are accepted at once and carried out in order; failures come as events. */
export interface MediaLeg {
  readonly id: number;
  /** Where to receive; RTCP on port + 1 (rtcp-mux is accepted too). */
  readonly local: Endpoint;
  /** Our half of ICE and DTLS, on a leg that was opened as secure. */
  readonly secure?: SecureSide;
  readonly events: Listenable<MediaEvent>;
  /** May be called again after a re-INVITE, on a secure leg with the same `security`. `timeoutMs` 0 is never. */
  configure(negotiated: Negotiated, options: { readonly timeoutMs: number }): void;
  /**
   * Replaces what is playing (which then ends as 'stopped'). While bridged, this leg hears it in place of the other
   * leg; when it ends the other leg is heard again. @returns the id in the 'played' event.
   */
  play(request: PlayRequest): number;
  stopPlay(): void;
  /** Connects both directions; audio and digits are relayed. Either leg's play() stops. Undone by unbridge or close. */
  bridge(other: MediaLeg): void;
  /** Undoes bridge, watch, and MediaConference.join: the leg talks with nobody. */
  unbridge(): void;
  /**
   * Listens to what `target` says and hears; again for the same target changes the mode. The target's call is relayed
   * as before, save for a direction that is spoken into. Undone by unbridge, or when either leg closes.
   */
  watch(target: MediaLeg, mode: WatchMode): void;
  sendDigits(digits: string, durationMs: number): void;
  /** 16-bit WAV, 8 kHz; stereo: left what this leg says, right what it hears. Several at once are allowed. */
  startRecording(request: {
    readonly path: string;
    readonly stereo: boolean;
    readonly limitMs?: number;
    readonly silence?: SilenceLimit;
  }): void;
  stopRecording(path: string): void;
  /** Writes silence into that recording while on; the call itself goes on being heard. */
  maskRecording(path: string, on: boolean): void;
  /** Silence instead of audio: `read` what comes from the other side, `write` what goes to it. */
  mute(direction: 'read' | 'write', on: boolean): void;
  stats(): Promise<MediaStats>;
  /**
   * A new association at a new port, on a secure leg, in the place of the old one, which ends now: a browser that comes
   * back after a reload. To be configured anew; all else of the leg goes on.
   * @throws YihaoError 'media.full'; the leg is then as it was.
   */
  renew(addresses: readonly string[]): Promise<void>;
  /** Frees the ports. @returns the last figures. */
  close(): Promise<MediaStats>;
}

/** Legs that hear each other, each without its own voice; mixed in the worker of the first one. */
export interface MediaConference {
  /** The leg leaves what it is in; its play() goes on being heard by it alone. Undone by the leg's unbridge or close. */
  join(leg: MediaLeg, options: { readonly muted: boolean }): void;
  /** A muted member hears and isn't heard. */
  mute(leg: MediaLeg, on: boolean): void;
}

export interface MediaPlane {
  /**
   * Takes a port pair in a worker with room.
   * @param near a leg that this one will likely be bridged to: it goes to the same worker when that has room.
   * @param address local address to bind, which selects IPv4 or IPv6.
   * @param secure ICE and DTLS-SRTP instead of plain RTP, reached at these addresses, the likeliest first.
   * @throws YihaoError 'media.full' when every worker carries its bound, or no port is free.
   */
  open(options: {
    readonly address: string;
    readonly near?: MediaLeg;
    readonly secure?: { readonly addresses: readonly string[] };
  }): Promise<MediaLeg>;
  conference(): MediaConference;
  /** Legs and bound of each worker, for status and metrics. */
  load(): readonly { readonly worker: number; readonly legs: number; readonly bound: number }[];
  close(): Promise<void>;
}
