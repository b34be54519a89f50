import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as NodeDatachannel from 'node-datachannel';
import type { Cancel, Clock } from '../../kernel/clock.js';
import { ok, refuse, type Result } from '../../kernel/result.js';

type Binding = Pick<typeof NodeDatachannel, 'PeerConnection' | 'Audio' | 'cleanup'>;
export type PeerConnection = NodeDatachannel.PeerConnection;
export type Track = NodeDatachannel.Track;

/** How much longer than us the library's threads may use a closed track. */
const lingerMs = 2_000;

/** glibc's value, which Node has no name for: the library's threads outlive the worker that loaded it. */
const keepLoaded = 0x1000;

/**
 * libdatachannel for one thread. The native module keeps its constructors in static memory, for the thread that loads
 * it first, so each worker loads a copy of the file. Its other hazards are kept in here, as each ends the whole process:
 * an exception that leaves a callback; a thread that ends while connections are open; and garbage. Its threads use a
 * connection or track a moment longer than ours, which thus must be kept until then. A track that nobody hears closing
 * stays on the native module's list as a pointer to nothing, and one that is not told to close keeps callbacks that must
 * not outlive our thread.
 */
export class WebRtcLibrary {
  readonly #binding: Binding;
  readonly #clock: Clock;
  readonly #connections = new Set<PeerConnection>();
  /** With what calls their last moment off, when they are closing. */
  readonly #tracks = new Map<Track, Cancel | undefined>();
  readonly #onExit = (): void => this.close();

  private constructor(binding: Binding, clock: Clock) {
    this.#binding = binding;
    this.#clock = clock;
    process.once('exit', this.#onExit);
  }

  static async load(clock: Clock): Promise<Result<WebRtcLibrary>> {
    const file = nativeFile();
    if (file === undefined) return refuse('node-datachannel has no binary for this machine');
    const folder = await mkdtemp(join(tmpdir(), 'yihao-webrtc-'));
    try {
      const copy = join(folder, 'node_datachannel.node');
      await copyFile(file, copy);
      const loaded: { exports: Partial<Binding> } = { exports: {} };
      const flags = constants.dlopen.RTLD_NOW | (process.platform === 'linux' ? keepLoaded : 0);
      process.dlopen(loaded, copy, flags);
      return ok(new WebRtcLibrary(loaded.exports as Binding, clock));
    } catch (error) {
      return refuse(`node-datachannel can't be loaded: ${error instanceof Error ? error.message : ''}`);
    } finally {
      // What is mapped stays mapped.
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** @param onState told each state; see guarded(). */
  connect(name: string, config: NodeDatachannel.RtcConfig, onState: (state: string) => void): PeerConnection {
    const connection = new this.#binding.PeerConnection(name, config);
    this.#connections.add(connection);
    connection.onStateChange(
      guarded((state) => {
        if (state === 'closed') this.#connections.delete(connection);
        onState(state);
      }),
    );
    return connection;
  }

  /** Adds audio to the connection. @param codecs with their payload types. */
  addAudio(
    connection: PeerConnection,
    mid: string,
    codecs: Readonly<Record<string, number>>,
    on: { readonly open?: () => void; readonly packet: (packet: Buffer) => void },
  ): Track {
    const audio = new this.#binding.Audio(mid, 'SendRecv');
    for (const [codec, payloadType] of Object.entries(codecs)) audio.addAudioCodec(payloadType, codec);
    const track = connection.addTrack(audio);
    this.#tracks.set(track, undefined);
    track.onClosed(
      guarded(() =>
        this.#tracks.set(
          track,
          this.#clock.after(lingerMs, () => this.#forget(track)),
        ),
      ),
    );
    if (on.open) track.onOpen(guarded(on.open));
    track.onMessage(guarded(on.packet));
    return track;
  }

  /** Ends every connection and the library's threads; takes a few milliseconds. */
  close(): void {
    process.off('exit', this.#onExit);
    for (const connection of this.#connections) connection.close();
    this.#binding.cleanup();
    this.#connections.clear();
    for (const [track, cancel] of this.#tracks) {
      cancel?.();
      this.#forget(track);
    }
  }

  #forget(track: Track): void {
    this.#tracks.delete(track);
    track.close();
  }
}

/** A callback for the library: what it throws becomes an uncaught exception of this thread. */
export function guarded<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      run(...args);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
}

/** npm installs the package of this platform alone. */
function nativeFile(): string | undefined {
  const { platform, arch } = process;
  const resolve = createRequire(createRequire(import.meta.url).resolve('node-datachannel')).resolve;
  for (const variant of ['-gnu', '-musl', '-msvc', '']) {
    try {
      return resolve(`@node-datachannel/${platform}-${arch}${variant}`);
    } catch {
      continue;
    }
  }
  return undefined;
}
