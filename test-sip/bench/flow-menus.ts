/** Callers in menus with prompts, who press a key now and then: the product beside FreeSWITCH playing the same prompts. */
import { join } from 'node:path';
import { sleep, systemClock } from '../../kernel/clock.js';
import type { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import { Phone } from '../peer/phone.js';
import type { PhoneCall } from '../peer/phone-call.js';
import type { SipTarget } from '../peer/sip-wire.js';
import { processorMs } from '../product/processes.js';
import { startProduct } from '../product/product.js';
import type { Web } from '../product/web.js';
import { repository } from '../repository.js';
import { Audio, type AudioLine } from './audio.js';
import { dialled, startFreeSwitchPeer } from './freeswitch-peer.js';
import { productTime } from './hotline.js';
import { noPeer, ratio, type Row, type Section } from './report.js';
import type { Run } from './run.js';
import { median } from './statistics.js';

const callsPerSecond = 30;
/** Each caller presses a key so often, and hears the prompt from its beginning. */
const pressEveryMs = 5_000;
const settleMs = 3_000;
const endMs = 1_500;
const number = '96501';
const prompt = 'main-menu';

/** Two menus that lead into each other: a caller never leaves them. */
const flow = `flow: bench-menus
language: zh-CN
start: a
texts: {}
nodes:
  a: { kind: menu, prompts: [${prompt}], keys: { 1: b, 2: b, 0: end }, timeoutMs: 2000, tries: 10, noInput: { next: end }, wrongKey: { next: end } }
  b: { kind: menu, prompts: [${prompt}], keys: { 1: a, 2: a, 0: end }, timeoutMs: 2000, tries: 10, noInput: { next: end }, wrongKey: { next: end } }
`;

/** Percent of a core. */
interface Round {
  readonly switch: number;
  readonly engine: number;
  readonly database: number;
  readonly failed: number;
}

type Times = Omit<Round, 'failed'>;

export async function measureFlowMenus(run: Run, scope: Scope): Promise<Section> {
  const audio = await Audio.start(scope, run.menus + 10);
  const product = await startProduct(scope, { on: 'embedded', realPrompts: true });
  const publication = { text: flow, cases: '', reason: 'benchmark', basedOn: 0 };
  await product.web.json('POST', '/api/flows/bench-menus/publish', publication);
  await product.web.json('PUT', `/api/numbers/${number}`, {
    ...{ name: 'menus', flow: 'bench-menus', language: 'zh-CN' },
  });
  const file = join(repository, 'ivr-flows', 'prompts', 'zh-CN', `${prompt}.wav`);
  const peer =
    run.freeSwitch === undefined ? undefined : await startFreeSwitchPeer(scope, run.freeSwitch, [], file);
  const ours: Round[] = [];
  const theirs: Round[] = [];
  for (let round = 0; round < run.rounds; round++) {
    if (peer) {
      const times = (): Times => ({ switch: processorMs(peer.pid), engine: 0, database: 0 });
      theirs.push(await oneRound(run, audio, peer.sip, dialled.menu, times));
    }
    ours.push(await oneRound(run, audio, product.sip, number, () => productTime(product)));
  }
  return section(run, ours, theirs, await visits(product.web));
}

/** Menus entered in all rounds, as the record has them: what shows that the keys were taken. */
async function visits(web: Web): Promise<number> {
  const now = systemClock.now();
  const span = `from=${now - 3_600_000}&to=${now + 60_000}`;
  const figures = (await web.json('GET', `/api/flows/bench-menus/figures?${span}`)) as {
    readonly nodes: readonly { readonly visits: number }[];
  };
  return figures.nodes.reduce((sum, { visits: count }) => sum + count, 0);
}

async function oneRound(
  run: Run,
  audio: Audio,
  to: SipTarget,
  called: string,
  times: () => Times,
): Promise<Round> {
  const account = { user: '13800000000', password: '', domain: 'bench' };
  const caller = await Phone.openWith(to, account, (): Promise<AudioLine> => audio.line());
  const calls: PhoneCall<AudioLine>[] = [];
  const open = { pressing: true };
  for (let n = 0; n < run.menus; n++) {
    const call = await caller.call(called);
    calls.push(call);
    void pressNowAndThen(call, open);
    await sleep(systemClock, 1000 / callsPerSecond);
  }
  const inMenus = (): number => calls.filter((call) => call.answered).length;
  await eventually('all are in menus', () => inMenus() === run.menus).catch(() => undefined);
  await sleep(systemClock, settleMs);
  const [before, from] = [times(), systemClock.monotonic()];
  await sleep(systemClock, run.windowMs);
  const after = times();
  const elapsedMs = systemClock.monotonic() - from;
  const failed = run.menus - inMenus();
  open.pressing = false;
  for (const call of calls) call.hangup();
  await sleep(systemClock, endMs);
  caller.close();
  const percent = (of: (at: Times) => number): number => (100 * (of(after) - of(before))) / elapsedMs;
  return {
    switch: percent((at) => at.switch),
    engine: percent((at) => at.engine),
    database: percent((at) => at.database),
    failed,
  };
}

async function pressNowAndThen(
  call: PhoneCall<AudioLine>,
  open: { readonly pressing: boolean },
): Promise<void> {
  await call.untilAnswered().catch(() => undefined);
  const isIn = (): boolean => open.pressing && call.answered;
  while (isIn()) {
    await sleep(systemClock, pressEveryMs);
    if (isIn()) await call.media.press('1');
  }
}

function section(run: Run, ours: readonly Round[], theirs: readonly Round[], entered: number): Section {
  const row = (what: string, of: (round: Round) => number, their?: (round: Round) => number): Row => {
    const mine = median(ours.map(of));
    const other = their && theirs.length > 0 ? median(theirs.map(their)) : undefined;
    const none = their && theirs.length === 0 ? noPeer : '-';
    return {
      what,
      yihao: `${mine.toFixed(1)} %`,
      freeSwitch: other === undefined ? none : `${other.toFixed(1)} %`,
      ratio: ratio(mine, other),
    };
  };
  const failed = (rounds: readonly Round[]): number => rounds.reduce((sum, round) => sum + round.failed, 0);
  return {
    name: 'flow-menus',
    title: `${run.menus} callers in menus at once`,
    how:
      `Each hears the same prompt of 7 s (G.711 A-law), presses a key every ${pressEveryMs / 1000} s, and hears it ` +
      `anew: with Yihao in a published flow of two menus that lead into each other, every visit and key on record; with ` +
      `FreeSWITCH in play_and_get_digits of its dialplan, which records nothing. Calls started at ${callsPerSecond} a ` +
      `second; processor time over ${run.windowMs / 1000} s after ${settleMs / 1000} s to settle, of a core; median ` +
      `of ${run.rounds} rounds in turns.`,
    rows: [
      row(
        'switch and engine',
        (one) => one.switch + one.engine,
        (one) => one.switch,
      ),
      row(
        'of it the switch',
        (one) => one.switch,
        (one) => one.switch,
      ),
      row('of it the engine', (one) => one.engine),
      row('beside them the database', (one) => one.database),
    ],
    verdicts: [
      `${failed(ours)} of our callers and ${failed(theirs)} of FreeSWITCH's were not in a menu to the end.`,
      `${entered} menus were entered in our rounds, ${(entered / run.rounds / run.menus).toFixed(1)} by each caller, all on record.`,
      'No target is set for this: the figures stand beside each other.',
    ],
  };
}
