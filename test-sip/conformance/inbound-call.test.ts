import { sleep, systemClock } from '../../kernel/clock.js';
import { conformance } from './lab.js';

const microseconds = /^\d{16}$/;

conformance({
  'an inbound call parks unanswered, with who called and who let it in': async (t, lab) => {
    const { leg, park, call } = await lab.parked([['user-agent', 'peer/1']]);
    t.match(Object.fromEntries(park.headers), {
      'Unique-ID': leg,
      'Call-Direction': 'inbound',
      'Answer-State': 'ringing',
      'Channel-Call-State': 'RINGING',
      'Channel-Name': /^sofia\/internal\/13800138000@/,
      'Caller-Caller-ID-Number': '13800138000',
      'Caller-Destination-Number': '12345',
      'Caller-Channel-Created-Time': microseconds,
      'Caller-Channel-Answered-Time': '0',
      'Caller-Channel-Hangup-Time': '0',
      variable_sip_call_id: call.callId,
      variable_sip_from_user: '13800138000',
      variable_sip_from_host: 'yihao',
      variable_sip_to_user: '12345',
      variable_sip_req_user: '12345',
      variable_sip_network_ip: '127.0.0.1',
      variable_sip_network_port: /^\d+$/,
      variable_sip_user_agent: 'peer/1',
      variable_sip_acl_authed_by: 'demo-loopback',
    });
    t.notOk(
      call.statuses.some((status) => status > 100),
      'no answer and no ringing by itself',
    );
    const names = lab.control.namesOf(leg);
    t.ok(names.indexOf('CHANNEL_CREATE') < names.indexOf('CHANNEL_PARK'));
  },

  'the original caller passes through: P-Asserted-Identity, Diversion, History-Info, X- headers': async (
    t,
    lab,
  ) => {
    const { park } = await lab.parked([
      ['P-Asserted-Identity', '<sip:13900000000@carrier>'],
      ['Diversion', '<sip:110@carrier>;reason=unconditional'],
      ['History-Info', '<sip:12@carrier>;index=1'],
      ['X-Trunk-Group', 'seven'],
    ]);
    t.match(Object.fromEntries(park.headers), {
      'variable_sip_P-Asserted-Identity': '13900000000',
      variable_sip_h_Diversion: '<sip:110@carrier>;reason=unconditional',
      variable_sip_history_info: '<sip:12@carrier>;index=1',
      'variable_sip_h_X-Trunk-Group': 'seven',
      'Caller-Caller-ID-Number': '13900000000',
      variable_sip_from_user: '13800138000',
    });
  },

  'ring_ready sends 180, pre_answer 183 with audio, answer 200': async (t, lab) => {
    const { control } = lab;
    const { leg, call } = await lab.parked();
    t.match(await control.api(`uuid_ring_ready ${leg}`), /^\+OK/);
    await control.until('CHANNEL_PROGRESS', { 'Unique-ID': leg });
    await call.untilStatus(180);
    t.match(await control.api(`uuid_pre_answer ${leg}`), /^\+OK/);
    await control.until('CHANNEL_PROGRESS_MEDIA', { 'Unique-ID': leg });
    await call.untilStatus(183);
    t.match(await control.api(`uuid_answer ${leg}`), /^\+OK/);
    const answer = await control.until('CHANNEL_ANSWER', { 'Unique-ID': leg });
    t.equal(answer.headers.get('Answer-State'), 'answered');
    t.match(answer.headers.get('Caller-Channel-Answered-Time'), microseconds);
    await call.untilAnswered();
  },

  'an INVITE without offer gets ours with the answer, and is heard': async (t, lab) => {
    const { leg, call } = await lab.parked([], true);
    const answer = await lab.control.execute(leg, 'answer');
    await call.untilAnswered();
    await lab.control.completion(answer);
    const played = await lab.control.run(leg, 'playback', 'tone_stream://%(300,0,800)');
    t.equal(played.headers.get('Application-Response'), 'FILE PLAYED');
    t.ok(call.media.packets > 5);
  },

  'the caller who hangs up ends with NORMAL_CLEARING and recv_bye, before the answer with ORIGINATOR_CANCEL':
    async (t, lab) => {
      const talked = await lab.answered();
      talked.call.hangup();
      t.match(Object.fromEntries((await lab.hangupOf(talked.leg)).headers), {
        'Hangup-Cause': 'NORMAL_CLEARING',
        variable_hangup_cause: 'NORMAL_CLEARING',
        variable_hangup_cause_q850: '16',
        variable_sip_hangup_disposition: 'recv_bye',
        'Caller-Channel-Hangup-Time': microseconds,
      });
      const rang = await lab.parked();
      await lab.control.api(`uuid_ring_ready ${rang.leg}`);
      await rang.call.untilStatus(180);
      rang.call.hangup();
      t.match(Object.fromEntries((await lab.hangupOf(rang.leg)).headers), {
        'Hangup-Cause': 'ORIGINATOR_CANCEL',
        variable_sip_hangup_disposition: 'recv_cancel',
        variable_sip_term_status: '487',
        'Caller-Channel-Answered-Time': '0',
      });
      await rang.call.untilStatus(487);
    },

  'CHANNEL_HANGUP_COMPLETE ends a leg, but for CHANNEL_DESTROY': async (t, lab) => {
    const { leg, call } = await lab.answered();
    call.hangup();
    await lab.control.until('CHANNEL_DESTROY', { 'Unique-ID': leg });
    await sleep(systemClock, 100);
    const after = lab.control
      .namesOf(leg)
      .slice(lab.control.namesOf(leg).indexOf('CHANNEL_HANGUP_COMPLETE') + 1);
    t.strictSame(
      after.filter((name) => name !== 'CHANNEL_STATE'),
      ['CHANNEL_DESTROY'],
    );
  },

  'hanging up an unanswered call refuses it with the status of the cause': async (t, lab) => {
    const expected: Readonly<Record<string, number>> = {
      USER_BUSY: 486,
      CALL_REJECTED: 603,
      NO_ROUTE_DESTINATION: 404,
      UNALLOCATED_NUMBER: 404,
      NORMAL_TEMPORARY_FAILURE: 503,
      NO_ANSWER: 480,
      NORMAL_CLEARING: 480,
    };
    for (const [cause, status] of Object.entries(expected)) {
      const { leg, call } = await lab.parked();
      const headers = { 'call-command': 'hangup', 'hangup-cause': cause };
      t.match(await lab.control.command(`sendmsg ${leg}`, headers), { text: /^\+OK/ });
      await call.untilEnded();
      t.equal(call.statuses.at(-1), status, cause);
      t.match(Object.fromEntries((await lab.hangupOf(leg)).headers), {
        'Hangup-Cause': cause,
        variable_sip_hangup_disposition: 'send_refuse',
      });
    }
  },

  'hanging up an answered call sends BYE with the cause in Reason': async (t, lab) => {
    const { leg, call } = await lab.answered();
    t.equal(await lab.control.api(`uuid_kill ${leg} USER_BUSY`), '+OK\n');
    await call.untilEnded();
    const bye = call.received.at(-1);
    t.match(bye?.start, /^BYE /);
    t.match(bye?.headers.find(([name]) => name === 'reason')?.[1], /Q\.850\s*;\s*cause=17/i);
    t.match(Object.fromEntries((await lab.hangupOf(leg)).headers), {
      'Hangup-Cause': 'USER_BUSY',
      variable_hangup_cause_q850: '17',
      variable_sip_hangup_disposition: 'send_bye',
    });
  },

  'the applications hangup and respond end the call': async (t, lab) => {
    const one = await lab.parked();
    await lab.control.execute(one.leg, 'hangup', 'NO_ROUTE_DESTINATION');
    await one.call.untilEnded();
    t.equal(one.call.statuses.at(-1), 404);
    const other = await lab.parked();
    await lab.control.execute(other.leg, 'respond', '503 Come again');
    await other.call.untilEnded();
    t.equal(other.call.statuses.at(-1), 503);
    t.ok(await lab.hangupOf(other.leg));
  },

  'a leg that hears no audio for media_timeout is hung up with MEDIA_TIMEOUT': async (t, lab) => {
    const { leg, call } = await lab.answered(['media_timeout=800']);
    call.media.mute(true);
    await call.untilEnded();
    const hangup = await lab.hangupOf(leg);
    t.equal(hangup.headers.get('Hangup-Cause'), 'MEDIA_TIMEOUT');
    t.equal(hangup.headers.get('variable_sip_hangup_disposition'), 'send_bye');
  },

  'the packets of a call are counted': async (t, lab) => {
    const { leg, call } = await lab.answered();
    await lab.control.run(leg, 'playback', 'tone_stream://%(500,0,800)');
    call.hangup();
    const { headers } = await lab.hangupOf(leg);
    t.ok(Number(headers.get('variable_rtp_audio_in_packet_count')) > 15);
    t.ok(Number(headers.get('variable_rtp_audio_out_packet_count')) > 15);
    t.match(headers.get('variable_rtp_audio_in_media_bytes'), /^\d+$/);
    t.match(headers.get('variable_rtp_audio_in_mos'), /^[1-5](\.\d+)?$/);
  },
});
