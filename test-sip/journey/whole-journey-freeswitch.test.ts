import t from 'tap';
import { findFreeSwitch, noFreeSwitch } from '../switch/freeswitch.js';
import { wholeJourney } from './whole-journey.js';

if (findFreeSwitch() === undefined) t.test('freeswitch', { skip: noFreeSwitch }, async () => undefined);
else wholeJourney('freeswitch');
