import type { Switchboard } from '../channel/switchboard.js';
import type { Registrar, RegistrarEvent } from '../sip/registrar.js';
import type { TrunkList, TrunkState } from '../sip/trunk-list.js';
import type { EventHeaders } from './event-format.js';
import type { EventStream } from './event-stream.js';

/** Tells CUSTOM sofia::register, sofia::unregister and sofia::expire. @returns how to stop it. */
export function tellRegistrations(events: EventStream, registrar: Registrar, domain: string): () => void {
  return registrar.events.on((event) => events.custom(subclassOf(event), registrationHeaders(event, domain)));
}

function subclassOf({ type }: RegistrarEvent): string {
  if (type === 'unregistered') return 'sofia::unregister';
  return type === 'expired' ? 'sofia::expire' : 'sofia::register';
}

function registrationHeaders({ type, binding }: RegistrarEvent, domain: string): EventHeaders {
  const seconds = Math.max(0, Math.round((binding.expiresAt - binding.registeredAt) / 1000));
  return [
    ['profile-name', 'internal'],
    ['from-user', binding.user],
    ['from-host', domain],
    ['user', binding.user],
    ['host', domain],
    ['contact', binding.contact],
    ['call-id', binding.callId],
    ['expires', String(seconds)],
    ['network-ip', binding.source.address],
    ['network-port', String(binding.source.port)],
    ['user-agent', binding.userAgent],
    ['update-reg', String(type === 'refreshed')],
  ];
}

/** FreeSWITCH's word for the state of a trunk that does not register. */
export function gatewayState(state: TrunkState): string {
  return { unknown: 'TRYING', up: 'NOREG', down: 'DOWN' }[state];
}

/** Tells CUSTOM sofia::gateway_state. @returns how to stop it. */
export function tellTrunks(events: EventStream, trunks: TrunkList): () => void {
  return trunks.events.on((event) => {
    const state = event.type === 'wentUp' ? 'up' : 'down';
    events.custom('sofia::gateway_state', [
      ['Gateway', event.trunk],
      ['State', gatewayState(state)],
      ['Ping-Status', state.toUpperCase()],
      ...(event.type === 'wentDown' ? [['Phrase', event.why] as const] : []),
    ]);
  });
}

/** Tells HEARTBEAT. */
export function tellHeartbeat(events: EventStream, { load }: Switchboard, upMs: number): void {
  events.emit('HEARTBEAT', [
    ['Event-Info', 'System Ready'],
    ['Uptime-msec', String(Math.round(upMs))],
    ['Session-Count', String(load.now)],
    ['Max-Sessions', String(load.bound)],
    ['Session-Since-Startup', String(load.total)],
    ['Session-Peak-Max', String(load.peak)],
  ]);
}
