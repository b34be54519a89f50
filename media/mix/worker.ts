/** Entry of a media worker thread: the composition root that hands it time, chance and its port to the main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { every, systemClock } from '../../kernel/clock.js';
import { systemRandom } from '../../kernel/random.js';
import { LegHost } from './leg-host.js';
import { ReportBox } from './report-box.js';
import type { Command, WorkerSettings } from './worker-protocol.js';

const lossesEveryMs = 60_000;

const port = parentPort;
if (!port) throw new Error('media/mix/worker.js is started by createMediaPlane, as a worker thread');
const box = new ReportBox((reports) => port.postMessage(reports));
const host = new LegHost(workerData as WorkerSettings, systemClock, systemRandom, (report) =>
  box.add(report),
);
let told = 0;
every(systemClock, lossesEveryMs, () => {
  const losses = { ...host.losses, digitsDropped: box.dropped };
  const all = losses.ticksSkipped + losses.packetsDropped + losses.digitsDropped;
  if (all > told) box.add({ report: 'losses', losses });
  told = all;
});
port.on('message', (commands: readonly Command[]) => {
  for (const command of commands) {
    if (command.do === 'acknowledge') box.acknowledged(command.count);
    else host.carryOut(command);
  }
});
