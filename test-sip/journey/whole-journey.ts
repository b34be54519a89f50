/** The whole journey of one call, which runs on either switch. */
import t, { type Test } from 'tap';
import { sleep, systemClock } from '../../kernel/clock.js';
import { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { holdsTone, rateHz } from '../peer/tone.js';
import { readWav } from '../peer/wav.js';
import { musicHz, pitchOf } from '../product/hotline-folder.js';
import { startProduct, type Product } from '../product/product.js';
import { callerHz, runSipp } from '../product/sipp.js';

const agentHz = 620;
const fileTimeoutMs = 240_000;

/** Waits until `call` hears `hz` after packet number `from`. */
async function hears(
  call: PhoneCall,
  what: string,
  hz: number,
  from: number,
  timeoutMs = 8_000,
): Promise<void> {
  await eventually(
    `${what} (${hz} Hz) is heard`,
    () => holdsTone(call.media.heardSince(from), hz),
    timeoutMs,
  );
}

const prompt = (call: PhoneCall, name: string, from: number): Promise<void> =>
  hears(call, name, pitchOf(name), from);

export function wholeJourney(on: 'embedded' | 'freeswitch'): void {
  const scope = new Scope();
  let started: Product | undefined;
  t.setTimeout(fileTimeoutMs);
  t.teardown(() => scope.close());
  const product = (): Product => {
    if (!started) throw new Error('the product does not run');
    return started;
  };

  void t.test(`${on}: the product starts on an empty data folder`, async (t) => {
    started = await startProduct(scope, { on });
    t.equal(started.passwords.size, 4);
  });
  void t.test(`${on}: what the caller hears from the welcome to the survey`, async (t) =>
    heardJourney(t, product()),
  );
  void t.test(`${on}: SIPp calls with RTP and keys, and the record has all of it`, async (t) =>
    recordedJourney(t, scope, product()),
  );
  void t.test(`${on}: the product stops`, async () => scope.close());
}

/** A caller who listens: every prompt is known by its pitch. */
async function heardJourney(t: Test, product: Product): Promise<void> {
  const agent = await product.agentPhone('1002');
  await product.web.setAgent('1002', { want: 'signIn' });
  const phone = await product.callerPhone('13800000001');
  const call = await phone.call('12345');
  await call.untilAnswered();
  call.media.say(callerHz);
  const { media } = call;
  await prompt(call, 'welcome', 0);
  await prompt(call, 'main-menu', 0);
  let from = media.packets;
  media.press('2');
  await prompt(call, 'service-menu', from);
  from = media.packets;
  media.press('1');
  await prompt(call, 'household-registration', from);
  await prompt(call, 'service-menu', from);
  from = media.packets;
  media.press('*');
  await prompt(call, 'main-menu', from);
  from = media.packets;
  media.press('0');
  await product.untilStage('13800000001', 'waiting');
  await hears(call, 'music', musicHz, from);
  await prompt(call, 'position-before', from);
  await prompt(call, 'number-1', from);
  from = media.packets;
  await product.ready('1002');
  const offered = await agent.incoming();
  offered.ring();
  await product.untilAgent('1002', 'offered');
  offered.answer();
  offered.media.say(agentHz);
  for (const name of ['agent-before', 'digit-1', 'digit-0', 'digit-2', 'agent-after']) {
    await prompt(call, name, from);
  }
  await product.untilStage('13800000001', 'talking');
  const [callerFrom, agentFrom] = [media.packets, offered.media.packets];
  await hears(call, 'the agent', agentHz, callerFrom);
  await hears(offered, 'the caller', callerHz, agentFrom);
  t.equal((await product.web.agent('1002'))?.state, 'talking');
  from = media.packets;
  offered.hangup();
  await prompt(call, 'survey', from);
  media.press('1');
  await prompt(call, 'survey-thanks', from);
  await call.untilEnded();
  const record = await product.web.call(await product.finished('13800000001'));
  t.match(record.call, { outcome: 'answered', agent: '1002', surveyState: 'rated' });
  await product.signOut('1002');
  t.equal(await agent.register(0), 200);
  agent.close();
}

/** SIPp as the caller: 440 Hz, keys 2, 2nd level, back and 0 by RFC 4733 packets in a capture file. */
async function recordedJourney(t: Test, scope: Scope, product: Product): Promise<void> {
  const agent = await product.agentPhone('1002');
  await product.ready('1002');
  const caller = '13800000002';
  const running = runSipp(scope, product.sip, {
    scenario: 'caller',
    callers: [caller],
    keys: [
      { key: '2', atMs: 1_500 },
      { key: '*', atMs: 2_500 },
      { key: '0', atMs: 3_500 },
      // Once the agent is gone: the survey.
      { key: '3', atMs: 11_000 },
    ],
  });
  const offered = await agent.incoming(20_000);
  offered.ring();
  await sleep(systemClock, 300);
  offered.answer();
  offered.media.say(agentHz);
  await product.untilStage(caller, 'talking');
  await hears(offered, 'the caller', callerHz, offered.media.packets);
  await sleep(systemClock, 2_000);
  offered.hangup();
  const sipp = await running;
  t.equal(sipp.code, 0, 'SIPp saw what the scenario says');
  t.equal(sipp.errors, '');
  const id = await product.finished(caller);
  await checkRecord(t, product, id, caller);
  await checkRecording(t, product, id);
}

async function checkRecord(t: Test, product: Product, id: string, caller: string): Promise<void> {
  const { call, legs, entries } = await product.web.call(id);
  t.match(call, {
    caller,
    called: '12345',
    direction: 'inbound',
    flow: 'demo-12345',
    queue: 'general',
    agent: '1002',
    outcome: 'answered',
    surveyState: 'rated',
  });
  t.equal((call['keys'] as { digits: string }[]).map((key) => key.digits).join(''), '2*03');
  const path = call['ivrPath'] as string[];
  t.strictSame(
    path.filter((node) => node !== 'welcome'),
    ['main-menu', 'service-menu', 'main-menu', 'person', 'survey', 'goodbye', 'hang-up'],
  );
  const times = ['startedAt', 'answeredAt', 'queuedAt', 'agentAnsweredAt', 'endedAt'].map((k) =>
    Number(call[k]),
  );
  t.strictSame(
    [...times].sort((a, b) => a - b),
    times,
    'the times are in order',
  );
  t.match(
    legs.map((leg) => [leg['role'], leg['cause']]),
    [
      ['caller', 'NORMAL_CLEARING'],
      ['agent', 'NORMAL_CLEARING'],
    ],
  );
  t.equal(legs[1]?.['hungUpBy'], 'remote', 'the agent hung up');
  t.ok(Number((legs[0]?.['quality'] as Record<string, number>)['packetsIn']) > 100, 'quality is kept');
  t.match(entries, [{ queue: 'general', outcome: 'answered', agent: '1002' }]);
  const timeline = await product.web.timeline(id);
  for (const type of ['offer.ringing', 'agent.announced']) t.ok(timeline.includes(type), type);
}

async function checkRecording(t: Test, product: Product, id: string): Promise<void> {
  const { channels, rateHz: rate } = readWav(await product.web.recording(id));
  const [left = new Float32Array(), right = new Float32Array()] = channels;
  t.equal(channels.length, 2);
  t.equal(rate, rateHz);
  t.ok(holdsTone(left, callerHz) && !holdsTone(left, agentHz), 'left: the caller');
  t.ok(holdsTone(right, agentHz) && !holdsTone(right, callerHz), 'right: the agent');
  const seconds = left.length / rateHz;
  t.ok(seconds > 2 && seconds < 6, `as long as the talk: ${seconds} s`);
}
