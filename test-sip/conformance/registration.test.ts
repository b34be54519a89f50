import { eventually } from '../eventually.js';
import { Phone } from '../peer/phone.js';
import { conformance, domain } from './lab.js';

conformance({
  'a phone registers with digest against the directory, and is told of': async (t, lab) => {
    const from = lab.control.events.length;
    const phone = await lab.agent();
    const { user } = phone.account;
    const event = await lab.control.until(
      'CUSTOM',
      { 'Event-Subclass': 'sofia::register', 'from-user': user },
      5_000,
      from,
    );
    t.match(Object.fromEntries(event.headers), {
      'from-host': domain,
      contact: new RegExp(`sip:${user}@127\\.0\\.0\\.1:${phone.wire.port}`),
      'network-ip': '127.0.0.1',
      'network-port': String(phone.wire.port),
      expires: '3600',
    });
    const asked = lab.directory.requests.find((form) => form.get('user') === user);
    t.equal(asked?.get('section'), 'directory');
    t.equal(asked?.get('domain'), domain);
    t.equal(asked?.get('action'), 'sip_auth');
  },

  'sofia_contact and the list of registrations have it, and lose it when it unregisters': async (t, lab) => {
    const phone = await lab.agent();
    const { user } = phone.account;
    const { control } = lab;
    t.match(
      await control.api(`sofia_contact ${user}@${domain}`),
      `sofia/internal/sip:${user}@127.0.0.1:${phone.wire.port}`,
    );
    t.match(await control.api(`sofia_contact internal/${user}@${domain}`), `sip:${user}@`);
    t.match(await control.api('sofia status profile internal reg'), `${user}@${domain}`);
    const from = control.events.length;
    t.equal(await phone.register(0), 200);
    await control.until('CUSTOM', { 'Event-Subclass': 'sofia::unregister', 'from-user': user }, 5_000, from);
    t.match(await control.api(`sofia_contact ${user}@${domain}`), 'error/user_not_registered');
  },

  'flush_inbound_reg forgets the registration of that Call-ID, and another phone of the user stays': async (
    t,
    lab,
  ) => {
    const gone = await lab.agent();
    const { user } = gone.account;
    const { control } = lab;
    const tokens = async (): Promise<readonly string[]> => {
      const { rows = [] } = JSON.parse(await control.api('show registrations as json')) as {
        rows?: readonly Readonly<Record<string, string>>[];
      };
      return rows.filter((row) => row['reg_user'] === user).map((row) => row['token'] ?? '');
    };
    await eventually('it is listed', async () => (await tokens()).length === 1);
    const [token] = await tokens();
    const other = await lab.agent(user);
    const from = control.events.length;
    t.match(await control.api(`sofia profile internal flush_inbound_reg ${token}`), /^\+OK flushing/);
    await control.until('CUSTOM', { 'Event-Subclass': 'sofia::expire', user }, 5_000, from);
    const contacts = await control.api(`sofia_contact ${user}@${domain}`);
    t.notMatch(contacts, `:${gone.wire.port}`);
    t.match(contacts, `:${other.wire.port}`);
  },

  'several phones of one user are all contacts': async (t, lab) => {
    const one = await lab.agent();
    const other = await lab.agent(one.account.user);
    const contacts = (await lab.control.api(`sofia_contact ${one.account.user}@${domain}`)).trim().split(',');
    t.equal(contacts.length, 2);
    for (const { wire } of [one, other]) {
      t.ok(contacts.some((contact) => contact.includes(`:${wire.port}`)));
    }
  },

  'a wrong password and an unknown user are refused alike': async (t, lab) => {
    const user = lab.absentUser();
    for (const account of [
      { user, password: 'wrong', domain },
      { user: 'nobody', password: 'wrong', domain },
    ]) {
      const phone = await Phone.open(lab.at.sip, account);
      t.match(await phone.register(), /^40[13]$/, account.user);
      phone.close();
    }
    t.match(await lab.control.api(`sofia_contact ${user}@${domain}`), 'error/user_not_registered');
  },

  'the variables of the directory are on the legs to that user': async (t, lab) => {
    const phone = await lab.agent();
    const { leg } = await lab.called(phone);
    t.equal(await lab.control.api(`uuid_getvar ${leg} dialed_user`), phone.account.user);
  },
});
