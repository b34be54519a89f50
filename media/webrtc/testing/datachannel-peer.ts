import { guarded, type PeerConnection, type Track, type WebRtcLibrary } from '../webrtc-library.js';

/** The far end of a secure leg, for tests and measurements that need no browser: libdatachannel with one audio track. */
export class DatachannelPeer {
  readonly #library: WebRtcLibrary;
  readonly #connection: PeerConnection;
  readonly #gathered: Promise<void>;
  /** Resolves when DTLS is through. */
  readonly connected: Promise<void>;
  #track: Track | undefined;
  state = 'new';
  onPacket: (packet: Buffer) => void = () => undefined;

  constructor(library: WebRtcLibrary, name: string) {
    this.#library = library;
    let connected = (): void => undefined;
    this.connected = new Promise((resolve) => (connected = resolve));
    const connection = library.connect(name, { iceServers: [], disableAutoNegotiation: true }, (state) => {
      this.state = state;
      if (state === 'connected') connected();
    });
    this.#connection = connection;
    this.#gathered = new Promise((resolve) => {
      connection.onGatheringStateChange(
        guarded((state) => {
          if (state === 'complete') resolve();
        }),
      );
    });
  }

  async offer(): Promise<string> {
    this.#addTrack('0');
    this.#connection.setLocalDescription('offer');
    return this.#description();
  }

  accept(answer: string): void {
    this.#connection.setRemoteDescription(answer, 'answer');
  }

  async answer(offer: string): Promise<string> {
    const candidates = offer.split('\r\n').filter((line) => line.startsWith('a=candidate:'));
    const bare = offer.replace(/a=(candidate:|end-of-candidates).*\r\n/g, '');
    this.#connection.setRemoteDescription(bare, 'offer');
    this.#addTrack('0');
    this.#connection.setLocalDescription('answer');
    for (const line of candidates) this.#connection.addRemoteCandidate(line.slice(2), '0');
    return this.#description();
  }

  /** @returns whether the association took it. */
  send(packet: Buffer): boolean {
    return this.#track?.isOpen() === true && this.#track.sendMessageBinary(packet);
  }

  close(): void {
    this.#connection.close();
  }

  #addTrack(mid: string): void {
    const codecs = { PCMA: 8, 'telephone-event': 101 };
    const packet = (bytes: Buffer): void => this.onPacket(bytes);
    this.#track = this.#library.addAudio(this.#connection, mid, codecs, { packet });
  }

  async #description(): Promise<string> {
    await this.#gathered;
    // The library takes every codec that it doesn't know for Opus.
    return (
      this.#connection.localDescription()?.sdp.replace('telephone-event/48000/2', 'telephone-event/8000') ??
      ''
    );
  }
}
