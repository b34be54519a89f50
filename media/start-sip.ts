import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { every, type Cancel, type Clock } from '../kernel/clock.js';
import { YihaoError } from '../kernel/errors.js';
import type { Logger } from '../kernel/log.js';
import type { Random } from '../kernel/random.js';
import type { Scope } from '../kernel/scope.js';
import type { Dialler } from './channel/dialling.js';
import type { Directory, DirectoryUser } from './directory/directory.js';
import type { RegistrationRow } from './event-socket/command.js';
import { readTrunks } from './read-trunks.js';
import type { SwitchSettings } from './settings.js';
import { SipDialler } from './sip-dialler.js';
import { createAdmission, type Authenticate } from './sip/admission.js';
import type { SipEndpoint } from './sip/call.js';
import { DigestServer, type DigestSecret } from './sip/digest-server.js';
import { header } from './sip/message.js';
import type { Binding } from './sip/binding.js';
import { Registrar } from './sip/registrar.js';
import { isLoopback } from './sip/transport-address.js';
import { createTransport, type Bind, type SipTransport } from './sip/transport-layer.js';
import type { TrunkSettings } from './sip/trunk.js';
import { TrunkList } from './sip/trunk-list.js';
import { isWebSocket } from './sip/web-socket.js';
import { UserAgent } from './sip/user-agent.js';

const floodsEveryMs = 60_000;

interface SipSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Owns the sockets. */
  readonly scope: Scope;
  readonly directory: Directory;
}

/** Everything of SIP, put together. */
export interface SipSide {
  readonly transport: SipTransport;
  readonly userAgent: UserAgent;
  readonly registrar: Registrar;
  readonly dialler: Dialler;
  readonly listening: readonly SipEndpoint[];
  /** Media is bound to all addresses, because SDP names another one. */
  readonly bindAnywhere: boolean;
  registrations(): RegistrationRow[];
  flushRegistrations(isMeant: (one: RegistrationRow) => boolean): void;
  readonly trunks: TrunkList;
  /** Trunks of the settings. */
  readonly written: readonly TrunkSettings[];
}

/** @throws YihaoError port.busy. */
export async function startSip(settings: SwitchSettings, around: SipSurroundings): Promise<SipSide> {
  const { clock, random, log, scope, directory } = around;
  const { domain } = settings.sip;
  const written = await readTrunks(settings.trunks);
  const trunks = new TrunkList({ trunks: written, clock, scope });
  const transport = await createTransport({
    ...{ binds: await bindsOf(settings), clock, random, scope, log },
    isTrusted: ({ address }) => trunks.covers(address) || (settings.demo && isLoopback(address)),
  });
  const digest = new DigestServer({
    realm: domain,
    clock,
    random,
    lookup: async (user) => secretOf(await directory.find(user, domain)),
  });
  scope.own(tellFloods(transport, clock, log));
  const registrar = new Registrar({ clock, random, scope, digest });
  scope.own(
    transport.events.on((event) => {
      if (event.type === 'closed') registrar.disconnected(event.remote);
    }),
  );
  const admission = createAdmission({
    trunks,
    authenticate: userCheck(directory, digest, domain),
    loopbackTo: () => settings.demo,
    strangers: 'refuse',
  });
  const userAgent = new UserAgent({
    clock,
    random,
    log,
    transport,
    admission,
    register: (request, { source }) => registrar.handle(request, source),
    maxCalls: settings.channels,
  });
  scope.own(() => userAgent.close());
  scope.own(
    registrar.events.on(({ type, binding }) => {
      const here = type === 'registered' || type === 'refreshed';
      if (here && isWebSocket(binding.route)) userAgent.flowMoved(binding.uri, binding.route);
    }),
  );
  trunks.watch(userAgent);
  const bindAnywhere = settings.rtp.advertised !== undefined;
  const dialler = new SipDialler({
    userAgent,
    registrar,
    directory,
    transport,
    trunks,
    domain,
    bindAnywhere,
  });
  return {
    transport,
    userAgent,
    registrar,
    dialler,
    listening: transport.listening,
    bindAnywhere,
    registrations: () => [...registrar.bindings()].map((one) => registrationRow(one, domain)),
    flushRegistrations: (isMeant) => registrar.flush((one) => isMeant(registrationRow(one, domain))),
    trunks,
    written,
  };
}

/** Address that a peer reaches us at, for media. */
export function localAddressOf(
  { transport, bindAnywhere }: SipSide,
  remote: SipEndpoint,
): string | undefined {
  if (bindAnywhere) return isIPv6(remote.address) ? '::' : '0.0.0.0';
  return transport.localFor(remote)?.address;
}

async function bindsOf({ sip, webSocket }: SwitchSettings): Promise<readonly Bind[]> {
  const { tls } = webSocket;
  const browsers: Bind[] = [
    { protocol: 'ws', address: webSocket.address, port: webSocket.port, setting: 'YIHAO_WS_PORT' },
  ];
  if (tls) {
    const [certificate, key] = await Promise.all([readPem(tls.certificate), readPem(tls.key)]);
    const { address, port } = tls;
    browsers.push({
      ...{ protocol: 'wss', address, port, setting: 'YIHAO_WSS_PORT' },
      tls: { certificate, key },
    });
  }
  const phones = sip.addresses.flatMap((address) =>
    (['udp', 'tcp'] as const).map((protocol) => ({
      protocol,
      address,
      port: sip.port,
      setting: 'YIHAO_SIP_PORT',
      ...(sip.advertised !== undefined && { advertise: sip.advertised }),
    })),
  );
  return [...phones, ...browsers];
}

/** @throws YihaoError 'config.unreadable'. */
async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new YihaoError('config.unreadable', { file, reason }, error);
  }
}

/**
 * Who calls with the name of a user of ours, or with credentials, has to prove it. So has every browser: the directory
 * knows guests and leaders by their credentials alone, and a browser shows those only when it is asked.
 */
function userCheck(directory: Directory, digest: DigestServer, domain: string): Authenticate {
  return async ({ request, envelope, source }) => {
    const claimed = envelope.from.user;
    const tries = header(request, 'proxy-authorization') ?? header(request, 'authorization');
    // Who is no user while the directory is away is nobody; a user who was kept is found all the same.
    const known = await directory.find(claimed, domain).catch(() => undefined);
    if (!known && tries === undefined && !isWebSocket(source)) return undefined;
    const verdict = await digest.authenticate(request, source.address, 407);
    if (verdict.kind === 'accepted') {
      return verdict.addressOfRecord === claimed
        ? { kind: 'user', user: claimed }
        : { kind: 'refuse', status: 403, reason: 'Forbidden - not your own address' };
    }
    return { kind: 'refuse', status: verdict.status, reason: verdict.reason, headers: verdict.headers };
  };
}

/** The credentials of a web session (`1001~TOKEN`) stand for the agent that they name. */
function secretOf(user: DirectoryUser | undefined): DigestSecret | undefined {
  const addressOfRecord = user?.variables.get('yihao_aor');
  return user && { ...user, ...(addressOfRecord !== undefined && { addressOfRecord }) };
}

function registrationRow(one: Binding, domain: string): RegistrationRow {
  return {
    user: one.user,
    domain,
    contact: one.contact,
    callId: one.callId,
    userAgent: one.userAgent,
    protocol: one.source.protocol,
    address: one.source.address,
    port: one.source.port,
    expiresAt: one.expiresAt,
  };
}

/** A flood is one line a minute in the log, however many packets it has. @returns how to stop it. */
function tellFloods(transport: SipTransport, clock: Clock, log: Logger): Cancel {
  let told = 0;
  return every(clock, floodsEveryMs, () => {
    const { flooded } = transport.counts;
    if (flooded > told)
      log.warn({ requests: flooded - told }, 'requests of sources that send too many were dropped');
    told = flooded;
  });
}
