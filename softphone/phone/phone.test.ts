import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { Signal } from '../../kernel/signal.js';
import type { DialogName } from './kept-dialog.js';
import type { Line, LineEvent } from './line.js';
import type { MicrophoneState } from './phone-state.js';
import { Phone, renewalMs } from './phone.js';

class FakeLine implements Line {
  readonly events = new Signal<LineEvent>();
  readonly did: string[] = [];
  fails = false;

  connect(): Promise<void> {
    this.did.push('connect');
    if (this.fails) return Promise.reject(new Error('no socket'));
    this.events.emit({ type: 'socket.opened' });
    return Promise.resolve();
  }
  register = (): Promise<void> => this.#note('register');
  async dial(number: string): Promise<string> {
    await this.#note(`dial ${number}`);
    return 'out';
  }
  async resume(dialog: DialogName): Promise<string> {
    await this.#note(`resume ${dialog.callId}`);
    return 'resumed';
  }
  answer = (id: string): Promise<void> => this.#note(`answer ${id}`);
  hangUp = (id: string): Promise<void> => this.#note(`hangUp ${id}`);
  hold = (id: string, held: boolean): Promise<void> => this.#note(`hold ${id} ${held}`);
  mute(): void {
    this.did.push('mute');
  }
  sendDigits(): boolean {
    return true;
  }
  readQuality(): Promise<null> {
    return Promise.resolve(null);
  }
  useDevices = (): Promise<void> => Promise.resolve();
  close = (quietly: boolean): Promise<void> => this.#note(quietly ? 'leave' : 'close');

  #note(what: string): Promise<void> {
    this.did.push(what);
    return Promise.resolve();
  }
}

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    ...{ length: 0, clear: () => kept.clear(), key: () => null },
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

async function start(options: { storage?: Storage; fails?: boolean; microphone?: MicrophoneState } = {}) {
  const clock = new FakeClock();
  const lines: FakeLine[] = [];
  const world: { fails: boolean; microphone: MicrophoneState; devicesChanged: () => void } = {
    fails: options.fails ?? false,
    microphone: options.microphone ?? 'ready',
    devicesChanged: () => undefined,
  };
  const phone = new Phone({
    ...{ clock, origin: 'http://here', register: true, lockName: 'p', locks: undefined, chance: () => 1 },
    storage: options.storage ?? memory(),
    devices: { input: '', output: '' },
    checkMicrophone: () => Promise.resolve(world.microphone),
    watchDevices: (changed) => {
      world.devicesChanged = changed;
      return () => (world.devicesChanged = () => undefined);
    },
    credentials: () =>
      Promise.resolve({
        ...{ user: '1001', authUser: '1001~x', password: 'p', domain: 'yihao', socket: '/sip' },
        expiresAt: clock.now() + 3_600_000,
      }),
    openLine: () => {
      const line = new FakeLine();
      line.fails = world.fails;
      lines.push(line);
      return line;
    },
  });
  phone.start();
  await settled();
  const line = (): FakeLine => lines.at(-1) ?? new FakeLine();
  return { phone, clock, lines, line, world };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const invited: LineEvent = {
  ...{ type: 'invited', id: 'in', number: '138', name: '', conversation: null },
  answerAfter: null,
};
const dialog: DialogName = { callId: 'c', localTag: 'l', remoteTag: 'r', target: 'sip:x@y', number: '138' };

async function registered(options: Parameters<typeof start>[0] = {}) {
  const made = await start(options);
  made.line().events.emit({ type: 'registered' });
  return made;
}

t.test('it connects, registers, and says so', async (t) => {
  const { phone, line } = await registered();
  t.same(line().did, ['connect', 'register']);
  t.match(phone.get(), {
    ownership: 'mine',
    socket: 'open',
    registration: 'registered',
    microphone: 'ready',
  });
  await phone.close();
});

t.test(
  'a lost connection is tried again, each time later, and nothing is left waiting at the end',
  async (t) => {
    const { phone, clock, line, lines, world } = await registered();
    world.fails = true;
    line().fails = true;
    line().events.emit({ type: 'socket.lost' });
    t.equal(phone.get().retryAt, clock.now() + 500);
    clock.advance(500);
    await settled();
    t.equal(phone.get().retryAt, clock.now() + 1000);
    world.fails = false;
    clock.advance(1000);
    await settled();
    t.equal(phone.get().socket, 'open');
    t.equal(lines.length, 2, 'with new credentials, for the old ones may be what was wrong');
    await phone.close();
    t.equal(clock.pending, 0);
  },
);

t.test('a person answers, unless the phone was told to or the call was asked for here', async (t) => {
  const { phone, clock, line } = await registered();
  line().events.emit(invited);
  clock.advance(5_000);
  t.notOk(line().did.includes('answer in'));
  line().events.emit({ type: 'ended', id: 'in', end: 'cancelled' });

  phone.setAutoAnswer(2);
  line().events.emit(invited);
  clock.advance(1_999);
  t.notOk(line().did.includes('answer in'));
  clock.advance(1);
  t.ok(line().did.includes('answer in'));
  line().events.emit({ type: 'ended', id: 'in', end: 'remote' });

  phone.setAutoAnswer(null);
  phone.expectCall();
  line().did.length = 0;
  line().events.emit(invited);
  clock.advance(0);
  t.ok(line().did.includes('answer in'), 'click to dial rings the own phone first');
  await phone.close();
});

t.test('a call that ended is not answered by a timer that comes late', async (t) => {
  const { phone, clock, line } = await registered();
  phone.setAutoAnswer(2);
  line().events.emit(invited);
  line().events.emit({ type: 'ended', id: 'in', end: 'cancelled' });
  clock.advance(10_000);
  t.notOk(line().did.includes('answer in'));
  await phone.close();
});

t.test('two clicks on hang up are one', async (t) => {
  const { phone, line } = await registered();
  line().events.emit(invited);
  await Promise.all([phone.hangUp(), phone.hangUp()]);
  t.same(
    line().did.filter((one) => one.startsWith('hangUp')),
    ['hangUp in'],
  );
  await phone.close();
});

t.test('a page that was reloaded in a call takes the call up', async (t) => {
  const storage = memory();
  const before = await registered({ storage });
  before.line().events.emit(invited);
  before.line().events.emit({ type: 'established', id: 'in', dialog });
  const after = await registered({ storage });
  await settled();
  t.ok(after.line().did.includes('resume c'));
  after.line().events.emit({ type: 'established', id: 'resumed', dialog });
  t.match(after.phone.get(), { lost: null, call: { state: 'talking' } });
  await before.phone.close();
  await after.phone.close();
});

t.test('a call that cannot be taken up is told of as lost', async (t) => {
  const storage = memory();
  const before = await registered({ storage });
  before.line().events.emit(invited);
  before.line().events.emit({ type: 'established', id: 'in', dialog });
  const after = await registered({ storage });
  await settled();
  after.line().events.emit({ type: 'ended', id: 'resumed', end: 'failed' });
  t.match(after.phone.get().lost, { number: '138', state: 'lost' });
  await before.phone.close();
  await after.phone.close();
});

t.test('credentials are renewed before they end, and never in a call', async (t) => {
  const { phone, clock, line, lines } = await registered();
  line().events.emit(invited);
  line().events.emit({ type: 'established', id: 'in', dialog });
  clock.advance(renewalMs(0, 3_600_000));
  await settled();
  t.equal(lines.length, 1);
  line().events.emit({ type: 'ended', id: 'in', end: 'remote' });
  await settled();
  t.equal(lines.length, 2);
  await phone.close();
  t.equal(clock.pending, 0);
});

t.test('a microphone that went in a call is a fault of the device', async (t) => {
  const { phone, line } = await registered();
  line().events.emit(invited);
  line().events.emit({ type: 'established', id: 'in', dialog });
  line().events.emit({ type: 'media.failed', id: 'in', what: 'microphone' });
  t.equal(phone.get().microphone, 'missing');
  await phone.close();
});

t.test('a headset that is unplugged between calls is noticed; in a call its track tells', async (t) => {
  const { phone, line, world } = await registered();
  world.microphone = 'missing';
  line().events.emit(invited);
  world.devicesChanged();
  t.equal(phone.get().microphone, 'ready');
  line().events.emit({ type: 'ended', id: 'in', end: 'cancelled' });
  world.devicesChanged();
  await settled();
  t.equal(phone.get().microphone, 'missing');
  await phone.close();
});

t.test(
  'a registration refused in a call is tried again, with new credentials, when the call is over',
  async (t) => {
    const { phone, clock, line, lines } = await registered();
    line().events.emit(invited);
    line().events.emit({ type: 'established', id: 'in', dialog });
    line().events.emit({ type: 'registration.refused' });
    clock.advance(60_000);
    await settled();
    t.equal(lines.length, 1);
    line().events.emit({ type: 'ended', id: 'in', end: 'remote' });
    await settled();
    clock.advance(60_000);
    await settled();
    t.equal(lines.length, 2);
    await phone.close();
  },
);

t.test('keys that are none are not sent', async (t) => {
  const { phone, line } = await registered();
  t.equal(phone.sendDigits('1'), false, 'there is no call');
  line().events.emit(invited);
  t.equal(phone.sendDigits('一'), false);
  t.equal(phone.sendDigits('1*#'), true);
  t.equal(phone.get().call?.digits, '1*#');
  await phone.close();
});
