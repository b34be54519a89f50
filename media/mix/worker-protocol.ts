import type { MessagePort } from 'node:worker_threads';
import type { DtlsCertificate } from '../webrtc/dtls-certificate.js';
import type {
  MediaEvent,
  MediaStats,
  Negotiated,
  PlayRequest,
  SecureSide,
  SilenceLimit,
  WatchMode,
} from './media-plane.js';

/** What a worker is started with. */
export interface WorkerSettings {
  readonly clipCacheBytes: number;
  /** WAV files of each local stream, absolute. */
  readonly streams: readonly (readonly [name: string, paths: readonly string[]])[];
  /** Of every secure leg. */
  readonly certificate: DtlsCertificate;
}

/** Main thread to worker. `leg` is the id of a leg, `request` one that a reply refers to. */
export type Command =
  | {
      readonly do: 'open';
      readonly request: number;
      readonly leg: number;
      readonly address: string;
      readonly port: number;
      /** Our half of ICE and DTLS; absent for plain RTP. */
      readonly secure?: SecureSide;
    }
  /** Another link for a secure leg; answered as `open` is. */
  | {
      readonly do: 'renew';
      readonly request: number;
      readonly leg: number;
      readonly port: number;
      readonly secure: SecureSide;
    }
  | {
      readonly do: 'configure';
      readonly leg: number;
      readonly negotiated: Negotiated;
      readonly timeoutMs: number;
    }
  | { readonly do: 'play'; readonly leg: number; readonly id: number; readonly request: PlayRequest }
  | { readonly do: 'stopPlay'; readonly leg: number }
  | { readonly do: 'bridge'; readonly leg: number; readonly other: number }
  /** The other party is in another worker, at the far end of `port`. */
  | { readonly do: 'bridgeAcross'; readonly leg: number; readonly port: MessagePort }
  /** Ends whatever connects the leg: a bridge, a conference, a watch. */
  | { readonly do: 'unbridge'; readonly leg: number }
  | { readonly do: 'join'; readonly leg: number; readonly conference: number; readonly muted: boolean }
  /** `guest`, in what follows, is the id of a leg of another worker, at the far end of `port`. */
  | {
      readonly do: 'joinAcross';
      readonly guest: number;
      readonly conference: number;
      readonly muted: boolean;
      readonly port: MessagePort;
    }
  | { readonly do: 'watch'; readonly leg: number; readonly target: number; readonly mode: WatchMode }
  | {
      readonly do: 'watchAcross';
      readonly guest: number;
      readonly target: number;
      readonly mode: WatchMode;
      readonly port: MessagePort;
    }
  /** Of a leg or guest. */
  | { readonly do: 'muteMember'; readonly member: number; readonly on: boolean }
  | { readonly do: 'setWatchMode'; readonly watcher: number; readonly mode: WatchMode }
  | { readonly do: 'dismiss'; readonly guest: number }
  | { readonly do: 'sendDigits'; readonly leg: number; readonly digits: string; readonly durationMs: number }
  | {
      readonly do: 'startRecording';
      readonly leg: number;
      readonly path: string;
      readonly stereo: boolean;
      readonly limitMs?: number;
      readonly silence?: SilenceLimit;
    }
  | { readonly do: 'stopRecording'; readonly leg: number; readonly path: string }
  | { readonly do: 'maskRecording'; readonly leg: number; readonly path: string; readonly on: boolean }
  | { readonly do: 'mute'; readonly leg: number; readonly direction: 'read' | 'write'; readonly on: boolean }
  | { readonly do: 'stats'; readonly request: number; readonly leg: number }
  | { readonly do: 'close'; readonly request: number; readonly leg: number }
  /** `count` reports were taken; see ReportBox. */
  | { readonly do: 'acknowledge'; readonly count: number }
  | { readonly do: 'shutdown'; readonly request: number };

/** Those that say who talks with whom. */
export type ConnectionCommand = Extract<
  Command,
  {
    do:
      | 'bridge'
      | 'bridgeAcross'
      | 'unbridge'
      | 'join'
      | 'joinAcross'
      | 'watch'
      | 'watchAcross'
      | 'muteMember'
      | 'setWatchMode'
      | 'dismiss';
  }
>;
/** What a worker had to leave out since it began, because a thread or a peer stood still. */
export interface Losses {
  readonly ticksSkipped: number;
  /** On the way to another worker. */
  readonly packetsDropped: number;
  /** Not told to the main thread. */
  readonly digitsDropped: number;
}

/** Worker to main thread. */
export type Report =
  | { readonly report: 'event'; readonly leg: number; readonly event: MediaEvent }
  /** Now and then, when there are more than before. */
  | { readonly report: 'losses'; readonly losses: Losses }
  /** Answers `open`; `why` when the ports could not be bound. */
  | { readonly report: 'opened'; readonly request: number; readonly why?: string }
  /** Answers `stats` and `close`. */
  | { readonly report: 'stats'; readonly request: number; readonly stats: MediaStats }
  /** Answers `shutdown`. */
  | { readonly report: 'done'; readonly request: number };
