/** How fast a waiting agent's phone rings: the time from the caller's key to the INVITE at the agent's phone. */
import { sleep, systemClock } from '../../kernel/clock.js';
import type { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import { Phone } from '../peer/phone.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { header } from '../peer/sip-text.js';
import type { SipTarget } from '../peer/sip-wire.js';
import { Control } from '../switch/control.js';
import type { RunningFreeSwitch } from '../switch/freeswitch.js';
import { Audio, type AudioLine } from './audio.js';
import { sharedMs } from './audio-order.js';
import { crowdQueue, dialled, startFreeSwitchPeer } from './freeswitch-peer.js';
import { callerPhone, placeCalls, serveCalls, severalAtOnce, startHotline } from './hotline.js';
import { noPeer, ratio, verdict, type Row, type Section } from './report.js';
import type { Run } from './run.js';
import { at, sorted } from './statistics.js';

/**
 * More than serve at a time, so that every caller finds one free: with its number announced (4 s) before it talks, an
 * agent of ours has a call for about 4.5 s, in which eighteen more come.
 */
const few: Floor = { agents: 30, waiting: 0 };
const everyMs = 250;
const beforeKeyMs = 600;
const talkMs = 200;
const targetMs = 10;
/** An event of a call is there, at the latest. */
const settleMs = 1_000;

interface Floor {
  readonly agents: number;
  /** Who waits all the time for something that none of the agents can do. */
  readonly waiting: number;
}

/** Telephones that talk at once, at most: callers and agents. */
const lines = 80;

/** FreeSWITCH takes up so many calls at a time without refusing any. */
const joinAtOnce = 100;

/** When things happened for a call, by the wall clock; the key by `sharedMs` too. */
interface Times {
  keyMs?: number;
  joinedAt?: number;
  inviteMs?: number;
  inviteAt?: number;
}

interface Round {
  readonly times: readonly Times[];
  /** The most agents that had a call at once. */
  readonly busiest: number;
}

/** One side: where callers dial, and when a caller joined. */
interface Side {
  readonly sip: SipTarget;
  readonly number: string;
  readonly agents: readonly Phone<AudioLine>[];
  /** Wall-clock time at which the switch began to look for an agent, by its own account. */
  joinedAt(caller: string): Promise<number | undefined>;
  /** Takes no processor time until `resume`; absent: it takes next to none when nobody calls. */
  pause?(): void;
  resume?(): void;
}

/** @param floor those of the second benchmark; absent: a few agents, and nobody else waits. */
export async function measureDispatch(run: Run, scope: Scope, floor: Floor = few): Promise<Section> {
  const audio = await Audio.start(scope, lines);
  const yihao = await yihaoSide(scope, audio, floor);
  const peer =
    run.freeSwitch === undefined ? undefined : await freeSwitchSide(scope, audio, floor, run.freeSwitch);
  const [ours, theirs]: [Round[], Round[]] = [[], []];
  for (let round = 0; round <= run.rounds; round++) {
    if (peer) theirs.push(await oneRound(run.dispatches, audio, peer, round));
    peer?.pause?.();
    ours.push(await oneRound(run.dispatches, audio, yihao, round));
    peer?.resume?.();
  }
  // The first is to warm up.
  ours.shift();
  theirs.shift();
  return section(run, floor, ours, peer ? theirs : undefined);
}

async function yihaoSide(scope: Scope, audio: Audio, floor: Floor): Promise<Side> {
  const { product, agents } = await startHotline(scope, audio, floor.agents);
  await product.web.json('PUT', '/api/queues/general', { ...queue, capacity: 10_000 });
  await product.web.json('PUT', `/api/skills/${rareSkill}`, { name: rareSkill });
  await severalAtOnce([...Array(floor.waiting).keys()], (n) =>
    product.web.json('POST', '/api/tasks', {
      ...{ medium: 'callBack', queue: 'general', subject: `crowd ${n}`, number: '13900000000' },
      skills: { [rareSkill]: 1 },
    }),
  );
  return {
    ...{ sip: product.sip, number: '12345', agents },
    async joinedAt(caller) {
      const record = await product.web.call(await product.finished(caller));
      return record.call['queuedAt'] as number | undefined;
    },
  };
}

/** The demo's, with announcements of the agent and a survey as there. */
const queue = {
  ...{ name: '综合受理', priority: 1, skills: [], ringSeconds: 20 },
  ...{ surveyOn: true, recordOn: true, announceAgentOn: true },
};

/** No agent has it. */
const rareSkill = 'rare';

/** mod_callcenter with as many agents; joined is when its application starts. */
async function freeSwitchSide(scope: Scope, audio: Audio, floor: Floor, program: string): Promise<Side> {
  const agents: Phone<AudioLine>[] = [];
  for (let n = 0; n < floor.agents; n++) {
    // Calls come to these phones; they never call.
    const nobody = { address: '127.0.0.1', port: 9 };
    const account = { user: `agent${n}`, password: '', domain: 'bench' };
    const phone = await Phone.openWith(nobody, account, () => audio.line());
    scope.own(() => phone.close());
    agents.push(phone);
  }
  const places = agents.map((phone) => ({ name: phone.account.user, port: phone.wire.port }));
  const running = await startFreeSwitchPeer(scope, program, places);
  await fillCrowd(running, floor.waiting);
  const control = await Control.open(running.eventSocket);
  scope.own(() => control.close());
  return {
    ...{ sip: running.sip, number: dialled.queue, agents },
    // With a crowd it takes more than a processor, at a raised priority, also when nobody calls.
    ...(floor.waiting > 0 && {
      pause: () => process.kill(running.pid, 'SIGSTOP'),
      resume: () => process.kill(running.pid, 'SIGCONT'),
    }),
    joinedAt(caller) {
      const started = control.find('CHANNEL_EXECUTE', {
        ...{ Application: 'callcenter', 'Caller-Caller-ID-Number': caller },
      });
      const atUs = Number(started?.headers.get('Event-Date-Timestamp'));
      return Promise.resolve(Number.isFinite(atUs) ? atUs / 1000 : undefined);
    },
  };
}

/** Channels without telephone, signalling or audio, as members of a queue. */
async function fillCrowd(running: RunningFreeSwitch, waiting: number): Promise<void> {
  const { port, password } = running.eventSocket;
  // Without events: a channel has dozens of them.
  const control = await Control.connect(port);
  await control.command(`auth ${password}`);
  const members = async (): Promise<number> =>
    Number.parseInt(await control.api(`callcenter_config queue count members ${crowdQueue}`), 10);
  for (let sent = 0; sent < waiting;) {
    const upTo = Math.min(waiting, sent + joinAtOnce);
    while (sent < upTo) await control.command(`bgapi originate null/${sent++} &callcenter(${crowdQueue})`);
    await eventually(`${sent} wait in mod_callcenter`, async () => (await members()) >= sent, 60_000);
  }
  control.close();
}

/** The times hold the calls that reached an agent, and those that did not without an INVITE. */
async function oneRound(count: number, audio: Audio, side: Side, round: number): Promise<Round> {
  const times = new Map<string, Times>();
  const open = { serving: true };
  let [busy, busiest] = [0, 0];
  const serving = side.agents.map((agent) =>
    serveCalls(agent, open, async (call) => {
      busiest = Math.max(busiest, ++busy);
      await ringAndTalk(call, sharedMs(), times);
      busy--;
    }),
  );
  await placeCalls(count, everyMs, async (index) => {
    const number = `137${round}${String(index).padStart(7, '0')}`;
    const own: Times = {};
    times.set(number, own);
    const phone = await callerPhone(side.sip, audio, number);
    const call = await phone.call(side.number);
    await call.untilAnswered();
    await sleep(systemClock, beforeKeyMs);
    const heard = call.media.heard();
    own.keyMs = await call.media.press('0');
    await Promise.race([heard, call.untilEnded()]);
    call.hangup();
    await sleep(systemClock, settleMs);
    phone.close();
  });
  open.serving = false;
  await Promise.all(serving);
  for (const [caller, own] of times) {
    const joinedAt = await side.joinedAt(caller);
    if (joinedAt !== undefined) own.joinedAt = joinedAt;
  }
  return { times: [...times.values()], busiest };
}

async function ringAndTalk(
  call: PhoneCall<AudioLine>,
  inviteMs: number,
  times: ReadonlyMap<string, Times>,
): Promise<void> {
  const from = call.invite ? header(call.invite, 'from') : '';
  const caller = /sip:(\d+)@/.exec(from)?.[1] ?? '';
  const own = times.get(caller);
  if (own) {
    own.inviteMs = inviteMs;
    own.inviteAt = performance.timeOrigin + performance.now();
  }
  call.ring();
  call.answer();
  await sleep(systemClock, talkMs);
  await call.untilEnded();
}

function section(
  run: Run,
  floor: Floor,
  ours: readonly Round[],
  theirs: readonly Round[] | undefined,
): Section {
  const join = (rounds: readonly Round[]): number[] =>
    sorted(rounds.flatMap(({ times }) => times.flatMap((one) => gap(one.joinedAt, one.inviteAt))));
  const key = (rounds: readonly Round[]): number[] =>
    sorted(rounds.flatMap(({ times }) => times.flatMap((one) => gap(one.keyMs, one.inviteMs))));
  const busiest = (rounds: readonly Round[]): string =>
    `${Math.max(...rounds.map((one) => one.busiest))} of ${floor.agents}`;
  const row = (what: string, of: (rounds: readonly Round[]) => number[], q: number): Row => {
    const mine = at(of(ours), q);
    const other = theirs && at(of(theirs), q);
    return {
      what,
      yihao: `${mine.toFixed(1)} ms`,
      freeSwitch: other === undefined ? noPeer : `${other.toFixed(1)} ms`,
      ratio: ratio(mine, other),
    };
  };
  return {
    name: floor.waiting === 0 ? 'dispatch' : 'dispatch-crowd',
    title:
      floor.waiting === 0
        ? 'From the queue to the agent'
        : `From the queue to the agent, ${floor.agents} agents and ${floor.waiting.toLocaleString('en')} waiting`,
    how:
      `${run.dispatches * run.rounds} calls on each side in ${run.rounds} turns with mod_callcenter after one to warm ` +
      `up, one call every ${everyMs} ms, ${floor.agents} agents so that one is always free. ${crowdText(floor)}Both sides: from the first ` +
      "packet that ends the caller's key (RFC 4733) to the INVITE at the agent's phone. Of it: from the moment of " +
      "joining by the side's own clock (the queue entry in the record; the start of the application callcenter) to " +
      "the INVITE; the record's clock ticks in milliseconds.",
    rows: [
      row('joined to INVITE, p50', join, 0.5),
      row('joined to INVITE, p99', join, 0.99),
      row('key to INVITE, p50', key, 0.5),
      row('key to INVITE, p99', key, 0.99),
      {
        what: 'calls that reached an agent',
        yihao: String(key(ours).length),
        freeSwitch: theirs ? String(key(theirs).length) : noPeer,
        ratio: '-',
      },
      {
        what: 'most agents busy at once',
        yihao: busiest(ours),
        freeSwitch: theirs ? busiest(theirs) : noPeer,
        ratio: '-',
      },
    ],
    verdicts: [verdict('joined to INVITE, p99', at(join(ours), 0.99), targetMs, ' ms')],
  };
}

function crowdText({ agents, waiting }: Floor): string {
  if (waiting === 0) return '';
  return (
    `${waiting} wait all the time: with us call-back tasks in the same queue as the calls, for a skill that none of ` +
    `the ${agents} agents has (none is a call); with mod_callcenter members of a second queue that nobody serves, ` +
    'each a channel of the null endpoint, without SIP or RTP. mod_callcenter is stopped (SIGSTOP) during our turns: ' +
    'with that crowd it takes more than a processor at a raised priority even when nobody calls. '
  );
}

function gap(from: number | undefined, to: number | undefined): number[] {
  return from === undefined || to === undefined ? [] : [to - from];
}
