import t from 'tap';
import { findFreeSwitch, noFreeSwitch } from '../switch/freeswitch.js';
import { nodesBySipp } from './nodes-by-sipp.js';

if (findFreeSwitch() === undefined) t.test('freeswitch', { skip: noFreeSwitch }, async () => undefined);
else nodesBySipp('freeswitch');
