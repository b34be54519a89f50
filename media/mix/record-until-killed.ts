/** For recorder.test.ts: records a tone on both sides until it is killed. Argument: the file. */
import { systemClock, every } from '../../kernel/clock.js';
import { dtmfTone } from '../codec/dtmf.js';
import { encodeG711 } from '../codec/g711.js';
import { Recorder } from './recorder.js';

const frame = 160;
const path = process.argv[2] ?? '';
const recorder = new Recorder(
  systemClock,
  { path, stereo: true },
  { started: () => process.send?.('started'), ended: () => process.exit(1) },
);
let at = 0;
every(systemClock, 20, () => {
  const codes = encodeG711(dtmfTone('1', at, frame), 'PCMA');
  const now = systemClock.monotonic();
  recorder.said(at, codes, 0, frame, 'PCMA', now);
  recorder.heard(at, codes, 0, frame, 'PCMA', now);
  at += frame;
});
