import t from 'tap';
import { timelineTypes } from '../../engine/call/timeline.js';
import { callTexts } from './call-texts.js';

t.test('every line of a timeline and no other has words in both languages', async (t) => {
  for (const { events } of Object.values(callTexts))
    t.same(Object.keys(events).sort(), [...timelineTypes].sort());
});
