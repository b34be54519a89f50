import t from 'tap';
import { answer } from './answering.js';
import { Bridge } from './bridge.js';
import type { FakeCall } from './fake-call.js';
import { receiveDigits } from './receive-digits.js';
import { settle, testBoard } from './test-board.js';

const reported = (call: FakeCall): string[] => call.asked.filter((one) => one.startsWith('referral'));

async function talking() {
  const lab = testBoard();
  const [caller, agent] = [await lab.inbound(), await lab.inbound()];
  for (const { channel } of [caller, agent]) answer(channel);
  Bridge.connect(caller.channel, agent.channel);
  return { lab, caller, agent };
}

t.test('RFC 3515: the other leg parks with the number as destination; the phone is told 200', async (t) => {
  const { lab, caller, agent } = await talking();
  agent.channel.variables.set('park_after_bridge', 'true');
  agent.call.events.emit({
    type: 'referred',
    referTo: 'sip:8%23@yihao;user=phone',
    referredBy: '<sip:1001@yihao>',
  });
  await settle();
  t.same(reported(agent.call), ['referral 200']);
  t.equal(caller.channel.profile.destination, '8#');
  t.equal(caller.channel.variables.get('sip_refer_to'), '<sip:8%23@yihao;user=phone>');
  t.equal(caller.channel.variables.get('sip_h_Referred-By'), '<sip:1001@yihao>');
  t.equal(lab.told(caller.channel).at(-1), 'CHANNEL_PARK');
  t.equal(agent.channel.variables.get('transfer_destination'), 'blind:8#');
  t.equal(agent.channel.state, 'CS_PARK');
});

t.test('RFC 3891: Replaces, no number, or nobody to transfer is 403, and nothing changes', async (t) => {
  const { caller, agent } = await talking();
  for (const referTo of [
    'sip:2@yihao?Replaces=a%3Bto-tag%3Db',
    'sip:yihao',
    'mailto:a@b',
    'sip:%E0%A4%A@yihao',
  ])
    agent.call.events.emit({ type: 'referred', referTo });
  await settle();
  t.same(
    reported(agent.call),
    Array.from({ length: 4 }, () => 'referral 403'),
  );
  t.equal(caller.channel.bridge?.other(caller.channel), agent.channel);
  const alone = await testBoard().inbound();
  answer(alone.channel);
  alone.call.events.emit({ type: 'referred', referTo: 'sip:2@yihao' });
  t.same(reported(alone.call), ['referral 403']);
  t.ok(alone.channel.up);
});

t.test('keys received by command are told of, kept for applications, and sent on in a bridge', async (t) => {
  const { lab, caller, agent } = await talking();
  t.ok(receiveDigits(caller.channel, '1a#@200'));
  const told = lab.notices.filter(({ name }) => name === 'DTMF').map(({ headers }) => new Map(headers));
  t.same(
    told.map((of) => of.get('DTMF-Digit')),
    ['1', 'A', '#'],
  );
  t.equal(caller.channel.digits.take(), '1');
  t.same(
    agent.leg.asked.filter((one) => one.startsWith('digits')),
    ['digits 1 200', 'digits A 200', 'digits # 200'],
  );
  for (const text of ['', 'x', '1@', '1 2']) t.notOk(receiveDigits(caller.channel, text), text);
});
