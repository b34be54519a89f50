import { randomUUID } from 'node:crypto';
import type { PhoneCall } from '../peer/phone-call.js';
import { header } from '../peer/sip-text.js';
import { conformance, domain, type Lab } from './lab.js';

/** Calls a new agent's phone, and hands the call to `act`. @returns the leg's id and what originate answered. */
async function originate(
  lab: Lab,
  variables: readonly string[],
  act: (call: PhoneCall, leg: string) => void,
): Promise<{ leg: string; reply: string; call: PhoneCall }> {
  const phone = await lab.agent();
  const leg = randomUUID();
  const all = [`origination_uuid=${leg}`, ...variables].join(',');
  const job = lab.control.job(`originate {${all}}user/${phone.account.user}@${domain} &park()`);
  const call = await phone.incoming();
  act(call, leg);
  return { leg, reply: await job, call };
}

conformance({
  'an answered call is +OK UUID, then parks; its INVITE carries the caller and our headers': async (
    t,
    lab,
  ) => {
    const variables = [
      'originate_timeout=10',
      'origination_caller_id_number=13800138000',
      'origination_caller_id_name=Zhang',
      'sip_h_X-Yihao-Call=7',
      'yihao_offer=abc',
    ];
    const { leg, reply, call } = await originate(lab, variables, (call) => {
      call.ring();
      call.answer();
    });
    t.equal(reply, `+OK ${leg}\n`);
    const park = await lab.control.until('CHANNEL_PARK', { 'Unique-ID': leg });
    t.match(Object.fromEntries(park.headers), { 'Call-Direction': 'outbound', 'Answer-State': 'answered' });
    const create = await lab.control.until('CHANNEL_CREATE', { 'Unique-ID': leg });
    t.match(Object.fromEntries(create.headers), {
      'Call-Direction': 'outbound',
      'Caller-Caller-ID-Number': '13800138000',
      'Caller-Caller-ID-Name': 'Zhang',
      variable_yihao_offer: 'abc',
    });
    const names = lab.control.namesOf(leg);
    t.ok(names.indexOf('CHANNEL_PROGRESS') < names.indexOf('CHANNEL_ANSWER'));
    t.match(call.invite && header(call.invite, 'from'), /"?Zhang"? <sip:13800138000@/);
    t.equal(call.invite && header(call.invite, 'x-yihao-call'), '7');
    await call.untilAnswered();
  },

  'a refusal is -ERR with the cause of its status': async (t, lab) => {
    const expected: Readonly<Record<string, readonly [cause: string, q850: string]>> = {
      '486 Busy Here': ['USER_BUSY', '17'],
      '603 Decline': ['CALL_REJECTED', '21'],
      '480 Temporarily Unavailable': ['NO_USER_RESPONSE', '18'],
      '404 Not Found': ['UNALLOCATED_NUMBER', '1'],
      '500 Server Internal Error': ['NORMAL_TEMPORARY_FAILURE', '41'],
    };
    for (const [line, [cause, q850]] of Object.entries(expected)) {
      const { leg, reply } = await originate(lab, [], (call) => call.reject(line));
      t.equal(reply, `-ERR ${cause}\n`);
      t.match(
        Object.fromEntries((await lab.hangupOf(leg)).headers),
        {
          'Hangup-Cause': cause,
          variable_hangup_cause_q850: q850,
          variable_sip_hangup_disposition: 'recv_refuse',
          variable_sip_invite_failure_status: line.slice(0, 3),
        },
        line,
      );
    }
  },

  'nobody answers within originate_timeout: NO_ANSWER, and the phone gets CANCEL': async (t, lab) => {
    const { leg, reply, call } = await originate(lab, ['originate_timeout=1'], (call) => call.ring());
    t.equal(reply, '-ERR NO_ANSWER\n');
    await call.untilEnded();
    t.ok(call.requests.includes('CANCEL'));
    t.match(Object.fromEntries((await lab.hangupOf(leg)).headers), {
      'Hangup-Cause': 'NO_ANSWER',
      variable_hangup_cause_q850: '19',
      variable_sip_hangup_disposition: 'send_cancel',
    });
  },

  'uuid_kill while it rings cancels it with that cause': async (t, lab) => {
    const { leg, reply, call } = await originate(lab, [], (call, leg) => {
      call.ring();
      void lab.control
        .until('CHANNEL_PROGRESS', { 'Unique-ID': leg })
        .then(() => lab.control.api(`uuid_kill ${leg} LOSE_RACE`));
    });
    t.equal(reply, '-ERR LOSE_RACE\n');
    await call.untilEnded();
    t.ok(call.requests.includes('CANCEL'));
    t.equal((await lab.hangupOf(leg)).headers.get('Hangup-Cause'), 'LOSE_RACE');
  },

  'what cannot be tried says why, with no event but the job': async (t, lab) => {
    const from = lab.control.events.length;
    const job = (endpoint: string): Promise<string> => lab.control.job(`originate ${endpoint} &park()`);
    t.equal(await job(`user/${lab.absentUser()}@${domain}`), '-ERR USER_NOT_REGISTERED\n');
    t.equal(await job(`user/nobody@${domain}`), '-ERR SUBSCRIBER_ABSENT\n');
    t.equal(await job('sofia/gateway/nowhere/123'), '-ERR INVALID_GATEWAY\n');
    t.notOk(lab.control.find('CHANNEL_CREATE', {}, from));
  },

  'all phones of a user ring; the first to answer wins and the others get CANCEL': async (t, lab) => {
    const one = await lab.agent();
    const other = await lab.agent(one.account.user);
    const job = lab.control.job(`originate {yihao_offer=9}user/${one.account.user}@${domain} &park()`);
    const [lost, won] = await Promise.all([one.incoming(), other.incoming()]);
    lost.ring();
    won.ring();
    won.answer();
    t.match(await job, /^\+OK [0-9a-f-]{36}\n$/);
    await lost.untilEnded();
    t.ok(lost.requests.includes('CANCEL'));
    t.ok(await lab.control.until('CHANNEL_HANGUP_COMPLETE', { 'Hangup-Cause': 'LOSE_RACE' }));
  },

  'contacts joined by a comma ring together, each under its own origination_uuid': async (t, lab) => {
    const one = await lab.agent();
    const other = await lab.agent(one.account.user);
    const contacts = (await lab.control.api(`sofia_contact ${one.account.user}@${domain}`)).trim().split(',');
    const ids = contacts.map(() => randomUUID());
    const legs = contacts.map((contact, n) => `[origination_uuid=${ids[n] ?? ''}]${contact}`).join(',');
    const job = lab.control.job(`originate {originate_timeout=5}${legs} &park()`);
    const [first, second] = await Promise.all([one.incoming(), other.incoming()]);
    first.answer();
    const winner = (await job).slice(4).trim();
    t.ok(ids.some((id) => id === winner));
    await second.untilEnded();
    const loser = ids.find((id) => id !== winner) ?? '';
    t.equal((await lab.hangupOf(loser)).headers.get('Hangup-Cause'), 'LOSE_RACE');
  },

  'all phones of a user refuse: it fails with a cause of one': async (t, lab) => {
    const one = await lab.agent();
    const other = await lab.agent(one.account.user);
    const job = lab.control.job(`originate user/${one.account.user}@${domain} &park()`);
    const calls = await Promise.all([one.incoming(), other.incoming()]);
    for (const call of calls) call.reject('486 Busy Here');
    t.equal(await job, '-ERR USER_BUSY\n');
  },
});
