/** The embedded switch alone, with as much control over the Event Socket as FreeSWITCH's dialplan has for its calls. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SwitchEvent } from '../../kernel/event-socket.js';
import type { Scope } from '../../kernel/scope.js';
import { descendants } from '../product/processes.js';
import { Control } from '../switch/control.js';
import { startEmbedded } from '../switch/embedded.js';
import type { SwitchAddress } from '../switch/switch-address.js';

export interface RunningPeer extends SwitchAddress {
  /** The process whose processor time counts. */
  readonly pid: number;
}

export async function startEmbeddedPeer(scope: Scope): Promise<RunningPeer> {
  const running = await startEmbedded(scope, {
    ...{ domain: 'bench', directoryUrl: 'http://127.0.0.1:9/', switchSecret: 'none', demo: true },
  });
  const folder = mkdtempSync(join(tmpdir(), 'yihao-bench-'));
  scope.own(() => rmSync(folder, { recursive: true, force: true }));
  const control = await Control.open(running.eventSocket);
  scope.own(() => control.close());
  control.arrived.on((event) => void connect(control, folder, event));
  const main = descendants(running.child.process.pid ?? 0).find((one) =>
    one.command.includes('media/main.js'),
  );
  if (!main) throw new Error('the embedded switch has no process');
  return { ...running, pid: main.pid };
}

/** What the dialplan of freeswitch-peer.ts does. */
async function connect(control: Control, recordings: string, event: SwitchEvent): Promise<void> {
  const { headers } = event;
  const [, what, port] = /^(plain|record)-(\d+)$/.exec(headers.get('Caller-Destination-Number') ?? '') ?? [];
  const leg = headers.get('Unique-ID');
  const inbound = event.name === 'CHANNEL_PARK' && headers.get('Call-Direction') === 'inbound';
  if (!inbound || leg === undefined || port === undefined) return;
  if (what === 'record') {
    await control.execute(leg, 'answer');
    await control.execute(leg, 'set', 'RECORD_STEREO=true');
    await control.execute(leg, 'record_session', join(recordings, `${leg}.wav`));
  }
  await control.execute(leg, 'bridge', `sofia/internal/sip:agent@127.0.0.1:${port}`);
}
