import { every, type Cancel, type Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import { refuse, type Result } from '../../kernel/result.js';
import type { DtlsCertificate } from '../webrtc/dtls-certificate.js';
import { PeerLink } from '../webrtc/peer-link.js';
import { WebRtcLibrary } from '../webrtc/webrtc-library.js';
import { ClipCache } from './clip-cache.js';
import type { Conference } from './conference.js';
import { Connections } from './connections.js';
import { Leg, type LegSurroundings } from './leg.js';
import type { LegLink } from './leg-link.js';
import { LocalStreams } from './local-streams.js';
import { tickMs } from './outbound.js';
import { PortPair } from './port-pair.js';
import { Ticker } from './ticker.js';
import type { Command, ConnectionCommand, Losses, Report, WorkerSettings } from './worker-protocol.js';

/** Legs are looked after this often, all together, while there are any. */
const housekeepEveryMs = 200;

type LinkPlace = Pick<Extract<Command, { do: 'open' }>, 'address' | 'port' | 'secure'>;

/** The legs of one worker. Carries out commands in order; what comes of them goes to `report`. */
export class LegHost {
  readonly #report: (report: Report) => void;
  readonly #around: LegSurroundings;
  readonly #legs = new Map<number, Leg>();
  readonly #ticking = new Set<Leg | Conference>();
  readonly #ticker: Ticker;
  readonly #connections: Connections;
  readonly #clock: Clock;
  #stopHousekeeping: Cancel | undefined;
  #closed = false;
  readonly #certificate: DtlsCertificate;
  /** Loaded for the first secure leg. */
  #library: Promise<Result<WebRtcLibrary>> | undefined;
  #feeders = 0;

  constructor(settings: WorkerSettings, clock: Clock, random: Random, report: (report: Report) => void) {
    this.#report = report;
    this.#clock = clock;
    this.#certificate = settings.certificate;
    const clips = new ClipCache(clock, settings.clipCacheBytes);
    this.#around = {
      clock,
      random,
      clips,
      streams: new LocalStreams(new Map(settings.streams), clips),
      nextFeeder: () => ++this.#feeders,
      wantsTicks: (leg) => this.#wantsTicks(leg),
    };
    this.#connections = new Connections({
      leg: (id) => this.#legs.get(id),
      now: () => clock.monotonic(),
      nextFeeder: () => ++this.#feeders,
      wantsTicks: (conference) => this.#wantsTicks(conference),
    });
    this.#ticker = new Ticker(clock, tickMs, (nowMs) => this.#tick(nowMs));
  }

  get losses(): Omit<Losses, 'digitsDropped'> {
    return { ticksSkipped: this.#ticker.skipped, packetsDropped: this.#connections.packetsDropped };
  }

  /** A command for a leg that is gone is left undone. */
  carryOut(command: Exclude<Command, { do: 'acknowledge' }>): void {
    const leg = 'leg' in command ? this.#legs.get(command.leg) : undefined;
    switch (command.do) {
      case 'open':
        void this.#open(command);
        break;
      case 'renew':
        void this.#renew(command);
        break;
      case 'configure':
        leg?.configure(command.negotiated, command.timeoutMs);
        break;
      case 'play':
        void leg?.play(command.id, command.request);
        break;
      case 'stopPlay':
        leg?.stopPlay();
        break;
      case 'bridge':
      case 'bridgeAcross':
      case 'join':
      case 'joinAcross':
      case 'watch':
      case 'watchAcross':
      case 'muteMember':
      case 'setWatchMode':
      case 'unbridge':
      case 'dismiss':
        this.#connect(command);
        break;
      case 'sendDigits':
        leg?.sendDigits(command.digits, command.durationMs);
        break;
      case 'startRecording':
        leg?.startRecording(command);
        break;
      case 'stopRecording':
        leg?.stopRecording(command.path);
        break;
      case 'maskRecording':
        leg?.maskRecording(command.path, command.on);
        break;
      case 'mute':
        leg?.mute(command.direction, command.on);
        break;
      case 'stats':
        if (leg) this.#report({ report: 'stats', request: command.request, stats: leg.stats() });
        break;
      case 'close':
        void this.#close(command.request, command.leg);
        break;
      case 'shutdown':
        void this.#shutdown(command.request);
        break;
    }
  }

  async #open(command: Extract<Command, { do: 'open' }>): Promise<void> {
    const link = await this.#link(command);
    if (!link.ok) {
      this.#report({ report: 'opened', request: command.request, why: link.why });
      return;
    }
    const { leg: id } = command;
    const leg = new Leg(this.#around, link.value, (event) =>
      this.#report({ report: 'event', leg: id, event }),
    );
    this.#legs.set(id, leg);
    this.#stopHousekeeping ??= every(this.#clock, housekeepEveryMs, () => this.#housekeep());
    this.#report({ report: 'opened', request: command.request });
  }

  async #renew(command: Extract<Command, { do: 'renew' }>): Promise<void> {
    const { request, port, secure } = command;
    const link = await this.#link({ address: '', port, secure });
    const leg = this.#legs.get(command.leg);
    if (link.ok && leg) leg.relink(link.value);
    else if (link.ok) await link.value.close();
    const why = link.ok ? undefined : link.why;
    this.#report({ report: 'opened', request, ...(why !== undefined && { why }) });
  }

  /** One that is made while the worker is told to end is nobody's. */
  async #link(where: LinkPlace): Promise<Result<LegLink>> {
    const link = await this.#makeLink(where);
    if (!this.#closed || !link.ok) return link;
    await link.value.close();
    return refuse('the media worker is closing');
  }

  async #makeLink({ address, port, secure }: LinkPlace): Promise<Result<LegLink>> {
    if (!secure) return PortPair.bind(address, port);
    this.#library ??= WebRtcLibrary.load(this.#around.clock);
    const library = await this.#library;
    if (!library.ok) return library;
    return PeerLink.reserve({
      library: library.value,
      certificate: this.#certificate,
      local: secure,
      port,
    });
  }

  #connect(command: ConnectionCommand): void {
    const connections = this.#connections;
    switch (command.do) {
      case 'bridge':
        connections.bridge(command.leg, command.other);
        break;
      case 'bridgeAcross':
        connections.bridgeAcross(command.leg, command.port);
        break;
      case 'join':
        connections.join(command.leg, command.conference, command.muted);
        break;
      case 'joinAcross':
        connections.joinAcross(command.guest, command.conference, command.muted, command.port);
        break;
      case 'watch':
        connections.watch(command.leg, command.target, command.mode);
        break;
      case 'watchAcross':
        connections.watchAcross(command.guest, command.target, command.mode, command.port);
        break;
      case 'muteMember':
        connections.muteMember(command.member, command.on);
        break;
      case 'setWatchMode':
        connections.setWatchMode(command.watcher, command.mode);
        break;
      case 'unbridge':
        connections.end(command.leg);
        break;
      case 'dismiss':
        connections.end(command.guest);
        break;
    }
  }

  async #close(request: number, id: number): Promise<void> {
    const leg = this.#legs.get(id);
    if (!leg) return;
    this.#connections.legCloses(id);
    const stats = await leg.close();
    this.#legs.delete(id);
    if (this.#legs.size === 0) this.#restFromHousekeeping();
    this.#report({ report: 'stats', request, stats });
  }

  async #shutdown(request: number): Promise<void> {
    this.#closed = true;
    this.#restFromHousekeeping();
    this.#ticker.stop();
    this.#connections.endAll();
    await Promise.all([...this.#legs.values()].map((leg) => leg.close()));
    this.#legs.clear();
    const library = await this.#library;
    if (library?.ok === true) library.value.close();
    this.#report({ report: 'done', request });
  }

  #housekeep(): void {
    const nowMs = this.#clock.monotonic();
    for (const leg of this.#legs.values()) leg.housekeep(nowMs);
  }

  #restFromHousekeeping(): void {
    this.#stopHousekeeping?.();
    this.#stopHousekeeping = undefined;
  }

  #wantsTicks(one: Leg | Conference): void {
    this.#ticking.add(one);
    this.#ticker.start();
  }

  #tick(nowMs: number): boolean {
    for (const one of this.#ticking) if (!one.tick(nowMs)) this.#ticking.delete(one);
    return this.#ticking.size > 0;
  }
}
