import { answer } from '../answering.js';
import { noResponse, type Application, type ApplicationRun } from '../application-queue.js';
import { Bridge } from '../bridge.js';
import type { Channel } from '../channel.js';
import { parseDialString, type DialString } from '../dial-string.js';
import type { HangupCause } from '../hangup-cause.js';
import type { Originated } from '../originate.js';

export type Originate = (options: {
  readonly dial: DialString;
  readonly caller: Channel;
  readonly signal: AbortSignal;
}) => Promise<Originated>;

/** `bridge ENDPOINT`: dials, connects, and goes on when the bridge has ended. */
export function bridgeApplication(originate: Originate, domain: string): Application {
  return {
    name: 'bridge',
    async run(run) {
      const { channel, signal } = run;
      const dial = parseDialString(run.argument, domain);
      if (!dial.ok) return failed(channel, 'INVALID_URL');
      const dialled = await originate({ dial: dial.value, caller: channel, signal });
      if (!dialled.ok) return signal.aborted ? noResponse : failed(channel, dialled.cause);
      channel.variables.set('originate_disposition', 'SUCCESS');
      return talk(run, dialled.channel);
    },
  };
}

async function talk({ channel, release, signal }: ApplicationRun, peer: Channel): Promise<string> {
  if (peer.answered) answer(channel);
  const bridge = Bridge.connect(channel, peer, channel);
  if (!bridge) {
    peer.hangup('ORIGINATOR_CANCEL');
    return noResponse;
  }
  release();
  // Another command that takes the channel ends the application first and the bridge after it.
  const taken = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  await Promise.race([bridge.ended, taken]);
  return noResponse;
}

/** A caller who can't be connected is hung up with the cause, unless `continue_on_fail` says otherwise. */
function failed(channel: Channel, cause: HangupCause): string {
  channel.variables.set('originate_disposition', cause);
  channel.variables.set('last_bridge_hangup_cause', cause);
  const go = channel.variables.get('continue_on_fail') ?? '';
  const goesOn = channel.variables.isTrue('continue_on_fail') || go.split(',').includes(cause);
  if (!goesOn) channel.hangup(cause);
  return noResponse;
}
