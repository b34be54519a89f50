import type { LogLevel } from '../kernel/log.js';
import type { Settings } from '../kernel/settings-table.js';

/** Settings of the switch process, in the units that it works with. */
export interface SwitchSettings {
  readonly sip: {
    readonly addresses: readonly string[];
    readonly port: number;
    readonly domain: string;
    /** Address in Via and Contact where it is not the local one. */
    readonly advertised?: string;
  };
  /** SIP of browsers (RFC 7118). */
  readonly webSocket: {
    readonly address: string;
    readonly port: number;
    /** Paths of PEM files; with them there is a secure port as well. */
    readonly tls?: {
      readonly certificate: string;
      readonly key: string;
      readonly address: string;
      readonly port: number;
    };
  };
  readonly rtp: {
    readonly firstPort: number;
    readonly lastPort: number;
    /** Address in SDP where it is not the local one. */
    readonly advertised?: string;
    /** Milliseconds without RTP until MEDIA_TIMEOUT; 0 is never. */
    readonly timeoutMs: number;
    /** The same for browsers, where it is shorter; 0 is no bound. */
    readonly browserTimeoutMs: number;
  };
  /** Undefined: the media plane decides. */
  readonly workers?: number;
  readonly legsPerWorker: number;
  readonly channels: number;
  readonly eventSocket: { readonly address: string; readonly port: number; readonly password: string };
  readonly directory: { readonly url: string; readonly secret: string };
  /** As written: a JSON list, a file, or nothing. */
  readonly trunks: string;
  /** WAV file or folder for `local_stream://moh`, or nothing. */
  readonly holdMusic: string;
  readonly demo: boolean;
  readonly logLevel: LogLevel;
  readonly logPersonal: boolean;
}

/** Picks the switch's settings out of all. */
export function switchSettings(all: Settings): SwitchSettings {
  // Who reaches our SIP by another address than our own reaches our audio by it as well.
  const rtpAddress = all.rtpAddress === '' ? all.sipAdvertisedAddress : all.rtpAddress;
  return {
    sip: {
      addresses: all.sipAddresses,
      port: all.sipPort,
      domain: all.sipDomain,
      ...(all.sipAdvertisedAddress !== '' && { advertised: all.sipAdvertisedAddress }),
    },
    webSocket: {
      address: all.wsAddress,
      port: all.wsPort,
      ...(all.tlsCertificate !== '' && {
        tls: {
          certificate: all.tlsCertificate,
          key: all.tlsKey,
          address: all.wssAddress,
          port: all.wssPort,
        },
      }),
    },
    rtp: {
      firstPort: all.rtpFirstPort,
      lastPort: all.rtpLastPort,
      ...(rtpAddress !== '' && { advertised: rtpAddress }),
      timeoutMs: all.rtpTimeoutSeconds * 1000,
      browserTimeoutMs: all.browserTimeoutSeconds * 1000,
    },
    ...(all.mediaWorkers > 0 && { workers: all.mediaWorkers }),
    legsPerWorker: all.legsPerWorker,
    channels: all.channels,
    eventSocket: {
      address: all.eventSocketAddress,
      port: all.eventSocketPort,
      password: all.eventSocketPassword,
    },
    directory: {
      url: all.directoryUrl === '' ? `http://127.0.0.1:${all.httpPort}/switch/directory` : all.directoryUrl,
      secret: all.switchSecret,
    },
    trunks: all.trunks,
    holdMusic: all.holdMusic,
    demo: all.demo,
    logLevel: all.logLevel,
    logPersonal: all.logPersonal,
  };
}
