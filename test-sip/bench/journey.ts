/**
 * The whole journey of a call (welcome, menu, queue, agent, recording, survey) on the product, beside a plain bridged
 * call of the same talk through FreeSWITCH, which plays, queues, records and asks nothing.
 */
import { sleep, systemClock } from '../../kernel/clock.js';
import type { Scope } from '../../kernel/scope.js';
import { Phone } from '../peer/phone.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { processorMs } from '../product/processes.js';
import { Audio, type AudioLine } from './audio.js';
import { sharedMs } from './audio-order.js';
import { dialled, startFreeSwitchPeer } from './freeswitch-peer.js';
import { callerPhone, placeCalls, productTime, serveCalls, startHotline, type Hotline } from './hotline.js';
import type { RunningPeer } from './embedded-peer.js';
import { noPeer, ratio, verdict, type Row, type Section } from './report.js';
import type { Run } from './run.js';
import { median } from './statistics.js';

/** At 0.44 % of a core a call, a plain bridged call of this length cost FreeSWITCH the 20 ms of the customer's target. */
const talkMs = 4_500;
const ringMs = 500;
const listenMs = 2_000;
const thinkMs = 1_000;
const everyMs = 250;
const callMs = 60_000;
/** More than talk at a time at this rate of calls. */
const agentCount = 48;
const plainServers = 100;
/** Calls to warm up, in rounds: with fewer, compiling is still a tenth of what a call costs us. */
const warmUpRounds = 2;
/** What comes after a call: its record reaches the database. */
const settleMs = 2_000;

/** Milliseconds of processor time a call. */
interface Cost {
  readonly switch: number;
  readonly engine: number;
  readonly database: number;
  /** How long its legs had audio, both together. */
  readonly audioMs: number;
}

/** What FreeSWITCH took for a plain call, in milliseconds of processor time. */
interface PlainCost {
  /** With the talk of the journey. */
  readonly talk: number;
  /** With as many seconds of audio as the whole journey. */
  readonly audio: number;
}

export async function measureJourney(run: Run, scope: Scope): Promise<Section> {
  const audio = await Audio.start(scope, 300);
  const hotline = await startHotline(scope, audio, agentCount);
  const peer = run.freeSwitch === undefined ? undefined : await startFreeSwitchPeer(scope, run.freeSwitch);
  const ours: Cost[] = [];
  const theirs: PlainCost[] = [];
  // Both are measured warm, as a hotline's switch is after its first minutes.
  const { audioMs } = await journeys(warmUpRounds * run.journeys, audio, hotline);
  if (peer) await plainCalls(warmUpRounds * run.journeys, audio, peer, talkMs);
  for (let round = 0; round < run.rounds; round++) {
    if (peer) {
      const talk = await plainCalls(run.journeys, audio, peer, talkMs);
      theirs.push({ talk, audio: await plainCalls(run.journeys, audio, peer, audioMs / 2) });
    }
    ours.push(await journeys(run.journeys, audio, hotline));
  }
  return section(run, ours, theirs);
}

/** @returns what each part took for a call. */
export async function journeys(count: number, audio: Audio, { product, agents }: Hotline): Promise<Cost> {
  const open = { serving: true };
  let audioMs = 0;
  const serving = agents.map((agent) =>
    serveCalls(agent, open, async (call) => {
      const upMs = await talkAndHangUp(call, talkMs);
      audioMs += upMs;
    }),
  );
  const before = productTime(product);
  await placeCalls(count, everyMs, async (index) => {
    const phone = await callerPhone(product.sip, audio, `139${String(index).padStart(8, '0')}`);
    const call = await phone.call('12345');
    const upMs = await callThrough(call);
    audioMs += upMs;
    phone.close();
  });
  await sleep(systemClock, settleMs);
  const after = productTime(product);
  open.serving = false;
  await Promise.all(serving);
  return {
    switch: (after.switch - before.switch) / count,
    engine: (after.engine - before.engine) / count,
    database: (after.database - before.database) / count,
    audioMs: audioMs / count,
  };
}

/**
 * The caller wants a person, talks, rates, and stays until the hotline says goodbye.
 * @returns how long the leg was up, in milliseconds.
 */
async function callThrough(call: PhoneCall<AudioLine>): Promise<number> {
  const talk = call.media.heard();
  await call.untilAnswered();
  const since = sharedMs();
  await sleep(systemClock, listenMs);
  await call.media.press('0');
  await talk;
  await sleep(systemClock, talkMs + thinkMs);
  await call.media.press('1');
  await call.untilEnded(callMs);
  return sharedMs() - since;
}

/** @returns how long the leg was up, in milliseconds. */
async function talkAndHangUp(call: PhoneCall<AudioLine>, forMs: number): Promise<number> {
  const talk = call.media.heard();
  call.ring();
  await sleep(systemClock, ringMs);
  call.answer();
  const since = sharedMs();
  await talk;
  await sleep(systemClock, forMs);
  call.hangup();
  return sharedMs() - since;
}

/** @returns milliseconds of processor time a call. */
async function plainCalls(count: number, audio: Audio, peer: RunningPeer, forMs: number): Promise<number> {
  const openLine = (): Promise<AudioLine> => audio.line();
  const agent = await Phone.openWith(peer.sip, { user: 'agent', password: '', domain: 'bench' }, openLine);
  const open = { serving: true };
  // One phone takes all the calls: each of its servers waits for one.
  const serve = async (call: PhoneCall<AudioLine>): Promise<void> => {
    await talkAndHangUp(call, forMs);
  };
  const serving = Array.from({ length: plainServers }, () => serveCalls(agent, open, serve));
  const before = processorMs(peer.pid);
  await placeCalls(count, everyMs, async () => {
    const phone = await callerPhone(peer.sip, audio, '13900000000');
    const call = await phone.call(dialled.bridged(agent.wire.port));
    await call.untilAnswered();
    await call.untilEnded(callMs);
    phone.close();
  });
  await sleep(systemClock, settleMs);
  const cost = (processorMs(peer.pid) - before) / count;
  open.serving = false;
  await Promise.all(serving);
  agent.close();
  return cost;
}

function section(run: Run, ours: readonly Cost[], theirs: readonly PlainCost[]): Section {
  const part = (of: (cost: Cost) => number): number => median(ours.map(of));
  const total = part((cost) => cost.switch + cost.engine);
  const plain = theirs.length > 0 ? median(theirs.map(({ talk }) => talk)) : undefined;
  const equal = theirs.length > 0 ? median(theirs.map(({ audio }) => audio)) : undefined;
  const row = (what: string, ms: number, theirMs: number | undefined, of: string): Row => ({
    what,
    yihao: `${ms.toFixed(1)} ms`,
    freeSwitch: theirMs === undefined ? of : `${theirMs.toFixed(1)} ms (${of})`,
    ratio: ratio(ms, theirMs),
  });
  const own = (what: string, of: (cost: Cost) => number): Row => row(what, part(of), undefined, '-');
  const peer = (of: string): string => (theirs.length > 0 ? of : noPeer);
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const audioMs = part((cost) => cost.audioMs);
  const limit = 'processor time of switch and engine, of FreeSWITCH for a plain call';
  return {
    name: 'journey',
    title: 'The whole journey',
    how:
      `Welcome, menu, queue, agent's number, ${seconds(talkMs)} s of talk recorded in stereo, survey, goodbye, beside a ` +
      `plain bridged call with ${seconds(talkMs)} s of talk through FreeSWITCH. Beside it, a plain bridged call whose two ` +
      `legs have as many seconds of audio as those of the journey together (${seconds(audioMs)} s): prompts are audio ` +
      `too. Processor time a call with everything before and after it; ${run.journeys} calls a round, four a second, ` +
      `median of ${run.rounds} rounds in turns, after ${warmUpRounds * run.journeys} calls to warm up.`,
    rows: [
      row('switch and engine', total, plain, peer('plain call, the same talk')),
      row('switch and engine', total, equal, peer('plain call, the same seconds of audio')),
      own('of it the switch', (cost) => cost.switch),
      own('of it the engine', (cost) => cost.engine),
      own('besides: PostgreSQL', (cost) => cost.database),
    ],
    verdicts: plain === undefined ? [] : [verdict(limit, total, plain, ' ms')],
  };
}
