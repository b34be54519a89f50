import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { sleep, systemClock } from '../../kernel/clock.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import type { Phone } from '../peer/phone.js';
import { holdsTone, rateHz } from '../peer/tone.js';
import { readWav } from '../peer/wav.js';
import type { Part } from '../product/product.js';
import { callerHz } from '../product/sipp.js';
import { agentHz, inHall, type Hall } from './hall.js';

/** kill -9, and wait until another process of that part runs. */
async function killed({ product }: Hall, part: Part): Promise<void> {
  const before = product.pid(part);
  product.kill(part);
  await eventually(
    `the ${part} runs again`,
    () => product.pid(part) !== undefined && product.pid(part) !== before,
    20_000,
  );
}

async function serves({ product }: Hall): Promise<void> {
  await eventually(
    'the web interface and the switch serve',
    () =>
      product.web.live().then(
        (live) => live.switches.some((one) => one.connected),
        () => false,
      ),
    30_000,
  );
}

async function bothHear(caller: PhoneCall, agent: PhoneCall): Promise<void> {
  const [callerFrom, agentFrom] = [caller.media.packets, agent.media.packets];
  await eventually(
    'both hear each other',
    () =>
      holdsTone(caller.media.heardSince(callerFrom), agentHz) &&
      holdsTone(agent.media.heardSince(agentFrom), callerHz),
  );
}

/** A caller who talks to the agent of that phone. */
async function talk(
  hall: Hall,
  phone: Phone,
  number: string,
): Promise<{ caller: PhoneCall; agent: PhoneCall }> {
  const caller = await hall.waiting(number);
  const agent = await phone.incoming(20_000);
  await hall.talk(caller, agent);
  return { caller, agent };
}

/** Calls through the whole hotline: somebody answers, both hear each other. */
async function works(t: Test, hall: Hall, number: string): Promise<void> {
  const { product } = hall;
  const phone = await hall.agent('1004');
  await product.ready('1004');
  const caller = await hall.waiting(number);
  const offered = await phone.incoming(20_000);
  await hall.talk(caller, offered);
  offered.hangup();
  const { call } = await product.web.call(await product.finished(number));
  t.match(call, { outcome: 'answered', agent: '1004' });
}

inHall({
  'kill -9 the engine: who talks notices nothing, who waits keeps the order and is served': async (
    t,
    hall,
  ) => {
    const { product } = hall;
    const first = await hall.agent('1001');
    await product.ready('1001');
    const one = await talk(hall, first, '13700000001');
    const second = await hall.agent('1002');
    await product.ready('1002');
    const other = await talk(hall, second, '13700000002');
    const waiting = ['13700000011', '13700000012', '13700000013'];
    for (const number of waiting) await hall.waiting(number);
    await killed(hall, 'engine');
    for (const { caller, agent } of [one, other]) await bothHear(caller, agent);
    await serves(hall);
    await eventually(
      'the three wait in their order',
      async () => {
        const queue = (await product.web.live()).queues.find(({ id }) => id === 'general');
        return queue?.waiting.map(({ caller }) => caller).join() === waiting.join();
      },
      20_000,
    );
    for (const { caller, agent } of [one, other]) await bothHear(caller, agent);
    one.agent.hangup();
    for (const number of waiting) {
      const offered = await first.incoming(20_000);
      const from = offered.media.packets;
      offered.answer();
      await product.untilStage(number, 'talking');
      await eventually('the caller is heard', () => holdsTone(offered.media.heardSince(from), callerHz));
      offered.hangup();
    }
    other.agent.hangup();
    for (const number of ['13700000001', '13700000002', ...waiting]) {
      const { call, recordings } = await product.web.call(await product.finished(number, 40_000));
      t.match(call, { outcome: 'answered' }, number);
      t.equal(recordings.length, 1, number);
    }
  },

  'kill -9 the switch: the calls are closed, the agent is free again, and the next call works': async (
    t,
    hall,
  ) => {
    const { product } = hall;
    const phone = await hall.agent('1001');
    await product.ready('1001');
    const caller = await hall.waiting('13700000021');
    await hall.talk(caller, await phone.incoming());
    await sleep(systemClock, 2_500);
    await killed(hall, 'switch');
    await serves(hall);
    const id = await product.finished('13700000021', 40_000);
    const { call, recordings } = await product.web.call(id);
    t.equal(call['agent'], '1001');
    t.not(call['endedAt'], null);
    t.equal(recordings.length, 1);
    const [left = new Float32Array()] = readWav(await product.web.recording(id)).channels;
    t.ok(left.length > rateHz && holdsTone(left, callerHz), 'what was recorded can be played');
    const states = ['ready', 'deviceFault', 'notReady'];
    await eventually('the agent is free', async () =>
      states.includes((await product.web.agent('1001'))?.state ?? ''),
    );
    await works(t, hall, '13700000022');
  },

  'kill -9 PostgreSQL: calls go on, and no record is missing': async (t, hall) => {
    const { product } = hall;
    const phone = await hall.agent('1003');
    await product.ready('1003');
    const caller = await hall.waiting('13700000031');
    const agent = await phone.incoming();
    await hall.talk(caller, agent);
    await killed(hall, 'database');
    await bothHear(caller, agent);
    agent.hangup();
    await caller.untilEnded(30_000);
    await serves(hall);
    const { call } = await product.web.call(await product.finished('13700000031', 40_000));
    t.match(call, { outcome: 'answered', agent: '1003' });
    await works(t, hall, '13700000032');
  },

  'a wrong flow file is refused with line and reason, and the old flow goes on': async (t, hall) => {
    const { product } = hall;
    const file = join(product.flows, 'demo-12345.yaml');
    const good = readFileSync(file, 'utf8');
    const versions = async (): Promise<string> => JSON.stringify(await product.web.json('GET', '/api/flows'));
    const before = await versions();
    const wrong = good.replace('next: main-menu', 'next: nowhere');
    const line = wrong.slice(0, wrong.indexOf('next: nowhere')).split('\n').length;
    const told = await product.web.json('POST', '/api/flows/check', { file: 'demo-12345.yaml', text: wrong });
    t.match(told, { ok: false, faults: [{ line, path: /welcome/, reason: /nowhere/ }] });
    writeFileSync(file, wrong);
    t.teardown(() => writeFileSync(file, good));
    await product.web.send('POST', '/api/flows/reload');
    t.equal(await versions(), before, 'the old one is in force');
    await eventually('the log names file, line and reason', () =>
      product.log('engine').some((entry) => entry.includes('demo-12345.yaml') && entry.includes('nowhere')),
    );
    const call = await hall.caller('13700000041');
    await product.untilStage('13700000041', 'flow');
    call.hangup();
    await product.finished('13700000041');
  },
});
