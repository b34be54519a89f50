/** The typed switch against a real FreeSWITCH. Its loopback channels stand in for phones. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { sleep, systemClock } from '../../kernel/clock.js';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { EslClient } from '../esl/client.js';
import { parksAlone } from './parks-alone.js';
import type { SwitchEvent } from './switch-event.js';
import { Switch } from './switch.js';
import { findFreeSwitch, startFreeSwitch, type RealFreeSwitch } from './testing/real-freeswitch.js';

type Of<T extends SwitchEvent['type']> = Extract<SwitchEvent, { type: T }>;

/** A switch that remembers what it heard, so that a test can wait for what has happened already. */
class Listener {
  readonly switch: Switch;
  readonly heard: SwitchEvent[] = [];
  #wake: () => void = () => undefined;

  constructor(port: number) {
    this.switch = new Switch({
      nodes: [{ host: '127.0.0.1', port, password: 'test' }],
      clock: systemClock,
      random: systemRandom,
      log: silentLogger,
    });
    this.switch.events.on((event) => {
      this.heard.push(event);
      this.#wake();
    });
    this.switch.open();
  }

  async next<T extends SwitchEvent['type']>(
    type: T,
    fits: (event: Of<T>) => boolean = () => true,
  ): Promise<Of<T>> {
    for (;;) {
      const found = this.heard.find((one): one is Of<T> => one.type === type && fits(one as Of<T>));
      if (found) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

async function listen(test: Test, freeswitch: RealFreeSwitch): Promise<Listener> {
  const listener = new Listener(freeswitch.port);
  test.teardown(() => listener.switch.close());
  await listener.next('synchronised');
  return listener;
}

/** A call that comes in: the far leg of a loopback, whose near leg hears silence and can be told to press keys. */
async function arrive(test: Test, port: number, on: Listener): Promise<string> {
  const client = new EslClient({
    ...{ host: '127.0.0.1', port, password: 'test', clock: systemClock, random: systemRandom },
    ...{ log: silentLogger, subscribe: ['event json BACKGROUND_JOB'] },
  });
  const connected = new Promise<void>((resolve) => {
    client.events.on((event) => {
      if (event.type === 'connected') resolve();
    });
  });
  client.open();
  test.teardown(() => client.close());
  await connected;
  const before = new Set(on.heard.flatMap((one) => (one.type === 'legParked' ? [one.leg.uuid] : [])));
  void client.bgapi('originate {origination_caller_id_number=13800001111}loopback/12345/public &park()');
  const parked = await on.next(
    'legParked',
    ({ leg }) => leg.direction === 'inbound' && !before.has(leg.uuid),
  );
  return parked.leg.uuid;
}

const binary = findFreeSwitch(process.env);
const skip =
  binary === undefined &&
  'no FreeSWITCH is installed (FREESWITCH_BIN, the PATH, /opt/*/bin, /usr/local/*/bin)';
const freeswitch = binary === undefined ? undefined : await startFreeSwitch(binary, process.env);
t.teardown(() => freeswitch?.close());

/** A test of the real switch; where there is none the run says so. */
function real(title: string, body: (t: Test, freeswitch: RealFreeSwitch) => Promise<void>): void {
  void t.test(title, { skip }, async (t) => {
    if (freeswitch) await body(t, freeswitch);
  });
}

real('a call that comes in parks, is told apart, set up, answered and played to', async (t, freeswitch) => {
  const on = await listen(t, freeswitch);
  const leg = await arrive(t, freeswitch.port, on);
  const parked = await on.next('legParked', (event) => event.leg.uuid === leg);
  t.match(parked.leg, { callerNumber: '13800001111', called: '12345', direction: 'inbound' });
  const values = { yihao_call: 'c1', park_after_bridge: 'true' };
  t.ok((await on.switch.execute(leg, 'x1', { app: 'set', values })).ok);
  t.ok((await on.switch.execute(leg, 'x2', { app: 'answer' })).ok);
  t.ok((await on.switch.execute(leg, 'x3', { app: 'play', sources: ['silence_stream://100'] })).ok);
  await on.next('legAnswered', ({ uuid }) => uuid === leg);
  const done = await on.next('applicationDone', ({ id }) => id === 'x3');
  t.equal(done.uuid, leg);
  await on.switch.kill(leg, 'NORMAL_CLEARING');
  t.match(await on.next('legEnded', ({ uuid }) => uuid === leg), { cause: 'NORMAL_CLEARING', q850: 16 });
});

real(
  'what plays can be ended; what is queued behind it goes on, and a break of nothing harms nothing',
  async (t, freeswitch) => {
    const on = await listen(t, freeswitch);
    const leg = await arrive(t, freeswitch.port, on);
    await on.switch.execute(leg, 'a', { app: 'answer' });
    await on.switch.execute(leg, 'long', { app: 'play', sources: ['silence_stream://600000'] });
    await on.next('legAnswered', ({ uuid }) => uuid === leg);
    await on.switch.execute(leg, 'next', { app: 'play', sources: ['silence_stream://100'] });
    await on.switch.interrupt(leg);
    await on.next('applicationDone', ({ id }) => id === 'long');
    await on.next('applicationDone', ({ id }) => id === 'next');
    await on.switch.interrupt(leg);
    await on.switch.execute(leg, 'after', { app: 'play', sources: ['silence_stream://100'] });
    await on.next('applicationDone', ({ id }) => id === 'after');
    await on.switch.kill(leg, 'NORMAL_CLEARING');
  },
);

real('a collection without keys ends in time, empty', async (t, freeswitch) => {
  const on = await listen(t, freeswitch);
  const leg = await arrive(t, freeswitch.port, on);
  await on.switch.execute(leg, 'a', { app: 'answer' });
  const wait = { maxDigits: 2, timeoutMs: 300, interDigitMs: 300, terminators: '#' };
  await on.switch.execute(leg, 'none', { app: 'collect', sources: ['silence_stream://50'], ...wait });
  const none = await on.next('applicationDone', ({ id }) => id === 'none');
  t.match(none, { digits: '', terminator: undefined });
  await on.switch.kill(leg, 'NORMAL_CLEARING');
});

real('two legs are bridged; when one goes the other one parks again', async (t, freeswitch) => {
  const on = await listen(t, freeswitch);
  const caller = await arrive(t, freeswitch.port, on);
  const agent = await arrive(t, freeswitch.port, on);
  await on.switch.execute(caller, 's', {
    app: 'set',
    values: { park_after_bridge: 'true', RECORD_STEREO: 'true' },
  });
  for (const leg of [caller, agent]) {
    await on.switch.execute(leg, `a-${leg}`, { app: 'answer' });
    await on.next('legAnswered', ({ uuid }) => uuid === leg);
  }
  t.ok((await on.switch.bridge(caller, agent)).ok);
  await on.next('bridged', ({ a, b }) => [a, b].includes(caller) && [a, b].includes(agent));
  const path = join(freeswitch.folder, 'deep/er/talk.wav');
  t.ok((await on.switch.startRecording(caller, path)).ok);
  const before = on.heard.length;
  await on.switch.kill(agent, 'NORMAL_CLEARING');
  await on.next('legParked', (event) => on.heard.indexOf(event) >= before && event.leg.uuid === caller);
  await on.switch.stopRecording(caller, path);
  await on.next('recordStopped', (event) => event.path === path);
  t.ok(existsSync(path), 'with the folders above it');
  await on.switch.kill(caller, 'NORMAL_CLEARING');
  await on.next('legEnded', ({ uuid }) => uuid === caller);
});

real(
  'a leg that is parked while its bridge is being made does not take the other one down',
  async (t, freeswitch) => {
    const on = await listen(t, freeswitch);
    const legs = [await arrive(t, freeswitch.port, on), await arrive(t, freeswitch.port, on)] as const;
    const [caller, agent] = legs;
    for (const leg of legs) {
      await on.switch.execute(leg, `s-${leg}`, { app: 'set', values: { park_after_bridge: 'true' } });
      await on.switch.execute(leg, `a-${leg}`, { app: 'answer' });
      await on.next('legAnswered', ({ uuid }) => uuid === leg);
    }
    for (let turn = 0; turn < 5; turn++) {
      const before = on.heard.length;
      t.ok((await on.switch.bridge(caller, agent)).ok);
      t.ok((await on.switch.park(caller)).ok);
      for (const leg of legs)
        await on.next('legParked', (event) => on.heard.indexOf(event) >= before && event.leg.uuid === leg);
    }
    t.notOk(
      on.heard.some((event) => event.type === 'legEnded' && legs.includes(event.uuid)),
      'both are there',
    );
    for (const leg of legs) await on.switch.kill(leg, 'NORMAL_CLEARING');
  },
);

real('an agent who hangs up before the bridge is made leaves the caller parked', async (t, freeswitch) => {
  const on = await listen(t, freeswitch);
  const phone = new EslClient({
    ...{ host: '127.0.0.1', port: freeswitch.port, password: 'test', clock: systemClock },
    ...{ random: systemRandom, log: silentLogger, subscribe: [] },
  });
  t.teardown(() => phone.close());
  const connected = new Promise((resolve) => phone.events.on(resolve));
  phone.open();
  await connected;
  for (let turn = 0; turn < 5; turn++) {
    const legs = [await arrive(t, freeswitch.port, on), await arrive(t, freeswitch.port, on)] as const;
    const [caller, agent] = legs;
    for (const leg of legs) {
      await on.switch.execute(leg, `s-${leg}`, { app: 'set', values: parksAlone });
      await on.switch.execute(leg, `a-${leg}`, { app: 'answer' });
      await on.next('legAnswered', ({ uuid }) => uuid === leg);
    }
    const before = on.heard.length;
    t.ok((await on.switch.bridge(caller, agent)).ok);
    // Past the switch of the engine, which would wait: as a phone does it.
    await phone.api(`uuid_kill ${agent}`);
    await on.next('legEnded', ({ uuid }) => uuid === agent);
    await on.next('legParked', (event) => on.heard.indexOf(event) >= before && event.leg.uuid === caller);
    await on.switch.kill(caller, 'NORMAL_CLEARING');
    await on.next('legEnded', ({ uuid }) => uuid === caller);
  }
});

real('commands for legs that are not there are refused, and nothing else happens', async (t, freeswitch) => {
  const on = await listen(t, freeswitch);
  for (const answer of [
    on.switch.kill('no-such-leg', 'NORMAL_CLEARING'),
    on.switch.interrupt('no-such-leg'),
    on.switch.bridge('no-such-leg', 'nor-this'),
    on.switch.execute('no-such-leg', 'x', { app: 'answer' }),
  ]) {
    t.notOk((await answer).ok);
  }
});

real('an engine that comes later finds the legs with what was set on them', async (t, freeswitch) => {
  const first = await listen(t, freeswitch);
  const leg = await arrive(t, freeswitch.port, first);
  await first.switch.execute(leg, 's', { app: 'set', values: { yihao_call: 'c9' } });
  await first.switch.execute(leg, 'p', { app: 'play', sources: ['silence_stream://50'] });
  await first.next('applicationDone', ({ id }) => id === 'p');
  first.switch.close();
  // FreeSWITCH writes its list of channels a little behind.
  await sleep(systemClock, 1_000);
  const second = await listen(t, freeswitch);
  const found = await second.next('legFound', (event) => event.leg.uuid === leg);
  t.equal(found.leg.variable('yihao_call'), 'c9');
  t.ok(second.heard.indexOf(found) < second.heard.findIndex(({ type }) => type === 'synchronised'));
  await second.switch.kill(leg, 'NORMAL_CLEARING');
  await second.next('legEnded', ({ uuid }) => uuid === leg);
});

real('a switch that is killed and comes back has lost its legs, and says so', async (t, freeswitch) => {
  const on = await listen(t, freeswitch);
  const leg = await arrive(t, freeswitch.port, on);
  await freeswitch.kill();
  await on.next('disconnected');
  await freeswitch.start();
  const lost = await on.next('legLost', ({ uuid }) => uuid === leg);
  t.equal(lost.uuid, leg);
});
