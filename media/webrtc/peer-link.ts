import { createSocket, type Socket } from 'node:dgram';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { LegLink, LinkReceiver } from '../mix/leg-link.js';
import type { Endpoint, Negotiated, NegotiatedSecurity, SecureSide } from '../mix/media-plane.js';
import type { DtlsCertificate } from './dtls-certificate.js';
import { peerDescription } from './peer-description.js';
import type { PeerConnection, Track, WebRtcLibrary } from './webrtc-library.js';

export interface PeerLinkOptions {
  readonly library: WebRtcLibrary;
  readonly certificate: DtlsCertificate;
  readonly local: SecureSide;
  readonly port: number;
}

/**
 * A DTLS-SRTP association with ICE, in libdatachannel's threads: this one gets and gives plain RTP.
 * ICE starts with the first configure(), since a call that rings for a minute would outlast its patience.
 */
export class PeerLink implements LegLink {
  readonly #options: PeerLinkOptions;
  /** Keeps the port until ICE takes it. */
  #reservation: Socket | undefined;
  #receiver: LinkReceiver | undefined;
  #connection: PeerConnection | undefined;
  #track: Track | undefined;
  #remote: Endpoint = { address: '', port: 0 };
  #open = false;

  private constructor(options: PeerLinkOptions, reservation: Socket) {
    this.#options = options;
    this.#reservation = reservation;
  }

  /** Takes the port on every address of ours. */
  static reserve(options: PeerLinkOptions): Promise<Result<PeerLink>> {
    return new Promise((resolve) => {
      const socket = createSocket('udp4');
      socket.once('error', (error) => {
        socket.close();
        resolve(refuse(error.message));
      });
      socket.bind({ port: options.port, exclusive: true }, () => resolve(ok(new PeerLink(options, socket))));
    });
  }

  listen(receiver: LinkReceiver): void {
    this.#receiver = receiver;
  }

  configure(negotiated: Negotiated): void {
    this.#remote = negotiated.remote;
    if (!negotiated.security || !this.#reservation) return;
    try {
      this.#connect(negotiated.security);
    } catch {
      // What the library does not take costs this leg alone, not the thread with all the others.
      this.#lost();
    }
  }

  sendRtp(bytes: Uint8Array, offset: number, length: number): void {
    if (!this.#open) return;
    const packet = Buffer.from(bytes.buffer, bytes.byteOffset + offset, length);
    try {
      this.#track?.sendMessageBinary(packet);
    } catch {
      // It closed in its own threads and this one is about to hear of it.
      this.#open = false;
    }
  }

  sendRtcp(bytes: Uint8Array): void {
    this.sendRtp(bytes, 0, bytes.length);
  }

  /** Nothing: SRTP takes packets of its peer alone. */
  connect(): void {
    return;
  }

  disconnect(): void {
    return;
  }

  close(): Promise<void> {
    this.#open = false;
    this.#receiver = undefined;
    this.#release();
    this.#connection?.close();
    this.#connection = undefined;
    this.#track = undefined;
    return Promise.resolve();
  }

  #release(): void {
    this.#reservation?.close();
    this.#reservation = undefined;
  }

  #connect(security: NegotiatedSecurity): void {
    const { library, certificate, local, port } = this.#options;
    this.#release();
    const connection = library.connect(
      `leg ${port}`,
      {
        iceServers: [],
        portRangeBegin: port,
        portRangeEnd: port,
        disableAutoNegotiation: true,
        certificatePemFile: certificate.certificatePem,
        keyPemFile: certificate.keyPem,
      },
      (state) => {
        if (state === 'closed' || state === 'failed' || state === 'disconnected') this.#lost();
      },
    );
    this.#connection = connection;
    const credentials = { iceUfrag: local.iceUfrag, icePwd: local.icePwd };
    const description = peerDescription(security);
    if (security.weOffered) {
      this.#addAudio(connection, security.mid);
      connection.setLocalDescription('offer', credentials);
      connection.setRemoteDescription(description, 'answer');
    } else {
      connection.setRemoteDescription(description, 'offer');
      this.#addAudio(connection, security.mid);
      connection.setLocalDescription('answer', credentials);
    }
    for (const candidate of security.remote.candidates)
      connection.addRemoteCandidate(`candidate:${candidate}`, security.mid);
  }

  #addAudio(connection: PeerConnection, mid: string): void {
    // A number for the parser alone: payload types are for the leg to tell apart.
    this.#track = this.#options.library.addAudio(
      connection,
      mid,
      { PCMA: 8 },
      {
        open: () => (this.#open = true),
        packet: (packet) => this.#receiver?.rtp(packet, this.#remote),
      },
    );
  }

  #lost(): void {
    this.#open = false;
    this.#receiver?.lost();
  }
}
