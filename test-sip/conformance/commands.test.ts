import { randomUUID } from 'node:crypto';
import { eventually } from '../eventually.js';
import { conformance } from './lab.js';

interface Row {
  readonly uuid: string;
  readonly [key: string]: string;
}

interface Shown {
  readonly row_count: number;
  readonly rows?: readonly Row[];
}

conformance({
  'status begins with the time up and counts the sessions': async (t, { control }) => {
    const status = await control.api('status');
    t.match(status, /^UP \d+ years?, /);
    t.match(status, /^\d+ session\(s\) - /m);
  },

  'show channels is empty as FreeSWITCH says it, and then has the columns relied upon': async (t, lab) => {
    const { control } = lab;
    await control.api('hupall');
    const show = async (): Promise<Shown> => JSON.parse(await control.api('show channels as json')) as Shown;
    await eventually('every leg is gone', async () => (await show()).row_count === 0);
    t.strictSame(await show(), { row_count: 0 });
    t.match(await control.api('show channels count'), /^\s*0 total\.\s*$/);
    const { leg } = await lab.parked();
    await eventually('the leg is listed', async () => (await show()).row_count === 1);
    const shown = await show();
    t.match(shown.rows?.[0], {
      uuid: leg,
      direction: 'inbound',
      created_epoch: /^\d{10}$/,
      name: /^sofia\/internal\/13800138000@/,
      callstate: 'RINGING',
      cid_num: '13800138000',
      dest: '12345',
    });
    t.match(await control.api('show channels count'), /^\s*1 total\.\s*$/);
  },

  'uuid_exists says true or false': async (t, lab) => {
    const { leg } = await lab.parked();
    t.equal(await lab.control.api(`uuid_exists ${leg}`), 'true');
    t.equal(await lab.control.api(`uuid_exists ${randomUUID()}`), 'false');
  },

  'variables are set, read, unset, one or several at a time': async (t, lab) => {
    const { control } = lab;
    const { leg } = await lab.parked();
    const get = (name: string): Promise<string> => control.api(`uuid_getvar ${leg} ${name}`);
    t.equal(await get('yihao_call'), '_undef_');
    t.equal(await control.api(`uuid_setvar ${leg} yihao_call two words`), '+OK\n');
    t.equal(await get('yihao_call'), 'two words');
    t.equal(await control.api(`uuid_setvar ${leg} yihao_call`), '+OK\n');
    t.equal(await get('yihao_call'), '_undef_');
    t.match(await control.api(`uuid_setvar_multi ${leg} a=1;b=2 3`), /^\+OK/);
    t.equal(await get('a'), '1');
    t.equal(await get('b'), '2 3');
    await control.run(leg, 'multiset', '^^;c=3;d=4');
    t.equal(await get('c'), '3');
    t.equal(await get('d'), '4');
    await control.run(leg, 'unset', 'c');
    t.equal(await get('c'), '_undef_');
  },

  'uuid_dump json is the leg with all its variables': async (t, lab) => {
    const { leg } = await lab.parked();
    await lab.control.api(`uuid_setvar ${leg} yihao_call 42`);
    const dump = JSON.parse(await lab.control.api(`uuid_dump ${leg} json`)) as Record<string, string>;
    t.match(dump, {
      'Event-Name': 'CHANNEL_DATA',
      'Unique-ID': leg,
      'Call-Direction': 'inbound',
      'Caller-Destination-Number': '12345',
      variable_yihao_call: '42',
      variable_sip_from_user: '13800138000',
    });
  },

  'a leg that is gone is answered -ERR, an unknown command by its name': async (t, { control }) => {
    const gone = randomUUID();
    const commands = [
      `uuid_getvar ${gone} a`,
      `uuid_setvar ${gone} a 1`,
      `uuid_kill ${gone}`,
      `uuid_break ${gone}`,
      `uuid_park ${gone}`,
      `uuid_answer ${gone}`,
      `uuid_dump ${gone} json`,
      `uuid_bridge ${gone} ${gone}`,
      `uuid_record ${gone} start /tmp/x.wav`,
      `uuid_send_dtmf ${gone} 1`,
      `uuid_broadcast ${gone} silence_stream://100`,
    ];
    for (const command of commands) t.match(await control.api(command), /^-ERR/, command);
    t.equal(await control.api('no_such_command 1'), '-ERR no_such_command Command not found!\n');
  },

  'create_uuid, version and global_getvar answer': async (t, { control }) => {
    t.match(await control.api('create_uuid'), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\s*$/);
    t.match(await control.api('version'), /\S/);
    t.match(await control.api('global_getvar hostname'), /\S/);
  },

  'sofia status names the profile': async (t, { control }) => {
    t.match(await control.api('sofia status'), /internal\s+profile\s+sip:.*RUNNING/);
    t.match(await control.api('sofia status profile internal'), /Name\s+internal/);
  },

  'hupall hangs up every leg with its cause': async (t, lab) => {
    const [one, other] = [await lab.parked(), await lab.answered()];
    t.match(await lab.control.api('hupall NORMAL_TEMPORARY_FAILURE'), /^\+OK/);
    for (const { leg, call } of [one, other]) {
      t.equal((await lab.hangupOf(leg)).headers.get('Hangup-Cause'), 'NORMAL_TEMPORARY_FAILURE');
      await call.untilEnded();
    }
  },
});
