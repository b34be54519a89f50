import { networkInterfaces } from 'node:os';
import t, { type Test } from 'tap';
import { eventually } from '../eventually.js';
import type { SipProtocol } from '../peer/sip-socket.js';
import { holdsTone } from '../peer/tone.js';
import { readWav } from '../peer/wav.js';
import type { Way } from '../product/product.js';
import { callerHz } from '../product/sipp.js';
import { agentHz, inHall, type Hall } from './hall.js';

const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some((one) => one.address === '::1'));

const packetsOfASecond = 50;

/** A call from the menu to the end: both hear each other, and record and recording are right. */
async function talks(
  t: Test,
  hall: Hall,
  number: string,
  { caller: way, agent: protocol }: { readonly caller: Way; readonly agent: SipProtocol },
): Promise<void> {
  const { product } = hall;
  const phone = await hall.agent('1002', protocol);
  await product.ready('1002');
  const call = await hall.waiting(number, way);
  const offered = await phone.incoming();
  const over = new RegExp(`^SIP/2\\.0/${protocol.toUpperCase()} `);
  t.match(offered.inviteField('via'), over, 'the agent is called over the protocol of the registration');
  await hall.talk(call, offered);
  const recordedTo = offered.media.packets + packetsOfASecond;
  await eventually('a second of it is recorded', () => offered.media.packets > recordedTo);
  const answer = call.received.find((message) => message.start.startsWith('SIP/2.0 200'));
  if (way.address === '::1') t.match(answer?.body, /^c=IN IP6 ::1\r$/m, 'audio over IPv6');
  offered.hangup();
  await product.untilAgent('1002', 'ready');
  const id = await product.finished(number);
  const { call: row, legs } = await product.web.call(id);
  t.match(row, { caller: number, called: '12345', outcome: 'answered', agent: '1002' });
  t.equal(legs.length, 2);
  const [left = new Float32Array(), right = new Float32Array()] = readWav(
    await product.web.recording(id),
  ).channels;
  t.ok(holdsTone(left, callerHz), 'left: the caller');
  t.ok(holdsTone(right, agentHz), 'right: the agent');
}

inHall(
  {
    'a caller over TCP and an agent over UDP': (t, hall) =>
      talks(t, hall, '13700000001', { caller: { protocol: 'tcp' }, agent: 'udp' }),

    'a caller over UDP and an agent registered over TCP': (t, hall) =>
      talks(t, hall, '13700000002', { caller: {}, agent: 'tcp' }),

    'a caller and an agent over TCP': (t, hall) =>
      talks(t, hall, '13700000003', { caller: { protocol: 'tcp' }, agent: 'tcp' }),

    'the caller over TCP who hangs up while the phone rings is gone from the queue': async (t, hall) => {
      const { product } = hall;
      const phone = await hall.agent('1002', 'tcp');
      await product.ready('1002');
      const call = await hall.waiting('13700000004', { protocol: 'tcp' });
      const offered = await phone.incoming();
      offered.ring();
      call.hangup();
      await offered.untilEnded();
      t.ok(offered.requests.includes('CANCEL'));
      const { call: row } = await product.web.call(await product.finished('13700000004'));
      t.match(row, { outcome: 'abandoned', hungUpBy: 'caller' });
    },

    'a phone whose TCP connection is gone is not registered any more': async (t, hall) => {
      const { product } = hall;
      const phone = await product.agentPhone('1004', 'tcp');
      t.equal((await product.web.agent('1004'))?.registered, true);
      phone.wire.close();
      await eventually(
        '1004 is no longer registered',
        async () => !(await product.web.agent('1004'))?.registered,
      );
    },

    ...(hasIpv6 && {
      'a caller over IPv6, UDP, and an agent over IPv4, TCP': (t: Test, hall: Hall) =>
        talks(t, hall, '13700000005', { caller: { address: '::1' }, agent: 'tcp' }),

      'a caller over IPv6, TCP, and an agent over IPv4, UDP': (t: Test, hall: Hall) =>
        talks(t, hall, '13700000006', { caller: { protocol: 'tcp', address: '::1' }, agent: 'udp' }),
    }),
  },
  'embedded',
  () => ({ env: { YIHAO_SIP_ADDRESSES: hasIpv6 ? '127.0.0.1,::1' : '127.0.0.1' } }),
);
if (!hasIpv6) t.test('over IPv6', { skip: 'this machine has no ::1' }, async () => undefined);
