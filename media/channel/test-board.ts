/** A switchboard on a fake clock with fake calls and legs, for tests of applications. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FakeClock } from '../../kernel/fake-clock.js';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { ok } from '../../kernel/result.js';
import type { InviteOptions } from '../sip/call.js';
import { applications } from './application/catalogue.js';
import type { Channel, ChannelNotice } from './channel.js';
import type { DialTarget } from './dialling.js';
import { FakeCall } from './fake-call.js';
import { FakeLeg, FakePlane } from './fake-leg.js';
import { takeCall } from './inbound.js';
import { originate } from './originate.js';
import { Switchboard } from './switchboard.js';

export interface TestBoard {
  readonly clock: FakeClock;
  readonly plane: FakePlane;
  readonly board: Switchboard;
  readonly notices: ChannelNotice[];
  /** Calls that were made, with what they were made of. */
  readonly made: { readonly call: FakeCall; readonly options: InviteOptions }[];
  /** A caller who has parked. */
  inbound(call?: FakeCall): Promise<{ channel: Channel; call: FakeCall; leg: FakeLeg }>;
  /** Runs an application; resolves with its CHANNEL_EXECUTE_COMPLETE response. */
  run(channel: Channel, name: string, argument?: string): Promise<string>;
  /** Names of the notices of a channel, state changes left out. */
  told(channel: Channel): string[];
}

/** @param contacts of the user `1001`: how many phones ring. */
export function testBoard({
  contacts = 1,
  bound = 100,
}: { contacts?: number; bound?: number } = {}): TestBoard {
  const clock = new FakeClock();
  const plane = new FakePlane();
  const made: TestBoard['made'] = [];
  const board: Switchboard = new Switchboard({
    clock,
    random: systemRandom,
    log: silentLogger,
    media: plane,
    dialler: {
      resolve: (endpoint) =>
        Promise.resolve(
          endpoint.kind === 'user' && endpoint.user === '1001'
            ? ok(Array.from({ length: contacts }, (_, index) => target(index)))
            : { ok: false, cause: 'USER_NOT_REGISTERED' },
        ),
      localAddressFor: () => '127.0.0.1',
      invite(options) {
        const call = FakeCall.outbound(options);
        made.push({ call, options });
        return call;
      },
    },
    applications: applications((options) => originate(board, options), 'yihao'),
    bound,
    domain: 'yihao',
    secureTimeoutMs: 0,
    candidateAddresses: (facing) => [facing],
    mediaTimeoutMs: 30_000,
  });
  const notices: ChannelNotice[] = [];
  board.notices.on((notice) => notices.push(notice));
  return {
    clock,
    plane,
    board,
    notices,
    made,
    async inbound(call = FakeCall.inbound()) {
      const channel = await takeCall(board, call, '127.0.0.1');
      const leg = channel?.media?.leg;
      if (!channel || !(leg instanceof FakeLeg)) throw new Error('the call was not taken');
      return { channel, call, leg };
    },
    run(channel, name, argument = '') {
      const uuid = systemRandom.uuid();
      return new Promise((resolve) => {
        const forget = channel.notices.on((notice) => {
          const headers = new Map(notice.headers);
          if (notice.name !== 'CHANNEL_EXECUTE_COMPLETE' || headers.get('Application-UUID') !== uuid) return;
          forget();
          resolve(headers.get('Application-Response') ?? '');
        });
        channel.applications.push({ name, argument, uuid, loops: 1 });
      });
    },
    told: (channel) =>
      notices.filter((one) => one.channel === channel && !/STATE$/.test(one.name)).map((one) => one.name),
  };
}

function target(index: number): DialTarget {
  return {
    uri: `sip:1001@10.0.0.${index + 1}`,
    name: `sofia/internal/1001@10.0.0.${index + 1}`,
    destination: '1001',
    variables: { dialed_user: '1001' },
  };
}

/** Lets everything that waits for nothing but promises happen. */
export function settle(): Promise<void> {
  return nextTurn();
}
