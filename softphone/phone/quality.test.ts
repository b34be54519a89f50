import t from 'tap';
import { MediaWatch } from './media-watch.js';
import { meanOpinionScore, measureQuality, qualityGrade, readingOf, type QualityReading } from './quality.js';

const reading = (changes: Partial<QualityReading> = {}): QualityReading => {
  return { at: 0, packetsReceived: 0, packetsLost: 0, jitterSeconds: 0, roundTripSeconds: null, ...changes };
};

t.test('loss is that of the time between two readings', (t) => {
  const before = reading({ packetsReceived: 1000, packetsLost: 500 });
  const quality = measureQuality(
    before,
    reading({ packetsReceived: 1090, packetsLost: 510, jitterSeconds: 0.004 }),
  );
  t.match(quality, { loss: 0.1, jitterMs: 4, roundTripMs: null, packets: 90 });
  t.end();
});

t.test('RFC 3550 6.4.1: late packets lower the count of lost ones, which is no negative loss', (t) => {
  const quality = measureQuality(
    reading({ packetsLost: 5 }),
    reading({ packetsReceived: 100, packetsLost: 3 }),
  );
  t.equal(quality.loss, 0);
  t.end();
});

t.test('the score is best on a clean way and falls with loss and with delay', (t) => {
  const clean = meanOpinionScore(0, 0, 0);
  t.ok(clean > 4.3 && clean <= 4.5);
  t.ok(meanOpinionScore(0.05, 0, 0) < clean);
  t.ok(meanOpinionScore(0, 0, 800) < meanOpinionScore(0, 0, 100));
  t.ok(meanOpinionScore(1, 500, 5000) >= 1);
  t.equal(qualityGrade({ loss: 0, jitterMs: 0, roundTripMs: 0, mos: clean, packets: 1 }), 'good');
  t.equal(qualityGrade({ loss: 0, jitterMs: 0, roundTripMs: 0, mos: 2, packets: 1 }), 'poor');
  t.end();
});

t.test(
  "the reading comes from the browser's reports of audio; RTCP's round trip goes before the pair's",
  (t) => {
    const reports = [
      { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.1 },
      { type: 'inbound-rtp', kind: 'video', packetsReceived: 1 },
      { type: 'inbound-rtp', kind: 'audio', packetsReceived: 50, packetsLost: 2, jitter: 0.003 },
      { type: 'remote-inbound-rtp', roundTripTime: 0.02 },
    ];
    t.same(readingOf(reports, 7), {
      ...{ at: 7, packetsReceived: 50, packetsLost: 2, jitterSeconds: 0.003, roundTripSeconds: 0.02 },
    });
    t.equal(readingOf([], 7), null);
    t.end();
  },
);

t.test('ten seconds without a packet are a closed way, unless the call is held', (t) => {
  const watch = new MediaWatch();
  watch.begin();
  t.equal(watch.heard(100, 0, false), 'works');
  t.equal(watch.heard(0, 8_000, false), null);
  t.equal(watch.heard(0, 10_000, false), 'failed');
  t.equal(watch.heard(0, 12_000, true), null);
  t.equal(watch.heard(0, 20_000, false), null);
  t.equal(watch.heard(3, 22_000, false), 'works');
  t.end();
});
