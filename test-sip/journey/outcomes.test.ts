import { eventually } from '../eventually.js';
import { holdsTone } from '../peer/tone.js';
import { pitchOf } from '../product/hotline-folder.js';
import { inHall } from './hall.js';

inHall({
  'the caller hangs up in the menu: self-service, hung up by the caller': async (t, hall) => {
    const { product } = hall;
    const call = await hall.caller('13900000001');
    await product.untilStage('13900000001', 'flow');
    call.hangup();
    const { call: row, recordings } = await product.web.call(await product.finished('13900000001'));
    t.match(row, { outcome: 'selfService', hungUpBy: 'caller', agent: null, queuedAt: null });
    t.equal(recordings.length, 0);
  },

  'the caller hangs up while waiting: abandoned, and the queue is empty': async (t, hall) => {
    const { product } = hall;
    await hall.agent('1002');
    await product.web.setAgent('1002', { want: 'signIn' });
    const call = await hall.waiting('13900000002');
    await product.untilStage('13900000002', 'waiting');
    call.hangup();
    const { call: row, entries } = await product.web.call(await product.finished('13900000002'));
    t.match(row, { outcome: 'abandoned', hungUpBy: 'caller', queue: 'general' });
    t.match(entries, [{ outcome: 'abandoned' }]);
    t.equal((await product.web.live()).queues[0]?.waiting.length, 0);
  },

  'the caller hangs up while the phone rings: the phone is cancelled, the agent stays ready': async (
    t,
    hall,
  ) => {
    const { product } = hall;
    const phone = await hall.agent('1002');
    await product.ready('1002');
    const call = await hall.waiting('13900000003');
    const offered = await phone.incoming();
    offered.ring();
    await product.untilAgent('1002', 'offered');
    call.hangup();
    await offered.untilEnded();
    await product.untilAgent('1002', 'ready');
    const { call: row } = await product.web.call(await product.finished('13900000003'));
    t.match(row, { outcome: 'abandoned', hungUpBy: 'caller' });
  },

  'the caller hangs up while talking: answered, survey not rated, the agent is free again': async (
    t,
    hall,
  ) => {
    const { product } = hall;
    const phone = await hall.agent('1002');
    await product.ready('1002');
    const call = await hall.waiting('13900000004');
    const offered = await phone.incoming();
    await hall.talk(call, offered);
    call.hangup();
    await offered.untilEnded();
    await product.untilAgent('1002', 'ready');
    const { call: row, recordings } = await product.web.call(await product.finished('13900000004'));
    t.match(row, { outcome: 'answered', hungUpBy: 'caller', agent: '1002' });
    t.match(recordings, [{ state: 'complete' }]);
  },

  'the caller hangs up in the survey: unrated': async (t, hall) => {
    const { product } = hall;
    const phone = await hall.agent('1002');
    await product.ready('1002');
    const call = await hall.waiting('13900000005');
    const offered = await phone.incoming();
    await hall.talk(call, offered);
    const from = call.media.packets;
    offered.hangup();
    await eventually('the survey is heard', () => holdsTone(call.media.heardSince(from), pitchOf('survey')));
    call.hangup();
    const { call: row } = await product.web.call(await product.finished('13900000005'));
    t.match(row, { outcome: 'answered', surveyState: 'unrated' });
  },

  'the agent is busy or rejects: the caller keeps the place and another agent answers': async (t, hall) => {
    const { product } = hall;
    const first = await hall.agent('1002');
    await product.ready('1002');
    for (const [number, line] of [
      ['13900000006', '486 Busy Here'],
      ['13900000007', '603 Decline'],
    ] as const) {
      const second = await hall.agent('1003');
      const call = await hall.waiting(number);
      const offered = await first.incoming();
      offered.reject(line);
      await product.ready('1003');
      const again = await second.incoming();
      await hall.talk(call, again);
      again.hangup();
      const { entries } = await product.web.call(await product.finished(number));
      const offers = entries[0]?.['offers'] as { agent: string; how: string }[];
      t.equal(offers[0]?.agent, '1002', line);
      t.equal(offers.at(-1)?.agent, '1003', line);
      await product.signOut('1003');
      await product.ready('1002');
    }
  },

  'the agent does not answer: 未应答, no further offer, and the caller goes to another': async (t, hall) => {
    const { product } = hall;
    const silent = await hall.agent('1002');
    await product.ready('1002');
    const call = await hall.waiting('13900000008');
    const offered = await silent.incoming();
    offered.ring();
    await product.untilAgent('1002', 'noAnswer', 10_000);
    await offered.untilEnded();
    const other = await hall.agent('1003');
    await product.ready('1003');
    const taken = await other.incoming();
    await hall.talk(call, taken);
    t.equal((await product.web.agent('1002'))?.state, 'noAnswer');
    t.equal(silent.untaken, 0);
    taken.hangup();
    const { call: row } = await product.web.call(await product.finished('13900000008'));
    t.match(row, { outcome: 'answered', agent: '1003' });
  },

  'an agent whose phone is gone is not offered a call twice, and the caller goes to another': async (
    t,
    hall,
  ) => {
    const { product } = hall;
    const gone = await hall.agent('1002');
    const other = await hall.agent('1003');
    await product.ready('1002');
    await gone.register(0);
    await eventually(
      '1002 is no longer registered',
      async () => !(await product.web.agent('1002'))?.registered,
    );
    await product.ready('1003');
    const call = await hall.waiting('13900000009');
    const taken = await other.incoming();
    await hall.talk(call, taken);
    t.equal(gone.untaken, 0);
    t.equal((await product.web.agent('1002'))?.state, 'deviceFault');
    taken.hangup();
    await product.finished('13900000009');
  },

  'two callers and one agent: the second one waits, and is served next': async (t, hall) => {
    const { product } = hall;
    const phone = await hall.agent('1002');
    await product.ready('1002');
    const one = await hall.waiting('13900000011');
    const first = await phone.incoming();
    const other = await hall.waiting('13900000012');
    await hall.talk(one, first);
    t.equal(await product.stageOf('13900000012'), 'waiting');
    first.hangup();
    const second = await phone.incoming();
    await hall.talk(other, second);
    second.hangup();
    for (const number of ['13900000011', '13900000012']) {
      const { call: row } = await product.web.call(await product.finished(number));
      t.match(row, { outcome: 'answered', agent: '1002' }, number);
    }
  },
});
