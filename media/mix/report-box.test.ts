import t from 'tap';
import { ReportBox } from './report-box.js';
import type { Report } from './worker-protocol.js';

const digit: Report = { report: 'event', leg: 1, event: { type: 'digit', digit: '1', durationMs: 100 } };
const heard: Report = { report: 'event', leg: 1, event: { type: 'heard' } };

t.test('what comes in one turn is posted in one message', async (t) => {
  const posted: (readonly Report[])[] = [];
  const box = new ReportBox((reports) => posted.push(reports));
  box.add(heard);
  box.add(digit);
  await Promise.resolve();
  t.same(posted, [[heard, digit]]);
});

t.test(
  'a flood of digits is dropped and counted until it is acknowledged; nothing else ever is',
  async (t) => {
    let posted = 0;
    const box = new ReportBox((reports) => (posted += reports.length));
    for (let i = 0; i < 5000; i++) box.add(digit);
    box.add(heard);
    await Promise.resolve();
    t.equal(posted, 4097);
    t.equal(box.dropped, 904);
    box.acknowledged(4097);
    box.add(digit);
    await Promise.resolve();
    t.equal(posted, 4098);
  },
);
