import { Phone } from '../peer/phone.js';
import { header } from '../peer/sip-text.js';
import { eventually } from '../eventually.js';
import { conformance, type Lab } from './lab.js';

/** A carrier: a phone that the switch reaches by a trunk of its own name. */
async function carrier(lab: Lab, name: string): Promise<Phone> {
  const phone = await lab.caller(name);
  lab.directory.trunks.push({
    name,
    proxy: `127.0.0.1:${phone.wire.port}`,
    addresses: ['192.0.2.0/24'],
  });
  return phone;
}

async function rescan(lab: Lab): Promise<string> {
  return lab.control.api('sofia profile external rescan');
}

conformance({
  'sofia profile external rescan takes a new trunk of the engine': async (t, lab) => {
    const phone = await carrier(lab, 'first');
    t.equal(await lab.control.job('originate sofia/gateway/first/10086 &park()'), '-ERR INVALID_GATEWAY\n');
    t.match(await rescan(lab), /\+OK scan complete/);
    t.match(await lab.control.api('sofia status'), /first/);
    const job = lab.control.job(
      'originate {origination_caller_id_number=12345}sofia/gateway/first/10086 &park()',
    );
    const call = await phone.incoming();
    t.match(call.invite?.start, /^INVITE sip:10086@127\.0\.0\.1:\d+/);
    t.match(call.invite && header(call.invite, 'from'), /<sip:12345@/);
    call.answer();
    const leg = /^\+OK (\S+)/.exec(await job)?.[1] ?? '';
    t.equal((await lab.control.api(`uuid_getvar ${leg} sip_gateway_name`)).trim(), 'first');
  },

  'a call that is not taken says why': async (t, lab) => {
    const phone = await carrier(lab, 'second');
    await rescan(lab);
    const expected: Readonly<Record<string, string>> = {
      '486 Busy Here': 'USER_BUSY',
      '603 Decline': 'CALL_REJECTED',
      '404 Not Found': 'UNALLOCATED_NUMBER',
      '484 Address Incomplete': 'INVALID_NUMBER_FORMAT',
      '480 Temporarily Unavailable': 'NO_USER_RESPONSE',
      '410 Gone': 'NUMBER_CHANGED',
    };
    for (const [line, cause] of Object.entries(expected)) {
      const job = lab.control.job('originate sofia/gateway/second/10086 &park()');
      (await phone.incoming()).reject(line);
      t.equal(await job, `-ERR ${cause}\n`, line);
    }
    const job = lab.control.job('originate {originate_timeout=1}sofia/gateway/second/10086 &park()');
    const call = await phone.incoming();
    call.ring();
    t.equal(await job, '-ERR NO_ANSWER\n');
    await call.untilEnded();
  },

  'killgw takes a trunk away; after a rescan it is as the engine now says': async (t, lab) => {
    const before = await carrier(lab, 'third');
    await rescan(lab);
    t.match(await lab.control.api('sofia profile external killgw third'), /^\+OK/);
    await eventually('the trunk is gone', async () =>
      /INVALID_GATEWAY/.test(await lab.control.job('originate sofia/gateway/third/1 &park()')),
    );
    lab.directory.trunks.splice(0);
    const after = await carrier(lab, 'third');
    await eventually(
      'the trunk is there again',
      async () => {
        await rescan(lab);
        return !/Invalid/.test(await lab.control.api('sofia status gateway third'));
      },
      8_000,
    );
    const job = lab.control.job('originate sofia/gateway/third/10086 &park()');
    (await after.incoming()).answer();
    t.match(await job, /^\+OK/);
    t.equal(before.untaken, 0);
    t.match(await lab.control.api('sofia profile external killgw nobody'), /^-ERR/);
  },

  'registered phones and calls go on over a rescan; users are still let in': async (t, lab) => {
    const { caller, agent } = await lab.talking();
    await carrier(lab, 'fourth');
    t.match(await rescan(lab), /\+OK scan complete/);
    t.match(await lab.control.api('reloadacl'), /^\+OK/);
    t.notOk(caller.call.ended || agent.call.ended);
    const late = await lab.called(await lab.agent());
    t.ok(late.leg);
    const parked = await lab.parked();
    t.equal(parked.park.headers.get('Call-Direction'), 'inbound');
  },

  'a call from an address of a trunk comes in by the name of the trunk': async (t, lab) => {
    // The whole of loopback is the demo's; the first list that fits counts, and trunks come before it.
    lab.directory.trunks.splice(0, lab.directory.trunks.length, {
      name: 'neighbour',
      proxy: '127.0.0.1:9',
      addresses: ['127.0.0.1/32'],
    });
    await rescan(lab);
    t.match(await lab.control.api('reloadacl'), /^\+OK/);
    const { park } = await lab.parked();
    t.equal(park.headers.get('variable_sip_acl_authed_by'), 'neighbour');
  },
});
