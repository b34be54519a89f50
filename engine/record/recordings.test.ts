import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { silentLogger } from '../../kernel/log.js';
import { ok } from '../../kernel/result.js';
import type { Fact, RecordingColumns } from '../store/facts.js';
import { Recordings } from './recordings.js';

/** Recordings over a switch that takes every command, and the row that the facts make. */
function keeper(): { recordings: Recordings; row: Partial<RecordingColumns>; path: string } {
  const clock = new FakeClock();
  const row: Partial<RecordingColumns> = {};
  const recordings = new Recordings({
    ...{ dataFolder: '/data', clock, log: silentLogger },
    facts: {
      write(fact: Fact) {
        if (fact.kind === 'recording') Object.assign(row, fact.set);
      },
    },
    makeFolder: () => Promise.resolve(),
    commands: {
      startRecording: () => Promise.resolve(ok('')),
      stopRecording: () => Promise.resolve(ok('')),
    },
  });
  return { recordings, row, path: recordings.pathFor('call-1', clock.now()) };
}

t.test('a recording that the switch closed is complete, with the length that it told', async (t) => {
  const { recordings, row, path } = keeper();
  recordings.start('call-1', 'leg-1', path);
  t.match(row, { call: 'call-1', path, state: 'recording' });
  recordings.stopped(recordings.absolute(path), 1500, false);
  t.match(row, { state: 'complete', durationMs: 1500 });
  t.equal(recordings.running, 0);
});

t.test(
  'a recording whose file could not be written to its end is cut off, also after it was stopped',
  async (t) => {
    const { recordings, row, path } = keeper();
    recordings.start('call-1', 'leg-1', path);
    recordings.stop(path);
    recordings.stopped(recordings.absolute(path), 700, true);
    t.match(row, { state: 'cutOff', durationMs: 700 });
  },
);

t.test('a recording whose switch is lost is cut off', async (t) => {
  const { recordings, row, path } = keeper();
  recordings.start('call-1', 'leg-1', path);
  recordings.legEnded('leg-1', true);
  t.match(row, { state: 'cutOff' });
});
