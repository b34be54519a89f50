/** Trunks to scripted carriers, made over HTTP as an administrator makes them. */
import type { Scope } from '../../kernel/scope.js';
import type { TrunkSettings, TrunkView } from '../../engine/desk.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { Phone } from '../peer/phone.js';
import type { Product } from '../product/product.js';
import type { Stand } from './stand.js';

/** Not the address that the callers and the agents' phones have, who would else be taken for the carrier. */
const carrierAddress = '127.0.0.2';

/** Each carries one call at a time. */
export interface Carriers {
  /** Tried before the other one. */
  readonly first: Phone;
  readonly second: Phone;
}

export interface CarrierStand extends Stand {
  readonly carriers: Carriers;
}

export async function withCarriers(stand: Stand, scope: Scope): Promise<CarrierStand> {
  const { product } = stand;
  const carriers = {
    first: await carrier(product, scope, 'first', 1),
    second: await carrier(product, scope, 'second', 2),
  };
  await untilUp(product);
  return { ...stand, carriers };
}

/** Trunk settings as the page sends them. */
async function setTrunk(
  product: Product,
  id: string,
  settings: Pick<TrunkSettings, 'port'> & Partial<TrunkSettings>,
): Promise<void> {
  await product.web.json('PUT', `/api/trunks/${id}`, {
    ...{ name: id, address: carrierAddress, transport: 'udp', register: false, user: '' },
    ...{ priority: 1, weight: 1, maxCalls: 0, callerNumber: '', enabled: true },
    ...settings,
  });
}

/** The next call that the carrier gets for that number. */
export async function calledThrough(carrier: Phone, number: string): Promise<PhoneCall> {
  const call = await carrier.incoming(15_000);
  const wanted = new RegExp(`^INVITE sip:${number}@`);
  if (!wanted.test(call.invite?.start ?? '')) throw new Error(`called was ${call.invite?.start}`);
  return call;
}

async function carrier(product: Product, scope: Scope, name: string, priority: number): Promise<Phone> {
  const phone = await Phone.openCarrier(name, carrierAddress);
  scope.own(() => phone.close());
  await setTrunk(product, name, { port: phone.wire.port, priority, maxCalls: 1 });
  return phone;
}

async function untilUp(product: Product): Promise<void> {
  let seen = '';
  await eventually(
    'the switch has the trunks',
    async () => {
      const { items } = (await product.web.json('GET', '/api/trunks')) as { items: readonly TrunkView[] };
      seen = items.map(({ id, state }) => `${id} ${state}`).join();
      return items.every(({ state }) => state === 'up');
    },
    20_000,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; they are: ${seen}`);
  });
}
