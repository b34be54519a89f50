/** One running product for all tests of a file, and what they share. */
import t, { type Test } from 'tap';
import { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import type { Phone } from '../peer/phone.js';
import type { SipProtocol } from '../peer/sip-socket.js';
import { holdsTone } from '../peer/tone.js';
import { startProduct, type Product, type ProductOptions, type Way } from '../product/product.js';
import { callerHz } from '../product/sipp.js';

const fileTimeoutMs = 400_000;
export const agentHz = 620;

export class Hall {
  readonly product: Product;
  readonly #phones: Phone[] = [];

  constructor(product: Product) {
    this.product = product;
  }

  /** A call to the hotline, or to another number, that is answered and says 440 Hz. */
  async caller(number: string, way: Way & { readonly dials?: string } = {}): Promise<PhoneCall> {
    const phone = await this.product.callerPhone(number, way);
    this.#phones.push(phone);
    const call = await phone.call(way.dials ?? '12345');
    await call.untilAnswered();
    call.media.say(callerHz);
    return call;
  }

  /** A caller who pressed 0 and waits. */
  async waiting(number: string, way: Way = {}): Promise<PhoneCall> {
    const call = await this.caller(number, way);
    await this.product.untilStage(number, 'flow');
    await pressUntil(call, '0', async () => (await this.product.stageOf(number)) !== 'flow');
    return call;
  }

  /** The agent answers, and both hear each other: the number has been announced and the legs are bridged. */
  async talk(caller: PhoneCall, offered: PhoneCall): Promise<void> {
    offered.answer();
    offered.media.say(agentHz);
    const [callerFrom, agentFrom] = [caller.media.packets, offered.media.packets];
    await eventually(
      'they talk',
      () =>
        holdsTone(caller.media.heardSince(callerFrom), agentHz) &&
        holdsTone(offered.media.heardSince(agentFrom), callerHz),
    );
  }

  /** A registered phone of an agent; the agent is not yet ready. */
  async agent(agent: string, protocol: SipProtocol = 'udp'): Promise<Phone> {
    const phone = await this.product.agentPhone(agent, protocol);
    this.#phones.push(phone);
    return phone;
  }

  /** Takes phones and agents back, so that the next test finds nobody. */
  async clear(): Promise<void> {
    for (const phone of this.#phones.splice(0)) {
      for (const call of phone.calls) call.hangup();
      if (phone.account.password !== '') await phone.register(0);
      phone.close();
    }
    await this.product.signOut('1001', '1002', '1003', '1004');
  }
}

/** Presses a key again each second until it shows: a prompt that just ended swallows one. */
async function pressUntil(call: PhoneCall, key: string, shows: () => Promise<boolean>): Promise<void> {
  let pressedAt = -Infinity;
  await eventually(
    `key ${key} is taken`,
    async () => {
      if (performance.now() - pressedAt > 1_000) {
        pressedAt = performance.now();
        call.media.press(key);
      }
      return shows();
    },
    15_000,
  );
}

/**
 * Runs each test with the same product; between two of them everybody leaves.
 * @param prepare what the product needs that must be there before it; it ends with the scope.
 */
export function inHall(
  tests: Readonly<Record<string, (t: Test, hall: Hall) => Promise<void>>>,
  on: ProductOptions['on'] = 'embedded',
  prepare: (scope: Scope) => Omit<ProductOptions, 'on'> | Promise<Omit<ProductOptions, 'on'>> = () => ({}),
): void {
  const scope = new Scope();
  let hall: Hall | undefined;
  t.setTimeout(fileTimeoutMs);
  t.teardown(() => scope.close());
  void t.test('the product starts', async (t) => {
    hall = new Hall(await startProduct(scope, { ...(await prepare(scope)), on }));
    t.ok(hall.product.pid('engine'));
  });
  for (const [title, test] of Object.entries(tests)) {
    void t.test(title, async (t) => {
      if (!hall) {
        t.fail('the product does not run');
        return;
      }
      const here = hall;
      t.teardown(() => here.clear());
      await test(t, here);
    });
  }
  void t.test('the product stops', async () => scope.close());
}
