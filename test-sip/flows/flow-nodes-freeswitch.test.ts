import t from 'tap';
import { findFreeSwitch, noFreeSwitch } from '../switch/freeswitch.js';
import { flowNodes } from './flow-nodes.js';

if (findFreeSwitch() === undefined) t.test('freeswitch', { skip: noFreeSwitch }, async () => undefined);
else flowNodes('freeswitch');
