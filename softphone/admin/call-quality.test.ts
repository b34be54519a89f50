import fc from 'fast-check';
import t from 'tap';
import { causeWords, qualityFigures } from './call-quality.js';

t.test(
  'a hang-up cause is said in the language of the page; one that nobody translated by its name',
  async (t) => {
    t.equal(causeWords('NORMAL_CLEARING', 'zh-CN'), '正常挂机');
    t.equal(causeWords('NORMAL_CLEARING', 'en'), 'normal clearing');
    t.equal(causeWords('NEW_CAUSE', 'zh-CN'), 'NEW_CAUSE');
  },
);

t.test('quality is MOS, the share that was lost, and jitter', async (t) => {
  t.same(qualityFigures({ mos: 4.4, lostIn: 5, packetsIn: 95, jitterMs: 0.88, bytesIn: 1 }), [
    { name: 'mos', figure: '4.4' },
    { name: 'lost', figure: '5.0 %' },
    { name: 'jitter', figure: '0.9 ms' },
  ]);
  t.same(qualityFigures({ lostIn: 0, packetsIn: 0 }), [{ name: 'lost', figure: '0.0 %' }]);
  t.same(qualityFigures(null), []);
});

t.test('whatever a switch wrote is read', async () => {
  fc.assert(fc.property(fc.anything(), (measured) => Array.isArray(qualityFigures(measured))));
});
