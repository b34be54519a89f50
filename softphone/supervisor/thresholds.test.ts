import fc from 'fast-check';
import t from 'tap';
import { defaultThresholds, isThreshold, readThresholds, severityOf, worst } from './thresholds.js';

t.test('a figure changes its colour when it reaches the threshold', async (t) => {
  const threshold = { warning: 10, critical: 15 };
  t.equal(severityOf(9, threshold), 'normal');
  t.equal(severityOf(10, threshold), 'warning');
  t.equal(severityOf(15, threshold), 'critical');
});

t.test('the worst of several is shown for all of them', async (t) => {
  t.equal(worst([]), 'normal');
  t.equal(worst(['normal', 'warning']), 'warning');
  t.equal(worst(['critical', 'warning']), 'critical');
});

t.test('red that comes before yellow is refused, the same value is not', async (t) => {
  t.notOk(isThreshold({ warning: 20, critical: 10 }));
  t.ok(isThreshold({ warning: 10, critical: 10 }));
  t.notOk(isThreshold({ warning: 0, critical: 10 }));
});

t.test('whatever was kept, every threshold is usable', async () => {
  fc.assert(
    fc.property(fc.anything(), (kept) =>
      Object.values(readThresholds(kept)).every((one) => isThreshold(one)),
    ),
  );
});

t.test('what is broken falls back alone', async (t) => {
  const kept = { waitSeconds: { warning: 5, critical: 6 }, talkSeconds: 'long' };
  t.same(readThresholds(kept).waitSeconds, { warning: 5, critical: 6 });
  t.same(readThresholds(kept).talkSeconds, defaultThresholds.talkSeconds);
});
