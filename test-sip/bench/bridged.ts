/** Bridged calls with audio both ways: processor time of the switch, and how late packets get through it. */
import { sleep, systemClock } from '../../kernel/clock.js';
import type { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import { Phone } from '../peer/phone.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { processorMs } from '../product/processes.js';
import { Audio, type AudioLine } from './audio.js';
import { lateMs, type AudioFigures } from './audio-order.js';
import { startEmbeddedPeer, type RunningPeer } from './embedded-peer.js';
import { dialled, startFreeSwitchPeer } from './freeswitch-peer.js';
import { noPeer, ratio, verdict, type Row, type Section } from './report.js';
import type { Run } from './run.js';
import { median, sum } from './statistics.js';

const callsPerSecond = 20;
const settleMs = 1_500;
const endMs = 1_500;

type Mode = 'bridged' | 'recorded';

interface Round {
  /** Percent of a core a call, while all talk. */
  readonly corePercent: number;
  readonly failed: number;
  /** From the first call to the last second. */
  readonly audio: AudioFigures;
}

/** Target of the processor time as a share of FreeSWITCH's. */
const shares = { bridged: 0.5, recorded: 1 } as const;
const titles = { bridged: 'Bridged calls', recorded: 'Bridged calls with stereo recording' } as const;

export async function measureBridged(run: Run, scope: Scope, mode: Mode): Promise<Section> {
  const audio = await Audio.start(scope, run.calls * 2 + 20);
  const yihao = await startEmbeddedPeer(scope);
  const peer = run.freeSwitch === undefined ? undefined : await startFreeSwitchPeer(scope, run.freeSwitch);
  const ours: Round[] = [];
  const theirs: Round[] = [];
  for (let round = 0; round < run.rounds; round++) {
    if (peer) theirs.push(await oneRound(run, audio, peer, mode));
    ours.push(await oneRound(run, audio, yihao, mode));
  }
  return section(run, mode, ours, theirs);
}

async function oneRound(run: Run, audio: Audio, at: RunningPeer, mode: Mode): Promise<Round> {
  const openLine = (): Promise<AudioLine> => audio.line();
  const caller = await Phone.openWith(
    at.sip,
    { user: '13800000000', password: '', domain: 'bench' },
    openLine,
  );
  const callee = await Phone.openWith(at.sip, { user: 'agent', password: '', domain: 'bench' }, openLine);
  const open = { answering: true };
  const answering = answerAll(callee, open);
  await audio.figures();
  const number = dialled[mode](callee.wire.port);
  const calls: PhoneCall<AudioLine>[] = [];
  for (let n = 0; n < run.calls; n++) {
    calls.push(await caller.call(number));
    await sleep(systemClock, 1000 / callsPerSecond);
  }
  const talking = (): number => calls.filter((call) => call.answered).length;
  await eventually('all talk', () => talking() === run.calls).catch(() => undefined);
  await sleep(systemClock, settleMs);
  const [cpuBefore, from] = [processorMs(at.pid), systemClock.monotonic()];
  await sleep(systemClock, run.windowMs);
  const cpuMs = processorMs(at.pid) - cpuBefore;
  const elapsedMs = systemClock.monotonic() - from;
  const failed = run.calls - talking();
  const figures = await audio.figures();
  open.answering = false;
  for (const call of calls) call.hangup();
  await sleep(systemClock, endMs);
  caller.close();
  callee.close();
  await answering;
  return { corePercent: (100 * cpuMs) / elapsedMs / run.calls, failed, audio: figures };
}

/** The called phone takes every call at once. */
async function answerAll(phone: Phone<AudioLine>, open: { answering: boolean }): Promise<void> {
  while (open.answering) {
    const call = await phone.incoming(500).catch(() => undefined);
    call?.answer();
  }
}

function section(run: Run, mode: Mode, ours: readonly Round[], theirs: readonly Round[]): Section {
  const row = (what: string, digits: number, unit: string, of: (round: Round) => number): Row => {
    const mine = median(ours.map(of));
    const other = theirs.length > 0 ? median(theirs.map(of)) : undefined;
    return {
      what,
      yihao: `${mine.toFixed(digits)}${unit}`,
      freeSwitch: other === undefined ? noPeer : `${other.toFixed(digits)}${unit}`,
      ratio: ratio(mine, other),
    };
  };
  const cpu = (rounds: readonly Round[]): number => median(rounds.map((round) => round.corePercent));
  const failed = sum(ours.map((round) => round.failed));
  const late = sum(ours.map((round) => round.audio.relayed.late));
  return {
    name: mode,
    title: titles[mode],
    how:
      `${run.calls} calls at once, started at ${callsPerSecond} a second, G.711 A-law both ways; median of ${run.rounds} ` +
      `rounds in turns with FreeSWITCH. Processor time of the switch's process over ${run.windowMs / 1000} s of talk. ` +
      'Delay of a packet from telephone to telephone from the first call on; "without a switch" is what the measuring ' +
      'process itself adds, at its worst.',
    rows: [
      row('processor time a call, % of a core', 3, ' %', (round) => round.corePercent),
      row('failed calls', 0, '', (round) => round.failed),
      row('delay p50', 2, ' ms', (round) => round.audio.relayed.p50),
      row('delay p99', 2, ' ms', (round) => round.audio.relayed.p99),
      row('delay max', 1, ' ms', (round) => round.audio.relayed.max),
      row(`packets later than ${lateMs} ms`, 0, '', (round) => round.audio.relayed.late),
      row('packets relayed', 0, '', (round) => round.audio.relayed.count),
      row('delay max without a switch', 1, ' ms', (round) => round.audio.direct.max),
    ],
    verdicts: [
      ...(theirs.length > 0
        ? [verdict(`processor time as a share of FreeSWITCH's`, cpu(ours) / cpu(theirs), shares[mode], '')]
        : []),
      verdict('failed calls in all rounds', failed, 0, ''),
      verdict(`packets later than ${lateMs} ms in all rounds`, late, 0, ''),
    ],
  };
}
