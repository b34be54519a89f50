import t from 'tap';
import { EslEvent, parseEslEvent } from '../esl/esl-event.js';
import { q850Of } from './hangup-cause.js';
import { subscription, translate } from './translate.js';

const node = 'here:8021';

t.test('a parked leg is told of with who calls whom, and its variables', (t) => {
  const event = new EslEvent({
    'Event-Name': 'CHANNEL_PARK',
    'Event-Date-Timestamp': '1700000000123456',
    'Unique-ID': 'u1',
    'Call-Direction': 'inbound',
    'Caller-Caller-ID-Number': '13800001111',
    'Caller-Destination-Number': '12345',
    'Caller-Channel-Created-Time': '1700000000000000',
    'Caller-Channel-Answered-Time': '0',
    variable_sip_acl_authed_by: 'carrier',
  });
  const parked = translate(event, node);
  t.match(parked, {
    type: 'legParked',
    at: 1700000000123,
    leg: {
      uuid: 'u1',
      node,
      direction: 'inbound',
      callerNumber: '13800001111',
      called: '12345',
      createdAt: 1700000000000,
      answeredAt: undefined,
    },
  });
  if (parked?.type !== 'legParked') throw new Error('not parked');
  t.equal(parked.leg.variable('sip_acl_authed_by'), 'carrier');
  t.equal(parked.leg.variable('constructor'), undefined, 'only what the event holds');
  t.end();
});

t.test('who ended a leg comes from the SIP side: what was received, the far end did', (t) => {
  const cases = {
    recv_bye: 'remote',
    recv_cancel: 'remote',
    recv_refuse: 'remote',
    send_bye: 'local',
    '': 'local',
  };
  for (const [disposition, by] of Object.entries(cases)) {
    const ended = translate(
      new EslEvent({
        'Event-Name': 'CHANNEL_HANGUP_COMPLETE',
        'Unique-ID': 'u1',
        'Hangup-Cause': 'USER_BUSY',
        variable_sip_hangup_disposition: disposition,
        variable_rtp_audio_in_mos: '4.41',
        variable_yihao_rtt_ms: 'soon',
      }),
      node,
    );
    t.match(ended, { type: 'legEnded', cause: 'USER_BUSY', q850: 17, hungUpBy: by });
    t.same(ended?.type === 'legEnded' && ended.quality, { mos: 4.41 }, 'figures only');
  }
  t.end();
});

t.test('an application that ended because its leg did says so', (t) => {
  for (const [state, hungUp] of [
    ['hangup', true],
    ['answered', false],
    ['early', false],
  ] as const) {
    const done = translate(
      new EslEvent({ 'Event-Name': 'CHANNEL_EXECUTE_COMPLETE', 'Unique-ID': 'u1', 'Answer-State': state }),
      node,
    );
    t.match(done, { type: 'applicationDone', hungUp }, state);
  }
  t.end();
});

t.test('keys and terminator come with the end of the application that took them', (t) => {
  const done = translate(
    new EslEvent({
      'Event-Name': 'CHANNEL_EXECUTE_COMPLETE',
      'Unique-ID': 'u1',
      Application: 'play_and_get_digits',
      'Application-UUID': 'c.1',
      variable_yihao_digits: '42',
      variable_read_terminator_used: '#',
    }),
    node,
  );
  t.match(done, { type: 'applicationDone', id: 'c.1', digits: '42', terminator: '#' });
  t.end();
});

t.test('what the engine has no use for is not an event', (t) => {
  t.equal(translate(new EslEvent({ 'Event-Name': 'HEARTBEAT' }), node), undefined);
  t.equal(
    translate(new EslEvent({ 'Event-Name': 'CUSTOM', 'Event-Subclass': 'sofia::register' }), node),
    undefined,
  );
  t.end();
});

t.test('an event is an object of text: anything else is refused', (t) => {
  for (const json of ['[]', 'null', '"x"', '{', '']) t.notOk(parseEslEvent(json).ok, json);
  const odd = parseEslEvent('{"Event-Name":["a"],"__proto__":{"Unique-ID":"x"}}');
  t.match(odd, { ok: true, value: { name: '', uuid: '' } });
  t.end();
});

t.test('every event that is filtered for is subscribed to', (t) => {
  const [events = '', ...filters] = subscription;
  for (const filter of filters) {
    const [, header, value = ''] = filter.split(' ');
    if (header === 'Event-Name') t.ok(events.split(' ').includes(value), value);
  }
  t.end();
});

t.test('an unknown cause is unspecified', (t) => {
  t.equal(q850Of('NO_SUCH_CAUSE'), 0);
  t.equal(q850Of('NO_ANSWER'), 19);
  t.equal(q850Of('LOSE_RACE'), 16, "FreeSWITCH's own causes have no number of Q.850");
  t.end();
});

t.test('a recording whose file could not be written is told apart from one that ended', (t) => {
  const stop = (more: Record<string, string>) =>
    translate(
      new EslEvent({
        'Event-Name': 'RECORD_STOP',
        'Unique-ID': 'u1',
        'Record-File-Path': '/data/a.wav',
        variable_record_ms: '1500',
        ...more,
      }),
      node,
    );
  const common = { type: 'recordStopped', path: '/data/a.wav', durationMs: 1500 };
  t.match(stop({}), { ...common, failed: false });
  t.match(stop({ 'Record-Completion-Cause': 'success-silence' }), { ...common, failed: false });
  t.match(stop({ 'Record-Completion-Cause': 'uri-failure' }), { ...common, failed: true });
  t.end();
});
