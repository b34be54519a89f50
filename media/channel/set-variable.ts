import type { Channel } from './channel.js';

/** Sets a channel variable, and does what those with meaning ask for. */
export function setVariable(channel: Channel, name: string, value: string | undefined): void {
  if (!channel.variables.set(name, value)) {
    channel.host.log.warn({ leg: channel.uuid, name }, 'too many or too long variables; not set');
    return;
  }
  const number = Number(value ?? NaN);
  if (!Number.isInteger(number) || number < 0) return;
  if (name === 'media_timeout') channel.media?.setTimeouts({ talkMs: number });
  if (name === 'rtp_hold_timeout_sec') channel.media?.setTimeouts({ holdMs: number * 1000 });
}
