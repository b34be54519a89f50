/** The audio of one SIP session: what is heard, what is sent, the keys, and whether packets find their way. */
import type { Web } from 'sip.js';

export class SessionAudio {
  readonly #player = new Audio();
  readonly #failed: (what: 'path' | 'microphone') => void;
  readonly #listening = new AbortController();
  #handler: Web.SessionDescriptionHandler | undefined;
  #output: string;
  #muted = false;

  /** @param output device to play on; empty is the system's choice. */
  constructor(output: string, failed: (what: 'path' | 'microphone') => void) {
    this.#output = output;
    this.#failed = failed;
  }

  get connection(): RTCPeerConnection | undefined {
    return this.#handler?.peerConnection;
  }

  /** SIP.js made what carries the session's media. */
  attach(handler: Web.SessionDescriptionHandler): void {
    this.#handler = handler;
    const { signal } = this.#listening;
    // The stream is empty as yet, and Chromium does not begin by itself to play one that gets its track later.
    handler.remoteMediaStream.addEventListener('addtrack', () => this.#play(handler.remoteMediaStream), {
      signal,
    });
    void this.playOn(this.#output);
    const { peerConnection } = handler;
    peerConnection?.addEventListener(
      'connectionstatechange',
      () => {
        if (peerConnection.connectionState === 'failed') this.#failed('path');
        if (peerConnection.connectionState === 'connected') this.#watchMicrophone(signal);
      },
      { signal },
    );
  }

  /** A page with an open microphone may play without having been clicked. */
  #play(stream: MediaStream): void {
    this.#player.srcObject = stream;
    this.#player.play().catch(() => undefined);
  }

  /** A browser that cannot choose the loudspeaker plays on the system's. */
  async playOn(output: string): Promise<void> {
    this.#output = output;
    if (output !== '' || this.#player.sinkId !== '')
      await this.#player.setSinkId(output).catch(() => undefined);
  }

  /** Puts another microphone into the call of now. @throws Error when it does not open. */
  async recordFrom(constraints: MediaStreamConstraints): Promise<void> {
    const sender = this.#sender();
    if (!sender) return;
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    const [track] = stream.getAudioTracks();
    if (!track) return;
    track.enabled = !this.#muted;
    const before = sender.track;
    await sender.replaceTrack(track);
    before?.stop();
    this.#watchMicrophone(this.#listening.signal);
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    const track = this.#sender()?.track;
    if (track) track.enabled = !muted;
  }

  /** insertDTMF replaces what still waits, so that goes along. */
  sendDigits(digits: string): boolean {
    const dtmf = this.#sender()?.dtmf;
    if (!dtmf?.canInsertDTMF) return false;
    dtmf.insertDTMF(dtmf.toneBuffer + digits, 100, 70);
    return true;
  }

  close(): void {
    this.#listening.abort();
    this.#sender()?.track?.stop();
    this.#player.srcObject = null;
    this.connection?.close();
  }

  #sender(): RTCRtpSender | undefined {
    return this.connection?.getSenders().find(({ track }) => track?.kind === 'audio');
  }

  #watchMicrophone(signal: AbortSignal): void {
    // 'ended' comes when the device goes, not when we stop the track ourselves.
    this.#sender()?.track?.addEventListener('ended', () => this.#failed('microphone'), { signal });
  }
}
