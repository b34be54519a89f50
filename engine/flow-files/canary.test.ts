import t from 'tap';
import { flowsFor, type Releases } from './canary.js';
import type { LoadedFlows } from './load-flows.js';

const set = (version: string): LoadedFlows => ({ flows: new Map(), version, files: [] });
const releases = (share: number): Releases => ({
  live: set('live'),
  canaries: [{ flow: 'a', version: 2, share, numbers: ['13800000000'], loaded: set('trial') }],
});
const versionFor = (share: number, caller: string, flow = 'a', id = 'x'): string =>
  flowsFor(releases(share), { flow, caller, id }).version;

t.test('a share of callers, each the same way every time, and the numbers named get the trial', (t) => {
  const callers = Array.from({ length: 10_000 }, (_, i) => `139${String(i).padStart(8, '0')}`);
  const chosen = callers.filter((caller) => versionFor(0.1, caller) === 'trial');
  t.ok(Math.abs(chosen.length - 1000) < 150, `${chosen.length} of 10,000`);
  t.ok(chosen.every((caller) => versionFor(0.1, caller, 'a', 'another call') === 'trial'));
  t.ok(
    chosen.every((caller) => versionFor(0.3, caller) === 'trial'),
    'a larger share keeps those of the smaller',
  );
  t.equal(versionFor(0, '13800000000'), 'trial');
  t.equal(versionFor(0, '13900000000'), 'live');
  t.equal(versionFor(1, '13900000000'), 'trial');
  t.equal(versionFor(1, '13900000000', 'b'), 'live', 'another flow');
  t.end();
});

t.test('callers who withhold their numbers are spread by their calls', (t) => {
  const trials = Array.from({ length: 1000 }, (_, i) => versionFor(0.5, '', 'a', `call ${i}`));
  const count = trials.filter((version) => version === 'trial').length;
  t.ok(count > 400 && count < 600, `${count} of 1,000`);
  t.end();
});
