import t from 'tap';
import { dtmfFrequencies, dtmfTone } from './dtmf.js';
import { goertzelPower } from './goertzel.js';

t.test('ITU-T Q.23: the tone of a digit has its two frequencies and no other of the set', async (t) => {
  t.same(dtmfFrequencies('5'), [770, 1336]);
  t.same(dtmfFrequencies('#'), [941, 1477]);
  t.equal(dtmfFrequencies('x'), undefined);
  const samples = dtmfTone('D', 0, 800);
  const strong = [697, 770, 852, 941, 1209, 1336, 1477, 1633].filter(
    (frequency) => goertzelPower(samples, { frequency, rate: 8000, from: 0, count: 800 }) > 0.01,
  );
  t.same(strong, [941, 1633]);
});

t.test('a tone made in pieces has no seam', async (t) => {
  t.same([...dtmfTone('7', 0, 160), ...dtmfTone('7', 160, 160)], [...dtmfTone('7', 0, 320)]);
});
