import { hostname } from 'node:os';
import { every, type Clock } from '../kernel/clock.js';
import type { Logger } from '../kernel/log.js';
import type { Random } from '../kernel/random.js';
import { Scope } from '../kernel/scope.js';
import { scopedClock } from '../kernel/scoped-clock.js';
import { applications } from './channel/application/catalogue.js';
import { takeCall } from './channel/inbound.js';
import { originate } from './channel/originate.js';
import { Switchboard } from './channel/switchboard.js';
import { Directory, type Post } from './directory/directory.js';
import { httpPost } from './directory/http-post.js';
import { TrunkSource } from './directory/trunk-source.js';
import { EventStream } from './event-socket/event-stream.js';
import { gatewayState, tellHeartbeat, tellRegistrations, tellTrunks } from './event-socket/switch-events.js';
import { EventSocketServer } from './event-socket/server.js';
import { holdMusicFiles } from './hold-music.js';
import { createMediaPlane } from './mix/create-media-plane.js';
import { localAddressOf, startSip, type SipSide } from './start-sip.js';
import type { SwitchSettings } from './settings.js';
import { candidateAddresses } from './webrtc/host-candidates.js';

export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly version: string;
  /** Asks the engine for users; tests put their own here. */
  readonly post?: Post;
}

/** The embedded switch while it runs. */
export interface RunningSwitch {
  readonly eventSocketPort: number;
  /** SIP sockets as they are bound. */
  readonly sip: SipSide['listening'];
  readonly switchboard: Switchboard;
  /** Hangs up every call, tells the clients, and frees every port. */
  close(): Promise<void>;
}

const heartbeatMs = 20_000;

/**
 * Starts the embedded switch: SIP, media workers and Event Socket.
 * @throws YihaoError port.busy (and others of the catalogue); nothing stays open then.
 */
export async function startSwitch(settings: SwitchSettings, around: Surroundings): Promise<RunningSwitch> {
  const scope = new Scope();
  try {
    // First of all, so that it ends last: closing itself waits on it.
    const clock = scopedClock(around.clock, scope);
    return await start(settings, { ...around, clock }, scope);
  } catch (error) {
    await scope.close();
    throw error;
  }
}

async function start(settings: SwitchSettings, around: Surroundings, scope: Scope): Promise<RunningSwitch> {
  const { clock, random, log } = around;
  const directory = new Directory({
    clock,
    log,
    post: around.post ?? httpPost(settings.directory.url, settings.directory.secret),
  });
  const media = createMediaPlane(
    {
      ports: { first: settings.rtp.firstPort, last: settings.rtp.lastPort },
      ...(settings.workers !== undefined && { workers: settings.workers }),
      legsPerWorker: settings.legsPerWorker,
      streams: { moh: await holdMusicFiles(settings.holdMusic) },
    },
    { logger: log, random },
  );
  scope.own(() => media.close());
  const sip = await startSip(settings, { clock, random, log, scope: scope.child(), directory });
  const switchboard: Switchboard = new Switchboard({
    clock,
    random,
    log,
    media,
    dialler: sip.dialler,
    applications: applications((options) => originate(switchboard, options), settings.sip.domain),
    bound: settings.channels,
    domain: settings.sip.domain,
    ...(settings.rtp.advertised !== undefined && { advertisedAddress: settings.rtp.advertised }),
    mediaTimeoutMs: settings.rtp.timeoutMs,
    secureTimeoutMs: settings.rtp.browserTimeoutMs,
    candidateAddresses: (facing) => candidateAddresses(facing, settings.rtp.advertised),
  });
  sip.userAgent.inbound.on((call) => {
    takeCall(switchboard, call, localAddressOf(sip, call.info.remote)).catch((error: unknown) => {
      log.error({ err: error }, 'taking a call failed');
      call.hangup({ status: 500, reason: 'Server Internal Error' });
    });
  });
  scope.own(() => switchboard.close());
  const trunkSource = new TrunkSource({
    log,
    post: around.post ?? httpPost(configurationUrl(settings.directory.url), settings.directory.secret),
    written: sip.written,
    replace: (trunks) => sip.trunks.replace(trunks),
  });
  const server = await startEventSocket(settings, around, scope, { sip, trunkSource, switchboard });
  // The engine may start after the switch: it asks for a rescan when it has connected.
  void trunkSource.rescan();
  return {
    eventSocketPort: server.port,
    sip: sip.listening,
    switchboard,
    close: () => scope.close(),
  };
}

/** Beside the directory. */
function configurationUrl(directoryUrl: string): string {
  return new URL('configuration', directoryUrl).href;
}

async function startEventSocket(
  settings: SwitchSettings,
  { clock, random, version }: Surroundings,
  scope: Scope,
  {
    sip,
    trunkSource,
    switchboard,
  }: { readonly sip: SipSide; readonly trunkSource: TrunkSource; readonly switchboard: Switchboard },
): Promise<EventSocketServer> {
  const coreUuid = random.uuid();
  const hostName = hostname();
  const startedAt = clock.now();
  const events = new EventStream({ clock, coreUuid, hostName });
  scope.own(switchboard.notices.on((notice) => events.channel(notice)));
  scope.own(tellRegistrations(events, sip.registrar, settings.sip.domain));
  scope.own(tellTrunks(events, sip.trunks));
  scope.own(every(clock, heartbeatMs, () => tellHeartbeat(events, switchboard, clock.now() - startedAt)));
  const { address, port, password } = settings.eventSocket;
  const server = await EventSocketServer.listen(
    { address, port, password },
    {
      clock,
      random,
      switchboard,
      events,
      startedAt,
      version,
      hostName,
      sipUris: sip.listening.map((one) => `sip:${one.address}:${one.port};transport=${one.protocol}`),
      globals: new Map([
        ['core_uuid', coreUuid],
        ['hostname', hostName],
        ['domain', settings.sip.domain],
        ['yihao_version', version],
      ]),
      registrations: () => sip.registrations(),
      flushRegistrations: (isMeant) => sip.flushRegistrations(isMeant),
      trunks: () =>
        sip.trunks.status.map(({ name, uri, state }) => ({ name, uri, state: gatewayState(state) })),
      rescanTrunks: () => trunkSource.rescan(),
      removeTrunk: (name) => sip.trunks.remove(name),
    },
  );
  scope.own(() => server.close());
  // Undone before the calls and the server: the clients hear it, and what becomes of the calls.
  scope.own(async () => {
    events.emit('SHUTDOWN', [['Event-Info', 'System Shutting Down']]);
    await switchboard.close();
  });
  return server;
}
