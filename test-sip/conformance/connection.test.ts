import { sleep, systemClock } from '../../kernel/clock.js';
import { Control } from '../switch/control.js';
import { eventually } from '../eventually.js';
import { conformance, type Lab } from './lab.js';

async function signedIn({ at }: Lab): Promise<Control> {
  const control = await Control.connect(at.eventSocket.port);
  await control.command(`auth ${at.eventSocket.password}`);
  return control;
}

conformance({
  'greets with auth/request, and takes nothing but auth and exit before it': async (t, { at }) => {
    const control = await Control.connect(at.eventSocket.port);
    t.strictSame(control.notices, ['auth/request']);
    t.match(await control.command('api status'), { text: '-ERR command not found' });
    t.match(await control.command(`auth ${at.eventSocket.password}`), { text: '+OK accepted' });
    control.close();
  },

  'answers a wrong password with -ERR invalid, says goodbye and closes': async (t, { at }) => {
    const control = await Control.connect(at.eventSocket.port);
    t.match(await control.command('auth wrong'), { text: '-ERR invalid' });
    await eventually('the connection closes', () => control.closed);
    t.strictSame(control.notices, ['auth/request', 'text/disconnect-notice']);
  },

  'exit is answered +OK bye, then the switch closes': async (t, lab) => {
    const control = await signedIn(lab);
    t.match(await control.command('exit'), { text: '+OK bye' });
    await eventually('the connection closes', () => control.closed);
    t.strictSame(control.notices, ['auth/request', 'text/disconnect-notice']);
  },

  'event, nixevent, noevents, filter and log answer as FreeSWITCH does': async (t, lab) => {
    const control = await signedIn(lab);
    const answers: Readonly<Record<string, string>> = {
      'event plain CHANNEL_CREATE CUSTOM sofia::register': '+OK event listener enabled plain',
      'event json ALL': '+OK event listener enabled json',
      'nixevent CHANNEL_CREATE': '+OK events nixed',
      'filter Unique-ID abc': '+OK filter added. [Unique-ID]=[abc]',
      'filter delete Unique-ID abc': '+OK filter deleted. [Unique-ID][abc]',
      'filter delete Event-Name': '+OK filter deleted. [Event-Name][]',
      'filter delete all': '+OK filter deleted. [all][]',
      noevents: '+OK no longer listening for events',
      'log 4': '+OK log level 4 [4]',
      nolog: '+OK no longer logging',
      event: '-ERR no keywords supplied',
      linger: '-ERR not controlling a session',
      'sendmsg nobody': '-ERR invalid session id [nobody]',
      api: '-ERR command not found',
      nonsense: '-ERR command not found',
    };
    for (const [command, expected] of Object.entries(answers)) {
      t.equal((await control.command(command)).text, expected, command);
    }
    control.close();
  },

  'answers come in the order of the commands, and each has its Job-UUID when in the background': async (
    t,
    { control },
  ) => {
    const [first, second, third] = await Promise.all([
      control.api('uuid_exists nobody'),
      control.command('bgapi uuid_exists nobody', { 'Job-UUID': 'mine' }),
      control.api('global_getvar nothing_of_that_name'),
    ]);
    t.equal(first, 'false');
    t.equal(second.text, '+OK Job-UUID: mine');
    t.equal(second.headers.get('Job-UUID'), 'mine');
    t.match(third, /^(-ERR no reply\n)?$/);
    const done = await control.until('BACKGROUND_JOB', { 'Job-UUID': 'mine' });
    t.match(done.headers.get('Job-Command'), 'uuid_exists');
    t.equal(done.body, 'false');
  },

  'filters: any one that matches lets an event through, of the names asked for': async (t, lab) => {
    const control = await signedIn(lab);
    await control.command('event json CHANNEL_PARK CHANNEL_CREATE DTMF');
    await control.command('filter Event-Name DTMF');
    await control.command('filter Event-Name CHANNEL_PARK');
    const { leg } = await lab.parked();
    await control.until('CHANNEL_PARK', { 'Unique-ID': leg });
    t.strictSame([...new Set(control.events.map((event) => event.name))], ['CHANNEL_PARK']);
    control.close();
  },

  'event plain gives the same headers as event json': async (t, lab) => {
    const control = await signedIn(lab);
    await control.command('event plain CHANNEL_PARK');
    const { leg, park } = await lab.parked([['X-Note', 'a value, with = and % and 一号']]);
    const plain = await control.until('CHANNEL_PARK', { 'Unique-ID': leg });
    t.equal(plain.headers.get('variable_sip_h_X-Note'), 'a value, with = and % and 一号');
    for (const name of ['Unique-ID', 'Caller-Destination-Number', 'Call-Direction', 'variable_sip_call_id']) {
      t.equal(plain.headers.get(name), park.headers.get(name), name);
    }
    control.close();
  },

  'noevents stops them': async (t, lab) => {
    const control = await signedIn(lab);
    await control.command('event json ALL');
    await control.command('noevents');
    const before = control.events.length;
    await lab.parked();
    await sleep(systemClock, 100);
    t.equal(control.events.length, before);
    control.close();
  },
});
