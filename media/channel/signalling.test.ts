import t from 'tap';
import { answer } from './answering.js';
import { FakeCall } from './fake-call.js';
import { testBoard } from './test-board.js';

/** What lost a talking call, and the cause that FreeSWITCH gives for that status. */
const losses = [
  { status: 408, cause: 'RECOVERY_ON_TIMER_EXPIRE' },
  { status: 481, cause: 'NORMAL_TEMPORARY_FAILURE' },
  { status: 488, cause: 'INCOMPATIBLE_DESTINATION' },
] as const;

for (const { status, cause } of losses)
  t.test(`a talking inbound call lost by ${status} ends with ${cause}, and not by the caller`, async (t) => {
    const b = testBoard();
    const call = FakeCall.inbound();
    const { channel } = await b.inbound(call);
    answer(channel);
    call.events.emit({ type: 'ended', by: 'remote', status, reason: 'lost', headers: [] });
    t.equal(channel.cause, cause);
    t.equal(channel.variables.get('sip_hangup_disposition'), 'send_bye');
    t.equal(channel.variables.get('sip_term_status'), String(status));
  });

t.test(
  'CANCEL ends a call that rings with ORIGINATOR_CANCEL, BYE a talking one with NORMAL_CLEARING',
  async (t) => {
    const b = testBoard();
    const cancelled = FakeCall.inbound();
    const first = await b.inbound(cancelled);
    cancelled.events.emit({ type: 'ended', by: 'remote', status: 487, reason: '', headers: [] });
    t.equal(first.channel.cause, 'ORIGINATOR_CANCEL');
    t.equal(first.channel.variables.get('sip_hangup_disposition'), 'recv_cancel');
    const ended = FakeCall.inbound();
    const second = await b.inbound(ended);
    answer(second.channel);
    ended.events.emit({ type: 'ended', by: 'remote', status: 0, reason: '', headers: [] });
    t.equal(second.channel.cause, 'NORMAL_CLEARING');
    t.equal(second.channel.variables.get('sip_hangup_disposition'), 'recv_bye');
  },
);

t.test('a Reason header says it better than the status', async (t) => {
  const b = testBoard();
  const call = FakeCall.inbound();
  const { channel } = await b.inbound(call);
  call.events.emit({ type: 'ended', by: 'remote', status: 487, q850: 31, reason: '', headers: [] });
  t.equal(channel.cause, 'NORMAL_UNSPECIFIED');
});
