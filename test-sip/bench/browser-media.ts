/**
 * What a call between a browser agent and a caller costs (DTLS-SRTP to plain RTP), beside Debian's rtpengine in
 * userspace. Browsers and callers are one more process, the same for both (browser-media-process.ts).
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../kernel/free-port.js';
import { sleep, systemClock } from '../../kernel/clock.js';
import { Scope } from '../../kernel/scope.js';
import type { CallMedia, PhoneCall } from '../peer/phone-call.js';
import { Phone } from '../peer/phone.js';
import type { SipTarget } from '../peer/sip-wire.js';
import { processorMs } from '../product/processes.js';
import { freeRtpRange } from '../switch/rtp-range.js';
import type { PeerAnswer, PeerOrder } from './browser-media-process.js';
import { startEmbeddedPeer } from './embedded-peer.js';
import { dialled } from './freeswitch-peer.js';
import { ratio, verdict, type Row, type Section } from './report.js';
import { Rtpengine } from './rtpengine.js';
import type { Run } from './run.js';
import { median } from './statistics.js';

const address = '127.0.0.1';
const settleMs = 2_000;
const mostTimesRtpengine = 2;
const noRtpengine = 'no rtpengine';

/** Something that relays between browsers and callers' phones. */
interface Relay {
  /** The process whose processor time counts. */
  readonly pid: number;
  /** @returns the answer to the browser, and where the phone sends to. */
  connect(offer: string, phonePort: number): Promise<Connected>;
}

interface Connected {
  readonly answer: string;
  readonly target: number;
}

/** Of one round. */
interface Cost {
  /** Of a core, a call. */
  readonly percent: number;
  /** Of the packets sent. */
  readonly relayedPercent: number;
}

export async function measureBrowserMedia(run: Run, scope: Scope): Promise<Section> {
  const [ours, theirs]: [Cost[], Cost[]] = [[], []];
  for (let round = 0; round < run.rounds; round++) {
    const other = await measure(run, scope, rtpengineRelay);
    if (other) theirs.push(other);
    const own = await measure(run, scope, switchRelay);
    if (own) ours.push(own);
  }
  return section(run, ours, theirs);
}

async function measure(
  run: Run,
  scope: Scope,
  start: (scope: Scope) => Promise<Relay | undefined>,
): Promise<Cost | undefined> {
  const within = scope.child();
  try {
    const relay = await start(within);
    return relay && (await talk(run, within, relay));
  } finally {
    await within.close();
  }
}

async function talk(run: Run, scope: Scope, relay: Relay): Promise<Cost> {
  const file = import.meta.url.endsWith('.ts') ? 'browser-media-process.ts' : 'browser-media-process.js';
  const peers = fork(new URL(`./${file}`, import.meta.url), { execArgv: process.execArgv });
  scope.own(() => {
    peers.kill();
  });
  const { offers, phonePorts } = await ask(peers, { order: 'offer', calls: run.browsers });
  const made: Connected[] = [];
  for (const [i, offer] of offers.entries()) made.push(await relay.connect(offer, phonePorts[i] ?? 0));
  const [answers, targets] = [made.map((one) => one.answer), made.map((one) => one.target)];
  await ask(peers, { order: 'talk', answers, targets });
  await sleep(systemClock, settleMs);
  const before = await ask(peers, { order: 'counts' });
  const [cpuBefore, startedAt] = [processorMs(relay.pid), performance.now()];
  await sleep(systemClock, run.windowMs);
  const spentMs = processorMs(relay.pid) - cpuBefore;
  const tookMs = performance.now() - startedAt;
  const after = await ask(peers, { order: 'counts' });
  const arrived = after.atBrowsers + after.atPhones - before.atBrowsers - before.atPhones;
  await ask(peers, { order: 'end' });
  return {
    percent: (100 * spentMs) / tookMs / run.browsers,
    relayedPercent: (100 * arrived) / (after.sent - before.sent),
  };
}

async function ask(child: ChildProcess, order: PeerOrder): Promise<PeerAnswer> {
  const answered = once(child, 'message');
  child.send(order);
  return ((await answered) as [PeerAnswer])[0];
}

/** The embedded switch as it runs in the product. Signalling is plain SIP: it takes a secure offer on any transport. */
async function switchRelay(scope: Scope): Promise<Relay> {
  const running = await startEmbeddedPeer(scope);
  return {
    pid: running.pid,
    async connect(offer, phonePort) {
      const [browser, target] = [new BrowserEnd(offer), new PhoneEnd(phonePort)];
      const caller = await phone(scope, running.sip, 'browser', browser);
      const callee = await phone(scope, running.sip, 'agent', target);
      const call = await caller.call(dialled.bridged(callee.wire.port));
      const called = await callee.incoming();
      called.answer();
      await call.untilAnswered();
      return { answer: answerTo(call), target: target.sendsTo };
    },
  };
}

async function phone(scope: Scope, at: SipTarget, user: string, media: CallMedia): Promise<Phone<CallMedia>> {
  const account = { user, password: '', domain: 'bench' };
  const opened = await Phone.openWith(at, account, () => Promise.resolve(media));
  scope.own(() => opened.close());
  return opened;
}

function answerTo(call: PhoneCall<CallMedia>): string {
  const answer = call.received.findLast(({ body }) => body.startsWith('v=0'));
  if (!answer) throw new Error('the switch answered without a description');
  return answer.body;
}

/** Its audio is the other process's. */
class PhoneEnd implements CallMedia {
  readonly port: number;
  sendsTo = 0;

  constructor(port: number) {
    this.port = port;
  }

  sendTo({ port }: { readonly port: number }): void {
    this.sendsTo = port;
  }

  close(): void {
    return;
  }
}

class BrowserEnd extends PhoneEnd {
  readonly description: string;

  constructor(description: string) {
    super(0);
    this.description = description;
  }
}

async function rtpengineRelay(scope: Scope): Promise<Relay | undefined> {
  const engine = await Rtpengine.start(await freePort('127.0.0.1'), freeRtpRange());
  if (!engine) return undefined;
  scope.own(() => engine.stop());
  let calls = 0;
  return {
    pid: engine.pid,
    async connect(offer, phonePort) {
      const id = `call-${++calls}`;
      const forPhone = await engine.offer(id, offer);
      const answer = await engine.answer(id, phoneAnswer(phonePort));
      return { answer, target: Number(/m=audio (\d+)/.exec(forPhone)?.[1] ?? 0) };
    },
  };
}

function phoneAnswer(port: number): string {
  return [
    ...['v=0', `o=- 1 1 IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0'],
    ...[`m=audio ${port} RTP/AVP 8`, 'a=rtpmap:8 PCMA/8000', 'a=sendrecv', ''],
  ].join('\r\n');
}

function section(run: Run, ours: readonly Cost[], theirs: readonly Cost[]): Section {
  const row = (what: string, of: (cost: Cost) => number, digits: number): Row => ({
    what,
    yihao: `${median(ours.map(of)).toFixed(digits)} %`,
    freeSwitch: theirs.length === 0 ? noRtpengine : `${median(theirs.map(of)).toFixed(digits)} %`,
    ratio: theirs.length === 0 ? '-' : ratio(median(ours.map(of)), median(theirs.map(of))),
  });
  const cost = row('processor time a call, of a core', ({ percent }) => percent, 2);
  return {
    name: 'browser-media',
    title: `${run.browsers} browser agents talking at once`,
    peer: 'rtpengine',
    how:
      `${run.browsers} calls of a browser (ICE, DTLS-SRTP by libdatachannel) with a caller (plain RTP), PCMA both ` +
      `ways, ${run.windowMs / 1000} s of talk after ${settleMs / 1000} s to settle; the whole switch process beside ` +
      `Debian's rtpengine-daemon in userspace with the same peers, in turns, median of ${run.rounds} rounds.`,
    rows: [cost, row('packets relayed', ({ relayedPercent }) => relayedPercent, 2)],
    verdicts:
      theirs.length === 0
        ? []
        : [verdict('processor time a call, in rtpengines', Number(cost.ratio), mostTimesRtpengine, '')],
  };
}
