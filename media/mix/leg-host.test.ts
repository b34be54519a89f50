import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { systemRandom } from '../../kernel/random.js';
import { createDtlsCertificate } from '../webrtc/dtls-certificate.js';
import { LegHost } from './leg-host.js';
import type { Report } from './worker-protocol.js';

t.test(
  'a leg that is being opened when the worker is told to end is refused, and leaves nothing',
  async (t) => {
    const clock = new FakeClock();
    const certificate = createDtlsCertificate(clock.now(), systemRandom);
    const reports: Report[] = [];
    await new Promise<void>((bothTold) => {
      const host = new LegHost(
        { clipCacheBytes: 0, streams: [], certificate },
        clock,
        systemRandom,
        (report) => {
          if (reports.push(report) === 2) bothTold();
        },
      );
      host.carryOut({ do: 'open', request: 1, leg: 1, address: '127.0.0.1', port: 33_990 });
      host.carryOut({ do: 'shutdown', request: 2 });
    });
    const opened = reports.find(({ report }) => report === 'opened');
    t.match(opened, { request: 1, why: 'the media worker is closing' });
    t.equal(clock.pending, 0);
  },
);
