import { availableParallelism } from 'node:os';
import { systemClock, type Cancel, type Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import type { Logger } from '../../kernel/log.js';
import type { Random } from '../../kernel/random.js';
import { createDtlsCertificate, type DtlsCertificate } from '../webrtc/dtls-certificate.js';
import { hostCandidates } from '../webrtc/host-candidates.js';
import type { MediaConference, MediaLeg, MediaPlane, SecureSide } from './media-plane.js';
import { PortPool } from './port-pool.js';
import { RemoteConference } from './remote-conference.js';
import { RemoteLeg, type Bound } from './remote-leg.js';
import { WorkerHandle } from './worker-handle.js';
import type { WorkerSettings } from './worker-protocol.js';

export interface MediaPlaneSettings {
  /** RTP and RTCP ports, inclusive; a leg takes an even one and the next. */
  readonly ports: { readonly first: number; readonly last: number };
  /** Worker threads; by default one less than the processors, at least one. */
  readonly workers?: number;
  /** Bound of legs of one worker. */
  readonly legsPerWorker: number;
  /** Prompts kept decoded, per worker. */
  readonly clipCacheBytes?: number;
  /** WAV files (absolute paths) of each `local_stream`, by name. */
  readonly streams?: Readonly<Record<string, readonly string[]>>;
}

const defaultClipCacheBytes = 64 * 1024 * 1024;
/** Ports of the range that other programs may hold before we give up. */
const maxBindAttempts = 32;
/** A worker that died younger than this is started again only after as long, lest one that cannot start spins. */
const restartMs = 1000;

interface Surroundings {
  readonly logger: Logger;
  readonly random: Random;
  /** The machine's by default. */
  readonly clock?: Clock;
}

/** Starts the media workers. Close it to end them. */
export function createMediaPlane(settings: MediaPlaneSettings, surroundings: Surroundings): MediaPlane {
  return new WorkerPlane(settings, surroundings);
}

class WorkerPlane implements MediaPlane {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #certificate: DtlsCertificate;
  readonly #ports: PortPool;
  readonly #bound: number;
  readonly #workerSettings: WorkerSettings;
  readonly #workers: WorkerHandle[];
  readonly #legs = new Map<number, RemoteLeg>();
  readonly #restarts = new Set<Cancel>();
  /** Those that have members. */
  readonly #conferences = new Set<RemoteConference>();
  #lastLeg = 0;
  #lastConference = 0;
  #closing: Promise<void> | undefined;

  constructor(settings: MediaPlaneSettings, { logger, random, clock }: Surroundings) {
    this.#logger = logger;
    this.#clock = clock ?? systemClock;
    this.#random = random;
    this.#certificate = createDtlsCertificate(this.#clock.now(), random);
    this.#bound = settings.legsPerWorker;
    this.#ports = new PortPool(settings.ports.first, settings.ports.last, random);
    this.#workerSettings = {
      clipCacheBytes: settings.clipCacheBytes ?? defaultClipCacheBytes,
      streams: Object.entries(settings.streams ?? {}),
      certificate: this.#certificate,
    };
    const count = settings.workers ?? Math.max(1, availableParallelism() - 1);
    this.#workers = Array.from({ length: count }, (_, index) => this.#start(index));
  }

  async open(options: Parameters<MediaPlane['open']>[0]): Promise<MediaLeg> {
    const worker = this.#place(options.near);
    const id = ++this.#lastLeg;
    worker.legs.add(id);
    const { local, secure } = await this.#bind(worker, id, 'open', options).catch((error: unknown) => {
      worker.legs.delete(id);
      throw error;
    });
    const leg: RemoteLeg = new RemoteLeg(id, local, worker, {
      ...(secure && { secure }),
      rebind: async (addresses) => {
        const { port } = leg.local;
        const bound = await this.#bind(worker, id, 'renew', {
          address: local.address,
          secure: { addresses },
        });
        this.#ports.release(port);
        return bound;
      },
      onClosed: () => {
        this.#legs.delete(id);
        worker.legs.delete(id);
        this.#ports.release(leg.local.port);
      },
      onThrow: (error) => this.#logger.error({ err: error, leg: id }, 'a listener of media events threw'),
    });
    this.#legs.set(id, leg);
    return leg;
  }

  conference(): MediaConference {
    return new RemoteConference(++this.#lastConference, this.#conferences);
  }

  load(): readonly { readonly worker: number; readonly legs: number; readonly bound: number }[] {
    return this.#workers.map(({ index, legs }) => ({ worker: index, legs: legs.size, bound: this.#bound }));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const cancel of this.#restarts) cancel();
    await Promise.all(
      this.#workers.map(async (worker) => {
        await worker.request((request) => ({ do: 'shutdown', request }));
        await worker.terminate();
      }),
    );
  }

  /** @throws YihaoError 'media.full'. */
  #place(near: MediaLeg | undefined): WorkerHandle {
    if (this.#closing) throw new YihaoError('media.full', { reason: 'the media plane is closing' });
    const hasRoom = (worker: WorkerHandle): boolean => worker.alive && worker.legs.size < this.#bound;
    if (near instanceof RemoteLeg && this.#workers.includes(near.worker) && hasRoom(near.worker))
      return near.worker;
    const [least] = this.#workers.filter(hasRoom).sort((a, b) => a.legs.size - b.legs.size);
    if (!least)
      throw new YihaoError('media.full', {
        reason: `every media worker carries ${this.#bound} legs or is down`,
      });
    return least;
  }

  /** @throws YihaoError 'media.full'. */
  async #bind(
    worker: WorkerHandle,
    leg: number,
    how: 'open' | 'renew',
    options: Parameters<MediaPlane['open']>[0],
  ): Promise<Bound> {
    const { address } = options;
    let why = 'no port of the range is free';
    for (let attempt = 0; attempt < maxBindAttempts; attempt++) {
      const port = this.#ports.take();
      if (port === undefined) break;
      const secure = options.secure && this.#secureSide(options.secure.addresses, port);
      const reply = await worker.request((request) =>
        how === 'renew' && secure
          ? { do: 'renew', request, leg, port, secure }
          : { do: 'open', request, leg, address, port, ...(secure && { secure }) },
      );
      if (reply?.report === 'opened' && reply.why === undefined)
        return { local: { address: options.secure?.addresses[0] ?? address, port }, secure };
      this.#ports.release(port);
      why = reply?.report === 'opened' ? (reply.why ?? why) : 'the media worker died';
    }
    throw new YihaoError('media.full', { reason: why });
  }

  /** Fresh credentials for every leg (RFC 8445 5.3): 32 and 128 random bits. */
  #secureSide(addresses: readonly string[], port: number): SecureSide {
    return {
      iceUfrag: this.#random.hex(4),
      icePwd: this.#random.hex(16),
      fingerprint: this.#certificate.fingerprint,
      candidates: hostCandidates(addresses, port),
    };
  }

  #start(index: number): WorkerHandle {
    const startedMs = this.#clock.monotonic();
    const worker = new WorkerHandle(index, this.#workerSettings, {
      reported: (report) => {
        if (report.report === 'event') this.#legs.get(report.leg)?.take(report.event);
        else if (report.report === 'losses')
          this.#logger.warn({ worker: index, ...report.losses }, 'a media worker could not keep up');
      },
      died: (why) => this.#replace(worker, why, this.#clock.monotonic() - startedMs),
    });
    return worker;
  }

  #replace(worker: WorkerHandle, why: string, livedMs: number): void {
    if (this.#closing) return;
    const { index, legs } = worker;
    this.#logger.error({ worker: index, legs: legs.size, livedMs, why }, 'a media worker died');
    const restart = (): void => {
      this.#restarts.delete(cancel);
      this.#workers[index] = this.#start(index);
    };
    const cancel = this.#clock.after(livedMs < restartMs ? restartMs : 0, restart);
    this.#restarts.add(cancel);
    for (const id of legs) this.#legs.get(id)?.lost(`the media worker died: ${why}`);
    for (const conference of this.#conferences) conference.workerDied(worker);
  }
}
