/** The embedded switch in this process, for tests: on loopback, with ports that nobody else has. */
import { systemClock } from '../kernel/clock.js';
import { silentLogger } from '../kernel/log.js';
import { systemRandom } from '../kernel/random.js';
import type { Post } from './directory/directory.js';
import type { SwitchSettings } from './settings.js';
import { hashA1 } from './sip/digest.js';
import { startSwitch, type RunningSwitch } from './start-switch.js';
import { TestPhone } from './test-phone.js';

export const testPassword = 'test-password';
const domain = 'yihao';

export interface TestSwitch {
  readonly running: RunningSwitch;
  /** A phone of a user whom the directory knows, not registered yet. */
  phone(user: string): Promise<TestPhone>;
  /** Frees the phones, then the switch. */
  close(): Promise<void>;
}

/**
 * @param rtpFirstPort tests that run at the same time take ranges that don't meet; each needs 400 ports.
 * @param users whom the directory knows; their passwords are `secret-USER`.
 */
export async function startTestSwitch(
  rtpFirstPort: number,
  users: readonly string[] = [],
  changes: Partial<SwitchSettings> = {},
): Promise<TestSwitch> {
  const settings: SwitchSettings = {
    sip: { addresses: ['127.0.0.1'], port: 0, domain },
    webSocket: { address: '127.0.0.1', port: 0 },
    rtp: { firstPort: rtpFirstPort, lastPort: rtpFirstPort + 199, timeoutMs: 0, browserTimeoutMs: 8000 },
    workers: 1,
    legsPerWorker: 50,
    channels: 50,
    eventSocket: { address: '127.0.0.1', port: 0, password: testPassword },
    directory: { url: '', secret: '' },
    trunks: '',
    holdMusic: '',
    demo: true,
    logLevel: 'silent',
    logPersonal: false,
    ...changes,
  };
  const running = await startSwitch(settings, {
    clock: systemClock,
    random: systemRandom,
    log: silentLogger,
    version: 'test',
    post: directoryOf(users),
  });
  const registrar = running.sip.find((one) => one.protocol === 'udp');
  if (!registrar) throw new Error('no UDP socket');
  const phones: TestPhone[] = [];
  return {
    running,
    async phone(user) {
      const first = rtpFirstPort + 200 + phones.length * 40;
      const ports = { first, last: first + 39 };
      const phone = await TestPhone.start({ user, password: `secret-${user}`, domain, registrar, ports });
      phones.push(phone);
      return phone;
    },
    async close() {
      await Promise.all(phones.map((phone) => phone.close()));
      await running.close();
    },
  };
}

function directoryOf(users: readonly string[]): Post {
  return (form) => {
    const user = form.get('user') ?? '';
    const found = users.includes(user)
      ? `<section name="directory"><domain name="${domain}"><users><user id="${user}" cacheable="60000"><params>` +
        `<param name="a1-hash" value="${hashA1('MD5', user, domain, `secret-${user}`)}"/></params></user></users>` +
        '</domain></section>'
      : '<section name="result"><result status="not found"/></section>';
    return Promise.resolve(`<document type="freeswitch/xml">${found}</document>`);
  };
}
